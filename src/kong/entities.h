/*
 * The tables: what Kong's declarative file may hold, as far as kongrender
 * judges it. One set, many readers: marks, walk, libcyaml's schema, rules,
 * lint.
 *
 * Source: kong/db/schema/others/declarative_config.lua,
 * kong/db/schema/entities/consumers.lua and kong/plugins/.../daos.lua of
 * 2.8.1 and 3.9.1, and what both said to the cases in tests/kong-cases.
 */
#ifndef KONG_ENTITIES_H
#define KONG_ENTITIES_H

#include "kong/model.h"

#define KONG_MAX_FIELDS 48

enum kong_version {
	KONG_3, /* 3.4 and later, judged as 3.9 */
	KONG_28, /* 2.8 */
};

/* KONG_ROUTER_FLAVOR; Kong 3's own default is traditional_compatible. */
enum kong_flavor {
	KONG_FLAVOR_UNKNOWN,
	KONG_FLAVOR_TRADITIONAL,
	KONG_FLAVOR_COMPATIBLE,
	KONG_FLAVOR_EXPRESSIONS,
};

struct kong_config {
	enum kong_version version;
	enum kong_flavor flavor;
	bool enterprise; /* unknown top-level keys are warnings */
	const char *plugins; /* KONG_PLUGINS, comma-separated, or NULL:
				all bundled ones are loaded */
	/*
	 * A template: a reference is a string of unknown content, a whole
	 * plain one a scalar of any type; rules that need values are silent.
	 */
	bool is_template;
	bool is_json; /* its name makes Kong read it as JSON */
};

enum kong_type {
	KONG_STRING, /* of one character or more */
	KONG_UUID, /* a string */
	KONG_WORD, /* a string, one of words */
	KONG_CONSUMER, /* a consumer by username or id */
	KONG_TAGS, /* a list of strings */
	KONG_URIS, /* a list of strings */
	KONG_TIMESTAMP, /* an integer above 0 */
	KONG_BOOLEAN,
	KONG_VALUES, /* a list of anything but null: _ignore */
	KONG_TTL,
	KONG_ANY, /* not judged */
	KONG_LIST, /* of entity, or of mappings that are not judged */
};

enum kong_flag {
	KONG_REQUIRED = 1,
	KONG_UNIQUE = 2, /* over the whole file */
	KONG_SECRET = 4,
	KONG_SENT = 8, /* what a client shows to Kong: a credential */
	KONG_NO_NULL = 16, /* null is accepted, and useless */
	KONG_ONLY_3 = 32,
	KONG_ONLY_28 = 64,
	KONG_REFUSES_NULL = 128, /* absent has a default, null is refused */
};

struct kong_field {
	const char *name;
	uint8_t type;
	uint8_t flags;
	uint16_t offset; /* in struct kong_file, kong_consumer or
			    kong_credential (file.h); 0: not in it */
	const struct kong_entity *entity; /* KONG_LIST: of what, or NULL */
	const char *plugin; /* KONG_LIST: exists only with it, or NULL */
	const char *const *words[2]; /* KONG_WORD: by enum kong_version */
};

struct kong_entity {
	const char *name; /* of its list; of KONG_FILE, for messages */
	enum kong_entity_id id;
	const struct kong_field *fields;
	size_t nfields;
};

extern const struct kong_entity kong_entities[KONG_NENTITIES];

/*
 * Returns the field of that name (n bytes at name), in whatever version of
 * Kong, or NULL.
 */
const struct kong_field *kong_field_find(
	const struct kong_entity *e, const char *name, size_t n);

/* Returns whether the field exists in that version of Kong. */
bool kong_field_in(const struct kong_field *f, enum kong_version version);

/* Returns the name of Kong's version for messages: "Kong 2.8". */
const char *kong_version_name(enum kong_version version);

/*
 * Returns whether the plugins of config (KONG_PLUGINS) have the one of that
 * name; everything bundled is there when config->plugins is NULL.
 */
bool kong_has_plugin(const struct kong_config *config, const char *name);

/*
 * Returns whether lists of entities may exist that the tables do not know:
 * an Enterprise edition, or a plugin that is not bundled with Kong.
 */
bool kong_may_know_more(const struct kong_config *config);

#endif
