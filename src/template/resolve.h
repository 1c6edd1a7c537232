/*
 * What a plain scalar means to whoever reads it: the implicit types.
 */
#ifndef TEMPLATE_RESOLVE_H
#define TEMPLATE_RESOLVE_H

#include "base/base.h"

enum resolve_list {
	RESOLVE_LYAML, /* what Kong's parser does: lyaml/implicit.lua */
	RESOLVE_ANY, /* the union of YAML 1.1 (yaml.org/type) and the 1.2
			core schema (section 10.3.2) */
};

enum resolve_type {
	TYPE_STRING,
	TYPE_NULL,
	TYPE_INTEGER,
	TYPE_FLOAT,
	TYPE_BOOLEAN,
	TYPE_OTHER, /* RESOLVE_ANY: timestamp, merge, value */
};

/* Returns the type of the plain scalar of n bytes at s. */
enum resolve_type resolve_plain(
	enum resolve_list list, const char *s, size_t n);

/*
 * Returns the type of a scalar as Kong reads it (lyaml, RESOLVE_LYAML): its
 * tag (resolved, may be NULL) counts first, then, if it is plain, its value.
 */
enum resolve_type resolve_lyaml(
	const char *tag, bool plain, const char *s, size_t n);

#endif
