#include "base/table.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct sip {
	uint64_t a, b, c, d;
};

static uint64_t
rotate(uint64_t x, unsigned n)
{
	return x << n | x >> (64 - n);
}

static inline void
sip_round(struct sip *v)
{
	v->a += v->b;
	v->c += v->d;
	v->b = rotate(v->b, 13) ^ v->a;
	v->d = rotate(v->d, 16) ^ v->c;
	v->a = rotate(v->a, 32);
	v->c += v->b;
	v->a += v->d;
	v->b = rotate(v->b, 17) ^ v->c;
	v->d = rotate(v->d, 21) ^ v->a;
	v->c = rotate(v->c, 32);
}

static inline void
sip_word(struct sip *v, uint64_t word)
{
	v->d ^= word;
	sip_round(v);
	v->a ^= word;
}

/*
 * SipHash-1-3 (Aumasson, Bernstein: a fast short-input PRF, 2012). Words are
 * in the machine's order of bytes: a hash never leaves the process.
 */
static uint32_t
hash_bytes(const struct table_seed *seed, const char *s, size_t n)
{
	struct sip v = {seed->k[0] ^ 0x736f6d6570736575u,
		seed->k[1] ^ 0x646f72616e646f6du,
		seed->k[0] ^ 0x6c7967656e657261u,
		seed->k[1] ^ 0x7465646279746573u};
	uint64_t word, last = (uint64_t)n << 56;
	size_t i;

	for (i = 0; i + 8 <= n; i += 8) {
		memcpy(&word, s + i, 8);
		sip_word(&v, word);
	}
	for (; i < n; i++)
		last |= (uint64_t)(unsigned char)s[i] << i % 8 * 8;
	sip_word(&v, last);
	v.c ^= 0xff;
	for (i = 0; i < 3; i++)
		sip_round(&v);
	return (uint32_t)(v.a ^ v.b ^ v.c ^ v.d);
}

static struct table_slot *
find_slot(const struct table *t, const char *s, size_t n, uint32_t hash)
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
	slot = find_slot(t, s, n, hash_bytes(&t->seed, s, n));
	return slot->s ? slot->number : TABLE_NONE;
}

/* The slot of the n bytes at s, which is theirs from now on. */
static struct table_slot *
take_slot(struct table *t, const char *s, size_t n)
{
	struct table_slot *slot;
	uint32_t hash = hash_bytes(&t->seed, s, n);

	assert(s && n <= UINT32_MAX);
	if ((t->used + 1) * 4 > t->cap * 3)
		double_slots(t);
	slot = find_slot(t, s, n, hash);
	if (!slot->s) {
		t->used++;
		*slot = (struct table_slot){s, (uint32_t)n, hash, TABLE_NONE};
	}
	return slot;
}

uint32_t
table_put(struct table *t, const char *s, size_t n, uint32_t number)
{
	struct table_slot *slot = take_slot(t, s, n);
	uint32_t old = slot->number;

	assert(number != TABLE_NONE);
	slot->number = number;
	return old;
}

uint32_t
table_add(struct table *t, const char *s, size_t n, uint32_t number)
{
	struct table_slot *slot = take_slot(t, s, n);

	assert(number != TABLE_NONE);
	if (slot->number == TABLE_NONE)
		slot->number = number;
	return slot->number;
}

void
table_free(struct table *t)
{
	free(t->slots);
	*t = (struct table){.seed = t->seed};
}
