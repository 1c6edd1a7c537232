#include "report/format.h"
#include "report/shown.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

json_t *
report_json_string(const char *s)
{
	json_t *string = json_string(s);
	struct buf valid = {0};

	if (string)
		return string;
	report_escape(&valid, s, strlen(s));
	string = json_stringn(valid.s, valid.n);
	buf_free(&valid);
	return string;
}

static json_t *
finding(const struct diag *diag, struct text_index *places)
{
	json_t *o = json_object();

	if (diag->text)
		json_object_set_new(
			o, "path", report_json_string(diag->text->path));
	if (diag->text && diag->at != NOWHERE) {
		struct place place =
			text_place_in(places, diag->text, diag->at);

		json_object_set_new(
			o, "line", json_integer((json_int_t)place.line));
		json_object_set_new(
			o, "column", json_integer((json_int_t)place.col));
	}
	json_object_set_new(o, "level", json_string(report_level(diag->level)));
	json_object_set_new(o, "rule", json_string(rules[diag->rule].id));
	json_object_set_new(o, "message", report_json_string(diag->message));
	return o;
}

/* omitted: how many findings are not in the list. */
static json_t *
summary(const struct diags *d, size_t omitted)
{
	json_t *o = json_pack("{s:I, s:I, s:I}", "errors",
		(json_int_t)diags_errors(d), "warnings",
		(json_int_t)d->count[LEVEL_WARNING], "notes",
		(json_int_t)d->count[LEVEL_NOTE]);

	if (omitted)
		json_object_set_new(
			o, "omitted", json_integer((json_int_t)omitted));
	return o;
}

void
report_json(FILE *f, const struct diags *d, enum level min)
{
	struct text_index places = {0};
	json_t *root, *findings;
	const struct diag *diag;
	struct shown shown;
	size_t omitted = 0;

	json_set_alloc_funcs(xmalloc, free);
	findings = json_array();
	shown_begin(&shown, d, min);
	while ((diag = shown_next(&shown))) {
		json_array_append_new(findings, finding(diag, &places));
		omitted += shown.more;
	}
	text_index_free(&places);
	root = json_pack("{s:i, s:{s:s, s:s}, s:o, s:o}", "version", 1, "tool",
		"name", "kongrender", "version", VERSION, "findings", findings,
		"summary", summary(d, omitted));
	json_dumpf(root, f, JSON_INDENT(2));
	fputc('\n', f);
	json_decref(root);
}
