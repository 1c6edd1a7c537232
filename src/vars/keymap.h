/*
 * What the keys of a mounted Secret are called, where they are not the names of
 * the variables: JWT_SECRET=secret reads the file "secret" for JWT_SECRET. A
 * name that is mapped has no other file.
 */
#ifndef VARS_KEYMAP_H
#define VARS_KEYMAP_H

#include "base/buf.h"
#include "base/table.h"

struct keymap {
	struct table by_name; /* name to index in words */
	const char *const *words; /* the caller's: NAME=KEY */
};

/*
 * Fills m from the n NUL-terminated words, which m keeps and does not own: NAME
 * is a variable's name, KEY one of a Secret (Kubernetes, IsConfigMapKey: at
 * most 253 of A-Z a-z 0-9 . _ -) that does not begin with a dot. Returns 0, or
 * -1 with the reason in why, which names an entry by its number and never by
 * its text: somebody may have written a value. Caller frees with keymap_free()
 * in either case.
 */
int keymap_parse(
	struct keymap *m, const char *const *words, size_t n, struct buf *why);

/* Returns the key for name (NUL-terminated), or NULL if it has none. */
const char *keymap_get(const struct keymap *m, const char *name);

/* Empties m. May be repeated. */
void keymap_free(struct keymap *m);

#endif
