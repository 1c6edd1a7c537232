#include "base/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* FNV-1a, then a finalizer: the low bits choose the slot */
static uint64_t
hash_bytes(const char *s, size_t n)
{
	uint64_t h = 0xcbf29ce484222325u;
	size_t i;

	for (i = 0; i < n; i++)
		h = (h ^ (unsigned char)s[i]) * 0x100000001b3u;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	return h ^ h >> 32;
}

static struct table_slot *
find_slot(const struct table *t, const char *s, size_t n, uint64_t hash)
{
	size_t i = hash & (t->cap - 1);

	while (t->slots[i].s &&
		(t->slots[i].hash != hash || t->slots[i].n != n ||
			memcmp(t->slots[i].s, s, n) != 0))
		i = (i + 1) & (t->cap - 1);
	return &t->slots[i];
}

static void
double_slots(struct table *t)
{
	struct table old = *t;
	size_t i;

	t->cap = old.cap ? old.cap * 2 : 16;
	t->slots = xcalloc(t->cap, sizeof(*t->slots));
	for (i = 0; i < old.cap; i++)
		if (old.slots[i].s)
			*find_slot(t, old.slots[i].s, old.slots[i].n,
				old.slots[i].hash) = old.slots[i];
	free(old.slots);
}

uint32_t
table_get(const struct table *t, const char *s, size_t n)
{
	struct table_slot *slot;

	if (!t->cap)
		return TABLE_NONE;
	slot = find_slot(t, s, n, hash_bytes(s, n));
	return slot->s ? slot->number : TABLE_NONE;
}

uint32_t
table_put(struct table *t, const char *s, size_t n, uint32_t number)
{
	struct table_slot *slot;
	uint64_t hash = hash_bytes(s, n);
	uint32_t old;

	assert(s && number != TABLE_NONE);
	if ((t->used + 1) * 4 > t->cap * 3)
		double_slots(t);
	slot = find_slot(t, s, n, hash);
	old = slot->s ? slot->number : TABLE_NONE;
	t->used += !slot->s;
	*slot = (struct table_slot){s, n, hash, number};
	return old;
}

void
table_free(struct table *t)
{
	free(t->slots);
	*t = (struct table){0};
}
