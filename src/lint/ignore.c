#include "lint/ignore.h"

#include "base/utf8.h"
#include "template/textline.h"

#include <stdlib.h>
#include <string.h>

#define DIRECTIVE "kongrender ignore"

/*
 * One id of a comment. What two of them silence is the same but for where it
 * begins, or has nothing in common: it ends with the same line, or not.
 */
struct entry {
	enum rule_id rule;
	size_t comment; /* where the comment is */
	size_t at, end; /* what it silences */
	/* in the first of those with this end and rule, where after the last
	   finding that one of them silenced */
	size_t used;
};

struct comments {
	const struct ignore *ignore;
	const struct doc *doc;
	struct diags *d;
	struct entry *v;
	size_t n, cap;
	struct entry **sorted; /* by end, rule, at */
	/* the line of the last comment, and whether it begins with one */
	size_t line, line_end;
	bool alone;
};

static bool
is_id(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

int
ignore_list(struct ignore *ignore, const char *const *ids, size_t n,
	struct buf *why)
{
	enum rule_id rule;
	size_t i;

	for (i = 0; i < n; i++) {
		rule = rule_find(ids[i], strlen(ids[i]));
		if (rule == RULE_COUNT) {
			rulepage_unknown(why, ids[i], strlen(ids[i]));
			return -1;
		}
		if (rulepages[rule].flags & NOT_IGNORABLE) {
			buf_addf(why, "\"%s\" cannot be ignored", ids[i]);
			return -1;
		}
		ignore->listed[rule] = true;
	}
	return 0;
}

static size_t
skip_blanks(const struct text *t, size_t at)
{
	while (at < t->n && (t->s[at] == ' ' || t->s[at] == '\t'))
		at++;
	return at;
}

/* With CR between them many comments stand in what is one line here. */
static void
look_at_line(struct comments *c, size_t at)
{
	const struct text *t = c->doc->text;
	struct textline line;

	if (at < c->line_end)
		return;
	line = textline_at(t, at);
	c->line = line.at;
	c->line_end = line.next;
	if (line.at == 0)
		line.body = skip_blanks(t, utf8_bom(t->s, t->n));
	c->alone = t->s[line.body] == '#';
}

/* Sets what a comment at byte at silences. */
static void
set_range(struct comments *c, size_t at, struct entry *entry)
{
	const struct text *t = c->doc->text;
	const struct entry *last = c->n ? &c->v[c->n - 1] : NULL;
	struct textline line;
	size_t next;

	look_at_line(c, at);
	entry->at = c->line;
	entry->end = c->line_end;
	if (!c->alone)
		return;
	/* one of the lines that the last one looked at */
	if (last && c->line < last->end) {
		entry->end = last->end;
		return;
	}
	/* alone on its line: further such lines may stand between */
	for (next = c->line_end; next < t->n; next = line.next) {
		line = textline_at(t, next);
		entry->end = line.next;
		if (line.body == t->n || t->s[line.body] != '#')
			return;
	}
}

static void
add_entry(struct comments *c, size_t comment, const char *id, size_t n,
	bool *listed)
{
	struct entry entry = {.rule = rule_find(id, n), .comment = comment};
	struct buf why = {0};

	if (n == 0)
		buf_adds(&why, "missing rule id: write \"# kongrender "
			       "ignore=ID -- reason\"");
	else if (entry.rule == RULE_COUNT)
		rulepage_unknown(&why, id, n);
	else if (rulepages[entry.rule].flags & NOT_IGNORABLE)
		buf_addf(
			&why, "\"%s\" cannot be ignored", rules[entry.rule].id);
	if (why.n) {
		diag_add(c->d, RULE_IGNORE_COMMENT, c->doc->text, comment, "%s",
			why.s);
		buf_free(&why);
		return;
	}
	if (listed[entry.rule])
		return;
	listed[entry.rule] = true;
	set_range(c, comment, &entry);
	c->v = xgrow(c->v, &c->cap, c->n + 1, sizeof(*c->v));
	c->v[c->n++] = entry;
}

/* Reads "=ID[,ID] -- reason" at [at, end); the comment begins at comment. */
static void
read_ids(struct comments *c, size_t comment, size_t at, size_t end)
{
	const struct text *t = c->doc->text;
	bool listed[RULE_COUNT] = {false};
	size_t id, first = c->n;

	if (at == end || t->s[at] != '=') {
		diag_add(c->d, RULE_IGNORE_COMMENT, t, comment,
			"invalid ignore comment: write \"# kongrender "
			"ignore=ID -- reason\"");
		return;
	}
	do {
		id = at = skip_blanks(t, at + 1);
		while (at < end && is_id(t->s[at]) &&
			(at > id || t->s[at] != '-'))
			at++;
		add_entry(c, comment, t->s + id, at - id, listed);
		at = skip_blanks(t, at);
	} while (at < end && t->s[at] == ',');
	if (at + 2 < end && memcmp(t->s + at, "--", 2) == 0 &&
		skip_blanks(t, at + 2) < end)
		return;
	c->n = first;
	diag_add(c->d, RULE_IGNORE_COMMENT, t, comment,
		"missing reason: add \"-- reason\" after the rules; without it "
		"nothing is ignored");
}

/* The comment may begin with something else: "# old # kongrender ignore=". */
static void
read_comment(struct comments *c, size_t at, size_t end)
{
	const struct text *t = c->doc->text;
	size_t word, n = strlen(DIRECTIVE);

	while (end > at && strchr("\r\n \t", t->s[end - 1]))
		end--;
	for (; at < end; at++) {
		if (t->s[at] != '#')
			continue;
		word = skip_blanks(t, at + 1);
		if (word + n > end || memcmp(t->s + word, DIRECTIVE, n) != 0 ||
			(word + n < end && is_id(t->s[word + n])))
			continue;
		read_ids(c, at, word + n, end);
		return;
	}
}

/* Reads the comments in [at, end), where there is no scalar's content. */
static void
read_between(struct comments *c, size_t at, size_t end)
{
	const char *s = c->doc->text->s;

	for (; at < end; at++) {
		size_t stop;

		/* after a byte order mark, too */
		if (s[at] != '#' ||
			(at > 0 && !strchr(" \t\r\n\xbf", s[at - 1])))
			continue;
		stop = scan_line_end(c->doc->text, at, end);
		read_comment(c, at, stop);
		at = stop;
	}
}

static void
read_comments(struct comments *c)
{
	const struct doc *doc = c->doc;
	const struct text *t = doc->text;
	size_t done = 0, body;
	uint32_t i;

	if (!t->n || !memmem(t->s, t->n, DIRECTIVE, strlen(DIRECTIVE)))
		return;
	for (i = 1; i < doc->n; i++) {
		const struct node *node = &doc->node[i];

		if (node->kind != NODE_SCALAR)
			continue;
		body = scan_content(doc, i);
		read_between(c, done, body < done ? done : body);
		if (node->end > done)
			done = node->end;
	}
	read_between(c, done, t->n);
}

/* Returns whether a scalar with a reference is at byte at. */
static bool
is_of_value(const struct doc *doc, size_t at)
{
	uint32_t low = 0, high = doc->n, middle;

	while (high - low > 1) {
		middle = low + (high - low) / 2;
		if (doc->node[middle].at <= at)
			low = middle;
		else
			high = middle;
	}
	return low && at < doc->node[low].end &&
	       doc->node[low].flags & (NODE_REF | NODE_HAS_KEPT);
}

static int
compare(const struct entry *a, size_t end, enum rule_id rule)
{
	if (a->end != end)
		return a->end < end ? -1 : 1;
	return (a->rule > rule) - (a->rule < rule);
}

static int
by_range(const void *a, const void *b)
{
	const struct entry *x = *(struct entry *const *)a;
	const struct entry *y = *(struct entry *const *)b;
	int order = compare(x, y->end, y->rule);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static void
sort(struct comments *c)
{
	size_t i;

	c->sorted = xcalloc(c->n, sizeof(struct entry *));
	for (i = 0; i < c->n; i++)
		c->sorted[i] = &c->v[i];
	if (c->n)
		qsort(c->sorted, c->n, sizeof(struct entry *), by_range);
}

/* The first entry of this end, or of a later one, and rule. */
static size_t
find(const struct comments *c, size_t end, enum rule_id rule)
{
	size_t low = 0, high = c->n, middle;

	while (low < high) {
		middle = low + (high - low) / 2;
		if (compare(c->sorted[middle], end, rule) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Returns whether a comment silences diag, and marks that comment as used. */
static bool
is_commented(struct comments *c, const struct diag *diag)
{
	struct entry *first;
	size_t i, end;

	if (diag->text != c->doc->text || diag->at == NOWHERE)
		return false;
	i = find(c, diag->at + 1, (enum rule_id)0);
	if (i == c->n)
		return false;
	end = c->sorted[i]->end;
	i = find(c, end, diag->rule);
	first = i < c->n ? c->sorted[i] : NULL;
	if (!first || compare(first, end, diag->rule) || first->at > diag->at)
		return false;
	if (first->used <= diag->at)
		first->used = diag->at + 1;
	return !(c->ignore->run == IN_RENDER &&
		 (rulepages[diag->rule].flags & OF_VALUES ||
			 is_of_value(c->doc, diag->at)));
}

/* What is known of the first of those alike becomes known of all. */
static void
share_used(struct comments *c)
{
	const struct entry *first = NULL;
	struct entry *entry;
	size_t i;

	for (i = 0; i < c->n; i++) {
		entry = c->sorted[i];
		if (!first || compare(first, entry->end, entry->rule))
			first = entry;
		entry->used = entry->at < first->used ? first->used : 0;
	}
}

static void
filter(struct comments *c, size_t from)
{
	struct diags *d = c->d;
	size_t i, n = from;

	for (i = from; i < d->n; i++) {
		bool commented = c->doc && is_commented(c, &d->v[i]);

		if (!commented && !c->ignore->listed[d->v[i].rule]) {
			d->v[n++] = d->v[i];
			continue;
		}
		d->count[d->v[i].level]--;
		free(d->v[i].message);
	}
	d->n = n;
}

/* A rule that did not run cannot have been suppressed. */
static void
report_unused(struct comments *c, bool had_errors)
{
	size_t i;

	if (c->ignore->listed[RULE_UNUSED_IGNORE])
		return;
	for (i = 0; i < c->n; i++) {
		const struct page *page = &rulepages[c->v[i].rule];

		if (c->v[i].used || !(page->flags & c->ignore->run))
			continue;
		if (c->ignore->run == IN_RENDER && page->flags & OF_VALUES)
			continue;
		/* then it may not have come to that */
		if (had_errors && (c->ignore->run == IN_RENDER ||
					  page->flags & OF_WHOLE_FILE))
			continue;
		diag_add(c->d, RULE_UNUSED_IGNORE, c->doc->text,
			c->v[i].comment,
			"unused ignore comment: \"%s\" finds nothing here; "
			"remove it",
			rules[c->v[i].rule].id);
	}
}

void
ignore_apply(const struct ignore *ignore, const struct doc *doc, size_t from,
	struct diags *d)
{
	struct comments c = {.ignore = ignore, .doc = doc, .d = d};
	size_t n = d->n, i;
	bool had_errors = false;

	for (i = from; i < n; i++)
		had_errors |= d->v[i].level >= LEVEL_ERROR;
	if (doc)
		read_comments(&c);
	sort(&c);
	filter(&c, from);
	share_used(&c);
	report_unused(&c, had_errors);
	free(c.sorted);
	free(c.v);
}
