/* What kong_check() finds in a text, as "line:col id" lines. */
#ifndef TESTS_FINDINGS_H
#define TESTS_FINDINGS_H

#include "suite.h"

#include "kong/kong.h"
#include "template/render.h"

#include <stdio.h>
#include <string.h>

/* With a head that a file needs around its consumers, at lines 1 and 2. */
#define FILE_OF(consumers) "_format_version: \"2.1\"\nconsumers:\n" consumers

static inline int
check_doc(const struct doc *doc, const struct kong_config *config,
	struct diags *d)
{
	struct kong k;
	int ret;

	kong_open(&k, doc, config, d);
	ret = kong_check(&k);
	kong_close(&k);
	return ret;
}

static inline void
add_finding(struct buf *b, const struct diag *diag)
{
	struct place p = {0, 0};

	if (diag->text && diag->at != NOWHERE)
		p = text_place(diag->text, diag->at);
	buf_addf(b, "%zu:%zu %s%s\n", p.line, p.col,
		diag->level == LEVEL_ERROR ? "" : "(warning) ",
		rules[diag->rule].id);
}

/* Returns the findings in order of place; the caller frees them. */
static inline char *
findings_of(const char *s, size_t n, const struct kong_config *config)
{
	struct text text = {.path = "kong.yml", .s = s, .n = n};
	struct diags d = {0};
	struct doc doc = {0};
	struct buf b = {0};
	size_t i;

	if (scan_yaml(&doc, &text, &d) == 0) {
		if (config->is_template)
			render_find(&doc, &d);
		check_doc(&doc, config, &d);
	}
	diags_sort(&d);
	for (i = 0; i < d.n; i++)
		add_finding(&b, &d.v[i]);
	scan_free(&doc);
	diags_free(&d);
	if (!b.s)
		buf_adds(&b, "");
	return b.s;
}

#define assert_found_with(config, text, wanted)                                \
	do {                                                                   \
		char *found_ = findings_of(text, strlen(text), config);        \
		ck_assert_str_eq(found_, wanted);                              \
		free(found_);                                                  \
	} while (0)

#define assert_found(text, wanted)                                             \
	assert_found_with((&(struct kong_config){0}), text, wanted)
#define assert_found_28(text, wanted)                                          \
	assert_found_with(                                                     \
		(&(struct kong_config){.version = KONG_28}), text, wanted)
#define assert_found_in_template(text, wanted)                                 \
	assert_found_with(                                                     \
		(&(struct kong_config){.is_template = true}), text, wanted)

#endif
