#include "cli/words.h"

#include "base/bytes.h"
#include "cli/cmd.h"
#include "cli/manpage.h"
#include "report/rulepage.h"
#include "supabase/variables.h"

#include <assert.h>
#include <string.h>

static void
add_word(struct buf *out, const char *word, size_t n)
{
	if (out->n)
		buf_addc(out, ' ');
	buf_add(out, word, n);
}

static void
add_rules(struct buf *out)
{
	size_t i;

	for (i = 0; i < RULE_COUNT; i++)
		add_word(out, rules[i].id, strlen(rules[i].id));
}

/* What --ignore takes: it refuses a rule that nothing silences. */
static void
add_ignorable(struct buf *out)
{
	size_t i;

	for (i = 0; i < RULE_COUNT; i++)
		if (!(rulepages[i].flags & NOT_IGNORABLE))
			add_word(out, rules[i].id, strlen(rules[i].id));
}

static void
add_roles(struct buf *out)
{
	const char *anon = supabase_role_name(ROLE_ANON);
	const char *service = supabase_role_name(ROLE_SERVICE);

	add_word(out, anon, strlen(anon));
	add_word(out, service, strlen(service));
}

/* The variables that have one of these flags, as the Secret calls them. */
static void
add_variables(struct buf *out, unsigned flags)
{
	enum supabase_id id;
	const char *name;

	for (id = 0; id < SUPABASE_COUNT; id++) {
		if (!(supabase_variables[id].flags & flags))
			continue;
		name = supabase_secret_name(id);
		add_word(out, name, strlen(name));
	}
}

static void
add_made(struct buf *out)
{
	add_variables(out, VARIABLE_MADE);
}

static void
add_all_variables(struct buf *out)
{
	add_variables(out, ~0U);
}

static void
add_pages(struct buf *out)
{
	struct buf name = {0};
	const struct command *const *c;

	add_word(out, MANPAGE_OVERVIEW, strlen(MANPAGE_OVERVIEW));
	for (c = commands; *c; c++) {
		name.n = 0;
		manpage_add_name(&name, *c);
		add_word(out, name.s, name.n);
	}
	buf_free(&name);
}

/* The first row that fits counts; NULL fits every command and flag. */
static const struct meaning {
	const char *command, *flag, *placeholder;
	enum words_kind kind;
	void (*add)(struct buf *out);
} meanings[] = {
	{NULL, NULL, "FILE", WORDS_FILES, NULL},
	{NULL, NULL, "PATH", WORDS_FILES, NULL},
	{NULL, NULL, "PATH|none", WORDS_FILES, NULL},
	{NULL, NULL, "FILE|DIR", WORDS_FILES, NULL},
	{NULL, NULL, "FILE NAME", WORDS_FILES, NULL},
	{NULL, NULL, "DIR", WORDS_DIRS, NULL},
	{NULL, "ignore", "ID", WORDS_LISTED, add_ignorable},
	{NULL, NULL, "ID", WORDS_LISTED, add_rules},
	{NULL, NULL, "ROLE", WORDS_LISTED, add_roles},
	{"keys generate", "only", "NAME", WORDS_LISTED, add_made},
	{NULL, "name", "NAME", WORDS_NONE, NULL},
	{NULL, "namespace", "NAME", WORDS_NONE, NULL},
	{NULL, "stdin-filename", "NAME", WORDS_FILES, NULL},
	{NULL, NULL, "NAME", WORDS_LISTED, add_all_variables},
	{NULL, NULL, "NAME=KEY", WORDS_NONE, NULL},
	{NULL, NULL, "PAGE", WORDS_LISTED, add_pages},
	{NULL, NULL, "TEXT", WORDS_NONE, NULL},
	{NULL, NULL, "LIST", WORDS_NONE, NULL},
	{NULL, NULL, "URL", WORDS_NONE, NULL},
	{NULL, NULL, "-- COMMAND [ARG...]", WORDS_NONE, NULL},
};

static bool
fits(const char *wanted, const char *given)
{
	return !wanted || (given && strcmp(wanted, given) == 0);
}

static void
look_up(struct words *w, const char *command, const char *flag,
	const char *placeholder, size_t n)
{
	const struct meaning *m, *end = meanings + countof(meanings);

	for (m = meanings; m < end; m++)
		if (bytes_are(placeholder, n, m->placeholder) &&
			fits(m->command, command) && fits(m->flag, flag))
			break;
	assert(m < end);
	w->kind = m->kind;
	if (m->add)
		m->add(&w->list);
}

/* Choices are words with | between. */
static void
list_choices(struct words *w, const char *choices)
{
	w->kind = WORDS_LISTED;
	for (; *choices; choices++)
		buf_addc(&w->list, *choices == '|' ? ' ' : *choices);
}

void
words_of_flag(struct words *w, const struct command *c, const struct flag *f)
{
	w->many = f->type == FLAG_LIST;
	if (f->choices) {
		list_choices(w, f->choices);
		return;
	}
	switch (f->type) {
	case FLAG_STRING:
	case FLAG_LIST:
	case FLAG_FILES:
		look_up(w, c->name, f->name, f->arg, strcspn(f->arg, ","));
		break;
	default:
		w->kind = WORDS_NONE;
	}
}

void
words_of_operand(struct words *w, const struct command *c)
{
	const char *s = c->operands;
	size_t n = strlen(s);

	if (!n)
		return;
	if (*s == '[' && s[n - 1] == ']') {
		s++;
		n -= 2;
	} else if (strchr(s, '|')) {
		list_choices(w, s);
		return;
	}
	if (bytes_end(s, n, "..."))
		n -= 3;
	look_up(w, c->name, NULL, s, n);
}

void
words_free(struct words *w)
{
	buf_free(&w->list);
	*w = (struct words){0};
}

size_t
words_group(const struct command *const *c)
{
	const char *name = (*c)->name;
	size_t n = strcspn(name, " ");

	if (!name[n] ||
		(c > commands && strncmp(c[-1]->name, name, n + 1) == 0))
		return 0;
	return n;
}

void
words_add_commands(struct buf *out, const char *group)
{
	const struct command *const *c;
	size_t n, ngroup = group ? strlen(group) : 0;
	const char *name;

	for (c = commands; *c; c++) {
		name = (*c)->name;
		n = strcspn(name, " ");
		if (!group && (!name[n] || words_group(c)))
			add_word(out, name, n);
		if (group && bytes_same(name, n, group, ngroup) && name[n])
			add_word(out, name + n + 1, strlen(name + n + 1));
	}
}

void
words_add_summary(struct buf *out, const char *help)
{
	for (; *help && *help != ';' && strncmp(help, " (", 2) != 0 &&
		strncmp(help, "\n(", 2) != 0;
		help++)
		buf_addc(out, *help == '\n' ? ' ' : *help);
}
