#include "report/format.h"
#include "report/report.h"

#include "base/infile.h"
#include "folder.h"

#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct text
text_of(const char *path, const char *s)
{
	return (struct text){.path = path, .s = s, .n = strlen(s)};
}

static void
check_escape(const char *s, size_t n, const char *wanted)
{
	struct buf out = {0};

	report_escape(&out, s, n);
	ck_assert_str_eq(out.s, wanted);
	buf_free(&out);
}

START_TEST(control_characters_cannot_reach_a_terminal)
{
	check_escape("a\nb\r\tc", 6, "a\\nb\\r\\tc");
	check_escape("\033[31m\a\0\x7f", 8, "\\x1b[31m\\x07\\x00\\x7f");
	/* C1, among it the one-character CSI */
	check_escape("\xc2\x9b"
		     "1m\xc2\x85",
		6, "\\x9b1m\\x85");
}
END_TEST

START_TEST(marks_that_turn_or_break_a_line_are_spelled_out)
{
	check_escape("a\xe2\x80\xae"
		     "b",
		5, "a\\u202eb");
	check_escape("\xe2\x81\xa6\xe2\x80\xa8\xef\xbb\xbf", 9,
		"\\u2066\\u2028\\ufeff");
}
END_TEST

START_TEST(what_is_not_utf8_is_spelled_out_byte_by_byte)
{
	check_escape("\xff"
		     "a\xc3",
		3, "\\xffa\\xc3");
	check_escape("\xc0\x80\xed\xa0\x80", 5, "\\xc0\\x80\\xed\\xa0\\x80");
}
END_TEST

START_TEST(every_other_text_stays_as_it_is)
{
	static const char s[] = "plain \\n $A \"' \xc3\xa9 \xe6\x97\xa5 "
				"\xf0\x9f\x94\x91";

	check_escape(s, strlen(s), s);
	check_escape("", 0, "");
}
END_TEST

/* Returns what report_text() prints; caller frees. */
static char *
print(const struct diags *d, enum level min, bool color)
{
	char *s = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&s, &n);

	report_text(f, d, min, color);
	fclose(f);
	return s;
}

static void
check_line(const struct diag *diag, const char *wanted)
{
	struct diags d = {.v = (struct diag *)(uintptr_t)diag, .n = 1};
	char *s = print(&d, LEVEL_NOTE, false);

	ck_assert_str_eq(s, wanted);
	free(s);
}

START_TEST(a_line_has_place_level_message_and_id)
{
	struct text t = text_of("a.yml", "x\nabc");
	char message[] = "wrong";

	check_line(&(struct diag){RULE_ENCODING, LEVEL_ERROR, &t, 3, message},
		"a.yml:2:2: error: wrong [encoding]\n");
	check_line(&(struct diag){RULE_IO, LEVEL_FAILURE, &t, NOWHERE, message},
		"a.yml: error: wrong [io]\n");
	check_line(
		&(struct diag){RULE_IO, LEVEL_WARNING, NULL, NOWHERE, message},
		"kongrender: warning: wrong [io]\n");
	check_line(&(struct diag){RULE_IO, LEVEL_NOTE, NULL, 7, message},
		"kongrender: note: wrong [io]\n");
}
END_TEST

START_TEST(a_name_from_a_template_cannot_fake_a_line)
{
	struct text t = text_of("a\nb.yml", "x");
	char message[] = "$A\nkongrender: error: fake [io]\033[2J";

	check_line(&(struct diag){RULE_ENCODING, LEVEL_ERROR, &t, 0, message},
		"a\\nb.yml:1:1: error: $A\\nkongrender: error: fake [io]"
		"\\x1b[2J [encoding]\n");
}
END_TEST

START_TEST(the_name_of_a_file_is_no_command_to_github)
{
	struct text t = text_of("::stop-commands::a/kong.yml", "x");
	char message[] = "wrong ##[endgroup] #[a]";

	check_line(&(struct diag){RULE_ENCODING, LEVEL_ERROR, &t, 0, message},
		"./::stop-commands::a/kong.yml:1:1: error: wrong "
		"##\\x5bendgroup] #[a] [encoding]\n");
	t.path = " ::error::x";
	check_line(&(struct diag){RULE_ENCODING, LEVEL_ERROR, &t, 0, message},
		"./ ::error::x:1:1: error: wrong "
		"##\\x5bendgroup] #[a] [encoding]\n");
}
END_TEST

START_TEST(white_space_as_the_runner_trims_it_begins_no_line)
{
	static const char *const spaces[] = {"\xc2\xa0", "\xe1\x9a\x80",
		"\xe2\x80\x80", "\xe2\x80\x8a", "\xe2\x80\xaf", "\xe2\x81\x9f",
		"\xe3\x80\x80"};
	static const char *const others[] = {
		"\xc3\xa9", "\xe2\x80\x90", "\xe3\x80\x81", "a"};
	struct diags d = {0};
	struct buf path = {0};
	struct text t = {.s = "", .n = 0};
	size_t i;
	char *line;

	for (i = 0; i < countof(spaces) + countof(others); i++) {
		bool space = i < countof(spaces);

		buf_cut(&path, 0);
		buf_addf(&path, "%s::error::x",
			space ? spaces[i] : others[i - countof(spaces)]);
		t.path = path.s;
		diag_add(&d, RULE_IO, &t, NOWHERE, "m");
		line = print(&d, LEVEL_NOTE, false);
		ck_assert_msg(
			(strncmp(line, "./", 2) == 0) == space, "%s", line);
		free(line);
		diags_free(&d);
	}
	buf_free(&path);
}
END_TEST

START_TEST(a_file_property_has_its_line_ends_and_no_other_control)
{
	struct text t = {.path = "a\n\033[2J\r,:%b", .s = "", .n = 0};
	struct diags d = {0};
	char *out = NULL;
	size_t n;
	FILE *f = open_memstream(&out, &n);

	diag_add(&d, RULE_IO, &t, NOWHERE, "m");
	report_github(f, &d, LEVEL_NOTE);
	fclose(f);
	ck_assert_ptr_nonnull(strstr(
		out, "file=a%0A\\x1b[2J%0D%2C%3A%25b,title=kongrender io::m"));
	ck_assert_ptr_null(strchr(out, '\033'));
	free(out);
	diags_free(&d);
}
END_TEST

START_TEST(only_the_levels_asked_for_are_printed)
{
	struct diags d = {0};
	char *s;

	diag_add_level(&d, LEVEL_NOTE, RULE_IO, NULL, NOWHERE, "n");
	diag_add_level(&d, LEVEL_WARNING, RULE_IO, NULL, NOWHERE, "w");
	diag_add_level(&d, LEVEL_FAILURE, RULE_IO, NULL, NOWHERE, "f");
	s = print(&d, LEVEL_WARNING, false);
	ck_assert_str_eq(s, "kongrender: warning: w [io]\n"
			    "kongrender: error: f [io]\n");
	free(s);
	s = print(&d, LEVEL_NOTE, false);
	ck_assert_ptr_nonnull(strstr(s, "kongrender: note: n [io]\n"));
	free(s);
	diags_free(&d);
}
END_TEST

START_TEST(colour_surrounds_the_path_and_the_level)
{
	struct text t = text_of("a", "x");
	struct diags d = {0};
	char *s;

	diag_add(&d, RULE_ENCODING, &t, 0, "m");
	s = print(&d, LEVEL_NOTE, true);
	ck_assert_str_eq(s, "\033[1ma:1:1:\033[0m \033[1;31merror:\033[0m m "
			    "[encoding]\n");
	free(s);
	diags_free(&d);
}
END_TEST

START_TEST(a_thousand_places_on_one_long_line_are_printed)
{
	enum { N = 10000000, STEP = N / 1000 };
	char *bytes = xmalloc(N), *s;
	struct text t = {.path = "t", .s = bytes, .n = N};
	struct diags d = {0};
	size_t i;

	memset(bytes, 'x', N);
	for (i = 0; i < N; i += STEP)
		diag_add(&d, RULE_ENCODING, &t, i, "m");
	s = print(&d, LEVEL_NOTE, false);
	ck_assert_ptr_nonnull(strstr(s, "\nt:1:9980001: error: m"));
	ck_assert_str_eq(strrchr(s, 't'), strstr(s, "t:1:9990001:"));
	free(s);
	free(bytes);
	diags_free(&d);
}
END_TEST

START_TEST(colour_is_for_terminals_and_no_color_must_say_something)
{
	FILE *f = fopen("/dev/null", "w");
	int master = posix_openpt(O_RDWR | O_NOCTTY);
	FILE *tty;

	ck_assert(!report_use_color(COLOR_AUTO, f));
	ck_assert(report_use_color(COLOR_ALWAYS, f));
	ck_assert_int_ge(master, 0);
	ck_assert_int_eq(grantpt(master) | unlockpt(master), 0);
	tty = fopen(ptsname(master), "w");
	ck_assert_ptr_nonnull(tty);
	unsetenv("NO_COLOR");
	ck_assert(report_use_color(COLOR_AUTO, tty));
	ck_assert(!report_use_color(COLOR_NEVER, tty));
	setenv("NO_COLOR", "", 1);
	ck_assert(report_use_color(COLOR_AUTO, tty));
	setenv("NO_COLOR", "0", 1);
	ck_assert(!report_use_color(COLOR_AUTO, tty));
	ck_assert(report_use_color(COLOR_ALWAYS, tty));
	fclose(tty);
	fclose(f);
	close(master);
}
END_TEST

/* Returns what the log holds that held old before; caller frees. */
static char *
log_of(const struct diags *d, const char *old)
{
	struct buf b = {0};

	enter();
	puts_in("log", old);
	report_termination("log", d);
	ck_assert_int_eq(infile_read(&b, "log", 8191), 0);
	leave();
	return b.s;
}

START_TEST(the_termination_log_has_errors_first_and_no_notes)
{
	struct diags d = {0};
	char *s;

	diag_add_level(&d, LEVEL_NOTE, RULE_IO, NULL, NOWHERE, "n");
	diag_add_level(&d, LEVEL_WARNING, RULE_IO, NULL, NOWHERE, "w");
	diag_add_level(&d, LEVEL_ERROR, RULE_IO, NULL, NOWHERE, "e\033");
	diag_add_level(&d, LEVEL_FAILURE, RULE_IO, NULL, NOWHERE, "f");
	s = log_of(&d, "a long text of the run before, which must go away\n"
		       "a long text of the run before, which must go away\n");
	ck_assert_str_eq(s, "kongrender: error: e\\x1b [io]\n"
			    "kongrender: error: f [io]\n"
			    "kongrender: warning: w [io]\n");
	free(s);
	diags_free(&d);
}
END_TEST

START_TEST(the_termination_log_stays_without_errors_and_warnings)
{
	struct diags d = {0};
	char *s;

	diag_add_level(&d, LEVEL_NOTE, RULE_IO, NULL, NOWHERE, "n");
	s = log_of(&d, "old");
	ck_assert_str_eq(s, "old");
	free(s);
	diags_free(&d);
}
END_TEST

START_TEST(the_termination_log_ends_after_3_kib_with_how_many_more)
{
	struct diags d = {0};
	size_t i, lines = 0, more;
	char *s, *last;

	for (i = 0; i < 500; i++)
		diag_add_level(&d, i % 2 ? LEVEL_ERROR : LEVEL_WARNING, RULE_IO,
			NULL, NOWHERE, "number %zu", i);
	s = log_of(&d, "");
	ck_assert_uint_le(strlen(s), 3072 + 32);
	ck_assert_uint_ge(strlen(s), 3000);
	for (i = 0; s[i]; i++)
		lines += s[i] == '\n';
	last = strstr(s, "\nand ");
	ck_assert_ptr_nonnull(last);
	ck_assert_int_eq(sscanf(last, "\nand %zu more\n", &more), 1);
	ck_assert_uint_eq(lines - 1 + more, 500);
	ck_assert_ptr_null(strstr(s, "warning")); /* errors first */
	free(s);
	diags_free(&d);
}
END_TEST

START_TEST(a_line_too_long_for_the_termination_log_is_cut_at_a_character)
{
	struct buf message = {0};
	struct diags d = {0};
	size_t i;
	char *s;

	for (i = 0; i < 4000; i++)
		buf_adds(&message, "\xc3\xa9");
	diag_add(&d, RULE_IO, NULL, NOWHERE, "%s", message.s);
	diag_add(&d, RULE_IO, NULL, NOWHERE, "x%s", message.s);
	s = log_of(&d, "");
	ck_assert_uint_le(strlen(s), 2100);
	ck_assert_ptr_nonnull(strstr(s, "\xc3\xa9...\nkongrender: "));
	ck_assert_str_eq(s + strlen(s) - 6, "\xc3\xa9...\n");
	free(s);
	buf_free(&message);
	diags_free(&d);
}
END_TEST

START_TEST(the_termination_log_is_never_created_nor_waited_for)
{
	struct diags d = {0};

	enter();
	diag_add(&d, RULE_IO, NULL, NOWHERE, "m");
	report_termination("log", &d);
	ck_assert_int_ne(access("log", F_OK), 0);
	report_termination(".", &d);
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	report_termination("fifo", &d); /* nobody reads it */
	leave();
	diags_free(&d);
}
END_TEST

SUITE("report", control_characters_cannot_reach_a_terminal,
	marks_that_turn_or_break_a_line_are_spelled_out,
	what_is_not_utf8_is_spelled_out_byte_by_byte,
	every_other_text_stays_as_it_is, a_line_has_place_level_message_and_id,
	a_name_from_a_template_cannot_fake_a_line,
	the_name_of_a_file_is_no_command_to_github,
	white_space_as_the_runner_trims_it_begins_no_line,
	a_file_property_has_its_line_ends_and_no_other_control,
	only_the_levels_asked_for_are_printed,
	colour_surrounds_the_path_and_the_level,
	a_thousand_places_on_one_long_line_are_printed,
	colour_is_for_terminals_and_no_color_must_say_something,
	the_termination_log_has_errors_first_and_no_notes,
	the_termination_log_stays_without_errors_and_warnings,
	the_termination_log_ends_after_3_kib_with_how_many_more,
	a_line_too_long_for_the_termination_log_is_cut_at_a_character,
	the_termination_log_is_never_created_nor_waited_for)
