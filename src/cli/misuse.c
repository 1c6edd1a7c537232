#include "cli/misuse.h"

#include "report/nearest.h"
#include "vars/sensitive.h"

#include <string.h>
#include <sys/stat.h>

/* Words that people try, of other programs or of a command's second word. */
static const struct guess {
	const char *words, *advice;
} guesses[] = {
	{"keys rotate", "`keys generate` makes new keys; to rotate them, see "
			"deploy/README.md, \"Rotating JWT_SECRET\""},
	{"rotate", "`keys generate` makes new keys; to rotate them, see "
		   "deploy/README.md, \"Rotating JWT_SECRET\""},
	{"keys list", "`keys check` lists them and reports what is wrong"},
	{"keys new", "use `kongrender keys generate`"},
	{"keys create", "use `kongrender keys generate`"},
	{"keys verify", "use `kongrender keys check`"},
	{"keys mint", "use `kongrender token mint`"},
	{"token generate", "use `kongrender token mint`"},
	{"token create", "use `kongrender token mint`"},
	{"token sign", "use `kongrender token mint`"},
	{"token decode", "use `kongrender token inspect`"},
	{"token check", "use `kongrender token verify`"},
	{"sign", "use `kongrender token mint`"},
	{"decode", "use `kongrender token inspect`"},
	{"check", "use `kongrender lint FILE` for files, `kongrender keys "
		  "check` for keys"},
	{"validate", "use `kongrender lint FILE`, with --rendered for what "
		     "Kong reads"},
	{"test", "use `kongrender lint FILE`"},
	{"fmt", "use `kongrender lint FILE`; it changes nothing"},
	{"fix", "use `kongrender lint FILE`; it changes nothing"},
	{"template", "use `kongrender render --template FILE --output FILE`"},
	{"fill", "use `kongrender render --template FILE --output FILE`"},
	{"envsubst", "use `kongrender render --template FILE --output FILE`"},
	{"substitute", "use `kongrender render --template FILE --output "
		       "FILE`"},
	{"build", "use `kongrender render --template FILE --output FILE`"},
	{"watch", "use `kongrender render --watch`"},
	{"explain", "use `kongrender lint --explain ID`"},
	{"rules", "use `kongrender lint --list-rules`"},
	{"version", "use `kongrender --version`"},
	{"env", "use `kongrender dotenv set FILE NAME`"},
};

static const char *
guess(int n, char **argv)
{
	size_t i, first = strlen(argv[0]), len;
	const char *words;

	for (i = 0; i < countof(guesses); i++) {
		words = guesses[i].words;
		len = strcspn(words, " ");
		if (len != first || memcmp(words, argv[0], len) != 0)
			continue;
		if (!words[len] ||
			(n > 1 && strcmp(words + len + 1, argv[1]) == 0))
			return guesses[i].advice;
	}
	return NULL;
}

/* Whether the command is of the group, as "token mint" is of "token". */
static const char *
verb_of(const struct command *c, const char *group)
{
	size_t n = strlen(group);

	return strncmp(c->name, group, n) == 0 && c->name[n] == ' '
		       ? c->name + n + 1
		       : NULL;
}

/* "keys has generate, check, probe". Returns false for no group. */
static bool
add_verbs(struct buf *out, const char *group)
{
	const struct command *const *c;
	const char *between = "", *verb;
	size_t from = out->n;

	for (c = commands; *c; c++) {
		verb = verb_of(*c, group);
		if (!verb)
			continue;
		if (out->n == from)
			buf_addf(out, "%s has ", group);
		buf_addf(out, "%s%s", between, verb);
		between = ", ";
	}
	return out->n > from;
}

/* The command whose second word this is, "token mint" for "mint", or NULL. */
static const char *
find_verb(const char *word)
{
	const struct command *const *c;
	const char *space;

	for (c = commands; *c; c++) {
		space = strchr((*c)->name, ' ');
		if (space && strcmp(space + 1, word) == 0)
			return (*c)->name;
	}
	return NULL;
}

/* The command that was meant by these words, or NULL. */
static const char *
find_near(int n, char **argv)
{
	const char *names[64] = {NULL}, *found = NULL, *verb;
	struct buf words = {0};
	size_t i, len = n > 1 ? strlen(argv[1]) : 0;

	buf_addf(&words, "%s%s%s", argv[0], n > 1 ? " " : "",
		n > 1 ? argv[1] : "");
	for (i = 0; i < countof(names) && commands[i]; i++) {
		names[i] = commands[i]->name;
		verb = verb_of(commands[i], argv[0]);
		if (verb && len && strncmp(verb, argv[1], len) == 0)
			found = names[i];
	}
	if (!found)
		found = nearest(words.s, words.n, names, i);
	if (!found)
		found = nearest(argv[0], strlen(argv[0]), names, i);
	buf_free(&words);
	return found;
}

/* The command that has the flag of that word, "--explain" or "-t", or NULL. */
static const struct command *
owner_of(const char *word)
{
	const struct command *const *c;
	const struct flag *f;
	size_t i, n = strcspn(word, "=");

	for (c = commands; *c; c++)
		for (i = 0; i < (*c)->nflags; i++) {
			f = &(*c)->flags[i];
			if (word[1] == '-' ? strncmp(f->name, word + 2,
						     n - 2) == 0 &&
						     !f->name[n - 2]
					   : n == 2 && f->letter == word[1])
				return *c;
		}
	return NULL;
}

static bool
is_command(const char *word)
{
	const struct command *const *c;
	size_t n;

	for (c = commands; *c; c++) {
		n = strcspn((*c)->name, " ");
		if (strncmp((*c)->name, word, n) == 0 && !word[n])
			return true;
	}
	return false;
}

static void
explain_flag(struct buf *out, int n, char **argv)
{
	const struct command *owner = owner_of(argv[0]);
	const char *command = owner ? owner->name : NULL;
	int i;

	buf_adds(out, "the command comes first, then its flags");
	for (i = n - 1; i > 0; i--)
		if (is_command(argv[i]))
			command = argv[i];
	if (strcmp(argv[0], "-v") == 0)
		buf_adds(out, "; for the version use `kongrender --version`");
	else if (command)
		buf_addf(out, ": use `kongrender %s %.*s`", command,
			(int)strcspn(argv[0], "="), argv[0]);
	else
		buf_adds(out, "; run `kongrender --help` for the list");
}

static bool
is_file(const char *word)
{
	struct stat st;

	return stat(word, &st) == 0 || strstr(word, ".yml") ||
	       strstr(word, ".yaml") || strstr(word, ".json");
}

void
misuse_explain(struct buf *out, int n, char **argv)
{
	const char *advice = guess(n, argv), *near = find_near(n, argv);
	const char *verb = find_verb(argv[0]);
	bool two = is_command(argv[0]) && n > 1;

	if (argv[0][0] == '-') {
		explain_flag(out, n, argv);
		return;
	}
	if (sensitive_is_name(argv[0], strlen(argv[0])) &&
		(!two || sensitive_is_name(argv[1], strlen(argv[1]))))
		buf_addf(out, "unknown command \"%s%s%s\"", argv[0],
			two ? " " : "", two ? argv[1] : "");
	else
		buf_adds(out, "unknown command");
	if (advice) {
		buf_addf(out, ": %s", advice);
	} else if (verb) {
		buf_addf(out, ": use `kongrender %s`", verb);
	} else if (is_file(argv[0])) {
		buf_adds(out, ": `kongrender lint FILE` checks a file, "
			      "`kongrender render --template FILE --output "
			      "FILE` renders it");
	} else if (near) {
		buf_addf(out, ", did you mean \"%s\"?", near);
	} else {
		buf_adds(out, ": ");
		if (!add_verbs(out, argv[0]))
			buf_adds(out, "run `kongrender --help` for the list");
	}
}
