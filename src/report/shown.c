#include "report/shown.h"

/* What a person calls the file: a text may lie inside another. */
static const struct text *
file_of(const struct diag *diag)
{
	const struct text *t = diag->text;

	while (t && t->outer)
		t = t->outer;
	return t;
}

/* Shares SHOWN_MAX out among the findings of the file that begins at i. */
static void
begin_file(struct shown *s)
{
	const struct diag *v = s->d->v;
	const struct text *file = file_of(&v[s->i]);
	size_t count[4] = {0}, room = SHOWN_MAX;
	int level;

	for (s->end = s->i; s->end < s->d->n && file_of(&v[s->end]) == file;
		s->end++)
		count[v[s->end].level]++;
	s->left = s->hidden = 0;
	for (level = LEVEL_FAILURE; level >= LEVEL_NOTE; level--) {
		if (level < (int)s->min)
			count[level] = 0;
		s->quota[level] = count[level] < room ? count[level] : room;
		room -= s->quota[level];
		s->left += s->quota[level];
		s->hidden += count[level] - s->quota[level];
	}
}

void
shown_begin(struct shown *s, const struct diags *d, enum level min)
{
	*s = (struct shown){.d = d, .min = min};
}

const struct diag *
shown_next(struct shown *s)
{
	const struct diag *diag;

	while (s->left == 0) {
		s->i = s->end;
		if (s->i == s->d->n)
			return NULL;
		begin_file(s);
	}
	do
		diag = &s->d->v[s->i++];
	while (s->quota[diag->level] == 0);
	s->quota[diag->level]--;
	s->left--;
	s->more = s->left ? 0 : s->hidden;
	return diag;
}
