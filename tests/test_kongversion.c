#include "suite.h"

#include "cli/kongversion.h"

#include <string.h>

START_TEST(what_people_paste_is_a_version)
{
	static const struct {
		const char *word;
		enum kongversion version;
		const char *note; /* holds this; NULL: there is none */
	} cases[] = {{"3", KONGVERSION_3, NULL}, {"3.9", KONGVERSION_3, NULL},
		{"3.9.1", KONGVERSION_3, NULL},
		{"3.9.1-ubuntu", KONGVERSION_3, NULL},
		{"3.0", KONGVERSION_3, "3.0"}, {"3.8.1", KONGVERSION_3, "3.8"},
		{"3.4.3.12-rhel", KONGVERSION_ENTERPRISE, "3.4"},
		{"3.10", KONGVERSION_ENTERPRISE, "3.10"},
		{"2.8", KONGVERSION_28, NULL},
		{"2.8.1-ubuntu", KONGVERSION_28, NULL},
		{"2.8.5", KONGVERSION_28, NULL}};
	struct buf note = {0};
	size_t i;
	int version;

	for (i = 0; i < countof(cases); i++) {
		version = -1;
		ck_assert_msg(kongversion_parse(cases[i].word, &version, &note),
			"%s", cases[i].word);
		ck_assert_int_eq((int)cases[i].version, version);
		if (cases[i].note)
			ck_assert_ptr_nonnull(strstr(note.s, cases[i].note));
		else
			ck_assert_uint_eq(note.n, 0);
		buf_free(&note);
	}
}
END_TEST

START_TEST(another_version_and_what_is_none_are_refused)
{
	static const char *const bad[] = {"", "2", "2.7", "2.80", "1.0", "4",
		"0", "03", "3.", "3.9.", ".9", "3..9", "3.9.1-", "3.9.1-a b",
		"3.9.1-a\n", "-3", "+3", " 3", "3 ", "v3.9", "kong:3.9", "3,9",
		"3.9.1.2.3", "3.99999", "latest", "three"};
	struct buf note = {0};
	size_t i;
	int version = -1;

	for (i = 0; i < countof(bad); i++)
		ck_assert_msg(!kongversion_parse(bad[i], &version, &note), "%s",
			bad[i]);
	ck_assert_int_eq(version, -1);
	ck_assert_uint_eq(note.n, 0);
}
END_TEST

SUITE("kongversion", what_people_paste_is_a_version,
	another_version_and_what_is_none_are_refused)
