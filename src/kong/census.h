/* The entities of a file wherever they are written, and how to find them. */
#ifndef KONG_CENSUS_H
#define KONG_CENSUS_H

#include "base/table.h"
#include "kong/judge.h"

/* An entry of a list. */
struct census_entity {
	enum schema_record record;
	uint32_t i;
	uint32_t up; /* number of the entity it is nested in, or TABLE_NONE */
	uint32_t next; /* number of the next one of its kind, or TABLE_NONE */
	/* its entries, or 0: id; census_naming_field(), or a plugin's name */
	uint32_t id, name;
};

/* Two entities of one kind with the same id or name. */
struct census_twins {
	uint32_t first, second; /* numbers */
	bool by_id;
};

/* A field that names an entity of another kind. */
struct census_reference {
	const struct schema_field *row;
	uint32_t at; /* its entry */
	enum schema_record record; /* of the entity that has it */
	bool is_nested; /* that entity */
};

/* What the entities of one kind can be named by: text to number. */
struct census_names {
	struct table name, id;
	/* ids that Kong makes of names, once a reference may be one */
	struct table derived;
	char *text; /* of them all */
	bool unknown; /* a name or id is a reference of the template */
};

/* All-zero is an empty one. */
struct census {
	struct census_entity *v; /* in document order */
	size_t n, cap;
	/* a template's references are the same if they are written the same */
	struct census_twins *twins;
	size_t ntwins, cap_twins;
	struct census_reference *refs;
	size_t nrefs, cap_refs;
	bool has_acl; /* the plugin */
	struct census_names names[RECORD_COUNT];
	/* 1 + number of the first and the last of a kind; 0: there is none */
	uint32_t first[RECORD_COUNT], last[RECORD_COUNT];
};

/* Visits the numbers of the entities of one kind. */
#define FOR_EACH_OF_KIND(c, record, k)                                         \
	for ((k) = (c)->first[record] - 1; (k) != TABLE_NONE;                  \
		(k) = (c)->v[k].next)

/* Reads all entities of the file but those that are not judged. */
void census_take(struct census *c, const struct judge *j);

/*
 * Returns the number of the entity of that kind that the reference at entry
 * at (0: absent) names, a name or id or a mapping with an id, or TABLE_NONE.
 */
uint32_t census_find(struct census *c, const struct judge *j,
	enum schema_record record, uint32_t at);

/* The same for the text of an id that Kong makes of a name, and nothing else.
 */
uint32_t census_find_derived(struct census *c, const struct judge *j,
	enum schema_record record, const struct node *node);

/*
 * Returns the number of the entity of that kind that e belongs to: it is
 * nested in it, or names it in field. TABLE_NONE: to none that is known.
 */
uint32_t census_owner(struct census *c, const struct judge *j,
	const struct census_entity *e, enum schema_record record,
	enum name_id field);

/* Returns the list that has such entities at the top. */
const char *census_list(enum schema_record record);

/* Returns the field that names such an entity beside its id, or N_NONE. */
enum name_id census_naming_field(enum schema_record record);

void census_free(struct census *c);

#endif
