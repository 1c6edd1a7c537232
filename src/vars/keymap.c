#include "vars/keymap.h"

#include "base/bytes.h"
#include "vars/dotenv.h"

#include <string.h>

#define MAX_KEY 253

static bool
is_key(const char *key)
{
	size_t n = strlen(key);

	return n > 0 && n <= MAX_KEY && *key != '.' &&
	       strspn(key, LETTERS DIGITS "-._") == n;
}

static int
add(struct keymap *m, uint32_t i, struct buf *why)
{
	const char *word = m->words[i];
	size_t n = strcspn(word, "=");
	uint32_t before;

	if (!word[n] || !dotenv_is_name(word, n)) {
		buf_addf(why, "entry %u: expected NAME=KEY", i + 1);
		return -1;
	}
	if (!is_key(word + n + 1)) {
		buf_addf(why,
			"entry %u: invalid key; a Secret's key consists of "
			"letters, digits, '-', '_' and '.', and does not begin "
			"with '.'",
			i + 1);
		return -1;
	}
	before = table_put(&m->by_name, word, n, i);
	if (before == TABLE_NONE)
		return 0;
	buf_addf(why, "entry %u: duplicate name, first used in entry %u", i + 1,
		before + 1);
	return -1;
}

int
keymap_parse(
	struct keymap *m, const char *const *words, size_t n, struct buf *why)
{
	size_t i;

	m->words = words;
	for (i = 0; i < n; i++)
		if (add(m, (uint32_t)i, why))
			return -1;
	return 0;
}

const char *
keymap_get(const struct keymap *m, const char *name)
{
	uint32_t i = table_get(&m->by_name, name, strlen(name));

	return i == TABLE_NONE ? NULL : strchr(m->words[i], '=') + 1;
}

void
keymap_free(struct keymap *m)
{
	table_free(&m->by_name);
	m->words = NULL;
}
