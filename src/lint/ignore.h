/*
 * Silencing rules: by --ignore for a run, or by a comment for a place.
 *
 *	# kongrender ignore=ID[,ID] -- reason
 *
 * after something holds for its line; alone on a line for the next line that
 * is more than a comment, too.
 */
#ifndef LINT_IGNORE_H
#define LINT_IGNORE_H

#include "report/rulepage.h"
#include "template/scan.h"

struct ignore {
	enum page_flag run; /* IN_TEMPLATE, IN_RENDERED or IN_RENDER */
	bool listed[RULE_COUNT]; /* by --ignore */
};

/*
 * Adds the n rule ids at ids to the list. Returns 0, or -1 with a message in
 * why: one is unknown, or cannot be ignored.
 */
int ignore_list(struct ignore *ignore, const char *const *ids, size_t n,
	struct buf *why);

/*
 * Takes out of d, from its diagnostic number from on, those that the list
 * names or, where they are about doc's text, a comment of it. In render no
 * comment silences a rule of values, or anything about a scalar that holds a
 * reference. Then adds warnings: comments that cannot be read, and ones that
 * suppress nothing although their rule ran. doc may be NULL: the list alone.
 */
void ignore_apply(const struct ignore *ignore, const struct doc *doc,
	size_t from, struct diags *d);

#endif
