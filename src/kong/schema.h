/*
 * What Kong's declarative file may hold: one row a field, with both versions
 * in it. The rows are in schema/, to be read beside Kong's documentation:
 *
 *	RECORD(service)
 *		ROW(host, STRING, FLAGS(REQUIRED), CHECK(HOST))
 *		ROW(port, INTEGER, FLAGS(NOT_NULL), RANGE(0_65535))
 *	END
 *
 * After the type come, in any order: OF(record) what it holds or refers to,
 * FLAGS(..) of enum schema_flag, RANGE(..) of numbers (of a list that holds
 * none: how many entries), WORDS(..) of which it must be one, CHECK(..) on a
 * string's content (of a list: of each entry), KEYS(..) the same on the keys
 * of a map, BY(plugin) the plugin that brings it. A field that differs more
 * than by its words between the versions has two rows.
 *
 * Source: /schemas of Kong 3.9.1 and 2.8.1, and what both said to the cases.
 */
#ifndef KONG_SCHEMA_H
#define KONG_SCHEMA_H

#include "kong/checks.h"
#include "kong/names.h"

#define SCHEMA_MAX_ROWS 64 /* of one record */

enum schema_type {
	SCHEMA_ANY, /* not judged */
	SCHEMA_STRING, /* of one character or more */
	SCHEMA_INTEGER,
	SCHEMA_NUMBER,
	SCHEMA_BOOLEAN,
	SCHEMA_LIST, /* of scalars or records: of */
	SCHEMA_SET, /* a list whose order does not matter */
	SCHEMA_MAP, /* from any string to: of */
	SCHEMA_RECORD, /* a mapping with the fields of sub */
	SCHEMA_CONFIG, /* a mapping; the entry's name says of which record */
	SCHEMA_STRINGS, /* as what a map holds: a list of strings */
	SCHEMA_REFERENCE, /* to an entry of the list of sub */
	SCHEMA_ENTITIES, /* a list of sub, which is an entity */
};

enum schema_flag {
	SCHEMA_REQUIRED = 1, /* must be there, and not null */
	SCHEMA_NOT_NULL = 2, /* absent has a default, null is refused */
	SCHEMA_UNIQUE = 4, /* over the whole file */
	SCHEMA_ONLY_3 = 8,
	SCHEMA_ONLY_28 = 16,
	SCHEMA_VAULT = 32, /* {vault://...} is resolved */
	SCHEMA_EMPTY = 64, /* the empty string will do */
	SCHEMA_NOT_EMPTY = 128, /* the empty list will not do */
	SCHEMA_SHORTHAND = 256, /* Kong turns it into other fields */
	SCHEMA_DEPRECATED = 512, /* in 3.9 */
	SCHEMA_SECRET = 1024,
	SCHEMA_SENT = 2048, /* what a client shows to Kong: a credential */
	SCHEMA_USELESS_NULL = 4096, /* null is accepted, and useless */
	SCHEMA_DEFAULT = 8192, /* a record that is not {} where absent */
	SCHEMA_PUBLIC = 16384, /* no secret: an excerpt may show it */
};

struct schema_field {
	uint16_t name; /* enum name_id */
	uint16_t flags;
	uint8_t type, of; /* enum schema_type; of: of its elements */
	uint8_t sub; /* enum schema_record */
	uint8_t range; /* enum schema_range */
	uint8_t words; /* enum schema_words */
	uint8_t check, keys; /* enum check_id */
	uint8_t plugin; /* enum plugin_id, or 0 */
};

enum schema_record {
	RECORD_NONE,
#define RECORD(id) RECORD_##id,
#define ROW(...)
#define END
#include "kong/schema/all.def"
#undef RECORD
#undef ROW
#undef END
	RECORD_COUNT
};

enum schema_range {
	RANGE_NONE,
	RANGE_ABOVE_0, /* excluded */
	RANGE_ABOVE_MINUS_1,
	RANGE_UP_TO_10,
	RANGE_UP_TO_15,
#define RANGE(id, from, to) RANGE_##id,
#include "kong/schema/ranges.def"
#undef RANGE
	RANGE_COUNT
};

enum schema_words {
	WORDS_NONE,
#define WORDS(id, words) WORDS_##id,
#include "kong/schema/words.def"
#undef WORDS
	WORDS_COUNT
};

/* Those that "bundled" means, sorted by name. */
enum plugin_id {
	PLUGIN_NONE,
#define PLUGIN(id, name, record, flags) PLUGIN_##id,
#include "kong/schema/plugins.def"
#undef PLUGIN
	PLUGIN_COUNT
};

enum plugin_flag {
	PLUGIN_ONLY_3 = 1,
	PLUGIN_HTTP_3 = 2, /* protocols: http, https, grpc, grpcs only */
	PLUGIN_HTTP_28 = 4,
	PLUGIN_NO_CONSUMER = 8, /* must not have this field */
	PLUGIN_NO_SERVICE = 16,
	PLUGIN_NO_ROUTE = 32,
};

/* Numbers from one to the other; open: from is not one of them. */
struct schema_span {
	double from, to;
	bool open;
};

/* Returns the first row of record, and in *n how many there are. */
const struct schema_field *schema_rows(enum schema_record record, size_t *n);

/*
 * Returns the row of record for the field name in that version of Kong (3:
 * is_3), or NULL.
 */
const struct schema_field *schema_find(
	enum schema_record record, enum name_id name, bool is_3);

/* Returns the number of the row, from 1. */
unsigned schema_number(const struct schema_field *f);

/* Returns the name of the field. */
const char *schema_name(const struct schema_field *f);

/* Returns whether the field exists in that version. */
bool schema_field_in(const struct schema_field *f, bool is_3);

struct schema_span schema_span(enum schema_range range);

/*
 * Returns the word after word (NULL: the first) of those that the version
 * knows, or NULL.
 */
const char *schema_word(enum schema_words words, const char *word, bool is_3);

/* Returns the plugin of that name (n bytes), in whatever version, or 0. */
enum plugin_id plugin_find(const char *name, size_t n);

const char *plugin_name(enum plugin_id id);
unsigned plugin_flags(enum plugin_id id); /* of enum plugin_flag */

/* Returns the record of its config. */
enum schema_record plugin_record(enum plugin_id id);

#endif
