#include "kong/marks.h"

#include "kong/lyaml.h"

#include <stdlib.h>

#define MARK_FIELD 0xffu /* 1 + index of the field */
#define MARK_ENTITY 0x7f00u
#define MARK_ITEM 0x8000u /* the key of an item that may be dropped */

struct kong_marks {
	const struct doc *doc;
	bool walked;
	/*
	 * By node. Only the pages of the consumer part are ever written to,
	 * so the rest takes no memory.
	 */
	uint16_t *mark;
	uint16_t *seen; /* bit e: walked as an entry of entity e */
};

static void mark_list(
	struct kong_marks *m, uint32_t list, const struct kong_entity *e);

static void
mark_scalar(struct kong_marks *m, uint32_t i, const struct kong_entity *e,
	const struct kong_field *f)
{
	i = scan_deref(m->doc, i);
	if (m->doc->node[i].kind == NODE_SCALAR)
		m->mark[i] = (uint16_t)((m->mark[i] & MARK_ITEM) | e->id << 8 |
					(f - e->fields + 1));
}

static void
mark_value(struct kong_marks *m, uint32_t value, const struct kong_entity *e,
	const struct kong_field *f)
{
	uint32_t i = scan_deref(m->doc, value), entry;

	if (f->type == KONG_LIST) {
		if (f->entity)
			mark_list(m, i, f->entity);
		return;
	}
	mark_scalar(m, i, e, f);
	if ((f->type != KONG_TAGS && f->type != KONG_URIS) ||
		!lyaml_is_list(m->doc, i))
		return;
	for (entry = lyaml_entry(m->doc, i); entry;
		entry = lyaml_next(m->doc, entry))
		mark_scalar(m, entry, e, f);
}

/* The key of a keyauth credential that stands directly in a list. */
static bool
may_drop(const struct doc *doc, uint32_t value, const struct kong_entity *e,
	const struct kong_field *f)
{
	uint32_t item = doc->node[value].parent;

	return e->id == KONG_KEYAUTH && f == e->fields &&
	       doc->node[value].kind == NODE_SCALAR &&
	       doc->node[doc->node[item].parent].kind == NODE_SEQUENCE;
}

static void mark_record(
	struct kong_marks *m, uint32_t map, const struct kong_entity *e);

static void
mark_merged(struct kong_marks *m, uint32_t value, const struct kong_entity *e)
{
	uint32_t i = scan_deref(m->doc, value), entry;

	mark_record(m, i, e);
	if (m->doc->node[i].kind != NODE_SEQUENCE)
		return;
	for (entry = scan_child(m->doc, i); entry;
		entry = scan_sibling(m->doc, entry))
		mark_record(m, scan_deref(m->doc, entry), e);
}

/* No node is walked twice as one entity, so this is linear. */
static void
mark_record(struct kong_marks *m, uint32_t map, const struct kong_entity *e)
{
	const struct doc *doc = m->doc;
	const struct kong_field *f;
	uint32_t key, value, k;

	if (doc->node[map].kind != NODE_MAPPING || m->seen[map] & 1u << e->id)
		return;
	m->seen[map] |= (uint16_t)(1u << e->id);
	FOR_EACH_PAIR(doc, map, key, value)
	{
		if (lyaml_is_merge(doc, key)) {
			mark_merged(m, value, e);
			continue;
		}
		k = scan_deref(doc, key);
		f = doc->node[k].kind == NODE_SCALAR
			    ? kong_field_find(
				      e, doc->node[k].value, doc->node[k].n)
			    : NULL;
		if (!f)
			continue;
		if (may_drop(doc, value, e, f))
			m->mark[value] |= MARK_ITEM;
		mark_value(m, value, e, f);
	}
}

static void
mark_list(struct kong_marks *m, uint32_t list, const struct kong_entity *e)
{
	uint32_t entry;

	if (!lyaml_is_list(m->doc, list))
		return;
	for (entry = lyaml_entry(m->doc, list); entry;
		entry = lyaml_next(m->doc, entry))
		mark_record(m, scan_deref(m->doc, entry), e);
}

static uint16_t
mark_of(struct kong_marks *m, uint32_t node)
{
	uint32_t root;

	if (!m->walked) {
		m->walked = true;
		m->mark = xcalloc(m->doc->n, sizeof(*m->mark));
		m->seen = xcalloc(m->doc->n, sizeof(*m->seen));
		root = lyaml_root(m->doc);
		/* what is too large, kong_check() refuses */
		if (root && lyaml_is_bounded(m->doc))
			mark_record(m, scan_deref(m->doc, root),
				&kong_entities[KONG_FILE]);
	}
	return m->mark[node];
}

const struct kong_field *
kong_marks_field(
	struct kong_marks *m, uint32_t node, const struct kong_entity **entity)
{
	uint16_t mark = mark_of(m, node);
	const struct kong_entity *e = &kong_entities[(mark & MARK_ENTITY) >> 8];

	if (!(mark & MARK_FIELD) || e->id == KONG_FILE)
		return NULL;
	if (entity)
		*entity = e;
	return &e->fields[(mark & MARK_FIELD) - 1];
}

static bool
is_string(void *ctx, uint32_t node)
{
	const struct kong_field *f = kong_marks_field(ctx, node, NULL);

	return f && f->type <= KONG_URIS;
}

static uint32_t
drop_if_empty(void *ctx, uint32_t node)
{
	struct kong_marks *m = ctx;

	return mark_of(m, node) & MARK_ITEM ? m->doc->node[node].parent : 0;
}

struct kong_marks *
kong_marks_new(const struct doc *doc, struct render_kind *kind)
{
	struct kong_marks *m = xcalloc(1, sizeof(*m));

	m->doc = doc;
	*kind = (struct render_kind){
		m, RESOLVE_LYAML, is_string, drop_if_empty};
	return m;
}

void
kong_marks_free(struct kong_marks *m)
{
	if (!m)
		return;
	free(m->mark);
	free(m->seen);
	free(m);
}
