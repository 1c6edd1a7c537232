/*
 * What Kong makes of the consumer part of a file, as C structs: filled by
 * libcyaml (file.h) from the tables (entities.h).
 */
#ifndef KONG_MODEL_H
#define KONG_MODEL_H

#include "base/base.h"

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

#define KONG_NOBODY UINT32_MAX

/* Strings of a list, as libcyaml fills them. */
struct kong_strings {
	char **v;
	unsigned n;
};

/* Where a record comes from: the fields _at and _unknown. */
struct kong_origin {
	uint32_t at; /* its entry */
	uint32_t unknown; /* bit i: the content of fields[i] is not known: a
			     reference, or not what Kong wants there */
};

/* One entry of one of the six lists; what a list does not have is NULL. */
struct kong_credential {
	struct kong_origin from;
	uint32_t owner; /* number of its consumer, or KONG_NOBODY */
	bool nested; /* in its consumer, not at the top level */
	bool dropped; /* rendering left it out */
	char *id, *consumer;
	char *key, *username, *password, *secret, *group;
	char *rsa_public_key, *name, *client_id, *client_secret;
	int algorithm, client_type; /* 1 + index of the word; 0: none */
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
	int format_version; /* 1 + index of the word */
	struct kong_credentials list[KONG_NLISTS];
};

#endif
