#include "document.h"

#include "kong/kongyaml.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* The scalar of a text that is nothing else. */
static uint32_t
scalar(const char *s)
{
	scan(s);
	return kongyaml_root(&doc);
}

START_TEST(a_scalar_has_the_type_that_lyaml_gives_it)
{
	static const struct {
		const char *s;
		enum resolve_type type;
	} cases[] = {
		{"null", TYPE_NULL},
		{"Null", TYPE_NULL},
		{"nULL", TYPE_STRING},
		{"~", TYPE_NULL},
		{"name", TYPE_STRING},
		{"nill", TYPE_STRING},
		{"nil", TYPE_STRING},
		{"no", TYPE_BOOLEAN},
		{"No", TYPE_BOOLEAN},
		{"NO", TYPE_BOOLEAN},
		{"nO", TYPE_STRING},
		{"on", TYPE_BOOLEAN},
		{"off", TYPE_BOOLEAN},
		{"Off", TYPE_BOOLEAN},
		{"one", TYPE_STRING},
		{"yes", TYPE_BOOLEAN},
		{"y", TYPE_STRING},
		{"n", TYPE_STRING},
		{"true", TYPE_BOOLEAN},
		{"type", TYPE_STRING},
		{"FALSE", TYPE_BOOLEAN},
		{"falso", TYPE_STRING},
		{"false1", TYPE_STRING},
		{"0", TYPE_INTEGER},
		{"-1_000", TYPE_INTEGER},
		{"007", TYPE_INTEGER},
		{"0x1F", TYPE_INTEGER},
		{"0o17", TYPE_STRING},
		{"1e3", TYPE_FLOAT},
		{".5", TYPE_FLOAT},
		{".inf", TYPE_FLOAT},
		{"inf", TYPE_STRING},
		{"12:30", TYPE_INTEGER},
		{"12:99", TYPE_INTEGER},
		{"1.2.3.4", TYPE_STRING},
		{"_1", TYPE_INTEGER},
		{"2024-01-01", TYPE_STRING},
		{"=", TYPE_STRING},
		{"'5'", TYPE_STRING},
		{"\"null\"", TYPE_STRING},
		{"!!str 5", TYPE_STRING},
		{"!!int '5'", TYPE_INTEGER},
		{"! 5", TYPE_INTEGER},
		{"!x 5", TYPE_INTEGER},
		{"!!null x", TYPE_NULL},
		{"!!binary 5", TYPE_INTEGER},
		{"'!!str'", TYPE_STRING},
		{"|\n 5", TYPE_STRING},
	};
	size_t i;

	for (i = 0; i < countof(cases); i++) {
		ck_assert_msg(kongyaml_type(&doc, scalar(cases[i].s)) ==
				      cases[i].type,
			"%s", cases[i].s);
		unscan();
	}
}
END_TEST

START_TEST(a_number_has_the_value_that_lua_computes)
{
	static const struct {
		const char *s;
		double value;
	} cases[] = {{"5", 5}, {"-5", -5}, {"+5", 5}, {"1_000", 1000},
		{"017", 15}, {"-017", -15}, {"08", 8}, {"0_7", 7}, {"0", 0},
		{"0x1F", 31}, {"0x_f_f", 255}, {"-0x10", -16}, {"0b1010", 10},
		{"1e3", 1000}, {"1.5", 1.5}, {".5", .5}, {"1_0.5", 10.5},
		{"0xe", 14}, {"12:30", 750}, {"-1:00:00", -3600},
		{"1:30.5", 90.5}, {".inf", INFINITY}, {"-.Inf", -INFINITY}};
	size_t i;

	for (i = 0; i < countof(cases); i++) {
		ck_assert_msg(kongyaml_number(&doc, scalar(cases[i].s)) ==
				      cases[i].value,
			"%s", cases[i].s);
		unscan();
	}
	ck_assert(isnan(kongyaml_number(&doc, scalar(".NaN"))));
	unscan();
	ck_assert(isnan(kongyaml_number(&doc, scalar("!!int abc"))));
	unscan();
}
END_TEST

START_TEST(a_tag_that_the_value_does_not_fit_is_told_from_one_that_it_fits)
{
	static const char *const fit[] = {"!!int 5", "!!int 0x1f", "!!bool y",
		"!!bool no", "!!float 5", "!!float .nan", "!!str 5", "!x 5",
		"!!null x", "!!float 1:30.5", "!!int 1:30", "5"};
	static const char *const misfit[] = {"!!int abc", "!!int 1.5",
		"!!int ''", "!!bool 1", "!!bool ye", "!!float abc",
		"!!float 1:30"};
	size_t i;

	for (i = 0; i < countof(fit); i++) {
		ck_assert_msg(
			!kongyaml_misfit(&doc, scalar(fit[i])), "%s", fit[i]);
		unscan();
	}
	for (i = 0; i < countof(misfit); i++) {
		ck_assert_msg(kongyaml_misfit(&doc, scalar(misfit[i])), "%s",
			misfit[i]);
		unscan();
	}
}
END_TEST

static bool
same(const char *a, const char *b)
{
	char s[128];
	uint32_t first, second;
	bool ret;

	snprintf(s, sizeof(s), "[%s, %s]", a, b);
	scan(s);
	first = scan_child(&doc, kongyaml_root(&doc));
	second = scan_sibling(&doc, first);
	ret = kongyaml_same_key(&doc, first, second);
	unscan();
	return ret;
}

START_TEST(keys_are_the_same_as_in_a_lua_table)
{
	ck_assert(same("a", "'a'"));
	ck_assert(!same("a", "b"));
	ck_assert(!same("a", "aa"));
	ck_assert(same("1", "0x1"));
	ck_assert(same("1", "1.0"));
	ck_assert(!same("1", "'1'"));
	ck_assert(same("yes", "true"));
	ck_assert(!same("yes", "no"));
	ck_assert(same("~", "null"));
	ck_assert(!same(".nan", ".nan"));
	ck_assert(!same("[a]", "[a]"));
	ck_assert(same("&x a", "*x"));
	ck_assert(same("&x [a]", "*x"));
}
END_TEST

static bool
merges(const char *mapping)
{
	bool ret;

	scan(mapping);
	ret = kongyaml_is_merge(&doc, scan_child(&doc, kongyaml_root(&doc)));
	unscan();
	return ret;
}

START_TEST(a_merge_may_be_quoted_or_tagged)
{
	ck_assert(merges("<<: x"));
	ck_assert(merges("\"<<\": x"));
	ck_assert(merges("!!merge foo: x"));
	ck_assert(merges("!!str <<: x"));
	ck_assert(!merges("<<<: x"));
	ck_assert(!merges("<: x"));
	ck_assert(!merges("!!null <<: x"));
	ck_assert(!merges("!!str foo: x"));
}
END_TEST

static bool
bounded(const char *s)
{
	bool ret;

	scan(s);
	ret = kongyaml_is_bounded(&doc);
	unscan();
	return ret;
}

/* n lists, each of ten aliases of the one before. */
static char *
bomb(int n)
{
	struct buf b = {0};
	int i, k;

	buf_adds(&b, "- &a0 [x]\n");
	for (i = 1; i <= n; i++) {
		buf_addf(&b, "- &a%d [", i);
		for (k = 0; k < 10; k++)
			buf_addf(&b, "*a%d,", i - 1);
		buf_adds(&b, "]\n");
	}
	return b.s;
}

START_TEST(aliases_that_expand_too_far_are_not_bounded)
{
	char *small = bomb(3), *large = bomb(9);
	struct buf many = {0};
	int i;

	/* 9 MB of a text that nobody copies */
	buf_adds(&many, "[&a ");
	for (i = 0; i < 90000; i++)
		buf_addc(&many, 'x');
	for (i = 0; i < 100; i++)
		buf_adds(&many, ",*a");
	buf_addc(&many, ']');
	ck_assert(bounded(many.s));
	buf_free(&many);
	ck_assert(bounded("[&a x, *a]"));
	ck_assert(bounded(small));
	ck_assert(!bounded(large));
	free(small);
	free(large);
}
END_TEST

START_TEST(an_alias_inside_its_own_anchor_is_not_bounded)
{
	ck_assert(!bounded("&a [*a]"));
	ck_assert(!bounded("x: &a {b: [c, *a]}"));
	ck_assert(bounded("---\na\n---\n&a [*a]"));
}
END_TEST

SUITE("lyaml", a_scalar_has_the_type_that_lyaml_gives_it,
	a_number_has_the_value_that_lua_computes,
	a_tag_that_the_value_does_not_fit_is_told_from_one_that_it_fits,
	keys_are_the_same_as_in_a_lua_table,

	a_merge_may_be_quoted_or_tagged,
	aliases_that_expand_too_far_are_not_bounded,
	an_alias_inside_its_own_anchor_is_not_bounded)
