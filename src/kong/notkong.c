#include "kong/notkong.h"

#include "report/nearest.h"

/* What a file of Kong's has, one of them at least. */
static const char *const tops[] = {"_format_version", "_transform", "consumers",
	"services", "routes", "plugins", "upstreams", "certificates", "acls",
	"keyauth_credentials", "basicauth_credentials", "jwt_secrets",
	"hmacauth_credentials", "oauth2_credentials", "mtls_auth_credentials",
	"ca_certificates", "key_sets", "vaults", "filter_chains"};

bool
notkong_may_be_kong(const struct doc *doc)
{
	uint32_t root = kongyaml_root(doc), i;
	const struct node *key;
	size_t k;

	if (!root || doc->node[root].kind != NODE_MAPPING)
		return false;
	for (i = scan_child(doc, root); i;
		i = scan_sibling(doc, scan_sibling(doc, i))) {
		key = &doc->node[scan_deref(doc, i)];
		for (k = 0; k < countof(tops); k++)
			if (scan_is(doc, scan_deref(doc, i), tops[k]))
				return true;
		if (key->kind == NODE_SCALAR &&
			nearest(key->value, key->n, tops, 1))
			return true;
	}
	return false;
}

/* What is only ever below a service of compose. */
static bool
is_compose(const struct entries *e)
{
	uint32_t services = entries_get(e, 1, "services"), i;

	if (!services || entries_node(e, services)->kind != NODE_MAPPING)
		return false;
	FOR_EACH_ENTRY(e, services, i)
	{
		if (entries_get(e, i, "image") || entries_get(e, i, "build") ||
			entries_get(e, i, "extends"))
			return true;
	}
	return false;
}

static bool
is_helm_values(const struct entries *e)
{
	uint32_t image = entries_get(e, 1, "image"), i;

	if (image && entries_get(e, image, "repository"))
		return true;
	if (entries_get(e, 1, "services") || entries_get(e, 1, "consumers"))
		return false;
	FOR_EACH_ENTRY(e, 1, i)
	{
		image = entries_get(e, i, "image");
		if (image && (entries_get(e, image, "repository") ||
				     entries_get(e, image, "tag")))
			return true;
	}
	return false;
}

static const char *
what_it_is(const struct entries *e)
{
	if (entries_get(e, 1, "apiVersion") && entries_get(e, 1, "kind"))
		return "a Kubernetes manifest: pass the file inside its "
		       "ConfigMap";
	if (is_compose(e))
		return "a compose file: pass the file that it mounts into Kong";
	if (entries_get(e, 1, "_konnect"))
		return "a decK file for Konnect: convert it with deck file "
		       "convert, or add _format_version";
	if (is_helm_values(e))
		return "a Helm values file: pass the file that the chart "
		       "mounts into Kong";
	return NULL;
}

int
notkong_check(const struct kong *k)
{
	const char *what;

	if (entries_get(&k->e, 1, "_format_version"))
		return 0;
	what = what_it_is(&k->e);
	if (!what)
		return 0;
	return diag_add(k->d, RULE_NOT_KONG, k->doc->text,
		scan_body(k->doc, k->e.v[1].node),
		"not a Kong declarative file, but %s", what);
}

int
notkong_check_doc(const struct doc *doc, struct diags *d)
{
	static const struct kong_config config;
	uint32_t root = kongyaml_root(doc), i;
	struct kong k;
	int ret = 0;

	if (!root || doc->node[root].kind != NODE_MAPPING)
		return 0;
	/* most files have it, and first */
	for (i = scan_child(doc, root); i;
		i = scan_sibling(doc, scan_sibling(doc, i)))
		if (scan_is(doc, scan_deref(doc, i), "_format_version"))
			return 0;
	kong_open(&k, doc, &config, d);
	if (k.e.n)
		ret = notkong_check(&k);
	kong_close(&k);
	return ret;
}
