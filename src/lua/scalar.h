/* Lua programs that are scalars of a YAML file. */
#ifndef LUA_SCALAR_H
#define LUA_SCALAR_H

#include "template/render.h"

/* Where luascalar_place() was the last time. All-zero before the first. */
struct luascalar_cursor {
	uint32_t node;
	size_t at, line; /* of its value: the byte, and where its line begins */
	size_t from, indent; /* of the text: the same line, how far it is in */
};

/*
 * Returns where in the text byte at of the scalar i's value is; where the
 * scalar begins, if it is written with escapes or over lines in a way that
 * hides it. With a cursor, ascending places cost their distance alone; NULL
 * for a single one.
 */
size_t luascalar_place(const struct doc *doc, uint32_t i, size_t at,
	struct luascalar_cursor *cursor);

/*
 * A render_change for programs: escapes what was inserted into their strings.
 * Returns 1, or -1 after an error about each reference that is not in a string.
 */
int luascalar_change(const struct doc *doc, const struct render_insert *in,
	struct buf *out, struct diags *d);

/*
 * Reports the references of the program i that are not in strings. Returns 0,
 * or -1 if there was one.
 */
int luascalar_check_references(
	const struct doc *doc, uint32_t i, struct diags *d);

/*
 * Warns of the first string, bracket or comment of the program i that is never
 * closed: consequence is what the gateway then does. Returns 0.
 */
int luascalar_check_closed(const struct doc *doc, uint32_t i,
	const char *consequence, struct diags *d);

#endif
