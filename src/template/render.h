/*
 * A template and its variables in, a verified text out.
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

struct render_config {
	enum resolve_list list; /* what counts as "not a string" */
	void *ctx; /* of lookup */
	expand_lookup *lookup;
	/*
	 * Appends to the message that a variable is not set what else is known:
	 * ", nor is X", " (did you mean Y?)". Returns whether that Y is named
	 * like a secret. May be NULL.
	 */
	bool (*hint)(void *ctx, const char *name, size_t n, struct buf *out);
};

/*
 * Finds the references of every scalar of doc, sets NODE_REF and NODE_ONE_REF,
 * and reports malformed ones at their places. Returns 0, or -1 if there were
 * any. lint calls this alone; render_expand() does it itself.
 */
int render_find(struct doc *doc, struct diags *d);

/*
 * The first step: puts the values into doc's nodes (NODE_REF: substituted;
 * NODE_HAS_KEPT; NODE_STRING where it follows from the template alone). Between
 * the two, whoever knows what the document is for may set NODE_STRING on
 * further scalars and drop list items (drop.h). doc, config and d must outlive
 * the result, which is never NULL; caller frees with render_free().
 */
struct render *render_expand(
	struct doc *doc, const struct render_config *config, struct diags *d);

/* A scalar whose references have been replaced. */
struct render_insert {
	uint32_t node; /* its value is the wanted one */
	const char *was; /* its value in the template, nwas bytes */
	size_t nwas;
	struct expansion *v; /* what was replaced, ascending; n of them */
	size_t n;
};

/*
 * Returns 0 to leave the value as it is; 1 after it has put another one into
 * out and has set v[].to and to_end to where what was inserted is in that; -1
 * after an error.
 */
typedef int render_change(
	void *ctx, const struct render_insert *insert, struct buf *out);

/*
 * Between the two steps: calls change for every scalar whose references have
 * been replaced, in document order. For values that go into a language of
 * their own. Returns 0, or -1 if a call did.
 */
int render_each(struct render *r, render_change *change, void *ctx);

/*
 * Returns where in doc's text each reference of insert is: where its scalar
 * begins, if its text is not its value. Caller frees.
 */
uint32_t *render_places(
	const struct doc *doc, const struct render_insert *insert);

/* Puts its name into *name; returns that's length, for printf's %.*s. */
int render_name(
	const struct render_insert *insert, size_t which, const char **name);

/* Returns whether every reference has a value. */
bool render_is_expanded(const struct render *r);

/*
 * The second step: appends to out doc's text with all references replaced.
 * Returns 0, or -1 with a diagnostic for every place that is wrong, or with
 * doc->refuted set; out is then not to be used.
 */
int render_write(struct render *r, struct buf *out);

/* Wipes and frees r. r may be NULL. */
void render_free(struct render *r);

#endif
