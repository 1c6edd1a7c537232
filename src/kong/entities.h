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

#include "kong/kong.h"

#define KONG_MAX_FIELDS 48

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
	uint16_t offset; /* in struct kong_consumer or kong_credential; 0: not
			    in it */
	const struct kong_entity *entity; /* KONG_LIST: of what, or NULL */
	const char *plugin; /* KONG_LIST: exists only with it, or NULL */
	const char *const *words[2]; /* KONG_WORD: by enum kong_version */
};

/* In the order of kong_entities. */
enum kong_entity_id {
	KONG_FILE,
	KONG_CONSUMERS,
	KONG_KEYAUTH,
	KONG_BASICAUTH,
	KONG_JWT,
	KONG_HMACAUTH,
	KONG_OAUTH2,
	KONG_ACLS,
	KONG_NENTITIES,
};

/* The six lists of credentials: keyauth_credentials to acls. */
#define KONG_FIRST_LIST KONG_KEYAUTH
#define KONG_NLISTS (KONG_NENTITIES - KONG_FIRST_LIST)

struct kong_entity {
	const char *name; /* of its list; of KONG_FILE, for messages */
	enum kong_entity_id id;
	const struct kong_field *fields;
	size_t nfields;
};

extern const struct kong_entity kong_entities[KONG_NENTITIES];

/* Strings of a list, as libcyaml fills them. */
struct kong_strings {
	char **v;
	unsigned n;
};

/* Where a record comes from. */
struct kong_origin {
	uint32_t at; /* its node, a mapping */
	uint32_t site; /* the alias that brought it here, or 0 */
	uint32_t unknown; /* bit i: fields[i] holds a reference */
	bool by_mapping; /* its consumer was {id: ...} */
};

/* One entry of one of the six lists; what a list does not have is NULL. */
struct kong_credential {
	struct kong_origin from;
	char *id, *consumer;
	char *key, *username, *password, *secret, *group;
	char *algorithm, *rsa_public_key;
	char *name, *client_id, *client_secret, *client_type;
	struct kong_strings tags, redirect_uris;
	double created_at;
	bool hash_secret;
};

struct kong_credentials {
	struct kong_credential *v;
	unsigned n;
};

struct kong_consumer {
	struct kong_origin from;
	char *id, *username, *custom_id;
	struct kong_strings tags;
	double created_at;
	struct kong_credentials list[KONG_NLISTS];
};

/* What Kong makes of the consumer part of a file. */
struct kong_file {
	struct kong_consumer *consumer;
	unsigned nconsumer;
	struct kong_credentials list[KONG_NLISTS];
};

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
