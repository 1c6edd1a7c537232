#include "kong/names.h"

#include <assert.h>
#include <string.h>

/* One string after the other: an offset needs no relocation. */
struct pool {
	char none[1];
#define LETTER(x, c)
#define NAME(name) char n_##name[sizeof(#name)];
#define NAMED(id, name) char n_##id[sizeof(name)];
#include "kong/names.def"
#undef NAME
#undef NAMED
};

static const struct pool pool = {
	"",
#define NAME(name) #name,
#define NAMED(id, name) name,
#include "kong/names.def"
#undef NAME
#undef NAMED
};

/* Of every name, and of where the one after the last would begin. */
static const uint16_t offset[NAMES_COUNT + 1] = {
	0,
#define NAME(name) offsetof(struct pool, n_##name),
#define NAMED(id, name) offsetof(struct pool, n_##id),
#include "kong/names.def"
#undef LETTER
#undef NAME
#undef NAMED
	sizeof(struct pool),
};

/* The first name of a letter, by letter; 0: no name begins with it. */
static const uint16_t from['z' - 'A' + 2] = {
#define LETTER(x, c) [(c) - 'A'] = NAMES_FROM_##x,
#define NAME(name)
#define NAMED(id, name)
#include "kong/names.def"
#undef LETTER
#undef NAME
#undef NAMED
	['z' - 'A' + 1] = NAMES_COUNT,
};

const char *
name_text(enum name_id id)
{
	assert(id < NAMES_COUNT);
	return (const char *)&pool + offset[id];
}

bool
name_is(enum name_id id, const char *s, size_t n)
{
	return offset[id + 1] - offset[id] == (int)n + 1 &&
	       memcmp((const char *)&pool + offset[id], s, n) == 0;
}

/* Names of one letter are neighbours; no letter has more than sixty. */
enum name_id
name_find(const char *s, size_t n)
{
	size_t letter = n ? (size_t)(unsigned char)s[0] - 'A' : SIZE_MAX;
	const char *base = (const char *)&pool;
	unsigned lo, hi, mid;
	int order;

	if (letter > 'z' - 'A' || !from[letter])
		return N_NONE;
	lo = from[letter];
	while (!from[++letter])
		;
	hi = from[letter];
	while (lo < hi) {
		mid = (lo + hi) / 2;
		order = strncmp(base + offset[mid], s, n);
		if (order == 0 && offset[mid + 1] - offset[mid] == (int)n + 1)
			return (enum name_id)mid;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return N_NONE;
}
