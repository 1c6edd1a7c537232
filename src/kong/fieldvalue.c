#include "kong/fieldvalue.h"

#include "kong/credentials.h"
#include "kong/leftover.h"
#include "vars/placeholder.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/*
 * The value of a field that Kong turns into others, or drops, and the version
 * have rules of their own.
 */
enum rule_id
fieldvalue_rule(
	const struct judge *j, const struct schema_field *f, enum rule_id rule)
{
	if (f->name == N__format_version)
		return RULE_FORMAT_VERSION;
	return j->context.is_3 && f->flags & SCHEMA_SHORTHAND &&
			       f->check != CHECK_SERVICE_URL
		       ? RULE_LOST_PLUGIN
		       : rule;
}

const char *
fieldvalue_lost(const struct judge *j, const struct schema_field *f)
{
	return fieldvalue_rule(j, f, RULE_WRONG_TYPE) == RULE_LOST_PLUGIN
		       ? "; Kong 3.9 may start and silently drop this plugin"
		       : "";
}

#define CONTINUED                                                              \
	"has an entry of several lines: begin the next one with a dash, too"

#define WEBSOCKET " (WebSockets are http and https)"

static bool
is_websocket(const struct schema_field *f, const char *text)
{
	return (f->name == N_protocols || f->name == N_protocol) &&
	       (strcmp(text, "ws") == 0 || strcmp(text, "wss") == 0);
}

/* Something like __PORT__, which nothing has replaced. */
static bool
is_placeholder(const struct judge *j, uint32_t i)
{
	const struct node *node = entries_node(j->e, i);

	return judge_value(j, i) == VALUE_STRING &&
	       placeholder_is(node->value, node->n);
}

/* An entry of a list that goes on with the next line, which lacks its dash. */
static bool
is_continued(const struct judge *j, uint32_t i)
{
	const struct entry *entry = &j->e->v[i];
	const struct node *node = &j->doc->node[entry->node];
	size_t at = scan_body(j->doc, entry->node);

	return !entry->key && node->style == STYLE_PLAIN && node->end > at &&
	       memchr(j->doc->text->s + at, '\n', node->end - at);
}

static const char *
kind_of(const struct judge *j, uint32_t i)
{
	return is_placeholder(j, i) ? "a placeholder" : judge_kind(j, i);
}

/*
 * Where a word is wrong: it, but of a route's protocols all of them, as the
 * whole set must be of one kind.
 */
static uint32_t
place_of_word(const struct judge *j, const struct schema_field *f, uint32_t i)
{
	return f == schema_find(RECORD_route, N_protocols, j->context.is_3)
		       ? j->e->v[i].up
		       : i;
}

static bool
is_word(const struct judge *j, const struct schema_field *f, const char *text)
{
	const char *word = NULL;

	while ((word = schema_word(
			(enum schema_words)f->words, word, j->context.is_3)))
		if (strcmp(word, text) == 0)
			return true;
	return false;
}

static void
judge_words(struct judge *j, const struct schema_field *f, uint32_t i,
	const char *text)
{
	const char *word = NULL;
	struct buf list = {0};
	uint32_t at;

	if (is_word(j, f, text))
		return;
	at = place_of_word(j, f, i);
	while ((word = schema_word(
			(enum schema_words)f->words, word, j->context.is_3)))
		buf_addf(&list, "%s%s", list.n ? ", " : "", word);
	if (is_continued(j, i)) {
		judge_report(j, fieldvalue_rule(j, f, RULE_INVALID_ENUM), at,
			"%s %s", schema_name(f), CONTINUED);
		buf_free(&list);
		return;
	}
	/* as an unknown field: later releases of that edition have more words
	 */
	if (j->config->enterprise && f->name != N__format_version)
		judge_note(j, LEVEL_WARNING, RULE_INVALID_ENUM, at,
			"unknown %s: the open-source %s has %s", schema_name(f),
			kong_version_name(j->config->version), list.s);
	else
		judge_report(j, fieldvalue_rule(j, f, RULE_INVALID_ENUM), at,
			"unsupported %s for %s; use one of %s%s",
			schema_name(f), kong_version_name(j->config->version),
			list.s, is_websocket(f, text) ? WEBSOCKET : "");
	buf_free(&list);
}

static enum rule_id
rule_of_check(const struct schema_field *f)
{
	switch (f->check) {
	case CHECK_UUID:
		return RULE_INVALID_UUID;
	case CHECK_TAG:
		return RULE_INVALID_TAG;
	case CHECK_REDIRECT_URI:
		return RULE_INVALID_URI;
	default:
		return RULE_INVALID_FORMAT;
	}
}

static void
judge_content(struct judge *j, const struct schema_field *f, uint32_t i)
{
	const struct node *node = entries_node(j->e, i);
	const char *problem;
	char text[64] = "";

	if (f->flags & SCHEMA_VAULT && judge_is_vault(j, i))
		return;
	if (f->words && node->n < sizeof(text))
		memcpy(text, node->value, node->n);
	if (f->words) {
		judge_words(j, f, i, text);
		return;
	}
	problem = check_string(
		(enum check_id)f->check, node->value, node->n, &j->context);
	if (problem && is_continued(j, i))
		problem = CONTINUED;
	if (problem)
		judge_report(j, fieldvalue_rule(j, f, rule_of_check(f)), i,
			"%s%s %s", schema_name(f),
			is_placeholder(j, i) ? " is a placeholder: it" : "",
			problem);
	if (f->flags & SCHEMA_SENT)
		credentials_check_string(j, f, i);
}

void
fieldvalue_string(struct judge *j, const struct schema_field *f, uint32_t i)
{
	size_t before;

	if (judge_value(j, i) == VALUE_UNKNOWN)
		return;
	if (judge_value(j, i) != VALUE_STRING) {
		judge_report(j, fieldvalue_rule(j, f, RULE_NOT_A_STRING), i,
			"%s is %s, expected a string%s%s", schema_name(f),
			judge_kind(j, i), judge_string_hint(j, i),
			fieldvalue_lost(j, f));
		return;
	}
	if (judge_is_clean(j, f, i))
		return;
	before = j->d->n;
	if (memchr(entries_node(j->e, i)->value, '\0',
		    entries_node(j->e, i)->n))
		judge_report(j, fieldvalue_rule(j, f, RULE_INVALID_FORMAT), i,
			"%s contains a NUL: Kong would truncate it there",
			schema_name(f));
	else if (entries_node(j->e, i)->n == 0 && !(f->flags & SCHEMA_EMPTY))
		judge_report(j, fieldvalue_rule(j, f, RULE_EMPTY_STRING), i,
			"%s is empty: set a value or remove the field%s",
			schema_name(f), fieldvalue_lost(j, f));
	else
		judge_content(j, f, i);
	leftover_check(j, f, i);
	if (j->d->n == before)
		judge_set_clean(j, f, i);
}

/* What is wrong with a scalar that is no number, such as "80" or 60s. */
static const char *
number_hint(const struct schema_field *f, const struct node *node)
{
	bool is_time = f->name == N_connect_timeout ||
		       f->name == N_read_timeout || f->name == N_write_timeout;

	if (node->kind != NODE_SCALAR)
		return "";
	if (node->style != STYLE_PLAIN)
		return " without quotes";
	if (node->flags & NODE_REF || node->n == 0 || node->value[0] < '0' ||
		node->value[0] > '9')
		return "";
	return is_time ? " of milliseconds, without a unit" : " without a unit";
}

void
fieldvalue_number(struct judge *j, const struct schema_field *f,
	enum schema_type type, uint32_t i)
{
	struct schema_span span = schema_span((enum schema_range)f->range);
	bool is_list = f->type == SCHEMA_LIST || f->type == SCHEMA_SET;
	double v;
	char text[32];

	if (judge_value(j, i) != VALUE_NUMBER) {
		judge_report(j, fieldvalue_rule(j, f, RULE_WRONG_TYPE), i,
			"%s is %s, expected a number%s%s", schema_name(f),
			kind_of(j, i), number_hint(f, entries_node(j->e, i)),
			fieldvalue_lost(j, f));
		return;
	}
	v = judge_number(j, i);
	if (type == SCHEMA_INTEGER && !(isfinite(v) && v == floor(v))) {
		judge_report(j, fieldvalue_rule(j, f, RULE_WRONG_TYPE), i,
			"%s is not a whole number%s", schema_name(f),
			fieldvalue_lost(j, f));
		return;
	}
	if (f->words) {
		snprintf(text, sizeof(text), "%.15g", v);
		judge_words(j, f, i, text);
	}
	if (!f->range || (is_list && span.to < 100))
		return;
	/* as Kong compares, so that .nan is in every closed range */
	if (span.open ? !(v > span.from) : (v < span.from || v > span.to))
		judge_report(j, RULE_OUT_OF_RANGE, i,
			span.open ? "%s must be above %.15g"
				  : "%s must be from %.15g to %.15g",
			schema_name(f), span.from, span.to);
}

void
fieldvalue_boolean(struct judge *j, const struct schema_field *f, uint32_t i)
{
	if (judge_value(j, i) != VALUE_BOOLEAN)
		judge_report(j, fieldvalue_rule(j, f, RULE_WRONG_TYPE), i,
			"%s is %s, expected true or false without quotes%s",
			schema_name(f), kind_of(j, i), fieldvalue_lost(j, f));
}
