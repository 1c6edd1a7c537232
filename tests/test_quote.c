#include "suite.h"

#include "template/quote.h"

#include <string.h>
#include <yaml.h>

static void
check_look(const char *s, bool raw, bool lines, bool unpadded, bool word)
{
	struct quote_traits t = quote_look(s, strlen(s));

	ck_assert_msg(t.raw == raw, "raw: %s", s);
	ck_assert_msg(t.lines == lines, "lines: %s", s);
	ck_assert_msg(t.unpadded == unpadded, "unpadded: %s", s);
	ck_assert_msg(quote_is_word(s, strlen(s)) == word, "word: %s", s);
}

START_TEST(a_value_is_looked_at_for_what_it_can_harm)
{
	check_look("eyJhbGci-x_y.z", true, true, true, true);
	check_look("two words", true, true, true, false);
	check_look("a:b#c'd\"e", true, true, true, false);
	check_look("\xc3\xa4", true, true, true, false);
	check_look("-x", true, true, true, false);
	check_look(".x", true, true, true, false);
	check_look("", true, true, false, false);
	check_look(" a", true, true, false, false);
	check_look("a\t", true, true, false, false);
	check_look("a\nb", false, true, false, false);
	check_look("a\rb", false, false, false, false);
	check_look("a\x7f", false, false, false, false);
	check_look("a\x1b", false, false, false, false);
	check_look("\xc2\x85", false, false, false, false);
	check_look("\xe2\x80\xa8", false, false, false, false);
	check_look("\xef\xbb\xbf", false, false, false, false);
}
END_TEST

static void
check_plain(const char *s, bool block, bool flow)
{
	ck_assert_msg(
		quote_plain_ok(s, strlen(s), false) == block, "block: %s", s);
	ck_assert_msg(
		quote_plain_ok(s, strlen(s), true) == flow, "flow: %s", s);
}

START_TEST(a_character_counts_wherever_it_stands)
{
	char s[21];
	size_t i, c;

	for (c = 1; c < 0x80; c++)
		for (i = 0; i < sizeof(s) - 1; i++) {
			struct quote_traits t;
			bool control = c < 0x20 || c == 0x7f;
			struct buf out = {0};

			memset(s, 'a', sizeof(s));
			s[i] = (char)c;
			t = quote_look(s, sizeof(s));
			ck_assert_int_eq(t.raw, !control || c == '\t');
			ck_assert_int_eq(
				t.lines, !control || c == '\t' || c == '\n');
			quote_double(&out, s, sizeof(s));
			ck_assert_int_eq(out.n > sizeof(s) + 2,
				control || c == '"' || c == '\\');
			buf_free(&out);
		}
}
END_TEST

START_TEST(a_plain_scalar_must_not_look_like_anything_else)
{
	check_plain("abc", true, true);
	check_plain("a-b", true, true);
	check_plain("-a", true, true);
	check_plain("a b", true, true);
	check_plain("a#b", true, true);
	check_plain("a'b", true, true);
	check_plain("a:b", true, false);
	check_plain("http://a/b", true, false);
	check_plain("a,b", true, false);
	check_plain("a[b]", true, false);
	check_plain("a{b}", true, false);
	check_plain("", false, false);
	check_plain("-", false, false);
	check_plain("- a", false, false);
	check_plain("---", false, false);
	check_plain("...", false, false);
	check_plain("a: b", false, false);
	check_plain("a:", false, false);
	check_plain("a #b", false, false);
	check_plain("#a", false, false);
	check_plain("&a", false, false);
	check_plain("*a", false, false);
	check_plain("!a", false, false);
	check_plain("|", false, false);
	check_plain(">", false, false);
	check_plain("'a'", false, false);
	check_plain("\"a\"", false, false);
	check_plain("%a", false, false);
	check_plain("@a", false, false);
	check_plain("`a", false, false);
	check_plain("[a", false, false);
	check_plain("{a", false, false);
	check_plain("? a", false, false);
	check_plain(" a", false, false);
	check_plain("a ", false, false);
	check_plain("a\tb", false, false);
	check_plain("a\nb", false, false);
}
END_TEST

static void
check_spelled(const char *s, size_t n, const char *wanted)
{
	struct buf out = {0};

	quote_double(&out, s, n);
	ck_assert_str_eq(out.s, wanted);
	buf_free(&out);
}

START_TEST(escapes_are_those_of_json_too)
{
	check_spelled("", 0, "\"\"");
	check_spelled("a'b", 3, "\"a'b\"");
	check_spelled("a\"b\\c", 5, "\"a\\\"b\\\\c\"");
	check_spelled("\b\t\n\f\r", 5, "\"\\b\\t\\n\\f\\r\"");
	check_spelled("\x1b\x7f", 2, "\"\\u001B\\u007F\"");
	check_spelled("\xc2\x85\xe2\x80\xa8", 5, "\"\\u0085\\u2028\"");
	check_spelled("\xef\xbb\xbf", 3, "\"\\uFEFF\"");
	check_spelled(
		"\xc3\xa4\xf0\x9f\x98\x80", 6, "\"\xc3\xa4\xf0\x9f\x98\x80\"");
}
END_TEST

START_TEST(only_the_quote_is_doubled_between_single_ones)
{
	struct buf out = {0};

	quote_single_inner(&out, "it's ''\\n\"", 10);
	ck_assert_str_eq(out.s, "it''s ''''\\n\"");
	buf_free(&out);
}
END_TEST

static void
check_literal(const char *s, char chomp, bool ok)
{
	ck_assert_msg(quote_literal_ok(s, strlen(s), chomp) == ok,
		"%s under %c", s, chomp ? chomp : ' ');
}

START_TEST(a_literal_block_keeps_what_its_chomping_keeps)
{
	check_literal("a\nb\n", 0, true);
	check_literal("a\nb", 0, false);
	check_literal("a\n\n", 0, false);
	check_literal("a\nb", '-', true);
	check_literal("a\nb\n", '-', false);
	check_literal("a\n\n", '+', true);
	check_literal("a", '+', false);
	check_literal("a\n\nb\n", 0, true);
	check_literal("a\n  b\n", 0, true);
	check_literal("", '-', false);
	check_literal("\n", '+', false);
	check_literal(" a\n", 0, false);
	check_literal("\na\n", 0, false);
	check_literal("a\n \n", 0, false);
	check_literal("a\n ", '-', false);
	check_literal("a\rb\n", 0, false);
	check_literal("a\x1b\n", 0, false);
}
END_TEST

/* The text must be one scalar in a list, of this value. */
static void
check_reads_back(const struct buf *text, const char *s, size_t n)
{
	yaml_parser_t parser;
	yaml_event_t event;
	size_t scalars = 0;
	bool done = false;

	ck_assert(yaml_parser_initialize(&parser));
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)text->s, text->n);
	while (!done) {
		ck_assert_msg(
			yaml_parser_parse(&parser, &event), "%s", text->s);
		done = event.type == YAML_STREAM_END_EVENT;
		if (event.type == YAML_SCALAR_EVENT) {
			scalars++;
			ck_assert_msg(
				event.data.scalar.length == n, "%s", text->s);
			ck_assert_mem_eq(event.data.scalar.value, s, n);
		}
		yaml_event_delete(&event);
	}
	ck_assert_uint_eq(scalars, 1);
	yaml_parser_delete(&parser);
}

static void
check_every_spelling(const char *s, size_t n)
{
	static const char chomps[] = {'-', '+', 0};
	struct buf out = {0};
	size_t i;

	buf_adds(&out, "- ");
	quote_double(&out, s, n);
	check_reads_back(&out, s, n);
	if (quote_plain_ok(s, n, false)) {
		buf_cut(&out, 0);
		buf_addf(&out, "- %.*s\n", (int)n, s);
		check_reads_back(&out, s, n);
	}
	if (quote_plain_ok(s, n, true)) {
		buf_cut(&out, 0);
		buf_addf(&out, "[%.*s]\n", (int)n, s);
		check_reads_back(&out, s, n);
	}
	if (quote_look(s, n).raw) {
		buf_cut(&out, 0);
		buf_adds(&out, "- '");
		quote_single_inner(&out, s, n);
		buf_adds(&out, "'\n");
		check_reads_back(&out, s, n);
	}
	for (i = 0; i < countof(chomps); i++) {
		if (!quote_literal_ok(s, n, chomps[i]))
			continue;
		buf_cut(&out, 0);
		buf_addf(&out, "- |%.1s\n", &chomps[i]);
		quote_literal(&out, s, n, 2, "\n", 1, chomps[i]);
		buf_addc(&out, '\n');
		check_reads_back(&out, s, n);
	}
	buf_free(&out);
}

START_TEST(every_short_value_reads_back_however_it_is_spelled)
{
	static const char *const parts[] = {"a", " ", "\n", "\t", "\r", ":",
		"#", "-", "'", "\"", "\\", ",", "[", "{", "&", "*", "!", "|",
		"%", "@", "?", "\xc2\x85", "\xe2\x80\xa8", "\xef\xbb\xbf",
		"\x7f", "\x01", "0", "~", ".", "\xc3\xa4"};
	struct buf value = {0};
	/* of two parts under valgrind: three take it half a minute */
	size_t i, j, k, n = countof(parts), from = getenv("VALGRIND") ? n : 0;

	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++)
			for (k = from; k <= n; k++) {
				buf_cut(&value, 0);
				buf_adds(&value, parts[i]);
				buf_adds(&value, parts[j]);
				buf_adds(&value, k < n ? parts[k] : "");
				check_every_spelling(value.s, value.n);
			}
	buf_free(&value);
}
END_TEST

SUITE("quote", a_value_is_looked_at_for_what_it_can_harm,
	a_character_counts_wherever_it_stands,
	a_plain_scalar_must_not_look_like_anything_else,
	escapes_are_those_of_json_too,
	only_the_quote_is_doubled_between_single_ones,
	a_literal_block_keeps_what_its_chomping_keeps,
	every_short_value_reads_back_however_it_is_spelled)
