#include "suite.h"

#include "template/resolve.h"

#include <string.h>

struct row {
	const char *value;
	enum resolve_type lyaml, any;
};

#define S TYPE_STRING
#define I TYPE_INTEGER
#define F TYPE_FLOAT
#define B TYPE_BOOLEAN
#define N TYPE_NULL
#define O TYPE_OTHER

/* lyaml's column was compared with lyaml 6.2.8 itself, by hand and at random */
static const struct row rows[] = {{"", N, N}, {"~", N, N}, {"null", N, N},
	{"Null", N, N}, {"NULL", N, N}, {"nULL", S, S}, {"nul", S, S},
	{"true", B, B}, {"True", B, B}, {"tRue", S, S}, {"yes", B, B},
	{"Yes", B, B}, {"YES", B, B}, {"no", B, B}, {"No", B, B}, {"NO", B, B},
	{"on", B, B}, {"On", B, B}, {"ON", B, B}, {"off", B, B}, {"Off", B, B},
	{"OFF", B, B}, {"oFF", S, S}, {"TRUE", B, B}, {"false", B, B},
	{"False", B, B}, {"FALSE", B, B}, {"y", S, B}, {"N", S, B}, {"0", I, I},
	{"42", I, I}, {"-7", I, I}, {"+7", I, I}, {"1_000", I, I},
	{"0123456789", I, I}, {"_1", I, S}, {"1_", I, I}, {"--1", S, S},
	{"0x1F", I, I}, {"0X1F", S, S}, {"0x", S, S}, {"0b101", I, I},
	{"0b1", S, I}, {"0o17", S, I}, {"1.5", F, F}, {".5", F, F},
	{"1.", F, F}, {".", S, F}, {"1e3", F, F}, {"123e4567", F, F},
	{"1e", S, S}, {"1.2.3", S, F}, {"1.2.3.4", S, F}, {"1.2.3.x", S, S},
	{".inf", F, F}, {"-.INF", F, F}, {".nan", F, F}, {"inf", S, S},
	{"+.nan", S, S}, {"0x1p4", S, S}, {"0x.8", F, S}, {"12:30", I, I},
	{"12:99", I, I}, {"12:30:45.6", F, F}, {"12:", S, S}, {"a:1", S, S},
	{"2024-01-01", S, O}, {"2024-1-1 1:02:03", S, O},
	{"2024-01-01T01:02:03Z", S, O}, {"2024-01", S, S}, {"<<", S, O},
	{"=", S, O}, {"abc", S, S}, {"-", S, S}, {"1 2", S, S},
	{"eyJhbGciOi.x.y", S, S}};

START_TEST(plain_scalars_have_the_type_that_each_reader_gives_them)
{
	size_t i, n;

	for (i = 0; i < countof(rows); i++) {
		n = strlen(rows[i].value);
		ck_assert_msg(resolve_plain(RESOLVE_LYAML, rows[i].value, n) ==
				      rows[i].lyaml,
			"lyaml: %s", rows[i].value);
		ck_assert_msg(resolve_plain(RESOLVE_ANY, rows[i].value, n) ==
				      rows[i].any,
			"any: %s", rows[i].value);
	}
}
END_TEST

START_TEST(a_nul_byte_belongs_to_no_number)
{
	ck_assert_int_eq(resolve_plain(RESOLVE_LYAML, "1\0", 2), TYPE_STRING);
	ck_assert_int_eq(resolve_plain(RESOLVE_ANY, "1\0", 2), TYPE_STRING);
	ck_assert_int_eq(resolve_plain(RESOLVE_ANY, "1", 1), TYPE_INTEGER);
}
END_TEST

START_TEST(a_tag_counts_before_the_value_for_lyaml)
{
	ck_assert_int_eq(resolve_lyaml("tag:yaml.org,2002:str", true, "1", 1),
		TYPE_STRING);
	ck_assert_int_eq(resolve_lyaml("tag:yaml.org,2002:int", false, "5", 1),
		TYPE_INTEGER);
	ck_assert_int_eq(resolve_lyaml("!x", true, "5", 1), TYPE_INTEGER);
	ck_assert_int_eq(resolve_lyaml("!x", false, "5", 1), TYPE_STRING);
	ck_assert_int_eq(resolve_lyaml(NULL, false, "", 0), TYPE_STRING);
	ck_assert_int_eq(resolve_lyaml(NULL, true, "", 0), TYPE_NULL);
}
END_TEST

SUITE("resolve", plain_scalars_have_the_type_that_each_reader_gives_them,
	a_nul_byte_belongs_to_no_number,
	a_tag_counts_before_the_value_for_lyaml)
