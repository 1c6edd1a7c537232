#include "cli/unknownflag.h"

#include "base/bytes.h"
#include "report/nearest.h"

#include <string.h>

#define MAX_NAMES 64

/* Names that people try, of other programs, and which flag is meant. */
static const struct {
	const char *tried, *meant;
} synonyms[] = {
	{"input", "template"},
	{"in", "template"},
	{"file", "template"},
	{"source", "template"},
	{"src", "template"},
	{"out", "output"},
	{"dest", "output"},
	{"destination", "output"},
	{"env", "env-file"},
	{"dotenv", "env-file"},
	{"values", "env-file"},
	{"vars", "env-file"},
	{"secrets", "secrets-dir"},
	{"secret-dir", "secrets-dir"},
	{"check", "dry-run"},
	{"type", "kind"},
	{"allow-unset", "optional"},
	{"allow-empty", "optional"},
	{"exclude", "ignore"},
	{"disable", "ignore"},
	{"skip", "ignore"},
	{"silent", "quiet"},
	{"no-color", "color never"},
	{"no-colour", "color never"},
	{"colour", "color"},
	{"werror", "strict"},
	{"chmod", "mode"},
	{"permissions", "mode"},
	{"expires", "expiry"},
	{"ttl", "expiry"},
	{"json", "format json"},
};

static const struct flag *
find_flag(const struct command *c, const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < c->nflags; i++)
		if (strncmp(c->flags[i].name, name, n) == 0 &&
			!c->flags[i].name[n])
			return &c->flags[i];
	return NULL;
}

static const char *
find_meant(const struct command *c, const char *name, size_t n)
{
	const char *known[MAX_NAMES + 1];
	size_t i;

	for (i = 0; i < countof(synonyms); i++)
		if (strncmp(synonyms[i].tried, name, n) == 0 &&
			!synonyms[i].tried[n] &&
			find_flag(c, synonyms[i].meant,
				strcspn(synonyms[i].meant, " ")))
			return synonyms[i].meant;
	for (i = 0; i < c->nflags && i < MAX_NAMES; i++)
		known[i] = c->flags[i].name;
	known[i++] = "help";
	return nearest(name, n, known, i);
}

/* How many flags begin with the name, and their names in b. */
static size_t
find_longer(const struct command *c, const char *name, size_t n, struct buf *b)
{
	size_t i, count = 0;

	for (i = 0; i < c->nflags; i++)
		if (strncmp(c->flags[i].name, name, n) == 0) {
			buf_addf(b, "%s--%s", count ? ", " : "",
				c->flags[i].name);
			count++;
		}
	return count;
}

/* What a command is not told by a flag. */
static const char *
find_advice(const struct command *c, const char *name, size_t n)
{
	static const struct {
		const char *command, *flag, *advice;
	} known[] = {
		{"lint", "template", "name the file alone, `lint FILE`"},
		{"lint", "file", "name the file alone, `lint FILE`"},
		{"lint", "input", "name the file alone, `lint FILE`"},
		{"keys generate", "output",
			"the keys go to standard output; "
			"write `>FILE`"},
		{"token mint", "output",
			"the token goes to standard output; "
			"write `>FILE`"},
		{"keys check", "file",
			"name the file alone, `keys check FILE`"},
		{"keys check", "template",
			"name the file alone, `keys check FILE`"},
		{"lint", "output", "lint writes nothing, `render` does"},
		{"render", "format", "only lint has other formats"},
		{"render", "rendered", "`lint --rendered FILE` checks a file"},
		{"render", "min-valid", "`keys check --min-valid` does that"},
		{"lint", "fix", "lint changes nothing"},
		{"lint", "dry-run", "lint changes nothing"},
		{"lint", "env-file", "lint needs no values"},
		{"lint", "env", "lint needs no values"},
		{"lint", "secrets-dir", "lint needs no values"},
	};
	size_t i;

	for (i = 0; i < countof(known); i++)
		if (strcmp(known[i].command, c->name) == 0 &&
			bytes_are(name, n, known[i].flag))
			return known[i].advice;
	return NULL;
}

/* A secret that other programs would take as an argument. */
static bool
is_secret(const char *name, size_t n)
{
	static const char *const names[] = {"secret", "password", "token",
		"key", "jwt-secret", "anon-key", "service-key", "api-key",
		"apikey", "value"};
	size_t i;

	for (i = 0; i < countof(names); i++)
		if (bytes_are(name, n, names[i]))
			return true;
	return false;
}

static void
explain_name(
	struct buf *out, const struct command *c, const char *name, size_t n)
{
	const char *meant = find_meant(c, name, n);
	const char *advice = find_advice(c, name, n);

	if (advice)
		buf_addf(out, "unknown flag --%.*s: %s", (int)n, name, advice);
	else if (is_secret(name, n))
		buf_addf(out,
			"unknown flag --%.*s: others see what is on a command "
			"line; pass a secret in a file, a variable or on "
			"standard input",
			(int)n, name);
	else if (meant)
		buf_addf(out, "unknown flag --%.*s; did you mean --%s?", (int)n,
			name, meant);
	else
		buf_addf(out, "unknown flag --%.*s", (int)n, name);
}

static void
explain_long(struct buf *out, const struct command *c, const char *word)
{
	const char *name = word + 2;
	size_t n = strcspn(name, "=");
	const struct flag *f = find_flag(c, name, n);
	struct buf longer = {0};

	if (f && f->type == FLAG_BOOL && name[n])
		buf_addf(out,
			"--%s takes no value: write --%s, or leave it out",
			f->name, f->name);
	else if (!is_secret(name, n) && n &&
		 find_longer(c, name, n, &longer) > 1)
		buf_addf(
			out, "--%.*s is ambiguous: %s", (int)n, name, longer.s);
	else
		explain_name(out, c, name, n);
	buf_free(&longer);
}

void
unknownflag_explain(
	struct buf *out, const struct command *c, const char *word, char letter)
{
	static const struct {
		char letter;
		const char *meant;
	} letters[] = {{'f', "template"}, {'i', "template"}, {'t', "template"},
		{'d', "secrets-dir"}, {'s', "secrets-dir"}, {'e', "env-file"},
		{'o', "output"}, {'n', "dry-run"}, {'q', "quiet"}};
	const char *name = word + 1, *meant = NULL;
	size_t i, n = strcspn(name, "=");

	if (strncmp(word, "--", 2) == 0) {
		explain_long(out, c, word);
		return;
	}
	for (i = 0; i < countof(letters); i++)
		if (letters[i].letter == letter)
			meant = letters[i].meant;
	/* -quiet, which is -q -u -i -e -t to getopt */
	if (n > 1 && find_flag(c, name, n))
		buf_addf(out, "unknown flag -%c; did you mean --%.*s?", letter,
			(int)n, name);
	else if (meant && find_flag(c, meant, strlen(meant)))
		buf_addf(out, "unknown flag -%c; did you mean --%s?", letter,
			meant);
	else if (meant && find_advice(c, meant, strlen(meant)))
		buf_addf(out, "unknown flag -%c: %s", letter,
			find_advice(c, meant, strlen(meant)));
	else if (letter == 'v')
		buf_addf(out, "unknown flag -v: there is no verbose mode, "
			      "all messages are printed unless --quiet");
	else
		buf_addf(out, "unknown flag -%c", letter);
}
