/*
 * References in Lua source: a value goes into a string and stays one there.
 */
#ifndef LUA_INSERT_H
#define LUA_INSERT_H

#include "lua/lua.h"
#include "template/expand.h"

enum lua_problem {
	LUA_FINE,
	LUA_IN_CODE,
	LUA_IN_COMMENT,
	LUA_IN_BRACKET,
	LUA_IN_UNCLOSED, /* a string without its second quote */
	LUA_ACROSS, /* it ends where the string has ended, too: "${A:-"b"}" */
	LUA_IN_ESCAPE, /* an escape before it would take in the value */
};

/*
 * Returns why no value can replace the bytes [at, end) of the n bytes at s.
 * *span is where the last call left it, all-zero before the first; places
 * ascend from call to call.
 */
enum lua_problem lua_judge(
	const char *s, size_t n, size_t at, size_t end, struct lua_span *span);

/* Returns the problem as a piece of a sentence after a reference's name. */
const char *lua_problem_text(enum lua_problem problem);

/*
 * now is the source was (nwas bytes) with the count replacements of v made.
 * Appends to out the same with each value escaped for its string, sets v[].to
 * and to_end to where they are in it, and verifies it: no piece of the source
 * is another than before, and every string means what it says with the values
 * in it. Sets problem[] to what is wrong with each replacement. Returns 0, or
 * -1 if there is a problem; out is then as it was.
 */
int lua_insert(struct buf *out, const char *was, size_t nwas, const char *now,
	struct expansion *v, size_t count, enum lua_problem *problem);

#endif
