/*
 * What Kong makes of the consumer part of a file, as C structs: filled by
 * libcyaml (file.h) from the rows of schema.h. A field of a row is loaded if
 * model.c names the member that it fills.
 */
#ifndef KONG_MODEL_H
#define KONG_MODEL_H

#include "kong/schema.h"

/* The records of the six lists of credentials, neighbours in entities.def. */
#define KONG_FIRST_LIST RECORD_keyauth_credential
#define KONG_LAST_LIST RECORD_acl_group
#define KONG_LIST(record) ((record)-KONG_FIRST_LIST)
#define KONG_NLISTS (KONG_LIST(KONG_LAST_LIST) + 1)

#define KONG_NOBODY UINT32_MAX

/* Strings of a list, as libcyaml fills them. */
struct kong_strings {
	char **v;
	unsigned n;
};

/* Where a record comes from: the fields _at and _unknown. */
struct kong_origin {
	uint32_t at; /* its entry */
	uint32_t unknown; /* model_bit() of each field whose content is not
			     known: a reference, or not what Kong wants there */
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
	int _format_version; /* 1 + index of the word */
	struct kong_credentials list[KONG_NLISTS];
};

/* Returns whether it is a consumer or one of the six kinds of credentials. */
bool model_has(enum schema_record record);

/*
 * Returns where the struct of record (RECORD_file, or one that the model has)
 * keeps the field name, or 0: nowhere.
 */
size_t model_offset(enum schema_record record, enum name_id name);

/* Returns the same of the list of records of, which the model has. */
size_t model_list_offset(enum schema_record record, enum schema_record of);

/* Returns the bit of a field of record, for struct kong_origin. */
uint32_t model_bit(enum schema_record record, enum name_id name);

#endif
