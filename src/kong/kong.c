#include "kong/consumers.h"
#include "kong/json.h"
#include "kong/rules.h"
#include "kong/stream.h"
#include "kong/walk.h"

#include <stdlib.h>

static int
check_whole(const struct doc *doc, uint32_t root,
	const struct kong_config *config, struct diags *d)
{
	struct consumers *c = xmalloc(sizeof(*c));
	struct small small;
	int ret;

	small_emit(&small, doc, root, config);
	ret = consumers_load(c, &small, d);
	small_free(&small);
	if (ret == 0)
		ret = rules_check(doc, root, config, c->file, d);
	consumers_free(c);
	free(c);
	return ret;
}

int
kong_check(const struct doc *doc, const struct kong_config *config,
	struct diags *d)
{
	int ret = stream_check(doc, config, d);
	uint32_t root = stream_root(doc, d);

	if (!root)
		return -1;
	if (config->is_json)
		ret |= json_check(doc, config->is_template, d);
	ret |= walk_file(doc, root, config, d);
	/* as with Kong, only what is right by itself is compared */
	return ret ? -1 : check_whole(doc, root, config, d);
}
