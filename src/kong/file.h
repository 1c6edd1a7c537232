/*
 * The consumer part of a file as C structs.
 *
 * libcyaml does not get the file itself: it would expand aliases without
 * bound, not merge, and refuse what Kong accepts. It gets a small document
 * (small.h), and its strict schema is made from the rows of schema.h.
 */
#ifndef KONG_FILE_H
#define KONG_FILE_H

#include "kong/config.h"
#include "kong/model.h"
#include "report/diag.h"

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
 * Returns whether the small document must have the field f of a record that
 * the model has.
 */
bool file_requires(const struct schema_field *f);

/*
 * Visits the credentials of file that are of record: nested ones, consumer by
 * consumer, then those of the top level. Dropped ones, too.
 */
struct file_visit {
	const struct kong_file *file;
	enum schema_record record;
	unsigned consumer, i;
};

struct kong_credential *file_next(struct file_visit *v);

#define FOR_EACH_CREDENTIAL(f, record, c)                                      \
	for (struct file_visit visit_ = {(f), (record), 0, 0};                 \
		((c) = file_next(&visit_));)

#endif
