/* A flag of a command, and its value: from the command line, or its twin. */
#ifndef CLI_FLAG_H
#define CLI_FLAG_H

#include "base/buf.h"

enum flag_type {
	FLAG_BOOL, /* bool; the twin says 1/0, true/false or yes/no */
	FLAG_STRING, /* const char * */
	FLAG_CHOICE, /* int: index into the words of choices */
	FLAG_LIST, /* struct opt_list: by comma, may repeat */
	FLAG_FILES, /* struct opt_list: one a flag, may repeat; the twin by
		       comma */
	FLAG_SIZE, /* size_t, bytes, with an optional K, M or G */
	FLAG_MODE, /* unsigned, octal, 0 to 0777 */
	FLAG_TIME, /* int64_t seconds: integer + s m h d w y, y = 365 days */
	FLAG_DATE, /* int64_t, seconds since 1970; written as date_parse() says
		    */
	FLAG_KONG, /* int: enum kongversion */
};

struct opt_list {
	const char **v; /* NUL-terminated words, owned by the list */
	size_t n, cap;
};

struct flag {
	const char *name; /* long, without "--" */
	char letter; /* short, or 0 */
	enum flag_type type;
	size_t offset; /* of the member in the command's options */
	const char *arg; /* placeholder in --help; NULL for FLAG_BOOL */
	const char *env; /* environment twin, or NULL */
	const char *choices; /* FLAG_CHOICE: "text|json"; else to complete */
	const char *help; /* lines by \n; its end is "(default: X)" */
};

/*
 * Puts word where the flag f of opts is; is_twin: it is the value of the
 * environment twin, not of the flag. Appends to note what is to be said of a
 * value that is taken as another. Returns false if word is not a value of f,
 * which then stays as it was.
 */
bool flag_set(const struct flag *f, void *opts, const char *word, bool is_twin,
	struct buf *note);

/*
 * Appends what the flag would have taken, for a message, and which of its words
 * word is nearly.
 */
void flag_add_wants(struct buf *out, const struct flag *f, const char *word);

void opt_list_free(struct opt_list *l);

#endif
