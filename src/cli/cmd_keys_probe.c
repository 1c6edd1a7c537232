#include "cli/cmd.h"
#include "cli/curl.h"
#include "cli/output.h"
#include "cli/valueflags.h"
#include "cli/url.h"

#include "supabase/answer.h"

#include <errno.h>
#include <string.h>

/* A table that no database has: PostgREST looks at the token before. */
#define PROBE_PATH "/rest/v1/kongrender-probe"
#define MAX_KEY 8000 /* bytes: Kong and Envoy take headers of 8 and 60 KB */
#define MAX_SHOWN 100 /* bytes of an unknown answer */

struct options {
	struct valueflags sources;
	bool with_service_key, insecure;
	struct output messages;
};

#define OPTION(member) offsetof(struct options, member)

static const struct flag flags[] = {
	VALUE_FLAGS(struct options, sources),
	{"with-service-key", 0, FLAG_BOOL, OPTION(with_service_key), NULL, NULL,
		NULL,
		"also send the keys of service_role, which bypass\n"
		"row level security"},
	{"insecure", 0, FLAG_BOOL, OPTION(insecure), NULL, NULL, NULL,
		"allow http:// to public addresses, where anyone\n"
		"on the way can read the keys"},
	COLOR_FLAG(OPTION(messages.color)),
};

/* The keys, as .env and the Secret call them; those of service_role last. */
static const char *const key_names[] = {"ANON_KEY", "SUPABASE_PUBLISHABLE_KEY",
	"SERVICE_ROLE_KEY", "SUPABASE_SECRET_KEY"};

/* What Kong's template calls them, which comes first in every source. */
static const char *const kong_names[] = {"SUPABASE_ANON_KEY",
	"SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SERVICE_KEY",
	"SUPABASE_SECRET_KEY"};

#define NPUBLIC 2

/* Everything of one run. */
struct run {
	const struct options *o;
	struct buf url; /* with the path */
	size_t asked, wrong;
	bool no_curl, unreachable;
};

/* A key, and what to call it. */
struct key {
	const char *name, *value;
	size_t n;
};

/* Why a key cannot be a header's value, or NULL. */
static const char *
key_problem(const struct key *key)
{
	size_t i;

	for (i = 0; i < key->n; i++)
		if (key->value[i] <= 0x20 || key->value[i] > 0x7e)
			return "contains white space or another invalid "
			       "character: no client can send it";
	return key->n > MAX_KEY ? "exceeds the length limit of a header" : NULL;
}

/* The first line of an answer that nobody knows, unless the key is in it. */
static void
print_unknown(const struct curl_response *r, const struct key *key)
{
	size_t i, n = r->nbody < MAX_SHOWN ? r->nbody : MAX_SHOWN;

	printf("unknown answer");
	if (!n || (key && memmem(r->body, r->nbody, key->value, key->n))) {
		putchar('\n');
		return;
	}
	printf(": ");
	for (i = 0; i < n && r->body[i] != '\n' && r->body[i] != '\r'; i++)
		putchar(r->body[i] >= 0x20 && r->body[i] < 0x7f ? r->body[i]
								: '?');
	putchar('\n');
}

/* Prints what the answer a means; key NULL: none was sent. */
static void
print_answer(struct run *run, const struct answer *a, const struct key *key)
{
	static const char *const words[] = {
		[ANSWER_REFUSED] = "key refused",
		[ANSWER_FORBIDDEN] = "access denied",
		[ANSWER_UNROUTED] = "not an API path",
		[ANSWER_MALFORMED] = "request rejected",
		[ANSWER_DOWN] = "not available",
		[ANSWER_REJECTED] = "token rejected",
		[ANSWER_REACHED] = "key accepted",
	};
	bool fine = a->outcome == (key ? ANSWER_REACHED : ANSWER_REFUSED) ||
		    (!key && a->outcome == ANSWER_FORBIDDEN);

	if (!key && fine) {
		printf("%s: refused, as expected\n", a->from);
		return;
	}
	run->wrong += !fine;
	if (!key &&
		(a->outcome == ANSWER_REACHED || a->outcome == ANSWER_REJECTED))
		printf("%s: accepted without a key\n"
		       "    the gateway requires no key on this route: anyone "
		       "can reach PostgREST\n",
			a->from);
	else
		printf("%s: %s\n", a->from, words[a->outcome]);
	if (a->todo && (key || a->outcome == ANSWER_UNROUTED ||
			       a->outcome == ANSWER_MALFORMED ||
			       a->outcome == ANSWER_DOWN))
		printf("    %s\n", a->todo);
}

static void
print_response(
	struct run *run, const struct curl_response *r, const struct key *key)
{
	const struct answer *a = answer_find(r->status, r->body, r->nbody);

	printf("  %-28s ", key ? key->name : "(no key)");
	if (!r->status) {
		run->unreachable = true;
		run->wrong++;
		printf("--- %s", curl_failure(r->exit));
		if (strcmp(curl_failure(r->exit), curl_failure(-1)) == 0)
			printf(" (curl: status %d)", r->exit);
		putchar('\n');
		return;
	}
	printf("%d ", r->status);
	if (a) {
		print_answer(run, a, key);
		return;
	}
	run->wrong++;
	print_unknown(r, key);
}

/* What to type where there is a curl. */
static void
print_command(const struct run *run, const struct key *key)
{
	if (!key)
		printf("  curl -q -i --noproxy '*' -m " CURL_SECONDS " '%s'\n",
			run->url.s);
	else
		printf("  printf 'apikey: %%s\\n"
		       "Authorization: Bearer %%s\\n"
		       "' \"$%s\" \"$%s\" |\n"
		       "    curl -q -i --noproxy '*' -m " CURL_SECONDS
		       " -H @- '%s'\n",
			key->name, key->name, run->url.s);
}

/* Sends one request, with key or, if that is NULL, without. */
static void
probe(struct run *run, const struct key *key)
{
	struct curl_response r;
	struct buf headers = {0};

	if (run->unreachable)
		return;
	if (key)
		buf_addf(&headers,
			"apikey: %s\n"
			"Authorization: Bearer %s\n",
			key->value, key->value);
	run->asked += key != NULL;
	if (!run->no_curl &&
		curl_get(&r, run->url.s, headers.s ? headers.s : "",
			headers.n) == 0) {
		print_response(run, &r, key);
		curl_free(&r);
	} else {
		if (!run->no_curl)
			printf("cannot run curl (%s). Send the requests from a "
			       "machine that has it:\n",
				strerror(errno));
		run->no_curl = true;
		print_command(run, key);
	}
	buf_free(&headers);
}

static void
probe_all(struct run *run, struct valueflags *sources, struct diags *d)
{
	size_t i, n = run->o->with_service_key ? countof(key_names) : NPUBLIC;
	struct key key[countof(key_names)];
	const struct var *var;
	const char *problem;

	for (i = 0; i < n; i++) {
		var = valueflags_get(sources, kong_names[i], d);
		key[i] = (struct key){.name = var->source == VAR_ENVIRONMENT
						      ? var->origin
						      : key_names[i],
			.value = var->value,
			.n = var->n};
		problem = key_problem(&key[i]);
		if (problem)
			diag_add(d, RULE_KEY_WHITESPACE, NULL, NOWHERE, "%s %s",
				key[i].name, problem);
	}
	if (diags_errors(d))
		return;
	printf("%s\n", run->url.s);
	probe(run, NULL);
	for (i = 0; i < n; i++)
		if (key[i].n)
			probe(run, &key[i]);
	if (!run->asked && !run->unreachable) {
		run->wrong++;
		printf("  no key to send: set ANON_KEY or "
		       "SUPABASE_PUBLISHABLE_KEY, or pass -e FILE or -s DIR\n");
	}
}

static int
run_probe(struct options *o, const char *url)
{
	struct run run = {.o = o};
	struct diags d = {0};
	size_t n = strlen(url);
	int status;

	while (n && url[n - 1] == '/')
		n--;
	buf_add(&run.url, url, n);
	buf_adds(&run.url, PROBE_PATH);
	if (valueflags_open(&o->sources, &d) == 0)
		probe_all(&run, &o->sources, &d);
	diags_sort(&d);
	output_report(&o->messages, stderr, &d);
	status = diags_status(&d, false);
	if (!status)
		status = run.no_curl ? STATUS_USAGE
			 : run.wrong ? STATUS_WRONG
				     : STATUS_OK;
	buf_free(&run.url);
	diags_free(&d);
	return status;
}

static int
run(const struct command *self, int argc, char **argv)
{
	struct options o = {0};
	int status, i = opt_parse(self, argc, argv, &o, &status);
	const char *problem = i >= 0 && i < argc ? url_problem(argv[i]) : NULL;

	if (i >= 0 && i == argc)
		status = opt_usage(self, "missing URL");
	else if (problem)
		status = opt_usage(self, "invalid URL: it %s", problem);
	else if (i >= 0 && !o.insecure && url_is_exposed(argv[i]))
		status = opt_usage(self,
			"http:// to a public address would send keys "
			"unencrypted: use https://, or pass --insecure");
	else if (i >= 0)
		status = run_probe(&o, argv[i]);
	valueflags_close(&o.sources);
	return status;
}

const struct command cmd_keys_probe = {
	.name = "keys probe",
	.operands = "URL",
	.summary = "send requests with the keys to a running gateway",
	.about = "Sends requests to the gateway at URL, first without a key, "
		 "then with ANON_KEY\nand SUPABASE_PUBLISHABLE_KEY, and "
		 "reports which hop answered (Envoy, Kong, or\nPostgREST "
		 "behind them) and what to do. Keys come from the same sources "
		 "as in\nrender. curl sends the requests and reads the keys "
		 "from its standard input,\nnever from its arguments. Without "
		 "curl, the commands are printed.",
	.examples =
		"Examples:\n"
		"  kongrender keys probe http://localhost:8000 -e .env\n"
		"  kongrender keys probe https://supabase.example -s /secrets "
		"\\\n"
		"    --with-service-key\n\n"
		"Exit status: 0 refused without a key and accepted with each "
		"key, 1 otherwise,\n2 usage error, or curl cannot be run.",
	.flags = flags,
	.nflags = countof(flags),
	.max_operands = 1,
	.run = run,
};
