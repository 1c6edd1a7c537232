#include "suite.h"

#include "base/infile.h"
#include "template/expand.h"

#include <string.h>

/* tests/expand.tab; the tests run from the project's folder */
#define TABLE "tests/expand.tab"

/* NAME=value pairs and bare NAMEs, each ended by a NUL, then an empty one. */
struct variables {
	const char *s;
};

static enum expand_answer
look_up(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	const char *s = ((struct variables *)ctx)->s;

	for (; *s; s += strlen(s) + 1) {
		if (strncmp(s, name, n) != 0)
			continue;
		if (!s[n])
			return EXPAND_KEEP;
		if (s[n] != '=')
			continue;
		*value = s + n + 1;
		*nvalue = strlen(*value);
		return EXPAND_SET;
	}
	return EXPAND_UNSET;
}

static void
count_error(void *ctx, enum expand_error error, const char *s,
	const struct ref *r, const struct ref *outer, enum ref_status status)
{
	(void)error;
	(void)s;
	(void)status;
	ck_assert_uint_ge(r->at, outer->at);
	++*(size_t *)ctx;
}

/* Takes \t, \n and \\ for what they stand for, in place. */
static void
unescape(char *s)
{
	char *to = s;

	for (; *s; s++) {
		if (*s != '\\') {
			*to++ = *s;
			continue;
		}
		s++;
		*to++ = *s == 't' ? '\t' : *s == 'n' ? '\n' : *s;
	}
	*to = '\0';
}

static void
check_row(const char *row, char *template, char *variables, char *wanted)
{
	struct variables v = {variables};
	size_t errors = 0, n, i;
	struct expand_hooks hooks = {look_up, &v, &errors, count_error};
	struct expansions list = {0};
	struct buf out = {0};
	int ret;

	unescape(template);
	unescape(variables);
	n = strlen(variables);
	for (i = 0; i < n; i++)
		if (variables[i] == ',')
			variables[i] = '\0';
	unescape(wanted);
	ret = expand(template, strlen(template), &hooks, &out, &list);
	ck_assert_msg((ret == 0) == (errors == 0), "%s", row);
	if (strcmp(wanted, "!error") == 0)
		ck_assert_msg(ret == -1, "no error: %s", row);
	else
		ck_assert_msg(ret == 0 && strcmp(out.s, wanted) == 0,
			"%s: got %s", row, out.s);
	free(list.v);
	buf_free(&out);
}

START_TEST(every_row_of_the_table_expands_as_it_says)
{
	struct buf table = {0};
	char *line, *end, *tab[2], *row;
	size_t rows = 0;
	/* room for the empty string behind the last variable */
	char variables[4096];

	ck_assert_int_eq(infile_read(&table, TABLE, 1 << 20), 0);
	for (line = table.s; (end = strchr(line, '\n')); line = end + 1) {
		*end = '\0';
		if (!*line || strncmp(line, "# ", 2) == 0)
			continue;
		row = xstrndup(line, strlen(line));
		tab[0] = strchr(line, '\t');
		ck_assert_msg(tab[0], "%s", row);
		tab[1] = strchr(tab[0] + 1, '\t');
		ck_assert_msg(tab[1], "%s", row);
		*tab[0] = *tab[1] = '\0';
		memset(variables, 0, sizeof(variables));
		memcpy(variables, tab[0] + 1, strlen(tab[0] + 1));
		check_row(row, line, variables, tab[1] + 1);
		free(row);
		rows++;
	}
	ck_assert_uint_gt(rows, 100);
	buf_free(&table);
}
END_TEST

START_TEST(a_reference_is_found_with_its_parts)
{
	static const char s[] = "a ${NAME:-w} b";
	struct ref r;

	ck_assert_int_eq(ref_next(s, sizeof(s) - 1, 0, &r), REF_FOUND);
	ck_assert_uint_eq(r.at, 2);
	ck_assert_uint_eq(r.end, 12);
	ck_assert_uint_eq(r.name_end - r.name, 4);
	ck_assert_uint_eq(r.word_end - r.word, 1);
	ck_assert_int_eq(r.op, '-');
	ck_assert(r.colon);
	ck_assert_int_eq(ref_next(s, sizeof(s) - 1, r.end, &r), REF_NONE);
}
END_TEST

START_TEST(what_only_looks_like_a_reference_is_told_apart)
{
	struct ref r;

	ck_assert_int_eq(ref_next("${1}", 4, 0, &r), REF_ODD_NAME);
	ck_assert_int_eq(ref_next("${A.b}", 6, 0, &r), REF_ODD_OPERATOR);
	ck_assert_int_eq(ref_next("x${A", 4, 0, &r), REF_UNTERMINATED);
	ck_assert_uint_eq(r.at, 1);
	ck_assert_int_eq(ref_next("$( $1 $", 7, 0, &r), REF_NONE);
}
END_TEST

/* n times ${A:- around x. */
static void
nest(struct buf *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		buf_adds(b, "${A:-");
	buf_addc(b, 'x');
	for (i = 0; i < n; i++)
		buf_addc(b, '}');
}

START_TEST(nesting_is_bounded)
{
	struct buf b = {0};
	struct ref r;

	nest(&b, EXPAND_MAX_DEPTH);
	ck_assert_int_eq(ref_next(b.s, b.n, 0, &r), REF_FOUND);
	buf_cut(&b, 0);
	nest(&b, EXPAND_MAX_DEPTH + 1);
	ck_assert_int_eq(ref_next(b.s, b.n, 0, &r), REF_TOO_DEEP);
	buf_free(&b);
}
END_TEST

SUITE("expand", every_row_of_the_table_expands_as_it_says,
	a_reference_is_found_with_its_parts,
	what_only_looks_like_a_reference_is_told_apart, nesting_is_bounded)
