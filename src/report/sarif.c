/* SARIF 2.1.0, as the OASIS standard of 2020-03-27 has it. */
#include "report/format.h"
#include "report/shown.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"

/*
 * Section 3.4.4 wants a valid URI reference: what RFC 3986 does not permit in
 * a path's segment is percent-encoded, and a colon too, which would make the
 * first segment a scheme.
 */
static json_t *
uri(const char *path)
{
	static const char plain[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		"0123456789-._~/!$&'()*+,;=@";
	struct buf out = {0};
	json_t *string;

	while (strncmp(path, "./", 2) == 0)
		path += 2;
	if (*path == '/')
		buf_adds(&out, "file://");
	for (; *path; path++)
		if (strchr(plain, *path))
			buf_addc(&out, *path);
		else
			buf_addf(&out, "%%%02X", (unsigned char)*path);
	string = json_stringn(out.s ? out.s : "", out.n);
	buf_free(&out);
	return string;
}

static json_t *
rule(const struct rule *r)
{
	struct buf help = {0};
	json_t *o;

	buf_addf(&help, "%s#%s", RULES_URL, r->id);
	o = json_pack("{s:s, s:{s:s}, s:s, s:{s:s}}", "id", r->id,
		"shortDescription", "text", r->summary, "helpUri", help.s,
		"defaultConfiguration", "level", report_level(r->level));
	buf_free(&help);
	return o;
}

static json_t *
location(const struct diag *diag, struct text_index *places)
{
	json_t *physical = json_pack(
		"{s:{s:o}}", "artifactLocation", "uri", uri(diag->text->path));

	if (diag->at != NOWHERE) {
		struct place place =
			text_place_in(places, diag->text, diag->at);

		json_object_set_new(physical, "region",
			json_pack("{s:I, s:I}", "startLine",
				(json_int_t)place.line, "startColumn",
				(json_int_t)place.col));
	}
	return json_pack("{s:o}", "physicalLocation", physical);
}

/* index: of the rule in the driver's list. */
static json_t *
result(const struct diag *diag, size_t index, struct text_index *places)
{
	json_t *o = json_pack("{s:s, s:I, s:s, s:{s:o}}", "ruleId",
		rules[diag->rule].id, "ruleIndex", (json_int_t)index, "level",
		report_level(diag->level), "message", "text",
		report_json_string(diag->message));

	if (diag->text)
		json_object_set_new(o, "locations",
			json_pack("[o]", location(diag, places)));
	return o;
}

/* That a file has more results, in the words of section 3.58. */
static json_t *
notification(const struct diag *last, size_t more)
{
	struct buf text = {0};
	json_t *o;

	buf_addf(&text, "and %zu more", more);
	o = json_pack(
		"{s:s, s:{s:s}}", "level", "note", "message", "text", text.s);
	if (last->text)
		json_object_set_new(o, "locations",
			json_pack("[{s:{s:{s:o}}}]", "physicalLocation",
				"artifactLocation", "uri",
				uri(last->text->path)));
	buf_free(&text);
	return o;
}

/* What a run is made of. */
struct lists {
	json_t *rules; /* those that results need */
	json_t *results, *notifications;
};

static void
collect(const struct diags *d, enum level min, struct lists *l)
{
	struct text_index places = {0};
	size_t index[RULE_COUNT], i;
	const struct diag *diag;
	struct shown shown;

	for (i = 0; i < RULE_COUNT; i++)
		index[i] = SIZE_MAX;
	shown_begin(&shown, d, min);
	while ((diag = shown_next(&shown))) {
		enum rule_id id = diag->rule;

		if (index[id] == SIZE_MAX) {
			index[id] = json_array_size(l->rules);
			json_array_append_new(l->rules, rule(&rules[id]));
		}
		json_array_append_new(
			l->results, result(diag, index[id], &places));
		if (shown.more)
			json_array_append_new(l->notifications,
				notification(diag, shown.more));
	}
	text_index_free(&places);
}

static json_t *
invocation(const struct diags *d, json_t *notifications)
{
	json_t *o = json_pack(
		"{s:b}", "executionSuccessful", d->count[LEVEL_FAILURE] == 0);

	if (json_array_size(notifications))
		json_object_set(o, "toolExecutionNotifications", notifications);
	json_decref(notifications);
	return o;
}

void
report_sarif(FILE *f, const struct diags *d, enum level min)
{
	json_t *root, *driver;
	struct lists l;

	json_set_alloc_funcs(xmalloc, free);
	l = (struct lists){json_array(), json_array(), json_array()};
	collect(d, min, &l);
	driver = json_pack("{s:s, s:s, s:s, s:o}", "name", "kongrender",
		"version", VERSION, "informationUri", PROJECT_URL, "rules",
		l.rules);
	root = json_pack("{s:s, s:s, s:[{s:{s:o}, s:s, s:[o], s:o}]}",
		"$schema", SARIF_SCHEMA, "version", "2.1.0", "runs", "tool",
		"driver", driver, "columnKind", "unicodeCodePoints",
		"invocations", invocation(d, l.notifications), "results",
		l.results);
	json_dumpf(root, f, JSON_INDENT(2));
	fputc('\n', f);
	json_decref(root);
}
