#include "lint/ignore.h"
#include "suite.h"
#include "template/render.h"

#include <string.h>

/*
 * Puts one finding of rule at the first "@" of yaml. Returns whether it is
 * left; *others tells how many findings there are about the comments.
 */
static bool
is_left(const char *yaml, enum rule_id rule, enum page_flag run, size_t *others)
{
	struct text t = {.path = "in", .s = yaml, .n = strlen(yaml)};
	const struct ignore ignore = {.run = run};
	struct diags d = {0};
	struct doc doc;
	size_t i, found = 0;

	ck_assert_int_eq(scan_yaml(&doc, &t, &d), 0);
	ck_assert_int_eq(render_find(&doc, &d), 0);
	diag_add(&d, rule, &t, strcspn(yaml, "@"), "found");
	ignore_apply(&ignore, &doc, 0, &d);
	for (i = 0; i < d.n; i++)
		found += strcmp(d.v[i].message, "found") == 0;
	*others = d.n - found;
	ck_assert_uint_eq(d.count[LEVEL_ERROR] + d.count[LEVEL_WARNING], d.n);
	scan_free(&doc);
	diags_free(&d);
	return found;
}

#define LEFT(yaml, rule, run, n)                                               \
	do {                                                                   \
		ck_assert(is_left(yaml, RULE_##rule, run, &others));           \
		ck_assert_uint_eq(others, n);                                  \
	} while (0)
#define GONE(yaml, rule, run)                                                  \
	do {                                                                   \
		ck_assert(!is_left(yaml, RULE_##rule, run, &others));          \
		ck_assert_uint_eq(others, 0);                                  \
	} while (0)
#define TTL "# kongrender ignore=ttl-is-absolute -- why"

START_TEST(a_comment_silences_its_own_line)
{
	size_t others;

	GONE("a: '@' " TTL "\n", TTL_IS_ABSOLUTE, IN_TEMPLATE);
	GONE("a: '@' # old " TTL "\r\n", TTL_IS_ABSOLUTE, IN_TEMPLATE);
	LEFT("a: 1 " TTL "\nb: '@'\n", TTL_IS_ABSOLUTE, IN_TEMPLATE, 1);
	LEFT("a: '@' " TTL "\n", INVALID_TTL, IN_TEMPLATE, 1);
}
END_TEST

START_TEST(a_comment_alone_silences_the_next_line_with_content)
{
	size_t others;

	GONE(TTL "\na: '@'\n", TTL_IS_ABSOLUTE, IN_TEMPLATE);
	GONE("\xef\xbb\xbf" TTL "\na: '@'\n", TTL_IS_ABSOLUTE, IN_TEMPLATE);
	GONE("a:\n  " TTL "\n  # more\n  - '@'\n", TTL_IS_ABSOLUTE,
		IN_TEMPLATE);
	LEFT(TTL "\na: 1\nb: '@'\n", TTL_IS_ABSOLUTE, IN_TEMPLATE, 1);
	LEFT("a: '@'\n" TTL "\n", TTL_IS_ABSOLUTE, IN_TEMPLATE, 1);
}
END_TEST

START_TEST(text_that_looks_like_a_comment_is_none)
{
	size_t others;

	LEFT("a: '@ " TTL "'\n", TTL_IS_ABSOLUTE, IN_TEMPLATE, 0);
	LEFT("a: \"@ " TTL "\"\n", TTL_IS_ABSOLUTE, IN_TEMPLATE, 0);
	LEFT("a: |\n  @ " TTL "\n", TTL_IS_ABSOLUTE, IN_TEMPLATE, 0);
	LEFT("a: x" TTL "@\n", TTL_IS_ABSOLUTE, IN_TEMPLATE, 0);
	GONE("a: | " TTL " @\n  text\n", TTL_IS_ABSOLUTE, IN_TEMPLATE);
	GONE("a: &x " TTL " @\n  b\n", TTL_IS_ABSOLUTE, IN_TEMPLATE);
}
END_TEST

START_TEST(a_comment_needs_a_known_rule_and_a_reason)
{
	size_t others;

	LEFT("a: '@' # kongrender ignore=ttl-is-absolute\n", TTL_IS_ABSOLUTE,
		IN_TEMPLATE, 1);
	LEFT("a: '@' # kongrender ignore=ttl-is-absolute --  \n",
		TTL_IS_ABSOLUTE, IN_TEMPLATE, 1);
	LEFT("a: '@' # kongrender ignore=ttt -- why\n", TTL_IS_ABSOLUTE,
		IN_TEMPLATE, 1);
	LEFT("a: '@' # kongrender ignore -- why\n", TTL_IS_ABSOLUTE,
		IN_TEMPLATE, 1);
	LEFT("a: '@' # kongrender ignore= -- why\n", TTL_IS_ABSOLUTE,
		IN_TEMPLATE, 1);
	LEFT("a: '@' # kongrender ignores=ttl-is-absolute -- why\n",
		TTL_IS_ABSOLUTE, IN_TEMPLATE, 0);
	LEFT("a: '@' # kongrender ignore=yaml-syntax -- why\n", YAML_SYNTAX,
		IN_TEMPLATE, 1);
	GONE("a: '@' #kongrender ignore=ttl-is-absolute , ttl-is-absolute -- "
	     "why\n",
		TTL_IS_ABSOLUTE, IN_TEMPLATE);
}
END_TEST

START_TEST(no_comment_silences_a_value_in_render)
{
	size_t others;

	LEFT("a: $X@ " TTL "\n", TTL_IS_ABSOLUTE, IN_RENDER, 0);
	LEFT("a: '@' # kongrender ignore=duplicate-credential -- why\n",
		DUPLICATE_CREDENTIAL, IN_RENDER, 0);
	GONE("a: '@' # kongrender ignore=duplicate-credential -- why\n",
		DUPLICATE_CREDENTIAL, IN_RENDERED);
	GONE("a: $X@ " TTL "\n", TTL_IS_ABSOLUTE, IN_TEMPLATE);
	GONE("a: '@' " TTL "\n", TTL_IS_ABSOLUTE, IN_RENDER);
}
END_TEST

START_TEST(an_unused_comment_is_reported_only_where_its_rule_runs)
{
	size_t others;

	LEFT("# kongrender ignore=unrendered-reference -- why\na: '@'\n",
		TTL_IS_ABSOLUTE, IN_TEMPLATE, 0);
	LEFT("# kongrender ignore=unrendered-reference -- why\na: '@'\n",
		TTL_IS_ABSOLUTE, IN_RENDERED, 1);
	LEFT("# kongrender ignore=acl-group -- why\na: '@'\n", INVALID_TTL,
		IN_TEMPLATE, 0);
	LEFT("# kongrender ignore=acl-group -- why\na: '@'\n", TTL_IS_ABSOLUTE,
		IN_TEMPLATE, 1);
}
END_TEST

START_TEST(the_list_takes_known_rules_that_may_be_ignored)
{
	static const char *const good[] = {
		"ttl-is-absolute", "hardcoded-secret"};
	static const char *const unknown[] = {"ttl-is-absolute", "written"};
	static const char *const necessary[] = {"internal"};
	struct ignore ignore = {.run = IN_RENDER};
	struct buf why = {0};
	struct diags d = {0};

	ck_assert_int_eq(ignore_list(&ignore, good, 2, &why), 0);
	diag_add(&d, RULE_TTL_IS_ABSOLUTE, NULL, NOWHERE, "gone");
	diag_add(&d, RULE_INVALID_TTL, NULL, NOWHERE, "left");
	diag_add(&d, RULE_TTL_IS_ABSOLUTE, NULL, NOWHERE, "gone");
	ignore_apply(&ignore, NULL, 1, &d);
	ck_assert_uint_eq(d.n, 2);
	ck_assert_uint_eq(d.count[LEVEL_WARNING], 1);
	ck_assert_uint_eq(d.count[LEVEL_ERROR], 1);
	ck_assert_uint_eq(why.n, 0);
	ck_assert_int_eq(ignore_list(&ignore, unknown, 2, &why), -1);
	ck_assert_ptr_nonnull(strstr(why.s, "\"written\""));
	buf_cut(&why, 0);
	ck_assert_int_eq(ignore_list(&ignore, necessary, 1, &why), -1);
	ck_assert_uint_gt(why.n, 0);
	buf_free(&why);
	diags_free(&d);
}
END_TEST

SUITE("ignore", a_comment_silences_its_own_line,
	a_comment_alone_silences_the_next_line_with_content,
	text_that_looks_like_a_comment_is_none,
	a_comment_needs_a_known_rule_and_a_reason,
	no_comment_silences_a_value_in_render,
	an_unused_comment_is_reported_only_where_its_rule_runs,
	the_list_takes_known_rules_that_may_be_ignored)
