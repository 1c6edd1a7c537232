#include "lua/insert.h"

#include <stdlib.h>
#include <string.h>

enum lua_problem
lua_judge(const char *s, size_t n, size_t at, size_t end, struct lua_span *span)
{
	while (span->end <= at && lua_next(s, n, span))
		;
	switch (span->kind) {
	case LUA_CODE:
		return LUA_IN_CODE;
	case LUA_COMMENT:
		return LUA_IN_COMMENT;
	case LUA_BRACKET:
		return LUA_IN_BRACKET;
	case LUA_STRING:
		break;
	}
	if (end > span->end - !span->unclosed)
		return LUA_ACROSS;
	return span->unclosed ? LUA_IN_UNCLOSED : LUA_FINE;
}

const char *
lua_problem_text(enum lua_problem problem)
{
	switch (problem) {
	case LUA_IN_CODE:
		return "is in Lua code, where its value would become part of "
		       "the program: put it in a string, \"${NAME}\"";
	case LUA_IN_COMMENT:
		return "is in a Lua comment, which a line break in the value "
		       "would end: remove it";
	case LUA_IN_BRACKET:
		return "is in a [[...]] string, where its value cannot be "
		       "escaped: use \"${NAME}\"";
	case LUA_IN_UNCLOSED:
		return "is in an unterminated Lua string";
	case LUA_ACROSS:
		return "has a default with the quote that ends the Lua string "
		       "around it: use the other kind of quote";
	case LUA_IN_ESCAPE:
		return "follows a Lua escape that its value would become part "
		       "of, or is in a string with an invalid escape";
	case LUA_FINE:
		break;
	}
	return "is fine";
}

static int
judge_all(const char *was, size_t nwas, const struct expansion *v, size_t count,
	enum lua_problem *problem)
{
	struct lua_span span = {0};
	size_t i;
	int ret = 0;

	for (i = 0; i < count; i++) {
		problem[i] = lua_judge(was, nwas, v[i].at, v[i].end, &span);
		if (problem[i])
			ret = -1;
	}
	return ret;
}

/*
 * What the string a of was is to mean, with the values of v from *i on. Leaves
 * *i after the last of them.
 */
static int
wanted_value(struct buf *wanted, const char *was, const struct lua_span *a,
	const char *now, const struct expansion *v, size_t count, size_t *i)
{
	size_t from = a->at + 1, end = a->end - 1;
	int ret = 0;

	for (; *i < count && v[*i].at < end; ++*i) {
		ret |= lua_decode(wanted, was + from, v[*i].at - from);
		buf_add(wanted, now + v[*i].to, v[*i].to_end - v[*i].to);
		from = v[*i].end;
	}
	return ret | lua_decode(wanted, was + from, end - from);
}

/*
 * A string that got values of v, from *i on, written as the piece b of out.
 * Leaves *i after the last of them.
 */
static int
verify_string(const char *was, const struct lua_span *a, const char *out,
	const struct lua_span *b, const char *now, const struct expansion *v,
	size_t count, size_t *i)
{
	struct buf wanted = {0}, got = {0};
	int ret = wanted_value(&wanted, was, a, now, v, count, i);

	if (!ret && (lua_decode(&got, out + b->at + 1, b->end - b->at - 2) ||
			    got.n != wanted.n ||
			    (got.n && memcmp(got.s, wanted.s, got.n) != 0)))
		ret = -1;
	buf_free(&wanted);
	buf_free(&got);
	return ret;
}

static bool
is_same(const char *was, const struct lua_span *a, const char *out,
	const struct lua_span *b)
{
	return a->end - a->at == b->end - b->at &&
	       memcmp(was + a->at, out + b->at, a->end - a->at) == 0;
}

/*
 * Compares the pieces of was and out (n bytes each) one by one. Sets problem[]
 * for the first value of a string that differs.
 */
static int
verify_program(const char *was, size_t nwas, const char *out, size_t nout,
	const char *now, const struct expansion *v, size_t count,
	enum lua_problem *problem)
{
	struct lua_span a = {0}, b = {0};
	size_t i = 0, first;
	int ret = 0;

	while (lua_next(was, nwas, &a)) {
		first = i < count ? i : count - 1;
		/* where a piece ends elsewhere, all after it are others */
		if (!lua_next(out, nout, &b) || a.kind != b.kind ||
			a.quote != b.quote || a.unclosed != b.unclosed ||
			(!(i < count && v[i].at < a.end) &&
				!is_same(was, &a, out, &b))) {
			problem[first] = LUA_IN_ESCAPE;
			return -1;
		}
		if (i < count && v[i].at < a.end &&
			verify_string(was, &a, out, &b, now, v, count, &i)) {
			problem[first] = LUA_IN_ESCAPE;
			ret = -1;
		}
	}
	if (b.end != nout) {
		problem[count - 1] = LUA_IN_ESCAPE;
		ret = -1;
	}
	return ret;
}

/* Appends the escaped source; places[] is where its values are in it. */
static void
write_source(struct buf *out, const char *was, size_t nwas, const char *now,
	const struct expansion *v, size_t count, struct expansion *places)
{
	struct lua_span span = {0};
	size_t i, from = 0, start = out->n;

	for (i = 0; i < count; i++) {
		lua_judge(was, nwas, v[i].at, v[i].end, &span);
		buf_add(out, was + from, v[i].at - from);
		places[i] = v[i];
		places[i].to = out->n - start;
		lua_escape(
			out, now + v[i].to, v[i].to_end - v[i].to, span.quote);
		places[i].to_end = out->n - start;
		from = v[i].end;
	}
	buf_add(out, was + from, nwas - from);
}

int
lua_insert(struct buf *out, const char *was, size_t nwas, const char *now,
	struct expansion *v, size_t count, enum lua_problem *problem)
{
	struct expansion *places;
	size_t start = out->n;
	int ret;

	if (judge_all(was, nwas, v, count, problem))
		return -1;
	if (count == 0) {
		buf_add(out, was, nwas);
		return 0;
	}
	places = xcalloc(count, sizeof(*places));
	write_source(out, was, nwas, now, v, count, places);
	ret = verify_program(was, nwas, out->s + start, out->n - start, now, v,
		count, problem);
	if (ret)
		buf_cut(out, start);
	else
		memcpy(v, places, count * sizeof(*v));
	free(places);
	return ret;
}
