/*
 * Lua source, as far as a renderer must know it: which bytes are strings,
 * which are comments and which are code.
 *
 * The lexical rules are those of LuaJIT 2.1, which Envoy and Kong embed: Lua
 * 5.1 (reference manual, section 2.1) with \x4a, \u{20ac} and \z, a byte order
 * mark and a first line that begins with # skipped. Nothing is parsed beyond
 * that: code may be any nonsense.
 */
#ifndef LUA_LUA_H
#define LUA_LUA_H

#include "base/buf.h"

enum lua_kind {
	LUA_CODE,
	LUA_COMMENT, /* -- to the end of the line, or --[==[ ... ]==] */
	LUA_STRING, /* "..." or '...' */
	LUA_BRACKET, /* [==[ ... ]==], which has no escapes */
};

/* A piece of one kind, bytes at to end, with its delimiters. */
struct lua_span {
	size_t at, end;
	enum lua_kind kind;
	char quote; /* of LUA_STRING: " or ' */
	bool unclosed; /* LuaJIT refuses the source: "unfinished ..." */
};

/*
 * Sets *span to the piece of the n bytes at s that begins at span->end; an
 * all-zero span finds the first. Returns false at the end of the source. The
 * pieces cover every byte in order; two pieces of LUA_CODE never touch. An
 * unclosed string ends before its line break, an unclosed bracket or comment
 * with the source.
 */
bool lua_next(const char *s, size_t n, struct lua_span *span);

/*
 * Finds the next string after *span that has a value, which got becomes, in the
 * same way.
 */
bool lua_next_string(
	const char *s, size_t n, struct lua_span *span, struct buf *got);

/*
 * Appends the n bytes at s to out as they must be written between two quotes
 * of that kind (" or '). Every byte means itself: \ and the quote get a
 * backslash, what is not printable ASCII becomes \ddd with three digits.
 *
 * What comes before must not be an unfinished escape: after "\1" or "\z" a
 * value's first byte can be taken for a part of it, so compare what
 * lua_decode() reads from the whole string.
 */
void lua_escape(struct buf *out, const char *s, size_t n, char quote);

/*
 * Appends the value of a short string to out: s and n are what is between its
 * quotes. Returns 0, or -1 with out as it was: an invalid escape, a raw line
 * break.
 */
int lua_decode(struct buf *out, const char *s, size_t n);

#endif
