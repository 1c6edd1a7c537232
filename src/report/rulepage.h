/*
 * The page of every rule: what it finds, why that matters with Kong, how to
 * mend it. Read by lint --explain and --list-rules, by templates/README.md and
 * by whoever must know when a rule runs.
 */
#ifndef REPORT_RULEPAGE_H
#define REPORT_RULEPAGE_H

#include "base/buf.h"
#include "report/rule.h"

#include <stdio.h>

/* tests/raises/ compares the first ten with what the code can raise. */
enum page_flag {
	IN_TEMPLATE = 1, /* lint may find it */
	IN_RENDERED = 2, /* lint --rendered may */
	IN_RENDER = 4, /* render may */
	IN_GENERATE = 8, /* keys generate may */
	IN_CHECK = 16, /* keys check may */
	IN_PROBE = 32, /* keys probe may */
	IN_MINT = 64, /* token mint may */
	IN_INSPECT = 128, /* token inspect may */
	IN_VERIFY = 256, /* token verify may */
	IN_DOTENV = 512, /* dotenv set may */
	/*
	 * It depends on the values: in render a comment of the template, which
	 * was written before they were known, does not silence it.
	 */
	OF_VALUES = 1024,
	/* It compares places: it is silent while there are other errors. */
	OF_WHOLE_FILE = 2048,
	/* Nothing silences it: without what it wants there is no result. */
	NOT_IGNORABLE = 4096,
};

struct page {
	unsigned flags; /* of enum page_flag */
	const char *what, *why, *fix; /* a paragraph each */
	/* Lines. A "$ " begins a command, anything else is YAML. */
	const char *wrong, *right;
};

/* Indexed by enum rule_id. */
extern const struct page rulepages[RULE_COUNT];

/* Prints the page of rule to f, at most 79 columns wide. */
void rulepage_print(FILE *f, enum rule_id rule);

/* Prints a line for each rule to f: id, level, summary. */
void rulepage_list(FILE *f);

/* Appends that there is no rule of that id (n bytes at id), and the nearest. */
void rulepage_unknown(struct buf *out, const char *id, size_t n);

#endif
