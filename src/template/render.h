/*
 * A template and its variables in, a proven text out.
 *
 * Only scalars that hold a reference change; every other byte stays. The
 * result is parsed again and compared with the template's nodes, event by
 * event, before it is handed out.
 */
#ifndef TEMPLATE_RENDER_H
#define TEMPLATE_RENDER_H

#include "template/expand.h"
#include "template/resolve.h"
#include "template/scan.h"

/* What a kind of document (src/kong) knows of its nodes. */
struct render_kind {
	void *ctx;
	enum resolve_list list; /* what counts as "not a string" */
	/*
	 * Whether the scalar node is always read as a string, so that a whole
	 * plain reference there must not become a number. Called after all
	 * mapping keys have their values.
	 */
	bool (*is_string)(void *ctx, uint32_t node);
	/*
	 * The list item to drop when the scalar node renders empty, or 0.
	 */
	uint32_t (*drop_if_empty)(void *ctx, uint32_t node);
};

struct render_config {
	const struct render_kind *kind;
	void *ctx; /* of lookup */
	expand_lookup *lookup;
	/*
	 * Returns the other name under which lookup would have found it, for
	 * the message that it is not set, or NULL. May be NULL itself.
	 */
	const char *(*alias)(void *ctx, const char *name, size_t n);
};

/*
 * Finds the references of every scalar of doc, sets NODE_REF and NODE_WHOLE,
 * and reports malformed ones at their places. Returns 0, or -1 if there were
 * any. lint calls this alone; render_text() does it itself.
 */
int render_find(struct doc *doc, struct diags *d);

/*
 * Appends to out doc's text with all references replaced, and puts the values
 * into doc's nodes (NODE_REF: substituted; NODE_LEFT; NODE_DROPPED). Returns
 * 0, or -1 with a diagnostic for every place that is wrong; out is then not
 * to be used.
 */
int render_text(struct doc *doc, const struct render_config *config,
	struct buf *out, struct diags *d);

#endif
