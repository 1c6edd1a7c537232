/* SARIF 2.1.0, as the OASIS standard of 2020-03-27 has it. */
#include "report/format.h"

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

	buf_addf(&help, "%s#%s", PROJECT_URL, r->id);
	o = json_pack("{s:s, s:{s:s}, s:s, s:{s:s}}", "id", r->id,
		"shortDescription", "text", r->summary, "helpUri", help.s,
		"defaultConfiguration", "level", report_level(r->level));
	buf_free(&help);
	return o;
}

static json_t *
location(const struct diag *diag, struct text_cursor *cursor)
{
	json_t *physical = json_pack(
		"{s:{s:o}}", "artifactLocation", "uri", uri(diag->text->path));

	if (diag->at != NOWHERE) {
		struct place place =
			text_place_from(cursor, diag->text, diag->at);

		json_object_set_new(physical, "region",
			json_pack("{s:I, s:I}", "startLine",
				(json_int_t)place.line, "startColumn",
				(json_int_t)place.col));
	}
	return json_pack("{s:o}", "physicalLocation", physical);
}

/* index: of the rule in the driver's list. */
static json_t *
result(const struct diag *diag, size_t index, struct text_cursor *cursor)
{
	json_t *o = json_pack("{s:s, s:I, s:s, s:{s:o}}", "ruleId",
		rules[diag->rule].id, "ruleIndex", (json_int_t)index, "level",
		report_level(diag->level), "message", "text",
		report_json_string(diag->message));

	if (diag->text)
		json_object_set_new(o, "locations",
			json_pack("[o]", location(diag, cursor)));
	return o;
}

/* Fills the driver's list with the rules that results needs, and results. */
static void
collect(const struct diags *d, enum level min, json_t *used, json_t *results)
{
	struct text_cursor cursor = {0};
	size_t index[RULE_COUNT], i;

	for (i = 0; i < RULE_COUNT; i++)
		index[i] = SIZE_MAX;
	for (i = 0; i < d->n; i++) {
		enum rule_id id = d->v[i].rule;

		if (d->v[i].level < min)
			continue;
		if (index[id] == SIZE_MAX) {
			index[id] = json_array_size(used);
			json_array_append_new(used, rule(&rules[id]));
		}
		json_array_append_new(
			results, result(&d->v[i], index[id], &cursor));
	}
}

void
report_sarif(FILE *f, const struct diags *d, enum level min)
{
	json_t *root, *driver, *used, *results;

	json_set_alloc_funcs(xmalloc, free);
	used = json_array();
	results = json_array();
	collect(d, min, used, results);
	driver = json_pack("{s:s, s:s, s:s, s:o}", "name", "kongrender",
		"version", VERSION, "informationUri", PROJECT_URL, "rules",
		used);
	root = json_pack("{s:s, s:s, s:[{s:{s:o}, s:s, s:[{s:b}], s:o}]}",
		"$schema", SARIF_SCHEMA, "version", "2.1.0", "runs", "tool",
		"driver", driver, "columnKind", "unicodeCodePoints",
		"invocations", "executionSuccessful",
		d->count[LEVEL_FAILURE] == 0, "results", results);
	json_dumpf(root, f, JSON_INDENT(2));
	fputc('\n', f);
	json_decref(root);
}
