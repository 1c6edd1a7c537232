#include "kong/config.h"

#include "base/bytes.h"
#include "kong/schema.h"

#include <string.h>

const char *
kong_version_name(enum kong_version version)
{
	return version == KONG_3 ? "Kong 3" : "Kong 2.8";
}

/* Takes the next name off the comma-separated list at *p; NULL at its end. */
static const char *
next_plugin(const char **p, size_t *n)
{
	const char *name;

	*p += strspn(*p, ", \t");
	if (!**p)
		return NULL;
	name = *p;
	*n = strcspn(name, ", \t");
	*p += *n;
	return name;
}

bool
config_loads(const struct kong_config *config, const char *name, size_t n)
{
	const char *p = config->plugins, *next;
	enum plugin_id id = plugin_find(name, n);
	bool is_bundled = id && (config->version == KONG_3 ||
					!(plugin_flags(id) & PLUGIN_ONLY_3));
	size_t nnext;

	if (!p)
		return is_bundled;
	while ((next = next_plugin(&p, &nnext)))
		if (bytes_same(next, nnext, name, n) ||
			(is_bundled && bytes_same(next, nnext, "bundled", 7)))
			return true;
	return false;
}

bool
config_may_know_more(const struct kong_config *config)
{
	const char *p = config->plugins, *next;
	size_t n;

	if (config->enterprise)
		return true;
	while (p && (next = next_plugin(&p, &n)))
		if (!bytes_same(next, n, "bundled", 7) &&
			!bytes_same(next, n, "off", 3) && !plugin_find(next, n))
			return true;
	return false;
}
