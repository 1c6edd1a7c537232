#include "suite.h"

#include "kong/names.h"

#include <string.h>

static const char *const all[] = {
#define LETTER(x, c)
#define NAME(name) #name,
#define NAMED(id, name) name,
#include "kong/names.def"
};

START_TEST(names_are_sorted_and_each_begins_with_its_letter)
{
	size_t i;

	for (i = 1; i < countof(all); i++)
		ck_assert_msg(strcmp(all[i - 1], all[i]) < 0, "%s", all[i]);
}
END_TEST

START_TEST(every_name_is_found_as_itself)
{
	size_t i;

	ck_assert_uint_eq(countof(all), NAMES_COUNT - 1);
	for (i = 0; i < countof(all); i++) {
		ck_assert_uint_eq(name_find(all[i], strlen(all[i])), i + 1);
		ck_assert_str_eq(name_text((enum name_id)(i + 1)), all[i]);
	}
	ck_assert_uint_eq(name_find("path", 4), N_path);
	ck_assert_uint_eq(name_find("X-Cache-Key", 11), N_X_Cache_Key);
}
END_TEST

START_TEST(what_is_no_name_is_not_found)
{
	static const char *const not [] = {"", "pat", "pathss", "Path", "zebra",
		"{", "@", "A", "acls ", "~path", "\xC3\xA9"};
	size_t i;

	for (i = 0; i < countof(not ); i++)
		ck_assert_uint_eq(name_find(not [i], strlen(not [i])), N_NONE);
	ck_assert_uint_eq(name_find("path\0x", 6), N_NONE);
	ck_assert_uint_eq(name_find("pa\0h", 4), N_NONE);
	ck_assert_uint_eq(name_find("paths", 4), N_path);
}
END_TEST

SUITE("names", names_are_sorted_and_each_begins_with_its_letter,
	every_name_is_found_as_itself, what_is_no_name_is_not_found)
