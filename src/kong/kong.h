/*
 * What Kong reads in a declarative file, as far as kongrender judges it: the
 * top level and the consumers part. One walk over the nodes of a template or
 * of a rendered file.
 */
#ifndef KONG_KONG_H
#define KONG_KONG_H

#include "template/render.h"

enum kong_version {
	KONG_3, /* 3.4 and later, judged as 3.9 */
	KONG_28, /* 2.8 */
};

struct kong_config {
	enum kong_version version;
	bool enterprise; /* unknown top-level keys are warnings */
	const char *plugins; /* KONG_PLUGINS, comma-separated, or NULL:
				all bundled ones are loaded */
	/*
	 * A template: a reference is a string of unknown content, a whole
	 * plain one a scalar of any type; rules that need values are silent.
	 */
	bool is_template;
	bool is_json; /* its name makes Kong read it as JSON */
};

/* What is known of a document's nodes; kong/marks.h has more of it. */
struct kong_marks;

/*
 * Prepares the answers to template/'s two questions for doc (which must
 * outlive the result); nothing is walked before the first question, so that
 * mapping keys have their values by then. Fills *kind, whose ctx is the
 * result. Caller frees with kong_marks_free().
 */
struct kong_marks *kong_marks_new(
	const struct doc *doc, struct render_kind *kind);
void kong_marks_free(struct kong_marks *m);

/*
 * Checks, after rendering, that no consumer which had credentials in the
 * template is left without any (of any list but acls, nested and flattened
 * together) because items were dropped. Returns 0, or -1 with an error for
 * each such consumer.
 */
int kong_check_dropped(const struct doc *doc, struct diags *d);

/*
 * Checks doc against everything that Kong requires of the part we know, and
 * reports every problem at its place. Returns 0, or -1 if there was an error.
 */
int kong_check(const struct doc *doc, const struct kong_config *config,
	struct diags *d);

#endif
