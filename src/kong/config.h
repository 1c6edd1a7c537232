/* How the Kong is set up that a file is for. */
#ifndef KONG_CONFIG_H
#define KONG_CONFIG_H

#include "base/base.h"

enum kong_version {
	KONG_3, /* 3.4 and later, judged as 3.9 */
	KONG_28, /* 2.8 */
};

/* KONG_ROUTER_FLAVOR; Kong 3's own default is traditional_compatible. */
enum kong_flavor {
	KONG_FLAVOR_UNKNOWN,
	KONG_FLAVOR_TRADITIONAL,
	KONG_FLAVOR_COMPATIBLE,
	KONG_FLAVOR_EXPRESSIONS,
};

struct kong_config {
	enum kong_version version;
	enum kong_flavor flavor;
	bool enterprise; /* unknown top-level keys are warnings */
	const char *plugins; /* KONG_PLUGINS, comma-separated, or NULL:
				all bundled ones are loaded */
	/*
	 * A template: a reference is a string of unknown content, a whole
	 * plain one a scalar of any type; rules that need values are silent.
	 */
	bool is_template;
	bool is_json; /* its name makes Kong read it as JSON */
};

/* Returns the name of Kong's version for messages: "Kong 2.8". */
const char *kong_version_name(enum kong_version version);

/* Returns whether Kong loads the plugin of that name (n bytes). */
bool config_loads(const struct kong_config *config, const char *name, size_t n);

/*
 * Returns whether lists of entities may exist that the tables do not know:
 * an Enterprise edition, or a plugin that is not bundled with Kong.
 */
bool config_may_know_more(const struct kong_config *config);

#endif
