/*
 * Kong files that lie in Kubernetes manifests: in a ConfigMap's data, a
 * Secret's stringData, alone, in many documents or in lists.
 */
#ifndef LINT_MANIFEST_H
#define LINT_MANIFEST_H

#include "template/scan.h"

/*
 * One of them. Its places are the manifest's own in a literal block, and the
 * scalar's beginning in any other style.
 */
struct embedded {
	struct text text;
	struct text_piece *piece;
	bool is_folded; /* after >, which joins its lines */
	struct embedded *next;
};

/*
 * Returns whether doc is a Kubernetes manifest: the first document that is
 * not empty has apiVersion and kind.
 */
bool manifest_is(const struct doc *doc);

/*
 * Returns the Kong files of the manifest doc in the order in which they stand
 * there, or NULL: values with a key kong.yml or kong.yaml, or that hold
 * _format_version; one that several keys have by aliases is there once. The
 * manifest's text, but not doc, must outlive them. Caller frees with
 * manifest_free(), after the last diagnostic is printed.
 */
struct embedded *manifest_find(const struct doc *doc);

/* Frees the whole list. list may be NULL. */
void manifest_free(struct embedded *list);

#endif
