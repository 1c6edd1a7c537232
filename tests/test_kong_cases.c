/*
 * Real Kong's verdicts on small files (tests/kong-cases/VERDICTS.tsv),
 * compared with ours without a process. Run from the project's folder.
 */
#include "findings.h"

#include "kong/kong.h"

#include <stdio.h>
#include <string.h>

#define FOLDER "tests/kong-cases/"

enum verdict { ACCEPT, REJECT };

/* Where kongrender differs on purpose, and why. NULL: in both versions. */
static const struct {
	const char *file, *version;
	enum verdict ours;
	const char *why;
} deliberate[] = {
#define DELIBERATE(file, version, ours, why) {file, version, ours, why},
#include "kong-cases/deliberate.def"
#undef DELIBERATE
};

static enum verdict
judge(const char *file, enum kong_version version)
{
	const struct kong_config config = {.version = version};
	struct diags d = {0};
	struct text text = {0};
	struct doc doc = {0};
	char path[512];
	enum verdict verdict;

	snprintf(path, sizeof(path), FOLDER "%s", file);
	if (text_read(&text, path, file, SCAN_DEFAULT_SIZE, &d) == 0 &&
		scan_yaml(&doc, &text, &d) == 0)
		check_doc(&doc, &config, &d);
	verdict = diags_errors(&d) ? REJECT : ACCEPT;
	if (getenv("VERBOSE"))
		for (size_t i = 0; i < d.n; i++) {
			struct place p = {0, 0};

			if (d.v[i].text && d.v[i].at != NOWHERE)
				p = text_place(d.v[i].text, d.v[i].at);
			printf("%s:%zu:%zu: %d %s [%s]\n", file, p.line, p.col,
				d.v[i].level, d.v[i].message,
				rules[d.v[i].rule].id);
		}
	scan_free(&doc);
	text_free(&text);
	diags_free(&d);
	return verdict;
}

/* A deliberate difference that is none is to be taken off the list. */
static enum verdict
wanted(const char *file, const char *version, enum verdict kong)
{
	size_t i;

	for (i = 0; i < countof(deliberate); i++)
		if (strcmp(deliberate[i].file, file) == 0 &&
			(!deliberate[i].version ||
				!strcmp(deliberate[i].version, version))) {
			ck_assert_int_ne(deliberate[i].ours, kong);
			return deliberate[i].ours;
		}
	return kong;
}

/* Returns how many files the two judge differently. */
static int
compare(const char *version, enum kong_version v, int column)
{
	static const char *const words[] = {"accept", "reject"};
	char line[65536], *field[5], *p;
	FILE *f = fopen(FOLDER "VERDICTS.tsv", "r");
	int differ = 0, files = 0, i;
	enum verdict kong, ours, want;

	ck_assert_msg(f, "run the tests from the project's folder");
	ck_assert_ptr_nonnull(fgets(line, sizeof(line), f));
	while (fgets(line, sizeof(line), f)) {
		for (p = line, i = 0; i < 5 && p; i++)
			field[i] = strsep(&p, "\t");
		ck_assert_int_ge(i, 4);
		kong = strcmp(field[column], "accept") ? REJECT : ACCEPT;
		want = wanted(field[0], version, kong);
		ours = judge(field[0], v);
		files++;
		if (ours == want)
			continue;
		differ++;
		printf("%s: Kong %s %ss, we %s: %s\n", field[0], version,
			words[kong], words[ours], field[1]);
	}
	fclose(f);
	ck_assert_int_ge(files, 250);
	return differ;
}

START_TEST(every_verdict_on_kong_3_9_is_kongs)
{
	ck_assert_int_eq(compare("3.9.1", KONG_3, 3), 0);
}
END_TEST

START_TEST(every_verdict_on_kong_2_8_is_kongs)
{
	ck_assert_int_eq(compare("2.8.1", KONG_28, 2), 0);
}
END_TEST

SUITE("kong_cases", every_verdict_on_kong_3_9_is_kongs,
	every_verdict_on_kong_2_8_is_kongs)
