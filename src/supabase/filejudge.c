#include "supabase/filejudge.h"

#include "kong/values.h"
#include "supabase/credential.h"
#include "supabase/supabase.h"

#include <stdlib.h>
#include <string.h>

struct judge {
	const struct kong *k;
	const struct doc *doc; /* k's */
	struct vars *vars; /* or NULL */
	bool has_secret; /* a source has JWT_SECRET */
	bool *is_install; /* by consumer: the table's variables are its keys */
	struct diags *d;
};

/* One secret of one credential. */
struct secret {
	const char *field;
	enum supabase_role role; /* whose key; ROLE_NOBODY: of no key */
	uint32_t owner, node;
};

typedef int judge_secret(struct judge *j, const struct secret *s);

enum supabase_role
filejudge_role(const struct kong *k, const struct kong_credential *c)
{
	const char *name = c->owner == KONG_NOBODY
				   ? NULL
				   : k->file->consumer[c->owner].username;

	return name ? supabase_role_of(name) : ROLE_NOBODY;
}

/* Only with HS256, HS384 and HS512 does Kong use the field secret. */
static bool
is_used(const struct judge *j, enum schema_record record,
	const struct kong_credential *c)
{
	uint32_t node;

	if (record != RECORD_jwt_secret || !c->algorithm)
		return true;
	node = kong_field_node(j->k, c, N_algorithm);
	return memcmp(j->doc->node[node].value, "HS", 2) == 0;
}

static int
visit_credential(struct judge *j, enum schema_record record,
	const struct kong_credential *c, judge_secret *visit)
{
	struct secret s = {.owner = c->owner};
	const struct schema_field *row;
	size_t n;
	int ret = 0;

	if (record == RECORD_keyauth_credential)
		s.role = filejudge_role(j->k, c);
	for (row = schema_rows(record, &n); n; n--, row++) {
		if (!(row->flags & SCHEMA_SECRET))
			continue;
		s.field = schema_name(row);
		s.node = kong_field_node(j->k, c, (enum name_id)row->name);
		if (s.node && j->doc->node[s.node].kind == NODE_SCALAR)
			ret |= visit(j, &s);
	}
	return ret;
}

static int
visit_secrets(struct judge *j, judge_secret *visit)
{
	enum schema_record record;
	struct kong_credential *c;
	int ret = 0;

	for (record = KONG_FIRST_LIST; record <= KONG_LAST_LIST; record++)
		FOR_EACH_CREDENTIAL(j->k->file, record, c)
	if (!c->dropped && is_used(j, record, c))
		ret |= visit_credential(j, record, c, visit);
	return ret;
}

/*
 * Finds the next reference of scalar i as the text has it, from *at on.
 * Returns its name, *n bytes, or NULL.
 */
static const char *
next_name(const struct doc *doc, uint32_t i, struct ref *r, size_t *n)
{
	const struct node *node = &doc->node[i];
	size_t from = scan_body(doc, i);
	const char *s = doc->text->s + from;

	if (!(node->flags & NODE_REF) || !ref_after(s, node->end - from, r))
		return NULL;
	*n = r->name_end - r->name;
	return s + r->name;
}

static int
mark_install(struct judge *j, const struct secret *s)
{
	struct ref r = {0};
	const char *name;
	size_t n;

	while ((name = next_name(j->doc, s->node, &r, &n)))
		if (s->owner != KONG_NOBODY &&
			supabase_find_any(name, n) != SUPABASE_COUNT)
			j->is_install[s->owner] = true;
	return 0;
}

/* \$NAME: whoever wrote that wanted the text, or a shell's escape. */
static int
check_escape(struct judge *j, const struct secret *s)
{
	struct ref r = {0};
	const char *name;
	size_t n;
	int ret = 0;

	while ((name = next_name(j->doc, s->node, &r, &n))) {
		if (r.at == 0 ||
			name[(ptrdiff_t)r.at - (ptrdiff_t)r.name - 1] != '\\')
			continue;
		ret |= diag_add(j->d, RULE_PUBLIC_CREDENTIAL, j->doc->text,
			scan_body(j->doc, s->node) + r.at - 1,
			"\\$ is not an escape: the backslash becomes part of "
			"the %s or, if the file is not rendered, the %s is "
			"\\$%.*s, which anyone can send; write ${%.*s}",
			s->field, s->field, (int)n, name, (int)n, name);
	}
	return ret;
}

/* What the n bytes are that anyone can send, or NULL. */
static const char *
public_text(const struct judge *j, const struct secret *s)
{
	const struct node *node = &j->doc->node[s->node];
	const char *what =
		node->flags & NODE_HAS_KEPT
			? "an unrendered reference"
			: credential_public(node->value, node->n, NULL, 0);
	const char *name;
	struct ref r = {0};
	size_t n;

	while (!what && (name = next_name(j->doc, s->node, &r, &n)))
		what = credential_public(node->value, node->n, name, n);
	return what;
}

/* Where the text would be replaced by a value. */
static const char *
advice(const struct node *node)
{
	if (node->flags & NODE_HAS_KEPT)
		return "exclude its variable neither by --keep nor by --only";
	return node->flags & NODE_REF
		       ? "put a real value in the Secret"
		       : "render the file from a template with ${NAME} here";
}

/* Of the keys of anon and service_role, check_key() says it. */
static int
check_doubt(struct judge *j, const struct secret *s)
{
	const struct node *node = &j->doc->node[s->node];

	if (value_leftover(node->value, node->n) == LEFTOVER_NONE)
		return 0;
	return diag_add_level(j->d, LEVEL_WARNING, RULE_UNRENDERED_REFERENCE,
		j->doc->text, scan_body(j->doc, s->node),
		"the %s contains what looks like a reference; if it is one, "
		"%s",
		s->field, advice(node));
}

static int
check_key(struct judge *j, const struct secret *s)
{
	const struct node *node = &j->doc->node[s->node];
	struct buf what = {0};
	bool sure;
	int ret;

	/* kong_check() reports white space around a key */
	if (s->role == ROLE_NOBODY || supabase_blanks(node->value, node->n) ||
		credential_is_key(node->value, node->n) ||
		value_is_vault(node->value, node->n))
		return 0;
	sure = j->has_secret ||
	       (s->owner != KONG_NOBODY && j->is_install[s->owner]);
	credential_add_looks(&what, node->value, node->n, j->vars, j->d);
	ret = diag_add_level(j->d, sure ? LEVEL_ERROR : LEVEL_WARNING,
		RULE_NOT_A_SUPABASE_KEY, j->doc->text,
		scan_body(j->doc, s->node),
		"the key of consumer %s is neither a JWT nor an sb_ key%s%s",
		supabase_role_name(s->role), what.n ? "; it " : "",
		what.n ? what.s : "");
	buf_free(&what);
	return ret;
}

static int
check_secret(struct judge *j, const struct secret *s)
{
	const struct node *node = &j->doc->node[s->node];
	const char *what;

	if (j->k->config->is_template)
		return check_escape(j, s);
	if (!node->n || kongyaml_type(j->doc, s->node) != TYPE_STRING)
		return 0;
	if (check_escape(j, s))
		return -1;
	what = public_text(j, s);
	if (what)
		return diag_add(j->d, RULE_PUBLIC_CREDENTIAL, j->doc->text,
			scan_body(j->doc, s->node),
			"the %s is %s, which anyone can send: Kong would "
			"accept it; %s",
			s->field, what, advice(node));
	return s->role == ROLE_NOBODY ? check_doubt(j, s) : check_key(j, s);
}

int
filejudge_check(const struct kong *k, struct vars *vars)
{
	struct judge j = {.k = k, .doc = k->doc, .vars = vars, .d = k->d};
	int ret;

	if (vars)
		j.has_secret = supabase_var(vars, ID_JWT_SECRET, k->d)->n != 0;
	j.is_install = xcalloc(k->file->nconsumer + 1, sizeof(bool));
	visit_secrets(&j, mark_install);
	ret = visit_secrets(&j, check_secret);
	free(j.is_install);
	return ret;
}
