/*
 * Removing list items whose credential rendered empty.
 *
 * In block style an item goes from its dash's line through its last line of
 * content, in flow style with one comma; a list left empty becomes [].
 */
#ifndef TEMPLATE_DROP_H
#define TEMPLATE_DROP_H

#include "template/splice.h"

/*
 * Marks item, a list's item that contains the empty scalar node, as
 * NODE_DROPPED. Returns 0, or -1 with an error: it is anchored, or other
 * scalars in it hold references, or it is no item of a list.
 */
int drop_item(struct doc *doc, uint32_t item, uint32_t node, struct diags *d);

/*
 * Adds the edits that remove all dropped items of doc. Returns 0, or -1 with
 * an error for each that is where lines cannot simply be removed.
 */
int drop_edits(const struct doc *doc, struct edits *e, struct diags *d);

#endif
