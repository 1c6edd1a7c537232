/* Which values of Kong's file anyone may see. */
#ifndef KONG_PUBLICFIELDS_H
#define KONG_PUBLICFIELDS_H

#include "template/scan.h"

/*
 * Marks (NODE_PUBLIC) the scalars of doc that are values of fields whose row in
 * either version says PUBLIC, or which words they hold. Where they are written
 * is what counts: neither aliases nor merges are followed.
 */
void publicfields_mark(struct doc *doc);

#endif
