#include "template/verify.h"

#include "template/render.h"

#include "document.h"

#include <string.h>

/* Returns verify_output()'s answer to out for template, without or with one
 * edit. */
static int
prove_edit(const char *template, const char *out, const struct edits *edits)
{
	int ret;

	scan(template);
	ret = verify_output(&doc, edits, RESOLVE_ANY, out, strlen(out), &diags);
	ck_assert_uint_eq(diags.n, ret ? 1 : 0);
	if (ret)
		ck_assert_int_eq(diags.v[0].rule, RULE_INTERNAL);
	unscan();
	return ret;
}

/* [at, end) of the template became put. */
static int
prove_put(const char *template, size_t at, size_t end, const char *put)
{
	struct edits edits = {0};
	struct buf out = {0};
	int ret;

	edits_add(&edits, at, end, put, strlen(put));
	buf_add(&out, template, at);
	buf_adds(&out, put);
	buf_adds(&out, template + end);
	ret = prove_edit(template, out.s, &edits);
	buf_free(&out);
	edits_free(&edits);
	return ret;
}

START_TEST(the_same_bytes_are_accepted)
{
	static const char *const texts[] = {"a: b\n", "", "# c\n",
		"&x a: !t [*x, 'b', \"c\", {d: e}]\n", "--- a\n--- b\n"};
	const struct edits none = {0};
	size_t i;

	for (i = 0; i < countof(texts); i++)
		ck_assert_int_eq(prove_edit(texts[i], texts[i], &none), 0);
}
END_TEST

START_TEST(another_spelling_of_the_same_node_is_accepted)
{
	ck_assert_int_eq(prove_put("a: \"b\"\n", 3, 6, "\"\\u0062\""), 0);
	ck_assert_int_eq(prove_put("a: 'b'\n", 3, 6, "'b' # c"), 0);
}
END_TEST

START_TEST(another_value_is_refused)
{
	ck_assert_int_eq(prove_put("a: \"b\"\n", 4, 5, "c"), -1);
	ck_assert_int_eq(prove_put("a: \"b\"\n", 4, 5, ""), -1);
	ck_assert_int_eq(prove_put("a: \"b\"\n", 4, 5, "b "), -1);
}
END_TEST

START_TEST(another_style_anchor_tag_or_kind_is_refused)
{
	ck_assert_int_eq(prove_put("a: \"b\"\n", 3, 6, "b"), -1);
	ck_assert_int_eq(prove_put("a: \"b\"\n", 3, 6, "'b'"), -1);
	ck_assert_int_eq(prove_put("a: b\n", 3, 4, "&x b"), -1);
	ck_assert_int_eq(prove_put("a: b\n", 3, 4, "!x b"), -1);
	ck_assert_int_eq(prove_put("a: &x b\n", 3, 6, ""), -1);
	ck_assert_int_eq(prove_put("a: &x b\nc: *x\n", 11, 13, "x"), -1);
	ck_assert_int_eq(prove_put("a: b\n", 3, 4, "[b]"), -1);
}
END_TEST

START_TEST(another_tree_is_refused)
{
	ck_assert_int_eq(prove_put("[a, b]\n", 1, 2, "a, c"), -1);
	ck_assert_int_eq(prove_put("[a, b]\n", 1, 4, ""), -1);
	ck_assert_int_eq(prove_put("a: b\n", 3, 4, "b\nc: d"), -1);
	ck_assert_int_eq(prove_put("a: b\n", 4, 5, "\n---\nc\n"), -1);
	ck_assert_int_eq(prove_put("a: b\n", 3, 4, "[b"), -1);
	ck_assert_int_eq(prove_put("a: b\n", 0, 5, ""), -1);
}
END_TEST

START_TEST(bytes_outside_the_edits_may_not_change)
{
	const struct edits none = {0};

	ck_assert_int_eq(prove_edit("a: b # c\n", "a: b # d\n", &none), -1);
	ck_assert_int_eq(prove_edit("a: b # c\n", "a: b # c", &none), -1);
	ck_assert_int_eq(prove_edit("a: b\n", "a: b\n\n", &none), -1);
	ck_assert_int_eq(prove_edit("a: b\r\n", "a: b\n", &none), -1);
	ck_assert_int_eq(prove_edit("\xef\xbb\xbf"
				    "a: b\n",
				 "a: b\n", &none),
		-1);
}
END_TEST

/* A template whose bytes change between its two readings. */
struct moving {
	char bytes[32];
	struct doc doc;
};

static enum expand_answer
answer_x(void *ctx, const char *name, size_t n, const char **value,
	size_t *nvalue)
{
	(void)ctx, (void)name, (void)n;
	*value = "x";
	*nvalue = 1;
	return EXPAND_SET;
}

/* Between the two steps the text may change under the renderer's feet. */
static int
render_moving(bool moves)
{
	struct moving m = {.bytes = "a: $A\nb: 7\n"};
	struct render_config config = {.list = RESOLVE_ANY, .lookup = answer_x};
	struct text t = {.path = "t", .s = m.bytes, .n = strlen(m.bytes)};
	struct render *r;
	struct diags d = {0};
	struct buf out = {0};
	int ret;

	ck_assert_int_eq(scan_yaml(&m.doc, &t, &d), 0);
	r = render_expand(&m.doc, &config, &d);
	if (moves)
		m.bytes[strlen(m.bytes) - 2] = '[';
	ret = render_write(r, &out);
	render_free(r);
	buf_free(&out);
	scan_free(&m.doc);
	diags_free(&d);
	return ret;
}

START_TEST(render_hands_out_nothing_that_does_not_read_back)
{
	ck_assert_int_eq(render_moving(true), -1);
	ck_assert_int_eq(render_moving(false), 0);
}
END_TEST

SUITE("verify", the_same_bytes_are_accepted,
	another_spelling_of_the_same_node_is_accepted, another_value_is_refused,
	another_style_anchor_tag_or_kind_is_refused, another_tree_is_refused,
	bytes_outside_the_edits_may_not_change,
	render_hands_out_nothing_that_does_not_read_back)
