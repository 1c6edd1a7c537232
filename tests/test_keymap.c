#include "vars/keymap.h"

#include "suite.h"

#include <string.h>

/* Parses words, up to a NULL; the reason, or "" when all is well. */
static const char *
parse(struct keymap *m, const char *const *words)
{
	static char said[200];
	struct buf why = {0};
	size_t n = 0;

	while (words[n])
		n++;
	said[0] = '\0';
	if (keymap_parse(m, words, n, &why)) {
		ck_assert_uint_lt(why.n, sizeof(said));
		memcpy(said, why.s, why.n + 1);
	}
	buf_free(&why);
	return said;
}

static void
check_refused(const char *word, const char *wanted)
{
	const char *const words[] = {"A=a", word, NULL};
	struct keymap m = {0};

	ck_assert_str_eq(parse(&m, words), wanted);
	keymap_free(&m);
}

START_TEST(a_name_has_the_key_that_it_is_mapped_to)
{
	const char *const words[] = {"JWT_SECRET=secret", "ANON_KEY=anonKey",
		"A=dot.", "B=a.b-c_d", NULL};
	struct keymap m = {0};

	ck_assert_str_eq(parse(&m, words), "");
	ck_assert_str_eq(keymap_get(&m, "JWT_SECRET"), "secret");
	ck_assert_str_eq(keymap_get(&m, "ANON_KEY"), "anonKey");
	ck_assert_str_eq(keymap_get(&m, "A"), "dot.");
	ck_assert_str_eq(keymap_get(&m, "B"), "a.b-c_d");
	ck_assert_ptr_null(keymap_get(&m, "secret"));
	ck_assert_ptr_null(keymap_get(&m, "JWT_SECRE"));
	ck_assert_ptr_null(keymap_get(&m, ""));
	keymap_free(&m);
	keymap_free(&m);
}
END_TEST

START_TEST(an_empty_map_has_no_name)
{
	const char *const words[] = {NULL};
	struct keymap m = {0};

	ck_assert_ptr_null(keymap_get(&m, "A"));
	ck_assert_str_eq(parse(&m, words), "");
	ck_assert_ptr_null(keymap_get(&m, "A"));
	keymap_free(&m);
}
END_TEST

START_TEST(what_is_no_pair_is_refused_without_its_text)
{
	check_refused("B", "entry 2: expected NAME=KEY");
	check_refused("=b", "entry 2: expected NAME=KEY");
	check_refused("1B=b", "entry 2: expected NAME=KEY");
	check_refused("a b=b", "entry 2: expected NAME=KEY");
}
END_TEST

START_TEST(a_key_that_no_secret_can_have_is_refused)
{
	static const char wrong[] =
		"entry 2: invalid key; a Secret's key consists of letters, "
		"digits, '-', '_' and '.', and does not begin with '.'";
	char word[2 + 254 + 1] = "B=";

	check_refused("B=", wrong);
	check_refused("B=.", wrong);
	check_refused("B=.dot", wrong);
	check_refused("B=..", wrong);
	check_refused("B=..data", wrong);
	check_refused("B=a/b", wrong);
	check_refused("B=a=b", wrong);
	check_refused("B=a b", wrong);
	memset(word + 2, 'k', 254);
	check_refused(word, wrong);
	word[2 + 253] = '\0';
	check_refused(word, "");
}
END_TEST

START_TEST(a_name_is_mapped_once)
{
	check_refused("A=b", "entry 2: duplicate name, first used in entry 1");
	check_refused("B=a", "");
}
END_TEST

SUITE("keymap", a_name_has_the_key_that_it_is_mapped_to,
	an_empty_map_has_no_name, what_is_no_pair_is_refused_without_its_text,
	a_key_that_no_secret_can_have_is_refused, a_name_is_mapped_once)
