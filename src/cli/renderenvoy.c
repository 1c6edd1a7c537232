#include "cli/renderenvoy.h"

#include "envoy/envoycheck.h"
#include "envoy/envoyfile.h"
#include "envoy/envoyinsert.h"

int
renderenvoy_kind(const struct doc *doc, bool wanted, struct diags *d)
{
	bool is = envoyfile_is(doc);

	if (is == wanted)
		return 0;
	return diag_add(d, RULE_FILE_KIND, doc->text, NOWHERE,
		is ? "this is an Envoy configuration: pass --kind envoy"
		   : "not an Envoy configuration (resources with an Envoy "
		     "@type, static_resources or dynamic_resources): pass "
		     "--kind kong or --kind yaml");
}

int
renderenvoy_write(struct doc *doc, struct render *r, struct envoyvalues *v,
	struct buf *out, struct diags *d)
{
	if (!render_is_expanded(r) || envoyvalues_check(v, d) ||
		envoyinsert_values(doc, r, d) || render_write(r, out) ||
		envoyvalues_hash(out, doc->text, d))
		return -1;
	envoycheck_file(doc, false, d);
	return 0;
}
