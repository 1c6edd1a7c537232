/* A text as a document, for one test at a time. */
#ifndef TESTS_DOCUMENT_H
#define TESTS_DOCUMENT_H

#include "suite.h"

#include "template/scan.h"

#include <string.h>

static struct text text;
static struct doc doc;
static struct diags diags;

static inline void
scan(const char *s)
{
	text = (struct text){.path = "t", .s = s, .n = strlen(s)};
	ck_assert_int_eq(scan_yaml(&doc, &text, &diags), 0);
}

static inline void
unscan(void)
{
	scan_free(&doc);
	diags_free(&diags);
}

#endif
