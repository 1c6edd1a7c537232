/*
 * The flags that several commands have: one line each, so that a name means
 * the same, has the same letter, twin and text everywhere. at: the offset of
 * the member in the command's options.
 */
#ifndef CLI_SHAREDFLAGS_H
#define CLI_SHAREDFLAGS_H

#include "cli/opt.h"

/* const char *, struct opt_list, struct opt_list: see cli/valueflags.h */
#define SECRETS_DIR_FLAG(at)                                                   \
	{                                                                      \
		"secrets-dir", 's', FLAG_STRING, at, "DIR",                    \
			"KONGRENDER_SECRETS_DIR", NULL,                        \
			"read values from a mounted Secret: the file NAME\n"   \
			"in DIR is the value, byte by byte"                    \
	}
#define SECRET_KEY_MAP_FLAG(at)                                                \
	{                                                                      \
		"secret-key-map", 0, FLAG_LIST, at, "NAME=KEY,...",            \
			"KONGRENDER_SECRET_KEY_MAP", NULL,                     \
			"in --secrets-dir, read NAME from the file KEY,\n"     \
			"as in JWT_SECRET=secret,ANON_KEY=anonKey"             \
	}
#define ENV_FILE_FLAG(at)                                                      \
	{                                                                      \
		"env-file", 'e', FLAG_FILES, at, "FILE",                       \
			"KONGRENDER_ENV_FILE", NULL,                           \
			"read values from a .env file; may be repeated,\n"     \
			"a later file wins"                                    \
	}

/* int: enum report_color */
#define COLOR_FLAG(at)                                                         \
	{                                                                      \
		"color", 0, FLAG_CHOICE, at, "WHEN", "KONGRENDER_COLOR",       \
			"auto|always|never",                                   \
			"colour messages: auto (on a terminal), always or\n"   \
			"never (default: auto)"                                \
	}
/* bool */
#define QUIET_FLAG(at)                                                         \
	{                                                                      \
		"quiet", 'q', FLAG_BOOL, at, NULL, "KONGRENDER_QUIET", NULL,   \
			"print errors only"                                    \
	}
/* bool */
#define STRICT_FLAG(at)                                                        \
	{                                                                      \
		"strict", 0, FLAG_BOOL, at, NULL, "KONGRENDER_STRICT", NULL,   \
			"treat warnings as errors"                             \
	}
/* struct opt_list, for ignore_list() */
#define IGNORE_FLAG(at)                                                        \
	{                                                                      \
		"ignore", 0, FLAG_LIST, at, "ID,...", "KONGRENDER_IGNORE",     \
			NULL,                                                  \
			"do not report these rules\n"                          \
			"(kongrender lint --list-rules)"                       \
	}

/* int: enum kongversion; int: whether enterprise; const char * */
#define KONG_VERSION_FLAG(at)                                                  \
	{                                                                      \
		"kong-version", 0, FLAG_KONG, at, "VERSION",                   \
			"KONGRENDER_KONG_VERSION", "3|2.8",                    \
			"check against this Kong version: 3, 2.8, or an\n"     \
			"image tag such as 2.8.1-ubuntu; 3.10 and later\n"     \
			"exist only as Enterprise (default: 3)"                \
	}
#define KONG_EDITION_FLAG(at)                                                  \
	{                                                                      \
		"kong-edition", 0, FLAG_CHOICE, at, "EDITION",                 \
			"KONGRENDER_KONG_EDITION", "community|enterprise",     \
			"community or enterprise, where unknown lists and\n"   \
			"fields are only warnings (default: community)"        \
	}
#define ROUTER_FLAVOR_FLAG(at)                                                 \
	{                                                                      \
		"router-flavor", 0, FLAG_CHOICE, at, "FLAVOR",                 \
			"KONG_ROUTER_FLAVOR",                                  \
			"unknown|traditional|traditional_compatible|"          \
			"expressions",                                         \
			"Kong's router_flavor: traditional, expressions,\n"    \
			"traditional_compatible or unknown\n"                  \
			"(default: unknown)"                                   \
	}
#define PLUGINS_FLAG(at)                                                       \
	{                                                                      \
		"plugins", 0, FLAG_STRING, at, "LIST", "KONG_PLUGINS", NULL,   \
			"the plugins that Kong loads (default: bundled)"       \
	}

/* size_t, bytes */
#define MAX_SIZE_FLAG(at)                                                      \
	{                                                                      \
		"max-size", 0, FLAG_SIZE, at, "BYTES", "KONGRENDER_MAX_SIZE",  \
			NULL, "refuse larger files (default: 16M)"             \
	}

/* int: enum answer_format */
#define ANSWER_FORMAT_FLAG(at)                                                 \
	{                                                                      \
		"format", 'f', FLAG_CHOICE, at, "FORMAT", NULL, "text|json",   \
			"text or json (default: text)"                         \
	}
enum answer_format { ANSWER_TEXT, ANSWER_JSON };

/* int64_t, seconds; int64_t, seconds since 1970, -1 for the clock */
#define MIN_VALID_FLAG(at)                                                     \
	{                                                                      \
		"min-valid", 0, FLAG_TIME, at, "TIME", NULL, NULL,             \
			"require this much remaining validity: a whole\n"      \
			"number and s, m, h, d, w or y (default: 0s)"          \
	}
#define EXPIRY_FLAG(at)                                                        \
	{                                                                      \
		"expiry", 0, FLAG_TIME, at, "TIME", NULL, NULL,                \
			"how long a token is valid: a whole number and\n"      \
			"s, m, h, d, w or y, which is 365 days\n"              \
			"(default: 10y)"                                       \
	}
#define ISS_FLAG(at)                                                           \
	{                                                                      \
		"iss", 0, FLAG_STRING, at, "TEXT", NULL, NULL,                 \
			"the token's issuer (default: supabase)"               \
	}
#define NOW_FLAG(at)                                                           \
	{                                                                      \
		"now", 0, FLAG_DATE, at, "DATE", NULL, NULL,                   \
			"use DATE as the current time: 2030-01-31, with\n"     \
			"or without T12:00:00Z, or seconds since 1970\n"       \
			"(default: now)"                                       \
	}

#endif
