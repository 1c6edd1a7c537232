#include "lint/folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_DEPTH 32 /* folders in each other */

static bool
has_word(const struct text *t, const char *word)
{
	return t->n && memmem(t->s, t->n, word, strlen(word)) != NULL;
}

bool
folder_is_known(const struct text *t)
{
	return has_word(t, "_format_version") ||
	       has_word(t, "type.googleapis.com/envoy") ||
	       (has_word(t, "apiVersion") && has_word(t, "kong.y"));
}

static bool
has_ending(const char *name)
{
	static const char *const endings[] = {
		".yml", ".yaml", ".json", ".tmpl", ".tpl"};
	size_t i, n = strlen(name), ending;

	for (i = 0; i < countof(endings); i++) {
		ending = strlen(endings[i]);
		if (n > ending && strcmp(name + n - ending, endings[i]) == 0)
			return true;
	}
	return false;
}

static int find(struct folder *f, const char *path, unsigned depth);

/* Returns -1 with errno. */
static int
add(struct folder *f, const char *dir, const char *name, unsigned depth)
{
	struct buf path = {0};
	struct stat st;
	int ret = 0;

	if (*name == '.')
		return 0;
	buf_adds(&path, dir);
	if (path.s[path.n - 1] != '/')
		buf_addc(&path, '/');
	buf_adds(&path, name);
	if (lstat(path.s, &st) != 0) {
		ret = -1;
	} else if (S_ISDIR(st.st_mode)) {
		ret = find(f, path.s, depth + 1);
	} else if (S_ISREG(st.st_mode) && has_ending(name)) {
		f->v = xgrow(f->v, &f->cap, f->n + 1, sizeof(*f->v));
		f->v[f->n++] = xstrndup(path.s, path.n);
	}
	buf_free(&path);
	return ret;
}

static int
find(struct folder *f, const char *path, unsigned depth)
{
	struct dirent **entry;
	int i, n, ret = 0;

	if (depth > MAX_DEPTH) {
		errno = ELOOP;
		return -1;
	}
	n = scandir(path, &entry, NULL, alphasort);
	if (n < 0)
		return -1;
	for (i = 0; i < n; i++) {
		if (ret == 0)
			ret = add(f, path, entry[i]->d_name, depth);
		free(entry[i]);
	}
	free(entry);
	return ret;
}

int
folder_find(struct folder *f, const char *path, const struct text *about,
	struct diags *d)
{
	if (find(f, path, 0) == 0)
		return 0;
	return diag_add(d, RULE_IO, about, NOWHERE,
		"cannot read this folder, skipped: %s", strerror(errno));
}

void
folder_free(struct folder *f)
{
	size_t i;

	for (i = 0; i < f->n; i++)
		free(f->v[i]);
	free(f->v);
	*f = (struct folder){0};
}
