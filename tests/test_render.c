#include "document.h"

#include "kong/types.h"
#include "template/keys.h"
#include "template/render.h"

#include <stdio.h>
#include <string.h>

struct row {
	const char *a; /* the value of $A; $B is "b", $O optional */
	const char *template; /* and what it becomes, or NULL and the rule */
	const char *wanted;
	enum rule_id rule;
};

static enum expand_answer
look_up(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	const struct row *row = ctx;

	if (n != 1)
		return EXPAND_UNSET;
	if (*name == 'O')
		return EXPAND_OPTIONAL;
	if (*name == 'K')
		return EXPAND_KEEP;
	*value = *name == 'A' ? row->a : "b";
	*nvalue = strlen(*value);
	return *name == 'A' || *name == 'B' ? EXPAND_SET : EXPAND_UNSET;
}

static void
check(const struct row *row, bool kong)
{
	const struct kong_config as = {0};
	struct render_config config = {kong ? RESOLVE_LYAML : RESOLVE_ANY,
		(void *)(uintptr_t)row, look_up, NULL};
	struct render *r;
	struct kong k = {0};
	struct buf out = {0};
	int ret;

	scan(row->template);
	r = render_expand(&doc, &config, &diags);
	ret = render_is_expanded(r) ? 0 : -1;
	if (ret == 0 && kong) {
		kong_open(&k, &doc, &as, &diags);
		ret = types_decide(&k, &doc);
		kong_close(&k);
	}
	if (ret == 0)
		ret = render_write(r, &out);
	if (row->wanted) {
		ck_assert_msg(ret == 0, "%s: %s", row->template,
			diags.n ? diags.v[0].message : "");
		ck_assert_str_eq(out.s, row->wanted);
	} else {
		ck_assert_msg(ret == -1, "%s: %s", row->template, out.s);
		ck_assert_int_eq(diags.v[0].rule, row->rule);
	}
	render_free(r);
	unscan();
	buf_free(&out);
}

static const struct row yaml[] = {
	/* plain */
	{"x", "k: $A # c\n", "k: x # c\n", 0},
	{"5", "k: $A\n", "k: 5\n", 0},
	{"5", "k: !!str $A\n", "k: !!str \"5\"\n", 0},
	{"5", "k: a$A\nl: 1$A\n", "k: a5\nl: \"15\"\n", 0},
	{"", "k: $A\nl: [$A]\n", "k: null\nl: [null]\n", 0},
	{"", "k: $A$O\n", "k: \"\"\n", 0},
	{"a: b", "k: $A\n", "k: \"a: b\"\n", 0},
	{"a,b", "[$A]", "[\"a,b\"]", 0},
	{"a,b", "- $A", "- a,b", 0},
	{" x", "k: $A", "k: \" x\"", 0},
	{"- x", "$A y", "\"- x y\"", 0},
	{"x", "k: p\n  $A\n  q\n", "k: p\n  x\n  q\n", 0},
	{"#", "k: p\n  $A\n  q\n", "k: \"p # q\"\n", 0},
	{":", "&a:$A", "&a \"::\"", 0},
	{"#", "k: a $A\n  \t\nl: 1\n", "k: \"a #\"\n  \nl: 1\n", 0},
	/* quoted */
	{"it's", "k: '$A'\n", "k: 'it''s'\n", 0},
	{"a\nb", "k: '$A'\n", "k: \"a\\nb\"\n", 0},
	{"a\"\\\n", "k: \"<$A>\"\r\n", "k: \"<a\\\"\\\\\\n>\"\r\n", 0},
	{"x", "k: \"\\x24A $A\"\n", "k: \"x x\"\n", 0},
	{"\xE2\x80\xA8", "\"$A\"", "\"\\u2028\"", 0},
	{"\x7F", "'$A'", "\"\\u007F\"", 0},
	{"", "k: 'p $A\n  q'\n", "k: \"p  q\"\n", 0},
	/* block */
	{"x", "k: |\n  a $A\n\nl: 1\n", "k: |\n  a x\n\nl: 1\n", 0},
	{"x\ny", "k: |\n  a $A\n\nl: 1\n", "k: |\n  a x\n  y\n\nl: 1\n", 0},
	{"x\ny", "k: |\r\n  $A\r\n", "k: |\r\n  x\r\n  y\r\n", 0},
	{" x", "k: | # c\n  $A\n\nl: 1\n", "k: \" x\\n\" # c\n\nl: 1\n", 0},
	{"x\n", "k: |+\n  $A\n\nl: 1\n", "k: |+\n  x\n\n\nl: 1\n", 0},
	{"", "k: |+\n  $A\n\nl: 1\n", "k: \"\\n\\n\"\nl: 1\n", 0},
	{"", "k: |-\n  $A", "k: \"\"", 0},
	{"x y", "k: >\n  a $A\n  b\n", "k: >\n  a x y\n  b\n", 0},
	{"x\ny", "k: >\n  a $A\n  b\n", "k: \"a x\\ny b\\n\"\n", 0},
	{"x\ny", "k: |2\n   $A\n", "k: \" x\\ny\\n\"\n", 0},
	{"", "k:\n|-\n  a\n  $A\n", "k:\n \"a\\n\"\n", 0},
	/* keys */
	{"x", "$A: 1\n", "x: 1\n", 0},
	{"1", "$A: 1\n", "\"1\": 1\n", 0},
	{"<<", "$A: 1\n", NULL, RULE_AMBIGUOUS_KEY},
	{"k", "k: 1\n$A: 2\n", NULL, RULE_AMBIGUOUS_KEY},
	{"k", "a: {k: 1}\n$A: 2\n", "a: {k: 1}\nk: 2\n", 0},
	{"1", "- &a $A\n- *a : x\n", "- &a \"1\"\n- *a : x\n", 0},
	{"<<", "- &a $A\n- *a : x\n", NULL, RULE_AMBIGUOUS_KEY},
	/* properties */
	{"a:", "k: &a !!str # $A\n  $A\n", "k: &a !!str # $A\n  \"a:\"\n", 0},
	{"a:", "k: !<tag:yaml.org,2002:str> $A\n",
		"k: !<tag:yaml.org,2002:str> \"a:\"\n", 0},
	/* everything else stays */
	{"x", "\xEF\xBB\xBF# $A\nk: $K $( $1 $$A\n",
		"\xEF\xBB\xBF# $A\nk: $K $( $1 $x\n", 0},
	{"$B", "k: $A\n", "k: $B\n", 0},
	{"x", "k: ${A", NULL, RULE_MALFORMED_REFERENCE},
	{"x", "k: $NOT_SET\n", NULL, RULE_UNSET_VARIABLE},
	{"x", "k: ${NOT_SET:?why}\n", NULL, RULE_REQUIRED_VARIABLE},
};

#define C "keyauth_credentials:"

static const struct row kong[] = {
	{"5", C "\n- key: $A\n", C "\n- key: \"5\"\n", 0},
	{"5", "x: &x $A\n" C "\n- key: *x\n", "x: &x \"5\"\n" C "\n- key: *x\n",
		0},
	{"5", "x: $A\n", "x: 5\n", 0},
	{"", C "\n- key: $A\n- key: $B\n", C "\n- key: b\n", 0},
	{"", C " # c\n- key: $A # d\n# e\nz: 1\n", C " [] # c\n# e\nz: 1\n", 0},
	{"", C " &l\n-\n  key: $A\n", C " &l []\n", 0},
	{"", C " [{key: $A}, {key: $B}]", C " [{key: b}]", 0},
	{"", C " [{key: $B}, {key: $A}]", C " [{key: b}]", 0},
	{"", C " [{key: $B}, {key: $A}, {key: $A}]", C " [{key: b}]", 0},
	{"", C " [ {key: $A}, {key: $A} ]", C " []", 0},
	{"", C " [key: $A, key: $B]", C " [key: b]", 0},
	{"", C "\n- &i {key: $A}\n", NULL, RULE_EMPTY_CREDENTIAL},
	{"", C "\n- key: $A\n  tags: [$B]\n", NULL, RULE_EMPTY_CREDENTIAL},
	{"", C "\n- tags: [b]\n  key: ${A:-}\n- key: x\n", C "\n- key: x\n", 0},
};

#undef C

START_TEST(a_value_takes_its_place_in_every_style)
{
	check(&yaml[_i], false);
}
END_TEST

START_TEST(credentials_stay_strings_and_empty_ones_go)
{
	check(&kong[_i], true);
}
END_TEST

START_TEST(a_key_may_be_spelled_with_1024_characters_and_no_more)
{
	static char value[(KEYS_MAX_SPELLED + 1) + 1];
	struct row row = {value, "$A: 1", NULL, RULE_AMBIGUOUS_KEY};
	char wanted[(KEYS_MAX_SPELLED + 1) + 8];

	memset(value, 'x', (KEYS_MAX_SPELLED + 1));
	check(&row, false);
	value[(KEYS_MAX_SPELLED + 1) - 1] = '\0';
	snprintf(wanted, sizeof(wanted), "%s: 1", value);
	row.wanted = wanted;
	check(&row, false);
	/* a key behind a question mark may be longer */
	value[(KEYS_MAX_SPELLED + 1) - 1] = 'x';
	row.template = "? $A\n";
	snprintf(wanted, sizeof(wanted), "? %s\n", value);
	check(&row, false);
}
END_TEST

int
main(void)
{
	Suite *suite = suite_create("render");
	TCase *tcase = tcase_create("render");
	SRunner *runner;
	int failed;

	tcase_add_loop_test(tcase, a_value_takes_its_place_in_every_style, 0,
		(int)countof(yaml));
	tcase_add_loop_test(tcase, credentials_stay_strings_and_empty_ones_go,
		0, (int)countof(kong));
	tcase_add_test(
		tcase, a_key_may_be_spelled_with_1024_characters_and_no_more);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
