/* Where token and keys commands get a secret, a signing key or a token. */
#ifndef CLI_KEYFLAGS_H
#define CLI_KEYFLAGS_H

#include "cli/valueflags.h"
#include "report/diag.h"
#include "token/jwk.h"

/* The flags of a signing or verifying key; all-zero is the default. */
struct keyflags {
	struct valueflags
		sources; /* of JWT_SECRET, unless the next ones are set */
	const char *secret_env;
	const char *secret_file; /* bytes exact */
	bool secret_stdin; /* one trailing newline dropped */
	const char *key_file; /* JWK, JWT_KEYS or JWT_JWKS */
	struct text text; /* what was read; diagnostics speak of it */
};

/* The flags of struct keyflags at member at of the options type. */
#define KEY_FLAGS(type, at)                                                    \
	VALUE_FLAGS(type, at.sources),                                         \
		{"secret-env", 0, FLAG_STRING, offsetof(type, at.secret_env),  \
			"NAME", NULL, NULL,                                    \
			"read the HS256 secret from the environment\n"         \
			"variable NAME (default: JWT_SECRET)"},                \
		{"secret-file", 0, FLAG_STRING,                                \
			offsetof(type, at.secret_file), "FILE", NULL, NULL,    \
			"read the secret from FILE, byte by byte: a newline\n" \
			"at the end counts"},                                  \
		{"secret-stdin", 0, FLAG_BOOL,                                 \
			offsetof(type, at.secret_stdin), NULL, NULL, NULL,     \
			"read the secret from standard input, without one\n"   \
			"newline at the end"},                                 \
	{                                                                      \
		"key", 0, FLAG_STRING, offsetof(type, at.key_file), "FILE",    \
			NULL, NULL,                                            \
			"use ES256 with the EC P-256 key in FILE: a JWK,\n"    \
			"or JSON such as JWT_KEYS or JWT_JWKS"                 \
	}

/*
 * Reads the key or keys that s names into keys, and warns of a secret that is
 * public, short or ends in white space. Without any flag of its own that is
 * JWT_SECRET in the sources, and with verify also the EC keys of JWT_JWKS or
 * JWT_KEYS there, of which one is enough. Returns 0, or -1 with *status set
 * after a usage error was printed or a diagnostic added to d. Caller frees with
 * jwks_free(), and with keyflags_close() after the last diagnostic, in either
 * case.
 */
int keyflags_read(const struct command *c, struct keyflags *s, bool verify,
	struct jwks *keys, struct diags *d, int *status);

/* Wipes and frees what s holds, the flags' lists too. May be repeated. */
void keyflags_close(struct keyflags *s);

/* The flags of a token that is read: without any, standard input. */
struct tokenflags {
	const char *env, *file;
};

#define TOKEN_FLAGS(type, at)                                                  \
	{"token-env", 0, FLAG_STRING, offsetof(type, at.env), "NAME", NULL,    \
		NULL, "read the token from the environment variable NAME"},    \
	{                                                                      \
		"token-file", 0, FLAG_STRING, offsetof(type, at.file), "FILE", \
			NULL, NULL,                                            \
			"read the token from FILE, without one newline at\n"   \
			"the end (default: standard input)"                    \
	}

/*
 * Reads the token into t, whose path becomes the name of its source. Returns
 * as keyflags_read() does. Caller frees with text_free().
 */
int tokenflags_read(const struct command *c, const struct tokenflags *s,
	struct text *t, struct diags *d, int *status);

/* Returns now, or the clock when now is -1: the only place that reads it. */
int64_t keyflags_now(int64_t now);

#endif
