#include "cli/renderkong.h"

#include "kong/check.h"
#include "kong/functions.h"
#include "kong/jsonfile.h"
#include "kong/notkong.h"
#include "kong/rules.h"
#include "kong/types.h"
#include "lint/spelling.h"
#include "supabase/filekeys.h"

#include <assert.h>

int
renderkong_kind(
	const struct doc *doc, const struct ignore *ignore, struct diags *d)
{
	return ignore->listed[RULE_NOT_KONG] ? 0 : notkong_check_doc(doc, d);
}

static void
check_file(struct kong *k, struct supabase *supabase, const struct buf *out,
	bool *only_gateway)
{
	size_t errors = diags_errors(k->d);
	int ret = k->e.n ? kong_load(k) : 0, others;

	if (k->file)
		ret |= rules_check_lost(k);
	if (k->doc->text->is_json)
		ret |= jsonfile_check_output(k->doc->text, out, k->d);
	*only_gateway = !ret;
	ret |= kong_check(k);
	others = spelling_check(k->doc, false, k->d);
	if (k->file)
		others |= filekeys_check(supabase, k);
	*only_gateway &= k->only_gateway && !others;
	ret |= others;
	assert((ret != 0) == (diags_errors(k->d) > errors));
}

int
renderkong_write(struct doc *doc, struct render *r, struct supabase *supabase,
	const struct kong_config *config, struct buf *out, bool *only_gateway,
	struct diags *d)
{
	struct kong k;
	int ret;

	if (!render_is_expanded(r))
		return -1;
	kong_open(&k, doc, config, d);
	ret = types_decide(&k, doc);
	ret |= functions_values(&k, r, supabase_is_key);
	if (ret == 0)
		ret = render_write(r, out);
	if (ret == 0)
		check_file(&k, supabase, out, only_gateway);
	kong_close(&k);
	return ret;
}
