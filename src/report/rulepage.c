#include "report/rulepage.h"

#include "report/nearest.h"
#include "report/report.h"

#include <string.h>

#define PAGE_WIDTH 79

#define IN_ALL (IN_TEMPLATE | IN_RENDERED | IN_RENDER)
#define IN_SOURCES                                                             \
	(IN_RENDER | IN_GENERATE | IN_CHECK | IN_PROBE | IN_MINT | IN_VERIFY)
#define IN_COMMAND (IN_SOURCES | IN_ALL | IN_INSPECT | IN_DOTENV)

const struct page rulepages[RULE_COUNT] = {
#define PAGE(name, flags, what, why, fix, wrong, right)                        \
	[RULE_##name] = {flags, what, why, fix, wrong, right},
#include "report/rulepage_input.def"
#include "report/rulepage_kong.def"
#include "report/rulepage_gateway.def"
#include "report/rulepage_envoy.def"
#include "report/rulepage_keys.def"
#undef PAGE
};

static void
print_paragraph(FILE *f, const char *s)
{
	size_t col = 0, n;

	for (; *s; s += n + strspn(s + n, " ")) {
		n = strcspn(s, " ");
		if (col && col + 1 + n > PAGE_WIDTH) {
			fputc('\n', f);
			col = 0;
		}
		col += (size_t)fprintf(f, "%s%.*s", col ? " " : "", (int)n, s);
	}
	fputc('\n', f);
}

static void
print_example(FILE *f, const char *title, const char *lines)
{
	size_t n;

	fprintf(f, "\n%s:\n\n", title);
	for (; *lines; lines += n + (lines[n] == '\n')) {
		n = strcspn(lines, "\n");
		fprintf(f, "%s%.*s\n", n ? "    " : "", (int)n, lines);
	}
}

/* The level of a rule, and the commands that find it. */
static void
print_finders(FILE *f, enum rule_id rule)
{
	static const char *const where[] = {"lint", "lint --rendered", "render",
		"keys generate", "keys check", "keys probe", "token mint",
		"token inspect", "token verify", "dotenv set"};
	const char *between = ": found by ";
	struct buf line = {0};
	size_t i;

	buf_adds(&line, report_level(rules[rule].level));
	for (i = 0; i < countof(where); i++) {
		if (!(rulepages[rule].flags & 1u << i))
			continue;
		buf_addf(&line, "%s%s", between, where[i]);
		between = ", ";
	}
	print_paragraph(f, line.s);
	buf_free(&line);
}

void
rulepage_print(FILE *f, enum rule_id rule)
{
	const struct page *page = &rulepages[rule];

	fprintf(f, "%s\n\n", rules[rule].id);
	print_paragraph(f, rules[rule].summary);
	print_finders(f, rule);
	fputc('\n', f);
	print_paragraph(f, page->what);
	fputs("\nWhy it matters:\n\n", f);
	print_paragraph(f, page->why);
	fputs("\nWhat to do:\n\n", f);
	print_paragraph(f, page->fix);
	/* nobody can make some rules go wrong from outside */
	if (*page->wrong)
		print_example(f, "Wrong", page->wrong);
	if (*page->right)
		print_example(f, "Right", page->right);
}

void
rulepage_list(FILE *f)
{
	size_t i;

	for (i = 0; i < RULE_COUNT; i++)
		fprintf(f, "%-22s %-7s %s\n", rules[i].id,
			report_level(rules[i].level), rules[i].summary);
}

void
rulepage_unknown(struct buf *out, const char *id, size_t n)
{
	const char *known[RULE_COUNT], *meant;
	size_t i;

	for (i = 0; i < RULE_COUNT; i++)
		known[i] = rules[i].id;
	meant = nearest(id, n, known, RULE_COUNT);
	buf_adds(out, "unknown rule \"");
	report_escape(out, id, n < 64 ? n : 64);
	buf_addc(out, '"');
	if (meant)
		buf_addf(out, ", did you mean \"%s\"?", meant);
}
