#include "cli/flag.h"

#include "base/bytes.h"
#include "cli/kongversion.h"
#include "report/nearest.h"
#include "token/date.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

void
opt_list_free(struct opt_list *l)
{
	size_t i;

	for (i = 0; i < l->n; i++)
		free((void *)l->v[i]);
	free(l->v);
	*l = (struct opt_list){0};
}

static void
list_add(struct opt_list *l, const char *word, size_t n)
{
	l->v = xgrow(l->v, &l->cap, l->n + 1, sizeof(*l->v));
	l->v[l->n++] = xstrndup(word, n);
}

static void
list_split(struct opt_list *l, const char *words)
{
	size_t n;

	for (;; words += n + 1) {
		n = strcspn(words, ",");
		if (n)
			list_add(l, words, n);
		if (!words[n])
			return;
	}
}

/* What Kubernetes manifests and shells say; case does not count. */
static bool
set_bool(bool *to, const char *word)
{
	static const char *const words[][2] = {
		{"0", "1"}, {"false", "true"}, {"no", "yes"}};
	size_t i, k;

	for (i = 0; i < countof(words); i++)
		for (k = 0; k < 2; k++)
			if (strcasecmp(word, words[i][k]) == 0) {
				*to = k;
				return true;
			}
	return false;
}

static bool
set_choice(int *to, const char *word, const char *choices)
{
	size_t n = strlen(word), k;
	int i;

	for (i = 0;; i++, choices += k + 1) {
		k = strcspn(choices, "|");
		if (bytes_same(choices, k, word, n)) {
			*to = i;
			return true;
		}
		if (!choices[k])
			return false;
	}
}

static bool
set_size(size_t *to, const char *word)
{
	static const char units[] = "KMG";
	const char *unit;
	char *end;
	unsigned long long n;
	size_t i;

	if (*word < '0' || *word > '9')
		return false;
	errno = 0;
	n = strtoull(word, &end, 10);
	if (errno || n == 0)
		return false;
	if (*end) {
		unit = strchr(units, *end);
		if (!unit || end[1])
			return false;
		for (i = 0; i <= (size_t)(unit - units); i++) {
			if (n > SIZE_MAX / 1024)
				return false;
			n *= 1024;
		}
	}
	*to = (size_t)n;
	return true;
}

static bool
set_mode(unsigned *to, const char *word)
{
	char *end;
	unsigned long n;

	if (!*word || strspn(word, "01234567") != strlen(word))
		return false;
	errno = 0;
	n = strtoul(word, &end, 8);
	*to = (unsigned)n;
	return !errno && n <= 0777;
}

static bool
is_path(const struct flag *f)
{
	return f->arg &&
	       (strcmp(f->arg, "FILE") == 0 || strcmp(f->arg, "DIR") == 0);
}

/* An empty path on the command line; an empty twin counts as unset. */
static bool
lacks_path(const struct flag *f, const char *word, bool is_twin)
{
	return !is_twin && !*word && is_path(f);
}

bool
flag_set(const struct flag *f, void *opts, const char *word, bool is_twin,
	struct buf *note)
{
	void *to = (char *)opts + f->offset;

	switch (f->type) {
	case FLAG_BOOL:
		if (is_twin)
			return set_bool(to, word);
		*(bool *)to = true;
		return true;
	case FLAG_STRING:
		if (lacks_path(f, word, is_twin))
			return false;
		*(const char **)to = word;
		return true;
	case FLAG_CHOICE:
		return set_choice(to, word, f->choices);
	case FLAG_LIST:
		list_split(to, word);
		return true;
	case FLAG_FILES:
		if (lacks_path(f, word, is_twin))
			return false;
		if (is_twin)
			list_split(to, word);
		else
			list_add(to, word, strlen(word));
		return true;
	case FLAG_SIZE:
		return set_size(to, word);
	case FLAG_MODE:
		return set_mode(to, word);
	case FLAG_TIME:
		return date_parse_duration(word, to);
	case FLAG_DATE:
		return date_parse(word, to);
	case FLAG_KONG:
		return kongversion_parse(word, to, note);
	}
	return false;
}

#define MAX_CHOICES 16

/* "a, b or c", and the one that is nearly word. */
static void
add_choices(struct buf *out, const char *choices, const char *word)
{
	const char *known[MAX_CHOICES] = {0}, *near;
	struct opt_list list = {0};
	size_t i;

	for (; *choices; choices += *choices == '|') {
		list_add(&list, choices, strcspn(choices, "|"));
		choices += strcspn(choices, "|");
	}
	for (i = 0; i < list.n && i < MAX_CHOICES; i++) {
		known[i] = list.v[i];
		buf_addf(out, "%s%s",
			i == 0		 ? ""
			: i + 1 < list.n ? ", "
					 : " or ",
			list.v[i]);
	}
	near = nearest(word, strlen(word), known, i);
	if (near)
		buf_addf(out, "; did you mean %s?", near);
	opt_list_free(&list);
}

void
flag_add_wants(struct buf *out, const struct flag *f, const char *word)
{
	switch (f->type) {
	case FLAG_BOOL:
		buf_adds(out, "1, 0, true, false, yes or no");
		break;
	case FLAG_CHOICE:
		add_choices(out, f->choices, word);
		break;
	case FLAG_SIZE:
		buf_adds(out, "a number of bytes, with or without K, M or G");
		break;
	case FLAG_MODE:
		buf_adds(out, "an octal file mode from 0 to 0777");
		break;
	case FLAG_TIME:
		buf_adds(out, "a whole number followed by s, m, h, d, w or y");
		break;
	case FLAG_DATE:
		buf_adds(out, "a date such as 2030-01-31 or "
			      "2030-01-31T12:00:00Z, or seconds "
			      "since 1970");
		break;
	case FLAG_KONG:
		buf_adds(out, "3, 2.8 or an image tag such as 3.9.1");
		break;
	default:
		buf_adds(out, is_path(f) ? "a path, not an empty value (is a "
					   "shell variable unset?)"
					 : "a value");
	}
}
