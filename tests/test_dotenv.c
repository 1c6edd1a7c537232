#include "vars/dotenv.h"

#include "suite.h"

#include <string.h>

static struct text
text_of(const char *s, size_t n)
{
	return (struct text){.path = ".env", .s = s, .n = n};
}

/* wanted: NAME=VALUE of every assignment, each with a | behind */
static void
check_parse(const char *s, const char *wanted)
{
	struct text t = text_of(s, strlen(s));
	const struct dotenv_entry *e;
	struct diags d = {0};
	struct buf got = {0};
	struct dotenv f;
	size_t i;

	buf_adds(&got, "");
	ck_assert_msg(dotenv_parse(&f, &t, &d) == 0, "%s: %s", s,
		d.n ? d.v[0].message : "");
	for (i = 0; i < f.n; i++) {
		e = &f.v[i];
		buf_add(&got, s + e->name, e->name_end - e->name);
		buf_adds(&got, "=");
		buf_add(&got, e->value, e->n);
		buf_adds(&got, "|");
	}
	ck_assert_str_eq(got.s, wanted);
	buf_free(&got);
	dotenv_free(&f);
	dotenv_free(&f);
	diags_free(&d);
}

static void
check_wrong(const char *s, size_t n, size_t at, const char *message)
{
	struct text t = text_of(s, n);
	struct diags d = {0};
	struct dotenv f;

	ck_assert_msg(dotenv_parse(&f, &t, &d) == -1, "%s", s);
	ck_assert_int_eq(d.v[0].rule, RULE_ENV_FILE);
	ck_assert_uint_eq(d.v[0].at, at);
	ck_assert_str_eq(d.v[0].message, message);
	dotenv_free(&f);
	diags_free(&d);
}

START_TEST(blank_lines_and_comments_assign_nothing)
{
	check_parse("", "");
	check_parse("\n\r\n  \t\n# A=b\n   # c\n#\n", "");
	check_parse("\xef\xbb\xbf", "");
	check_parse("\xef\xbb\xbf# c\r\n", "");
}
END_TEST

START_TEST(an_unquoted_value_ends_at_the_line_or_at_a_comment)
{
	check_parse("A=b", "A=b|");
	check_parse("A=b\nC=d\r\nE=f\r", "A=b|C=d|E=f|");
	check_parse("A=b c \t\n", "A=b c|");
	check_parse("A=b #c\nD=e\t# f\n", "A=b|D=e|");
	check_parse("A=b#c\n", "A=b#c|");
	check_parse("A=#b\n", "A=#b|");
	check_parse("A= #b\n", "A=|");
	check_parse("A=\nB=  \n", "A=|B=|");
	check_parse("A=b'c\"d\\n$E${F}`g`\n", "A=b'c\"d\\n$E${F}`g`|");
	check_parse("A==b=c\n", "A==b=c|");
	check_parse("A=b\rc\n", "A=b\rc|");
	check_parse("\xef\xbb\xbf"
		    "A=b",
		"A=b|");
}
END_TEST

START_TEST(blanks_may_stand_in_front_and_around_the_equals_sign)
{
	check_parse("  A=b\n\tC = d\nE\t=\tf\n", "A=b|C=d|E=f|");
	check_parse("A= 'b c' \nD = \"e\"\n", "A=b c|D=e|");
}
END_TEST

START_TEST(export_may_stand_in_front_and_be_a_name_too)
{
	check_parse("export A=b\n export\t B=c\n", "A=b|B=c|");
	check_parse("export=a\nexport = b\nexporter=c\nexport export=d\n",
		"export=a|export=b|exporter=c|export=d|");
}
END_TEST

START_TEST(single_quotes_are_literal_over_lines)
{
	check_parse("A='b \\n \" # $c'\n", "A=b \\n \" # $c|");
	check_parse("A='b\nC=d\r\n' # e\nF=''\n", "A=b\nC=d\r\n|F=|");
	check_parse("A='b\\'\n", "A=b\\|");
}
END_TEST

START_TEST(double_quotes_have_five_escapes_and_run_over_lines)
{
	check_parse("A=\"b\\nc\\\"d\\\\e\"\n", "A=b\nc\"d\\e|");
	check_parse("A=\"\\t\\'\\r\"\n", "A=\\t\\'\\r|");
	check_parse("A=\"\\$B\\`c\\`\"\n", "A=$B`c`|");
	check_parse("A=\"b\nc\" #d\nE=\"\"", "A=b\nc|E=|");
	check_parse("A=\"\\\\\"\nB=c\n", "A=\\|B=c|");
	check_parse("A=\"$B ${C} 'x' # d\"", "A=$B ${C} 'x' # d|");
}
END_TEST

START_TEST(a_comment_may_touch_a_closing_quote)
{
	check_parse("A=\"b\"#c\nD='e'#f\n", "A=b|D=e|");
}
END_TEST

START_TEST(the_last_assignment_of_a_name_counts)
{
	struct text t = text_of("A=1\nAB=2\nA=3\n", 14);
	struct diags d = {0};
	struct dotenv f;

	t.n = strlen(t.s);
	ck_assert_int_eq(dotenv_parse(&f, &t, &d), 0);
	ck_assert_str_eq(dotenv_find(&f, "A", 1)->value, "3");
	ck_assert_str_eq(dotenv_find(&f, "ABC", 2)->value, "2");
	ck_assert_ptr_null(dotenv_find(&f, "B", 1));
	ck_assert_ptr_null(dotenv_find(&f, "", 0));
	dotenv_free(&f);
	diags_free(&d);
}
END_TEST

START_TEST(what_is_no_assignment_is_an_error_at_its_place)
{
	static const char expected[] =
		"expected NAME=VALUE, a comment or an empty line";

	check_wrong("A", 1, 0, expected);
	check_wrong("A=b\n  1A=b\n", 11, 6, expected);
	check_wrong("=b", 2, 0, expected);
	check_wrong("A B=c", 5, 0, expected);
	check_wrong("export A", 8, 7, expected);
	check_wrong("A:b", 3, 0,
		"expected NAME=VALUE, a comment or an empty line: write = "
		"instead of the colon");
	check_wrong("A=b\nc", 5, 4,
		"expected NAME=VALUE, a comment or an empty line: write the "
		"value on one line, or in quotes");
	check_wrong("{\"A\": 1}", 8, 0,
		"expected NAME=VALUE, a comment or an empty line: this is "
		"JSON; write one NAME=VALUE a line");
	check_wrong("\xc3\xa9=b", 4, 0, expected);
	check_wrong("A\0=b", 4, 0, expected);
	/* a mark is one at the very beginning only */
	check_wrong("\n\xef\xbb\xbf"
		    "A=b",
		7, 1, expected);
}
END_TEST

START_TEST(a_quote_that_does_not_close_is_an_error_at_the_quote)
{
	check_wrong(
		"A='b", 4, 2, "this ' is never closed: add the closing quote");
	check_wrong("A= \"b\\\"\nC=d\n", 12, 3,
		"this \" is never closed: add the closing quote");
	check_wrong(
		"A='", 3, 2, "this ' is never closed: add the closing quote");
	check_wrong("A=\"\\", 4, 2,
		"this \" is never closed: add the closing quote");
}
END_TEST

START_TEST(text_behind_a_closing_quote_is_an_error_at_the_text)
{
	check_wrong("A='b'c\n", 7, 5,
		"unexpected text after the closing ': only a comment may "
		"follow it");
	check_wrong("A=\"b\" \"c\"\n", 10, 6,
		"unexpected text after the closing \": only a comment may "
		"follow it");
}
END_TEST

START_TEST(every_wrong_line_is_reported_and_none_of_their_text)
{
	static const char s[] = "hunter2\nB='x'hunter2\nC=d\nE=\"hunter2\n";
	struct text t = text_of(s, strlen(s));
	struct diags d = {0};
	struct dotenv f;
	size_t i;

	ck_assert_int_eq(dotenv_parse(&f, &t, &d), -1);
	ck_assert_uint_eq(d.n, 3);
	for (i = 0; i < d.n; i++)
		ck_assert_ptr_null(strstr(d.v[i].message, "hunter2"));
	ck_assert_uint_eq(f.n, 1); /* C */
	dotenv_free(&f);
	diags_free(&d);
}
END_TEST

START_TEST(a_nul_in_a_value_is_kept_for_its_reader_to_judge)
{
	struct text t = text_of("A=b\0c\nD='\0'\n", 12);
	struct diags d = {0};
	struct dotenv f;

	ck_assert_int_eq(dotenv_parse(&f, &t, &d), 0);
	ck_assert_uint_eq(f.v[0].n, 3);
	ck_assert_mem_eq(f.v[0].value, "b\0c", 4);
	ck_assert_uint_eq(f.v[1].n, 1);
	dotenv_free(&f);
	diags_free(&d);
}
END_TEST

START_TEST(a_name_is_letters_digits_underscores_dots_and_hyphens)
{
	ck_assert(dotenv_is_name("A_b1", 4));
	ck_assert(dotenv_is_name("_", 1));
	ck_assert(dotenv_is_name("a.b-c", 5));
	ck_assert(!dotenv_is_name("", 0));
	ck_assert(!dotenv_is_name("1A", 2));
	ck_assert(!dotenv_is_name("-A", 2));
	ck_assert(!dotenv_is_name(".A", 2));
	ck_assert(!dotenv_is_name("A=", 2));
	ck_assert(!dotenv_is_name("A B", 3));
	ck_assert(!dotenv_is_name("A\0", 2));
	ck_assert(!dotenv_is_name("A\n", 2));
}
END_TEST

static void
check_set(const char *s, const char *value, const char *wanted)
{
	struct text t = text_of(s, strlen(s));
	struct diags d = {0};
	struct buf out = {0};
	struct dotenv f;

	ck_assert_int_eq(dotenv_parse(&f, &t, &d), 0);
	dotenv_set(&f, "A", value, strlen(value), &out);
	ck_assert_str_eq(out.s, wanted);
	buf_free(&out);
	dotenv_free(&f);
	diags_free(&d);
}

START_TEST(a_value_is_spelled_as_other_readers_read_it_too)
{
	check_set("A=x\n", "eyJh.b-c_D9==", "A=eyJh.b-c_D9==\n");
	check_set("A=x\n", "", "A=\n");
	check_set("A=x\n", "b c", "A='b c'\n");
	check_set("A=x\n", "$B", "A='$B'\n");
	check_set("A=x\n", "\"\\n", "A='\"\\n'\n");
	check_set("A=x\n", "\"\\", "A=\"\\\"\\\\\"\n");
	check_set("A=x\n", "#", "A='#'\n");
	check_set("A=x\n", " ", "A=' '\n");
	check_set("A=x\n", "\xc3\xa9", "A='\xc3\xa9'\n");
	check_set("A=x\n", "it's", "A=\"it's\"\n");
	check_set("A=x\n", "a\nb", "A='a\nb'\n");
	check_set("A=x\n", "a\nb\\", "A=\"a\nb\\\\\"\n");
	check_set("A=x\n", "'\"$`\\", "A=\"'\\\"\\$\\`\\\\\"\n");
}
END_TEST

START_TEST(only_the_spelling_of_the_last_assignment_is_replaced)
{
	check_set("A=1\n# c\n  export A = 'x' # A\nB=A\n", "2",
		"A=1\n# c\n  export A =2 # A\nB=A\n");
	check_set("A=x # c\n", "y", "A=y # c\n");
	check_set("A= # c\n", "y", "A=y # c\n");
	check_set("A=\t \n", "y", "A=y\t \n");
	check_set("A= x\n", "y z", "A='y z'\n");
	check_set("A=\"x\"#c\n", "y", "A=y #c\n");
	check_set("A='x'#c\n", "", "A= #c\n");
	check_set("A='x'#c\n", "y z", "A='y z' #c\n");
	check_set("A='x\ny'\r\nB=1", "z", "A=z\r\nB=1");
	check_set("\xef\xbb\xbf"
		  "A=x",
		"y",
		"\xef\xbb\xbf"
		"A=y");
}
END_TEST

START_TEST(a_new_name_is_added_in_the_files_own_line_ends)
{
	check_set("", "x", "A=x\n");
	check_set("B=1\n", "x", "B=1\nA=x\n");
	check_set("B=1", "x", "B=1\nA=x\n");
	check_set("B=1\r\n", "x", "B=1\r\nA=x\r\n");
	check_set("B=1\r\nC=2", "x", "B=1\r\nC=2\r\nA=x\r\n");
	check_set("AB=1\n#A=2\n", "x", "AB=1\n#A=2\nA=x\n");
}
END_TEST

/* A generator of its own, so that every run is the same (xorshift64). */
static size_t
next_random(uint64_t *state, size_t below)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return (size_t)(*state % below);
}

static void
add_random(struct buf *out, uint64_t *state, const char *const *pieces,
	size_t npieces, size_t most)
{
	size_t i, n = next_random(state, most + 1);

	buf_adds(out, "");
	for (i = 0; i < n; i++)
		buf_adds(out, pieces[next_random(state, npieces)]);
}

static const char *const value_pieces[] = {"'", "\"", "\\", "\n", "\r", "n",
	"#", " ", "\t", "$", "{", "=", "a", "9", ".", "\xc3\xa9",
	"\xf0\x9f\x94\x91", "\x01", "\x7f", "\\n", "\\\""};
static const char *const file_pieces[] = {"A=", "B=", "\n", "\r\n", "'", "\"",
	"\\", "x", " ", "#", "A", "export ", "\\\"", "= ", "\nA=", "'\n",
	"\"\n", "\xef\xbb\xbf", "\xff"};

/* Returns whether everything but the entry set reads as before. */
static bool
others_stay(const struct dotenv *f, const struct dotenv *g,
	const struct dotenv_entry *set)
{
	size_t i;

	if (g->n != f->n + (set ? 0 : 1))
		return false;
	for (i = 0; i < f->n; i++)
		if (&f->v[i] != set &&
			(f->v[i].n != g->v[i].n ||
				memcmp(f->v[i].value, g->v[i].value,
					f->v[i].n) != 0))
			return false;
	return true;
}

static void
check_round_trip(const struct dotenv *f, const struct buf *value)
{
	const struct dotenv_entry *set = dotenv_find(f, "A", 1), *got;
	const struct text *t = f->text;
	size_t head = set ? set->from : t->n;
	size_t tail = set ? t->n - set->raw_end : 0;
	struct diags d = {0};
	struct buf out = {0};
	struct text u;
	struct dotenv g;

	dotenv_set(f, "A", value->s, value->n, &out);
	u = text_of(out.s, out.n);
	ck_assert_msg(dotenv_parse(&g, &u, &d) == 0, "%s", out.s);
	got = dotenv_find(&g, "A", 1);
	ck_assert_msg(got && got->n == value->n &&
			      memcmp(got->value, value->s, got->n) == 0,
		"%s", out.s);
	ck_assert_msg(others_stay(f, &g, set), "%s", out.s);
	ck_assert(memcmp(out.s, t->s, head) == 0);
	ck_assert(memcmp(out.s + out.n - tail, t->s + t->n - tail, tail) == 0);
	dotenv_free(&g);
	buf_free(&out);
	diags_free(&d);
}

START_TEST(any_value_set_in_any_file_reads_back_and_nothing_else_changes)
{
	uint64_t state = 0x9e3779b97f4a7c15u;
	struct buf file = {0}, value = {0};
	struct diags d = {0};
	struct text t;
	struct dotenv f;
	int i, parsed = 0;

	for (i = 0; i < 60000; i++) {
		buf_cut(&file, 0);
		buf_cut(&value, 0);
		add_random(&file, &state, file_pieces, countof(file_pieces), 9);
		add_random(
			&value, &state, value_pieces, countof(value_pieces), 6);
		t = text_of(file.s, file.n);
		if (dotenv_parse(&f, &t, &d) == 0) {
			check_round_trip(&f, &value);
			parsed++;
		}
		dotenv_free(&f);
		diags_free(&d);
	}
	ck_assert_int_gt(parsed, 10000);
	buf_free(&file);
	buf_free(&value);
}
END_TEST

START_TEST(a_file_of_open_quotes_is_read_in_no_time)
{
	static const char *const lines[] = {
		"A='\n", "A=\"\n", "A=\"\\\n", "A='x'y\n", "A=\"\\\"\n", "A\n"};
	struct diags d = {0};
	struct buf file = {0};
	struct text t;
	struct dotenv f;
	size_t i, j;

	/* the suite's timeout is the judge */
	for (i = 0; i < countof(lines); i++) {
		buf_cut(&file, 0);
		for (j = 0; j < 100001; j++)
			buf_adds(&file, lines[i]);
		t = text_of(file.s, file.n);
		ck_assert_int_eq(dotenv_parse(&f, &t, &d), -1);
		dotenv_free(&f);
		diags_free(&d);
	}
	buf_free(&file);
}
END_TEST

/* What docker compose makes of the one value in line; n: the same bytes. */
static void
check_compose(const char *line, enum dotenv_compose wanted, size_t n)
{
	struct text t = text_of(line, strlen(line));
	struct diags d = {0};
	struct dotenv f;
	size_t got;

	ck_assert_int_eq(dotenv_parse(&f, &t, &d), 0);
	ck_assert_uint_eq(f.n, 1);
	ck_assert_msg(dotenv_compose(&t, &f.v[0], &got) == wanted, "%s", line);
	if (wanted != COMPOSE_REFUSES)
		ck_assert_msg(got == n, "%s: %zu", line, got);
	dotenv_free(&f);
	diags_free(&d);
}

START_TEST(docker_compose_replaces_what_is_not_in_single_quotes)
{
	check_compose("A=ab$cd", COMPOSE_EXPANDS, 2);
	check_compose("A=ab$cd-e", COMPOSE_EXPANDS, 4);
	check_compose("A=\"ab$cd e\" # $x", COMPOSE_EXPANDS, 4);
	check_compose("A=${x}z", COMPOSE_EXPANDS, 1);
	check_compose("A=${x:-yy}z", COMPOSE_EXPANDS, 3);
	check_compose("A=${x-yy}z", COMPOSE_EXPANDS, 3);
	check_compose("A=${x:+yy}z", COMPOSE_EXPANDS, 1);
	check_compose("A=$$x", COMPOSE_EXPANDS, 2);
	check_compose("A='ab$cd'", COMPOSE_SAME, 5);
	check_compose("A=\"ab\\$cd\"", COMPOSE_SAME, 5);
	check_compose("A=ab$1", COMPOSE_REFUSES, 0);
	check_compose("A=ab$", COMPOSE_REFUSES, 0);
	check_compose("A=\"a$ b\"", COMPOSE_REFUSES, 0);
	check_compose("A=$(x)", COMPOSE_REFUSES, 0);
	check_compose("A=${x", COMPOSE_REFUSES, 0);
	check_compose("A=${x?y}", COMPOSE_REFUSES, 0);
	check_compose("A=${x.y}", COMPOSE_REFUSES, 0);
	check_compose("A='$1'", COMPOSE_SAME, 2);
	check_compose("A=", COMPOSE_SAME, 0);
	check_compose("A=\"\"", COMPOSE_SAME, 0);
}
END_TEST

SUITE("dotenv", docker_compose_replaces_what_is_not_in_single_quotes,
	blank_lines_and_comments_assign_nothing,
	an_unquoted_value_ends_at_the_line_or_at_a_comment,
	blanks_may_stand_in_front_and_around_the_equals_sign,
	export_may_stand_in_front_and_be_a_name_too,
	single_quotes_are_literal_over_lines,
	double_quotes_have_five_escapes_and_run_over_lines,
	a_comment_may_touch_a_closing_quote,
	the_last_assignment_of_a_name_counts,
	what_is_no_assignment_is_an_error_at_its_place,
	a_quote_that_does_not_close_is_an_error_at_the_quote,
	text_behind_a_closing_quote_is_an_error_at_the_text,
	every_wrong_line_is_reported_and_none_of_their_text,
	a_nul_in_a_value_is_kept_for_its_reader_to_judge,
	a_name_is_letters_digits_underscores_dots_and_hyphens,
	a_value_is_spelled_as_other_readers_read_it_too,
	only_the_spelling_of_the_last_assignment_is_replaced,
	a_new_name_is_added_in_the_files_own_line_ends,
	any_value_set_in_any_file_reads_back_and_nothing_else_changes,
	a_file_of_open_quotes_is_read_in_no_time)
