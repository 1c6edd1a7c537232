#include "kong/schema.h"

#include <assert.h>
#include <math.h>
#include <string.h>

/* How many rows each record has, and one more. */
struct layout {
#define RECORD(id) char id[1
#define ROW(...) +1 /* NOLINT(bugprone-macro-parentheses): a term of id[] */
#define END ];
#include "kong/schema/all.def"
#undef RECORD
#undef ROW
#undef END
};

static const struct {
	uint16_t at;
	uint8_t n;
} record[RECORD_COUNT] = {
#define RECORD(id)                                                             \
	[RECORD_##id] = {offsetof(struct layout, id) - (RECORD_##id - 1),      \
		sizeof(((struct layout *)0)->id) - 1},
#define ROW(...)
#define END
#include "kong/schema/all.def"
#undef RECORD
#undef ROW
#undef END
};

/* The word alone, where the macro RECORD(id) is not meant. */
enum { RECORD = SCHEMA_RECORD };

static const struct schema_field rows[] = {
#define STRING SCHEMA_STRING
#define INTEGER SCHEMA_INTEGER
#define NUMBER SCHEMA_NUMBER
#define BOOLEAN SCHEMA_BOOLEAN
#define ANY SCHEMA_ANY
#define CONFIG SCHEMA_CONFIG
#define REFERENCE SCHEMA_REFERENCE
#define ENTITIES SCHEMA_ENTITIES
#define LIST_OF_STRINGS SCHEMA_STRINGS
#define LIST(type) SCHEMA_LIST, .of = (type)
#define SET(type) SCHEMA_SET, .of = (type)
#define MAP(type) SCHEMA_MAP, .of = (type)
#define OF(record) .sub = RECORD_##record
#define RANGE(id) .range = RANGE_##id
#define WORDS(id) .words = WORDS_##id
#define CHECK(id) .check = CHECK_##id
#define KEYS(id) .keys = CHECK_##id
#define BY(id) .plugin = PLUGIN_##id
#define FLAGS(set) .flags = (set)
#define REQUIRED SCHEMA_REQUIRED
#define NOT_NULL SCHEMA_NOT_NULL
#define UNIQUE SCHEMA_UNIQUE
#define ONLY_3 SCHEMA_ONLY_3
#define ONLY_28 SCHEMA_ONLY_28
#define VAULT SCHEMA_VAULT
#define EMPTY SCHEMA_EMPTY
#define NOT_EMPTY SCHEMA_NOT_EMPTY
#define SHORTHAND SCHEMA_SHORTHAND
#define DEPRECATED SCHEMA_DEPRECATED
#define SECRET SCHEMA_SECRET
#define SENT SCHEMA_SENT
#define USELESS_NULL SCHEMA_USELESS_NULL
#define DEFAULT SCHEMA_DEFAULT
#define PUBLIC SCHEMA_PUBLIC
#define RECORD(id)
#define ROW(field, ...) {.name = N_##field, .type = __VA_ARGS__},
#define END
#include "kong/schema/all.def"
#undef RECORD
#undef ROW
#undef END
#undef OF
#undef RANGE
#undef WORDS
#undef CHECK
};

static const struct schema_span spans[RANGE_COUNT] = {
	[RANGE_ABOVE_0] = {0, INFINITY, true},
	[RANGE_ABOVE_MINUS_1] = {-1, INFINITY, true},
	[RANGE_UP_TO_10] = {0, 10, false},
	[RANGE_UP_TO_15] = {0, 15, false},
#define RANGE(id, from, to) [RANGE_##id] = {from, to, false},
#include "kong/schema/ranges.def"
#undef RANGE
};

/*
 * The words of an enumeration one after the other, each with its NUL; one of
 * a single version has a mark before it.
 */
#define MARK_3 "\3"
#define MARK_28 "\2"
#define WORD(word) word "\0"
#define WORD_3(word) MARK_3 word "\0"
#define WORD_28(word) MARK_28 word "\0"

struct words {
	char none[1];
#define WORDS(id, words) char id[sizeof(words)];
#include "kong/schema/words.def"
#undef WORDS
};

static const struct words words = {
	"",
#define WORDS(id, words) words,
#include "kong/schema/words.def"
#undef WORDS
};

static const uint16_t words_at[WORDS_COUNT] = {
	0,
#define WORDS(id, list) offsetof(struct words, id),
#include "kong/schema/words.def"
#undef WORDS
};

struct plugins {
	char none[1];
#define PLUGIN(id, name, record, flags) char id[sizeof(name)];
#include "kong/schema/plugins.def"
#undef PLUGIN
};

static const struct plugins plugins = {
	"",
#define PLUGIN(id, name, record, flags) name,
#include "kong/schema/plugins.def"
#undef PLUGIN
};

#undef ONLY_3
#define ONLY_3 PLUGIN_ONLY_3
#define HTTP (PLUGIN_HTTP_3 | PLUGIN_HTTP_28)
#define HTTP_28 PLUGIN_HTTP_28
#define NO_CONSUMER PLUGIN_NO_CONSUMER
#define NO_SERVICE PLUGIN_NO_SERVICE
#define NO_ROUTE PLUGIN_NO_ROUTE

static const struct {
	uint16_t at; /* its name */
	uint8_t record, flags;
} plugin[PLUGIN_COUNT] = {
	[PLUGIN_NONE] = {0, RECORD_NONE, 0},
#define PLUGIN(id, name, record, flags)                                        \
	[PLUGIN_##id] = {offsetof(struct plugins, id), RECORD_##record, flags},
#include "kong/schema/plugins.def"
#undef PLUGIN
};

_Static_assert(countof(rows) < UINT16_MAX && RECORD_COUNT <= UINT8_MAX &&
		       WORDS_COUNT <= UINT8_MAX && CHECK_COUNT <= UINT8_MAX,
	"an index fits its member");

const struct schema_field *
schema_rows(enum schema_record id, size_t *n)
{
	assert(id < RECORD_COUNT);
	*n = record[id].n;
	return rows + record[id].at;
}

unsigned
schema_number(const struct schema_field *f)
{
	return (unsigned)(f - rows) + 1;
}

const char *
schema_name(const struct schema_field *f)
{
	return name_text((enum name_id)f->name);
}

bool
schema_field_in(const struct schema_field *f, bool is_3)
{
	return !(f->flags & (is_3 ? SCHEMA_ONLY_28 : SCHEMA_ONLY_3));
}

const struct schema_field *
schema_find(enum schema_record id, enum name_id name, bool is_3)
{
	const struct schema_field *f, *end;
	size_t n;

	f = schema_rows(id, &n);
	for (end = f + n; f < end; f++)
		if (f->name == name && schema_field_in(f, is_3))
			return f;
	return NULL;
}

struct schema_span
schema_span(enum schema_range range)
{
	return spans[range];
}

const char *
schema_word(enum schema_words id, const char *word, bool is_3)
{
	const char *p = word ? word + strlen(word) + 1
			     : (const char *)&words + words_at[id];
	const char *other = is_3 ? MARK_28 : MARK_3;

	while (*p == *other)
		p += strlen(p) + 1;
	if (*p == *MARK_3 || *p == *MARK_28)
		p++;
	return *p ? p : NULL;
}

enum plugin_id
plugin_find(const char *name, size_t n)
{
	unsigned lo = PLUGIN_NONE + 1, hi = PLUGIN_COUNT, mid;
	const char *at;
	int order;

	while (lo < hi) {
		mid = (lo + hi) / 2;
		at = plugin_name((enum plugin_id)mid);
		order = strncmp(at, name, n);
		if (order == 0 && strlen(at) == n)
			return (enum plugin_id)mid;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return PLUGIN_NONE;
}

const char *
plugin_name(enum plugin_id id)
{
	return (const char *)&plugins + plugin[id].at;
}

unsigned
plugin_flags(enum plugin_id id)
{
	return plugin[id].flags;
}

enum schema_record
plugin_record(enum plugin_id id)
{
	return (enum schema_record)plugin[id].record;
}
