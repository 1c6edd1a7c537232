/*
 * What an entry of the file holds, as the rules of the gateway part see it,
 * and how they report.
 */
#ifndef KONG_JUDGE_H
#define KONG_JUDGE_H

#include "kong/kong.h"

/* What an entity is nested in; NULL: it is at the top level. */
struct scope {
	enum schema_record record;
	uint32_t i; /* its entry */
	const struct scope *up;
};

/* The fields of the record being checked that it has misspelled. */
struct meant {
	uint16_t name[4];
	unsigned n;
	bool by_enterprise; /* it has fields that only that edition may know */
};

struct judge {
	const struct kong *k;
	const struct entries *e;
	const struct doc *doc;
	const struct kong_config *config;
	struct diags *d;
	struct check_context context;
	struct kong_naming *naming; /* k's */
	uint8_t *value; /* by entry: judge_value(), once somebody asked */
	uint8_t *field; /* by entry: what judge_row() says, once it is set */
	/*
	 * By node, of a file with aliases: schema_number() of the row that
	 * found nothing wrong with it, so that a long text is read once.
	 */
	uint16_t *clean;
	/* 1 + the rule reported last at an entry's node */
	uint8_t *reported;
	struct meant meant;
	bool elsewhere; /* an error at the top or in the consumers part */
	int ret; /* -1 after an error */
};

enum value {
	VALUE_ABSENT,
	VALUE_NULL,
	VALUE_ANY, /* a template's whole reference */
	VALUE_UNKNOWN, /* a string of unknown content */
	VALUE_STRING,
	VALUE_NUMBER,
	VALUE_BOOLEAN,
	VALUE_OTHER,
	VALUE_MAPPING,
	VALUE_SEQUENCE,
};

/* The same as judge_value(), for an entry that nobody asked about before. */
enum value judge_find_value(const struct judge *j, uint32_t i);

/* Returns what the entry i holds (0: VALUE_ABSENT). */
static inline enum value
judge_value(const struct judge *j, uint32_t i)
{
	return j->value[i] || !i ? (enum value)j->value[i]
				 : judge_find_value(j, i);
}

/* Returns the value of the field name of the mapping i (may be 0), or 0. */
uint32_t judge_get(const struct judge *j, uint32_t i, enum name_id name);

/*
 * Returns the row of record, the record that rows_check() was called with for
 * what i is in, for the field that the key of entry i names, or NULL.
 */
const struct schema_field *judge_row(
	const struct judge *j, enum schema_record record, uint32_t i);

/* Returns whether the string or number at i is that word. */
bool judge_is(const struct judge *j, uint32_t i, const char *word);

/* Returns whether i is that boolean. */
bool judge_is_boolean(const struct judge *j, uint32_t i, bool value);

/* Returns whether i is a whole {vault://...}. */
bool judge_is_vault(const struct judge *j, uint32_t i);

/* Returns the number at i, which is VALUE_NUMBER. */
double judge_number(const struct judge *j, uint32_t i);

/* Returns whether i is there, not null and no empty list, mapping or string. */
bool judge_is_filled(const struct judge *j, uint32_t i);

/*
 * Reports at the value of entry i, at its key where it has none; once for
 * each rule and node. Sets j->ret if it is an error.
 */
void judge_report(struct judge *j, enum rule_id rule, uint32_t i,
	const char *fmt, ...) PRINTF_LIKE(4, 5);
void judge_note(struct judge *j, enum level level, enum rule_id rule,
	uint32_t i, const char *fmt, ...) PRINTF_LIKE(5, 6);

/* The same at the key of entry i. */
void judge_key(struct judge *j, enum level level, enum rule_id rule, uint32_t i,
	const char *fmt, ...) PRINTF_LIKE(5, 6);

/* Reports the field name of i, if it is there, as not fitting what with says.
 */
void judge_must_not(
	struct judge *j, uint32_t i, enum name_id name, const char *with);

/* Returns whether the record being checked has misspelled the field name. */
bool judge_meant(const struct judge *j, enum name_id name);

/* Returns whether a scalar looks like a name, so that it may be printed. */
bool judge_is_printable(const struct node *node);

/*
 * Returns whether the node of entry i was set clean for the row f; and sets
 * it. Does nothing where there are no aliases.
 */
bool judge_is_clean(
	const struct judge *j, const struct schema_field *f, uint32_t i);
void judge_set_clean(struct judge *j, const struct schema_field *f, uint32_t i);

/* Returns "a list", "a number", ... */
const char *judge_kind(const struct judge *j, uint32_t i);

/* Returns the plugin named by entry name if Kong knows and loads it, or 0. */
enum plugin_id judge_plugin_loaded(const struct judge *j, uint32_t name);

/* Returns what to do about i, which is not a list but should be. */
const char *judge_list_hint(const struct judge *j, uint32_t i);

/* Returns what to do about i, which is not a string but should be: ": ...". */
const char *judge_string_hint(const struct judge *j, uint32_t i);

#endif
