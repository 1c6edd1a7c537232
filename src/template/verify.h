/*
 * Nothing is written that was not parsed again and compared.
 */
#ifndef TEMPLATE_VERIFY_H
#define TEMPLATE_VERIFY_H

#include "template/splice.h"

/*
 * Parses the n bytes at out and compares, event by event, with the nodes of
 * doc (values and styles as wanted, NODE_DROPPED left out): the same tree, the
 * same anchors, tags and aliases, exactly these values, and NODE_STRING ones
 * read as strings by list. Then compares all bytes outside edits with the
 * template's. Of a doc that is unproven, libyaml reads the items left out, too.
 * Returns 0, or -1 with a RULE_INTERNAL diagnostic; without one for a doc that
 * is unproven: then its scanner was wrong, not the output.
 */
int verify_output(const struct doc *doc, const struct edits *edits,
	enum resolve_list list, const char *out, size_t n, struct diags *d);

#endif
