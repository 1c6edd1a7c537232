#include "kong/check.h"

#include "kong/document.h"
#include "kong/gateway.h"
#include "kong/jsonfile.h"
#include "kong/rules.h"
#include "kong/small.h"
#include "kong/notkong.h"

/* The list item that a record is, dropped or not. */
static void
mark_dropped(struct kong *k)
{
	enum schema_record record;
	struct kong_credential *c;

	for (record = KONG_FIRST_LIST; record <= KONG_LAST_LIST; record++)
		FOR_EACH_CREDENTIAL(k->file, record, c)
	c->dropped = entries_is_dropped(&k->e, c->from.at);
}

int
kong_load(struct kong *k)
{
	struct buf small = {0};

	if (k->file)
		return 0;
	if (small_write(k, &small) == 0)
		k->file = file_load(&small, k->config->version, k->d);
	buf_free(&small);
	if (!k->file)
		return -1;
	k->owners = owners_new(k->file, &k->d->seed);
	mark_dropped(k);
	return 0;
}

int
kong_check(struct kong *k)
{
	int ret = document_check(k), others;

	if (!k->e.n)
		return document_root(k);
	if (notkong_check(k))
		return -1;
	if (k->config->is_json)
		ret |= jsonfile_check(k->doc, k->config->is_template, k->d);
	others = ret;
	ret |= gateway_check(k);
	if (kong_load(k))
		return -1;
	/* Kong stops at the fields; what they are is told in one run here */
	others |= rules_check(k);
	k->only_gateway &= !others;
	return ret | others;
}
