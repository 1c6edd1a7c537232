/*
 * The table of rules: every finding kongrender can print. One table, many
 * readers: the checks, --list-rules, --explain, SARIF, templates/README.md, and
 * the test that every rule has a golden case.
 */
#ifndef REPORT_RULE_H
#define REPORT_RULE_H

#include "base/base.h"

enum level {
	LEVEL_NOTE,
	LEVEL_WARNING,
	LEVEL_ERROR, /* the content of an input is wrong: exit status 1 */
	LEVEL_FAILURE, /* the machine said no (errno): exit status 2 */
};

enum rule_id {
#define RULE(name, id, level, summary) RULE_##name,
#include "report/rules.def"
#undef RULE
	RULE_COUNT
};

struct rule {
	const char *id; /* lower case with hyphens, stable for ever */
	enum level level; /* as reported unless the caller says otherwise */
	const char *summary; /* one line, no full stop */
};

/* Indexed by enum rule_id. */
extern const struct rule rules[RULE_COUNT];

/* Returns the rule of that id (n bytes at id), or RULE_COUNT. */
enum rule_id rule_find(const char *id, size_t n);

#endif
