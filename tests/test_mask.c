#include "suite.h"

#include "lint/mask.h"

#include <string.h>

/* What may be shown of each line, the rest as one star a byte. */
static void
check_mask(const char *s, bool rendered, const char *wanted)
{
	struct text t = {.path = "t", .s = s, .n = strlen(s)};
	struct mask m = {.rendered = rendered};
	size_t from, to, i;
	bool shown[4096] = {false};
	struct buf out = {0};

	ck_assert_uint_lt(t.n, sizeof(shown));
	for (from = 0; from < t.n; from = to + 1) {
		to = from + strcspn(s + from, "\n");
		memset(shown, 0, sizeof(shown));
		mask_line(&m, &t, from, to, shown);
		for (i = from; i < to; i++)
			buf_addc(&out, shown[i - from] ? s[i] : '*');
		buf_addc(&out, '\n');
	}
	ck_assert_str_eq(out.s, wanted);
	buf_free(&out);
	mask_free(&m);
	mask_free(&m);
}

START_TEST(keys_and_public_values_are_shown)
{
	check_mask("services:\n- name: auth\n  url: http://u:p@h\n"
		   "  retries: 5\n  enabled: yes\n  tags: [a, 'b']\n",
		false,
		"services:\n- name: auth\n  url: ************\n"
		"  retries: 5\n  enabled: yes\n  tags: [*, '*']\n");
	check_mask("plugins:\n- name: rate-limiting\n"
		   "  config: {policy: locl, redis_password: abc}\n",
		false,
		"plugins:\n- name: rate-limiting\n"
		"  config: {policy: locl, redis_password: ***}\n");
	check_mask("consumers:\n- username: anon\n  custom_id: abc\n", false,
		"consumers:\n- username: anon\n  custom_id: ***\n");
	/* not Kong's: nothing is known to be public */
	check_mask("a:\n- name: auth\n", false, "a:\n- name: ****\n");
}
END_TEST

START_TEST(references_are_shown_without_their_defaults)
{
	check_mask("a: ${B}\nc: x$D\ne: \"${F:-g}h\"\n", false,
		"a: ${B}\nc: *$D\ne: \"${F:-*}*\"\n");
	/* in a rendered file a $ is as likely part of a password */
	check_mask("a: ${B}\nc: x$D\n", true, "a: ${B}\nc: ***\n");
}
END_TEST

START_TEST(a_number_that_is_a_password_is_hidden)
{
	check_mask("password: 4711\nport: 4711\nkey: true\n", false,
		"password: ****\nport: 4711\nkey: ****\n");
}
END_TEST

START_TEST(comments_blocks_and_odd_keys_are_hidden)
{
	check_mask("a: 1 # old key\n# b\nc: | # d\n  -e: f\n  g\n", false,
		"a: 1 # *** ***\n# *\nc: | # *\n*******\n***\n");
	check_mask("kye: 1\nabc4711def: 1\nCorrect Horse: 1\n", false,
		"kye: 1\n**********: 1\n*************: 1\n");
	check_mask("oauth2_credentials: 1\nx: &y !!str z\nw: *y\n", false,
		"oauth2_credentials: 1\nx: &* !!*** *\nw: *y\n");
}
END_TEST

START_TEST(what_does_not_parse_shows_as_little_as_can_be)
{
	check_mask("a: b: \"c\" [${D}] $E\n", false, "a: ***\"*\"*[${D}]*$E\n");
	check_mask("- a: b\n\"c: d\n", false, "- ****\n\"c: *\n");
	check_mask("a: \"\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\nconsumers\n",
		false, "a: \"\n********************************\nconsumers\n");
	check_mask("a: [\n$B\n", true, "a: [\n**\n");
}
END_TEST

/* Only a part of a line is asked for where it is very long. */
START_TEST(a_part_of_a_line_is_masked_as_the_whole)
{
	static const char s[] = "a: [1, secret, 2, secret, {b: secret}]";
	struct text t = {.path = "t", .s = s, .n = sizeof(s) - 1};
	struct mask m = {0};
	bool all[sizeof(s)] = {false}, part[sizeof(s)];
	size_t from, to;

	mask_line(&m, &t, 0, t.n, all);
	for (from = 0; from < t.n; from++)
		for (to = from + 1; to <= t.n; to++) {
			memset(part, 0, sizeof(part));
			mask_line(&m, &t, from, to, part);
			ck_assert_mem_eq(part, all + from, to - from);
		}
	mask_free(&m);
}
END_TEST

SUITE("mask", keys_and_public_values_are_shown,
	references_are_shown_without_their_defaults,
	a_number_that_is_a_password_is_hidden,
	comments_blocks_and_odd_keys_are_hidden,
	what_does_not_parse_shows_as_little_as_can_be,
	a_part_of_a_line_is_masked_as_the_whole)
