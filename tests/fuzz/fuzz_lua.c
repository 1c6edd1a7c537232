/*
 * A value, a NUL, a Lua source. The pieces of the source cover it; each string
 * written anew from its value leaves every piece what it was; and the value,
 * put into any of the strings, changes that string alone.
 */
#include "fuzz/fuzz.h"
#include "lua/lua.h"

#include <assert.h>
#include <string.h>

static bool
is_equal(const struct buf *b, const char *s, size_t n)
{
	return b->n == n && (n == 0 || memcmp(b->s, s, n) == 0);
}

static void
check_cover(const char *s, size_t n)
{
	struct lua_span span = {0}, last = {.kind = LUA_COMMENT};

	while (lua_next(s, n, &span)) {
		assert(span.at == last.end && span.end > span.at);
		assert(span.kind != LUA_CODE || last.kind != LUA_CODE);
		assert((span.kind == LUA_STRING) == (span.quote != 0));
		assert(!span.unclosed || span.kind == LUA_STRING ||
			span.end == n);
		last = span;
	}
	assert(last.end == n);
}

/* In both kinds of quotes the value is one string, and reads back. */
static void
check_value(const char *value, size_t n)
{
	static const char quotes[] = "\"'";
	struct lua_span span = {0};
	struct buf out = {0}, back = {0};
	size_t i;

	for (i = 0; quotes[i]; i++) {
		buf_cut(&out, 0);
		buf_cut(&back, 0);
		buf_addc(&out, quotes[i]);
		lua_escape(&out, value, n, quotes[i]);
		buf_addc(&out, quotes[i]);
		span = (struct lua_span){0};
		assert(lua_next(out.s, out.n, &span));
		assert(span.kind == LUA_STRING && !span.unclosed);
		assert(span.end == out.n);
		assert(lua_decode(&back, out.s + 1, out.n - 2) == 0);
		assert(is_equal(&back, value, n));
	}
	buf_free(&out);
	buf_free(&back);
}

/* Appends one piece; a string that LuaJIT takes is written as value, or anew
 * from its own value. */
static void
add_piece(struct buf *out, const char *s, const struct lua_span *span,
	const char *value, size_t n)
{
	const char *inside = s + span->at + 1;
	struct buf own = {0};

	if (span->kind != LUA_STRING || span->unclosed ||
		lua_decode(&own, inside, span->end - span->at - 2)) {
		buf_add(out, s + span->at, span->end - span->at);
		buf_free(&own);
		return;
	}
	buf_addc(out, span->quote);
	if (value)
		lua_escape(out, value, n, span->quote);
	else
		lua_escape(out, own.s, own.n, span->quote);
	buf_addc(out, span->quote);
	buf_free(&own);
}

/* s with its strings written anew has the same pieces. */
static void
check_same(const char *s, size_t n, const char *value, size_t nvalue)
{
	struct lua_span a = {0}, b = {0};
	struct buf out = {0};

	while (lua_next(s, n, &a))
		add_piece(&out, s, &a, value, nvalue);
	a = (struct lua_span){0};
	while (lua_next(s, n, &a)) {
		assert(lua_next(out.s, out.n, &b));
		assert(a.kind == b.kind && a.quote == b.quote);
		assert(a.unclosed == b.unclosed);
		if (a.kind != LUA_STRING)
			assert(a.end - a.at == b.end - b.at &&
				memcmp(s + a.at, out.s + b.at, a.end - a.at) ==
					0);
	}
	assert(b.end == out.n);
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	const char *s = (const char *)data;
	const char *nul = n ? memchr(data, '\0', n) : NULL;
	size_t nvalue = nul ? (size_t)(nul - s) : 0;
	const char *source = nul ? nul + 1 : s;
	size_t nsource = nul ? n - nvalue - 1 : n;

	if (!n)
		return 0;
	check_cover(source, nsource);
	check_value(s, n); /* the NUL too */
	check_same(source, nsource, NULL, 0);
	check_same(source, nsource, s, nvalue);
	return 0;
}
