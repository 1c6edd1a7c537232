#include "template/textline.h"

#include <string.h>

struct textline
textline_at(const struct text *t, size_t at)
{
	struct textline l = {.at = at < t->n ? at : t->n};
	const char *lf;

	while (l.at > 0 && t->s[l.at - 1] != '\n')
		l.at--;
	lf = memchr(t->s + l.at, '\n', t->n - l.at);
	l.end = lf ? (size_t)(lf - t->s) : t->n;
	l.next = lf ? l.end + 1 : t->n;
	if (l.end > l.at && t->s[l.end - 1] == '\r')
		l.end--;
	l.body = l.at;
	while (l.body < l.end && (t->s[l.body] == ' ' || t->s[l.body] == '\t'))
		l.body++;
	return l;
}

/* Whether l holds nothing but white space or a comment. */
static bool
is_empty(const struct text *t, const struct textline *l)
{
	return l->body == l->end || t->s[l->body] == '#';
}

bool
textline_before(
	const struct text *t, const struct textline *l, struct textline *before)
{
	size_t at = l->at;

	while (at > 0) {
		*before = textline_at(t, at - 1);
		if (!is_empty(t, before))
			return true;
		at = before->at;
	}
	return false;
}

bool
textline_from(const struct text *t, size_t at, struct textline *l)
{
	for (; at < t->n; at = l->next) {
		*l = textline_at(t, at);
		if (!is_empty(t, l))
			return true;
	}
	return false;
}
