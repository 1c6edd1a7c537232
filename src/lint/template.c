#include "lint/template.h"

#include "base/bytes.h"
#include "kong/values.h"
#include "lint/secrets.h"
#include "lint/spelling.h"
#include "report/nearest.h"
#include "supabase/credential.h"
#include "supabase/filejudge.h"
#include "supabase/filekeys.h"
#include "template/expand.h"
#include "vars/placeholder.h"
#include "vars/sensitive.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct template
{
	const struct kong *k;
	const struct doc *doc; /* k's */
	bool is_template;
	struct diags *d;
	int ret;
	/* by node: the field of the consumer part that it is the value of */
	const struct schema_field **field;
	uint8_t *roles; /* by node: bit 1 << role for whose key it is */
};

static bool
is_scalar(const struct doc *doc, uint32_t i)
{
	return i && doc->node[i].kind == NODE_SCALAR;
}

/* Marks the fields of a record, whatever is in them. */
static void
mark_fields(struct template *h, enum schema_record record, uint32_t at)
{
	const struct schema_field *f;
	uint32_t i;

	FOR_EACH_ENTRY(&h->k->e, at, i)
	{
		f = kong_field(h->k, record, i);
		if (f)
			h->field[h->k->e.v[i].node] = f;
	}
}

static void
mark_key(struct template *h, const struct kong_credential *c)
{
	uint32_t node = kong_field_node(h->k, c, N_key);
	enum supabase_role role = filejudge_role(h->k, c);

	if (node && role != ROLE_NOBODY)
		h->roles[node] |= (uint8_t)(1u << role);
}

static void
mark_nodes(struct template *h)
{
	const struct kong_file *file = h->k->file;
	enum schema_record record;
	struct kong_credential *c;
	unsigned i;

	for (i = 0; i < file->nconsumer; i++)
		mark_fields(h, RECORD_consumer, file->consumer[i].from.at);
	for (record = KONG_FIRST_LIST; record <= KONG_LAST_LIST; record++)
		FOR_EACH_CREDENTIAL(file, record, c)
		{
			mark_fields(h, record, c->from.at);
			if (record == RECORD_keyauth_credential)
				mark_key(h, c);
		}
}

static void
check_swap(
	struct template *h, uint32_t i, size_t at, const char *name, size_t n)
{
	enum supabase_role role = credential_role_of(name, n);
	bool public = role == ROLE_ANON;

	if (role == ROLE_NOBODY ||
		!(h->roles[i] & 1u << (public ? ROLE_SERVICE : ROLE_ANON)))
		return;
	h->ret |= diag_add(h->d, RULE_SWAPPED_VARIABLES, h->doc->text, at,
		public ? "%.*s is the public key but belongs to service_role "
			 "here: every client would get service_role access; "
			 "use the service_role variable"
		       : "%.*s is the service_role key but belongs to anon "
			 "here: Kong would refuse the clients' key and treat "
			 "the server as anon; use the anon variable",
		(int)n, name);
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
check_name(struct template *h, size_t at, const char *name, size_t n)
{
	const char *known;

	if (supabase_find_any(name, n) != SUPABASE_COUNT)
		return;
	known = nearest(name, n, supabase_names, SUPABASE_COUNT);
	if (!known || !is_slip(name, n, known))
		known = nearest(name, n, supabase_others, SUPABASE_COUNT);
	if (known && is_slip(name, n, known))
		h->ret |= diag_add(h->d, RULE_MISSPELLED_VARIABLE, h->doc->text,
			at, "%.*s is not a known variable; did you mean %s?",
			(int)n, name, known);
}

static void
check_ref(struct template *h, uint32_t i, size_t from, const struct ref *r)
{
	const char *s = h->doc->text->s + from;
	const char *name = s + r->name;
	size_t n = r->name_end - r->name;

	check_swap(h, i, from + r->at, name, n);
	check_name(h, from + r->name, name, n);
}

/*
 * Looks at the references as they are written in [from, to) of the text, for
 * exact places; defaults may hold more of them.
 */
static void
check_refs(struct template *h, uint32_t i, size_t from, size_t to)
{
	const char *s = h->doc->text->s + from;
	struct ref r = {0};

	while (ref_after(s, to - from, &r)) {
		check_ref(h, i, from, &r);
		if (r.word_end > r.word)
			check_refs(h, i, from + r.word, from + r.word_end);
	}
}

/* ${ANON-KEY}: read as ANON with the default KEY. */
static bool
is_dashed_name(const struct node *node)
{
	struct ref r;
	size_t i;

	if (!(node->flags & NODE_REF) ||
		ref_next(node->value, node->n, 0, &r) != REF_FOUND ||
		r.op != '-' || r.colon || r.word == r.word_end)
		return false;
	for (i = r.word; i < r.word_end; i++)
		if (node->value[i] != '-' && node->value[i] != '_' &&
			(node->value[i] < 'A' || node->value[i] > 'Z'))
			return false;
	return true;
}

/*
 * A literal where a credential's secret belongs. Also the default of a
 * reference there: it is the key of every install that forgets to set one.
 */
static void
check_secret_field(struct template *h, uint32_t i)
{
	const struct doc *doc = h->doc;
	const struct node *node = &doc->node[i];
	const struct schema_field *f = h->field[i];
	const char *s = node->value, *field;
	const char *what;
	size_t n = node->n;
	struct ref r;

	/* in a rendered file filekeys_check() sees to them */
	if (!h->is_template || !f || !(f->flags & SCHEMA_SECRET))
		return;
	field = schema_name(f);
	if (!(node->flags & NODE_REF) && kongyaml_type(doc, i) != TYPE_STRING)
		return;
	while (node->flags & NODE_REF && ref_next(s, n, 0, &r) == REF_FOUND) {
		if (r.op != '-')
			return;
		n = r.word_end - r.word;
		s += r.word;
	}
	what = credential_public(s, n, NULL, 0);
	if (is_dashed_name(node))
		h->ret |= diag_add(h->d, RULE_HARDCODED_SECRET, doc->text,
			scan_body(doc, i),
			"the %s is hard-coded as a default: a name has no -, "
			"so what follows it is the default; write _ if it is "
			"part of the name",
			field);
	else if (placeholder_is(s, n))
		h->ret |= diag_add(h->d, RULE_PLACEHOLDER, doc->text,
			scan_body(doc, i),
			"the %s is a placeholder, which anyone can send: Kong "
			"would accept it; write a reference such as ${NAME}",
			field);
	else if (what)
		h->ret |= diag_add(h->d, RULE_PUBLIC_CREDENTIAL, doc->text,
			scan_body(doc, i),
			"the %s is %s, which anyone can send: Kong would "
			"accept it; write a reference such as ${NAME}",
			field, what);
	else if (n > 0 && !value_is_vault(s, n) && !bytes_contain(s, n, "${"))
		/* the last is a reference gone wrong, and reported as one */
		h->ret |= diag_add(h->d, RULE_HARDCODED_SECRET, doc->text,
			scan_body(doc, i),
			"the %s is hard-coded%s: put it in the Secret and "
			"write a reference such as ${NAME}",
			field, node->flags & NODE_REF ? " as a default" : "");
}

/* A reference that may become a number where its name promises a secret. */
static void
check_type(struct template *h, uint32_t i)
{
	const struct doc *doc = h->doc;
	uint32_t key = scan_deref(doc, doc->node[i].key);

	if (!is_scalar(doc, key) || scan_tag(doc, i) || h->field[i] ||
		!sensitive_name(doc->node[key].value, doc->node[key].n))
		return;
	diag_add_level(h->d, LEVEL_NOTE, RULE_SECRET_TYPE, doc->text,
		scan_body(doc, i),
		"a value of digits only would be read as a number here: put "
		"the reference in quotes if you mean a string");
}

static void
check_scalar(struct template *h, uint32_t i)
{
	const struct node *node = &h->doc->node[i];

	check_secret_field(h, i);
	if (!h->is_template)
		return;
	if (memchr(node->value, '$', node->n))
		check_refs(h, i, scan_content(h->doc, i), node->end);
	if (node->flags & NODE_ONE_REF)
		check_type(h, i);
}

int
template_check(const struct kong *k)
{
	const struct doc *doc = k->doc;
	struct template h = {.k = k,
		.doc = doc,
		.is_template = k->config->is_template,
		.d = k->d};
	uint32_t i;

	h.field = xcalloc(doc->n, sizeof(*h.field));
	h.roles = xcalloc(doc->n, sizeof(*h.roles));
	if (k->file)
		mark_nodes(&h);
	if (k->file)
		h.ret |= h.is_template ? filejudge_check(k, NULL)
				       : filekeys_check(NULL, k);
	for (i = 1; i < doc->n; i++)
		if (doc->node[i].kind == NODE_SCALAR)
			check_scalar(&h, i);
	if (h.is_template)
		h.ret |= spelling_check(doc, true, k->d);
	if (h.is_template)
		h.ret |= secrets_check(doc, h.field, k->d);
	free(h.field);
	free(h.roles);
	return h.ret;
}
