#include "suite.h"

#include "base/buf.h"
#include "report/input.h"
#include "samedoc.h"
#include "template/quickscan.h"

#include <dirent.h>
#include <stdio.h>

/* Returns whether text was read, in which case as scan_yaml() reads it. */
static bool
read_alike(const char *s, size_t n)
{
	struct text text = {.path = "t.yml", .s = s, .n = n};
	struct doc quick, doc;
	struct diags d = {0};

	if (quickscan_yaml(&quick, &text, d.seed)) {
		ck_assert_ptr_null(quick.node);
		return false;
	}
	ck_assert(quick.unproven);
	ck_assert_msg(scan_yaml(&doc, &text, &d) == 0, "wrong, but read: %.*s",
		(int)n, s);
	ck_assert_msg(doc.n == quick.n && same_doc(&quick, &doc) == doc.n,
		"node %u of %u is another: %.*s", same_doc(&quick, &doc), doc.n,
		(int)n, s);
	scan_free(&quick);
	scan_free(&doc);
	diags_free(&d);
	return true;
}

static const char *const known[] = {
	"a",
	"a: 1\n",
	"---\na: 1\n",
	"# only\n\n  # comments\n---\n# before\na: 1",
	"a: # empty\nb:\n",
	"a:\n  b:\n    c: d\n  e: f\n# end",
	"- a\n- b: c\n  d: e\n-\n- - f\n  - g\n",
	"a:\n- b\n- c: d\n  e:\n  - f\ng: h\n",
	"a:\n  - b\n\n  - c\nd:\n    - e\n",
	"-\n  a: 1\n-\n  - b\n",
	"a: b c  # d\n",
	"a: b#c:d -e\n",
	"a: -1\nb: ~\nc: .5\n",
	"a: 'b''c'\nb: ''\n'c d': \"e\"\n\"f\": g\n",
	"a: \"b \\\" \\\\ \\/ \\n\\t\\r\\e # c\"\n",
	"a: \"tab\there\"\n",
	"a: [b, 'c', \"d\", [e], {}]\nb: []\n",
	"a: {b: c, 'd': e, \"f\":g, h: [i, {j: k}]}\n",
	"a: [http://b:1/c?d, -e]\n",
	"[a, b]",
	"{a: b} # c\n",
	"a: |\n  b\n    c\n\n  d # e\n\n\nf: g\n",
	"a: |- # b\n  c\n\n",
	"a:\n  b: |+\n\n    c\n    \n     d\n\n  # e\n  f: g\n",
	"- |\n a\n- |-\n b",
	"a: |\n  b\tc\n  \td\n",
	"\xc3\xa9: \xe2\x82\xac\nb: \xf0\x9f\x8d\x89\n",
	"a: 'x\xc2\xb7y' # \xe2\x80\x94\n",
	"a: $A\nb: '${B}'\nc: \"$C\"\n- d",
};

START_TEST(what_templates_are_written_in_is_read_as_libyaml_reads_it)
{
	size_t i;

	/* the last one is wrong: libyaml is to say what */
	for (i = 0; i < countof(known); i++)
		ck_assert_msg(read_alike(known[i], strlen(known[i])) ==
				      (i + 1 < countof(known)),
			"%s", known[i]);
}
END_TEST

START_TEST(what_only_libyaml_knows_is_declined)
{
	static const char *const declined[] = {"", "\n", "# a\n", "a: &b c\n",
		"a: *b\n", "a: !!str b\n", "? a\n: b\n", "a: >\n  b\n",
		"a: |2\n  b\n", "a: b\n  c\n", "a: 'b\n  c'\n",
		"a: \"\\x41\"\n", "a: [b,\n  c]\n", "a: [b,]\n", "a: [b: c]\n",
		"a: {b}\n", "a: {b: c\n", "%YAML 1.1\n---\na\n",
		"a: 1\n---\nb: 2\n", "a: 1\n...\n", "--- a\n", "a : b\n",
		"a:\tb\n", "a: b\t# c\n", "a: b\r\n", "\xef\xbb\xbf- b\n",
		"a: b\xc2\x85\n", "a: \xe2\x80\xa8\n", "a: \x7f\n", "a: \x01\n",
		"a: \xff\n", "a: b: c\n", "a: - b\n", "a:\n   b: 1\n  c: 2\n",
		"a: 'b' c\n", "a: @b\n", "a: 'b\n", "a: |\n\tb\n",
		"a: |\n   \n  b\n", "a: |\nb: c\n", "-\ta\n",
		"a: \"b\\\n  c\"\n"};
	struct text json = {
		.path = "a.json", .s = "{}", .n = 2, .is_json = true};
	struct doc doc;
	struct buf b = {0};
	size_t i;

	for (i = 0; i < countof(declined); i++)
		ck_assert_msg(!read_alike(declined[i], strlen(declined[i])),
			"%s", declined[i]);
	ck_assert(!read_alike("a: \0b\n", 6));
	ck_assert_int_eq(
		quickscan_yaml(&doc, &json, (struct table_seed){0}), -1);

	/* a key of 1 000 bytes is read, a longer one is not */
	for (i = 0; i < 1000; i++)
		buf_addc(&b, 'k');
	buf_adds(&b, ": v\n");
	ck_assert(read_alike(b.s, b.n));
	buf_cut(&b, 0);
	for (i = 0; i < 1001; i++)
		buf_addc(&b, 'k');
	buf_adds(&b, ": v\n");
	ck_assert(!read_alike(b.s, b.n));
	buf_free(&b);
}
END_TEST

START_TEST(nesting_is_as_deep_as_the_scanner_allows)
{
	struct buf b = {0};
	int i;

	for (i = 0; i < SCAN_MAX_DEPTH; i++)
		buf_adds(&b, "- ");
	buf_adds(&b, "a\n");
	ck_assert(read_alike(b.s, b.n));
	buf_cut(&b, 0);
	for (i = 0; i <= SCAN_MAX_DEPTH; i++)
		buf_adds(&b, "- ");
	buf_adds(&b, "a\n");
	ck_assert(!read_alike(b.s, b.n));
	buf_free(&b);
}
END_TEST

/* Each text with each byte of some left out, doubled, replaced or put in. */
START_TEST(a_slip_is_declined_or_read_as_libyaml_reads_it)
{
	static const char with[] = "a :#-?[]{},&*!|>'\"%@`\\.\n\t\r~<=$0";
	const char *s;
	struct buf b = {0};
	size_t i, at, k, n, read = 0;

	for (i = 0; i < countof(known); i++) {
		s = known[i];
		n = strlen(s);
		for (at = 0; at <= n; at++)
			for (k = 0; k < sizeof(with); k++) {
				buf_cut(&b, 0);
				buf_add(&b, s, at);
				if (with[k])
					buf_addc(&b, with[k]);
				buf_add(&b, s + at, n - at);
				read += read_alike(b.s, b.n);
				if (at == n)
					continue;
				buf_cut(&b, 0);
				buf_add(&b, s, at);
				if (with[k])
					buf_addc(&b, with[k]);
				buf_add(&b, s + at + 1, n - at - 1);
				read += read_alike(b.s, b.n);
			}
	}
	ck_assert_uint_gt(read, 10000);
	buf_free(&b);
}
END_TEST

/* Returns how many templates in folder are read. */
static int
read_folder(const char *folder)
{
	struct text text = {0};
	struct diags d = {0};
	struct dirent *entry;
	char path[512];
	int read = 0;
	DIR *dir = opendir(folder);

	while (dir && (entry = readdir(dir))) {
		snprintf(path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (!strstr(path, ".yml") ||
			input_read(&text, path, path, SCAN_DEFAULT_SIZE, &d))
			continue;
		read += read_alike(text.s, text.n);
		text_free(&text);
	}
	if (dir)
		closedir(dir);
	diags_free(&d);
	return read;
}

START_TEST(real_templates_are_read)
{
	int here = read_folder("templates"),
	    theirs = read_folder("../shared/templates");

	ck_assert_int_eq(here, 3);
	ck_assert(theirs == 0 || theirs >= 4);
}
END_TEST

SUITE("quickscan", what_templates_are_written_in_is_read_as_libyaml_reads_it,
	what_only_libyaml_knows_is_declined,
	nesting_is_as_deep_as_the_scanner_allows,
	a_slip_is_declined_or_read_as_libyaml_reads_it, real_templates_are_read)
