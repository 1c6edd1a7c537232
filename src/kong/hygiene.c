#include "kong/hygiene.h"

#include "kong/values.h"
#include "kong/written.h"
#include "report/nearest.h"
#include "kong/supabase.h"
#include "vars/sensitive.h"

#include <string.h>
#include <strings.h>

struct hygiene {
	const struct doc *doc;
	struct kong_marks *marks;
	const struct render_kind *kind;
	bool is_template;
	struct diags *d;
};

static bool
is_scalar(const struct doc *doc, uint32_t i)
{
	return i && doc->node[i].kind == NODE_SCALAR;
}

/* Returns the value of the mapping's key of that name, or 0. */
static uint32_t
get(const struct doc *doc, uint32_t mapping, const char *name)
{
	uint32_t key, value;

	if (doc->node[mapping].kind != NODE_MAPPING)
		return 0;
	for (key = scan_child(doc, mapping); key;
		key = scan_sibling(doc, value)) {
		value = scan_sibling(doc, key);
		if (scan_is(doc, key, name))
			return scan_deref(doc, value);
	}
	return 0;
}

/* The key of the mapping's value i, or 0. */
static uint32_t
key_of(const struct doc *doc, uint32_t i)
{
	uint32_t up = doc->node[i].parent, key;

	if (doc->node[up].kind != NODE_MAPPING || doc->node[i].flags & NODE_KEY)
		return 0;
	for (key = up + 1; doc->node[key].next != i;)
		key = doc->node[key].next;
	return scan_deref(doc, key);
}

/* The name of the consumer that a credential's field i belongs to, or 0. */
static uint32_t
consumer_of(const struct doc *doc, uint32_t i)
{
	uint32_t credential = doc->node[i].parent;
	uint32_t list = doc->node[credential].parent;
	uint32_t consumer = doc->node[list].parent;
	uint32_t name = get(doc, credential, "consumer");

	if (!name)
		name = get(doc, consumer, "username");
	return is_scalar(doc, name) ? name : 0;
}

static bool
has_word(const char *s, size_t n, const char *word)
{
	return memmem(s, n, word, strlen(word)) != NULL;
}

/* A variable of a key for everybody, or for the server only. */
static bool
is_public_name(const char *s, size_t n)
{
	return has_word(s, n, "ANON") || has_word(s, n, "PUBLISHABLE");
}

static bool
is_server_name(const char *s, size_t n)
{
	return has_word(s, n, "SERVICE") || has_word(s, n, "SECRET_KEY");
}

static void
check_swap(struct hygiene *h, uint32_t i, size_t at, const char *name, size_t n)
{
	const struct doc *doc = h->doc;
	const struct kong_entity *entity = NULL;
	uint32_t consumer;
	bool public = is_public_name(name, n), server = is_server_name(name, n);

	if (public == server || !kong_marks_field(h->marks, i, &entity) ||
		entity->id != KONG_KEYAUTH)
		return;
	consumer = consumer_of(doc, i);
	if (!consumer ||
		!scan_is(doc, consumer, public ? "service_role" : "anon"))
		return;
	diag_add(h->d, RULE_SWAPPED_VARIABLES, doc->text, at,
		public ? "%.*s is everybody's key, and here it is the key of "
			 "service_role: Kong would take every visitor for the "
			 "server; write the server's variable"
		       : "%.*s is the server's key, and here it is the key of "
			 "anon: Kong would refuse every visitor, and take the "
			 "server for one; write everybody's variable",
		(int)n, name);
}

static bool
is_known(const char *name, size_t n)
{
	size_t i;

	for (i = 0; i < supabase_nnames; i++)
		if (strlen(supabase_names[i]) == n &&
			memcmp(supabase_names[i], name, n) == 0)
			return true;
	for (i = 0; i < supabase_naliases; i++)
		if (strlen(supabase_aliases[i].alias) == n &&
			memcmp(supabase_aliases[i].alias, name, n) == 0)
			return true;
	return false;
}

/*
 * A slip of the hand: but for two letters at one place, or for case, the same.
 * Names that differ more may well be other variables.
 */
static bool
is_slip(const char *name, size_t n, const char *known)
{
	size_t nknown = strlen(known), least = n < nknown ? n : nknown;
	size_t front = 0, back = 0;

	if (n == nknown && strncasecmp(name, known, n) == 0)
		return true;
	while (front < least && name[front] == known[front])
		front++;
	while (back < least - front &&
		name[n - 1 - back] == known[nknown - 1 - back])
		back++;
	return n - front - back <= 2 && nknown - front - back <= 2;
}

static void
check_name(struct hygiene *h, size_t at, const char *name, size_t n)
{
	const char *known;

	if (is_known(name, n))
		return;
	known = nearest(name, n, supabase_names, supabase_nnames);
	if (known && is_slip(name, n, known))
		diag_add(h->d, RULE_NEAR_VARIABLE, h->doc->text, at,
			"%.*s: did you mean %s?", (int)n, name, known);
}

/* The word of a default with a { that is not an inner reference's. */
static size_t
find_brace(const char *s, const struct ref *r)
{
	size_t i;

	for (i = r->word; i < r->word_end; i++)
		if (s[i] == '{' && s[i - 1] != '$')
			return i;
	return 0;
}

static void
check_ref(struct hygiene *h, uint32_t i, size_t from, const struct ref *r)
{
	const char *s = h->doc->text->s + from;
	const char *name = s + r->name;
	size_t n = r->name_end - r->name, brace;

	check_swap(h, i, from + r->at, name, n);
	check_name(h, from + r->name, name, n);
	if (r->at > 0 && s[r->at - 1] == '$')
		diag_add(h->d, RULE_DOUBLE_DOLLAR, h->doc->text,
			from + r->at - 1,
			"$$%.*s becomes a $ and then the value: write $%.*s, "
			"or name it in render's --keep for the text itself",
			(int)n, name, (int)n, name);
	brace = find_brace(s, r);
	if (brace)
		diag_add(h->d, RULE_BRACE_IN_DEFAULT, h->doc->text,
			from + brace,
			"the default of %.*s ends at the first }, whatever is "
			"open: put the braces outside of the reference",
			(int)n, name);
}

/*
 * Looks at the references as they are spelled in [from, to) of the text, for
 * exact places; defaults may hold more of them.
 */
static void
check_refs(struct hygiene *h, uint32_t i, size_t from, size_t to)
{
	const char *s = h->doc->text->s + from;
	enum ref_status status;
	struct ref r = {0};

	while ((status = ref_next(s, to - from, r.end, &r)) != REF_NONE) {
		if (status == REF_UNTERMINATED || status == REF_TOO_DEEP)
			return;
		if (status != REF_FOUND) {
			diag_add(h->d, RULE_ODD_REFERENCE, h->doc->text,
				from + r.at,
				"%s: if it is meant as a reference, write "
				"${NAME}",
				ref_problem(status));
			continue;
		}
		check_ref(h, i, from, &r);
		if (r.word_end > r.word)
			check_refs(h, i, from + r.word, from + r.word_end);
	}
}

/* Where the content of scalar i begins in the text. */
static size_t
content(const struct doc *doc, uint32_t i)
{
	const struct text *t = doc->text;
	size_t at = scan_body(doc, i);

	if (doc->node[i].style == STYLE_LITERAL ||
		doc->node[i].style == STYLE_FOLDED)
		while (at < t->n && !scan_break(t->s + at, t->n - at))
			at++;
	return at;
}

static bool
is_string(const struct doc *doc, uint32_t i)
{
	const struct node *node = &doc->node[i];

	return resolve_lyaml(scan_tag(doc, i), node->style == STYLE_PLAIN,
		       node->value, node->n) == TYPE_STRING;
}

/*
 * A literal where a credential's secret belongs. Also the default of a
 * reference there: it is the key of every install that forgets to set one.
 */
static void
check_secret_field(struct hygiene *h, uint32_t i)
{
	const struct doc *doc = h->doc;
	const struct node *node = &doc->node[i];
	const struct kong_field *field;
	const char *s = node->value;
	size_t n = node->n;
	struct ref r;

	field = kong_marks_field(h->marks, i, NULL);
	if (!field || !(field->flags & KONG_SECRET))
		return;
	if (node->flags & NODE_REF) {
		if (ref_next(s, n, 0, &r) != REF_FOUND || r.op != '-' ||
			memchr(s + r.word, '$', r.word_end - r.word))
			return;
		n = r.word_end - r.word;
		s += r.word;
	} else if (!is_string(doc, i) || has_word(s, n, "${")) {
		/* the latter is a reference gone wrong, and reported as one */
		return;
	}
	if (written_is_placeholder(s, n))
		diag_add(h->d, RULE_PLACEHOLDER, doc->text, scan_body(doc, i),
			"a placeholder is the %s: Kong would accept it from "
			"anybody. Write a reference such as ${NAME}",
			field->name);
	else if (h->is_template && n > 0 && !value_is_vault(s, n))
		diag_add(h->d, RULE_WRITTEN_SECRET, doc->text,
			scan_body(doc, i),
			"the %s is written out%s: put it into the Secret and "
			"write a reference such as ${NAME}",
			field->name,
			node->flags & NODE_REF ? " as a default" : "");
}

/* A reference that may become a number where its name promises a secret. */
static void
check_type(struct hygiene *h, uint32_t i)
{
	const struct doc *doc = h->doc;
	uint32_t key = key_of(doc, i);

	if (!is_scalar(doc, key) || scan_tag(doc, i) ||
		!sensitive_name(doc->node[key].value, doc->node[key].n) ||
		h->kind->is_string(h->kind->ctx, i) ||
		kong_marks_field(h->marks, i, NULL))
		return;
	diag_add_level(h->d, LEVEL_NOTE, RULE_SECRET_TYPE, doc->text,
		scan_body(doc, i),
		"a value of digits only would be read as a number here: put "
		"the reference in quotes if a string is meant");
}

void
hygiene_check(const struct doc *doc, struct kong_marks *m,
	const struct render_kind *kind, bool is_template, struct diags *d)
{
	struct hygiene h = {doc, m, kind, is_template, d};
	uint32_t i;
	size_t at;

	for (i = 1; i < doc->n; i++) {
		const struct node *node = &doc->node[i];

		if (node->kind != NODE_SCALAR)
			continue;
		check_secret_field(&h, i);
		if (!is_template)
			continue;
		if (memchr(node->value, '$', node->n)) {
			at = content(doc, i);
			check_refs(&h, i, at, node->end);
		}
		if (node->flags & NODE_WHOLE)
			check_type(&h, i);
	}
	if (is_template)
		written_check(doc, m, d);
}
