#include "suite.h"

#include "base/columns.h"

START_TEST(letters_take_one_column)
{
	static const uint32_t points[] = {' ', 'a', 0xe9, 0x2014, 0x0416,
		0x20ac, 0xfb01, 0x1f321, 0x10ffff};
	size_t i;

	for (i = 0; i < countof(points); i++)
		ck_assert_msg(columns_of(points[i]) == 1, "U+%04X", points[i]);
}
END_TEST

START_TEST(marks_join_the_letter_before)
{
	static const uint32_t points[] = {
		0x0300, 0x036f, 0x200d, 0xfe0f, 0x0e31, 0x1f3fb, 0xe0100};
	size_t i;

	for (i = 0; i < countof(points); i++)
		ck_assert_msg(columns_of(points[i]) == 0, "U+%04X", points[i]);
}
END_TEST

START_TEST(east_asian_letters_and_emoji_take_two)
{
	static const uint32_t points[] = {0x1100, 0x3000, 0x3042, 0x30ad,
		0x65e5, 0xac00, 0xff01, 0xff1a, 0x1f600, 0x2705, 0x20000};
	size_t i;

	for (i = 0; i < countof(points); i++)
		ck_assert_msg(columns_of(points[i]) == 2, "U+%04X", points[i]);
}
END_TEST

SUITE("columns", letters_take_one_column, marks_join_the_letter_before,
	east_asian_letters_and_emoji_take_two)
