/*
 * The consumer part of a file as C structs.
 *
 * libcyaml does not get the file itself: it would expand aliases without
 * bound, not merge, and refuse what Kong accepts. It gets a small document
 * (small.h), and its strict schema is made from the tables of entities.h.
 */
#ifndef KONG_FILE_H
#define KONG_FILE_H

#include "kong/entities.h"

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

/*
 * Loads a small document of that version of Kong. Returns what it holds, or
 * NULL with an internal error: the document is not what the schema wants.
 * Caller frees with file_free().
 */
struct kong_file *file_load(
	const struct buf *small, enum kong_version version, struct diags *d);

/* Wipes and frees file, which file_load() made for that version, or NULL. */
void file_free(struct kong_file *file, enum kong_version version);

/*
 * Visits the credentials of list l (0 is keyauth_credentials) of file: nested
 * ones, consumer by consumer, then those of the top level. Dropped ones, too.
 */
struct file_visit {
	const struct kong_file *file;
	size_t list;
	unsigned consumer, i;
};

struct kong_credential *file_next(struct file_visit *v);

#define FOR_EACH_CREDENTIAL(f, l, c)                                           \
	for (struct file_visit visit_ = {(f), (l), 0, 0};                      \
		((c) = file_next(&visit_));)

#endif
