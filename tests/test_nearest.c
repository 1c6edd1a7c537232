#include "report/nearest.h"

#include "suite.h"

#include <string.h>

static const char *const names[] = {"username", "custom_id", NULL, "tags",
	"keyauth_credentials", "key", "ttl", "ID"};

static const char *
ask(const char *word)
{
	return nearest(word, strlen(word), names, countof(names));
}

START_TEST(a_typing_error_names_what_was_meant)
{
	static const struct {
		const char *word, *meant;
	} table[] = {
		{"usrename", "username"}, /* swap */
		{"usernam", "username"}, /* delete */
		{"userrname", "username"}, /* insert */
		{"usernane", "username"}, /* replace */
		{"custom-id", "custom_id"},
		{"customid", "custom_id"},
		{"keyauth_credential", "keyauth_credentials"},
		{"key_auth_credentials", "keyauth_credentials"},
		{"KEY", "key"},
		{"Key", "key"},
		{"USERNAME", "username"},
		{"keys", "key"},
		{"tag", "tags"},
		{"tgas", "tags"},
		{"tll", "ttl"},
		{"id", "ID"},
		{"username", "username"},
	};
	size_t i;

	for (i = 0; i < countof(table); i++)
		ck_assert_str_eq(ask(table[i].word), table[i].meant);
}
END_TEST

START_TEST(another_word_names_nothing)
{
	static const char *const words[] = {"", "x", "i", "zz", "plugins",
		"password", "secret", "kkkk", "credential", "user", "abc"};
	size_t i;

	for (i = 0; i < countof(words); i++)
		ck_assert_msg(
			!ask(words[i]), "%s: %s", words[i], ask(words[i]));
	ck_assert_ptr_null(nearest("key", 3, names, 0));
}
END_TEST

START_TEST(the_nearest_wins_and_of_two_the_first)
{
	static const char *const known[] = {
		"abcdXX", "abcdeX", "abcdef", "abcdeY"};

	ck_assert_str_eq(nearest("abcdef", 6, known, 2), "abcdeX");
	ck_assert_str_eq(nearest("abcdef", 6, known, 4), "abcdef");
	ck_assert_str_eq(nearest("abcdeZ", 6, known, 4), "abcdeX");
}
END_TEST

START_TEST(case_counts_half_an_edit)
{
	static const char *const known[] = {"anon_ley", "ANON_KEY"};
	static const char *const keys[] = {"key", "KEy"};
	static const char *const two[] = {"tABs", "tads"};

	ck_assert_str_eq(nearest("ANON_KEy", 8, known, 2), "ANON_KEY");
	ck_assert_str_eq(nearest("keY", 3, keys, 2), "key");
	ck_assert_str_eq(nearest("tabs", 4, two, 2), "tABs");
	ck_assert_str_eq(nearest("tabS", 4, two, 1), "tABs");
	ck_assert_ptr_null(nearest("Taxx", 4, two, 1));
}
END_TEST

START_TEST(a_word_of_any_length_is_safe)
{
	char word[300];
	const char *known[] = {word + 1};
	size_t n;

	memset(word, 'a', sizeof(word));
	word[sizeof(word) - 1] = '\0';
	ck_assert_ptr_null(nearest(word, 299, known, 1));
	for (n = 0; n < 299; n++) {
		known[0] = word + 299 - n;
		if (n > 2 && n <= 64)
			ck_assert_ptr_eq(nearest(word, n, known, 1), known[0]);
		else if (n == 0 || n > 64)
			ck_assert_ptr_null(nearest(word, n, known, 1));
	}
}
END_TEST

SUITE("nearest", a_typing_error_names_what_was_meant,
	another_word_names_nothing, the_nearest_wins_and_of_two_the_first,
	case_counts_half_an_edit, a_word_of_any_length_is_safe)
