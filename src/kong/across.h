/*
 * Rules over several fields of one record.
 *
 *	across.c		the table schema/across.def, services, upstreams
 *	across_route.c		what routes of a protocol need
 *	across_config.c		what the config of a plugin holds
 *	across_plugins.c	the configs of plugins
 *	across_ai.c		those of the AI gateway
 */
#ifndef KONG_ACROSS_H
#define KONG_ACROSS_H

#include "kong/judge.h"

/*
 * Checks what the fields of the record at i (0: absent, report at place) must
 * be together.
 */
void across_check(
	struct judge *j, enum schema_record record, uint32_t i, uint32_t place);

/* The same of a route. */
void across_route(struct judge *j, uint32_t i);

/* Returns whether the upstream's algorithm sets hash_on to none. */
bool across_is_unhashed(const struct judge *j, uint32_t upstream);

/* One plugin's config: its entry, or 0 and where to report instead. */
struct across_config {
	struct judge *j;
	uint32_t i;
	uint32_t place;
};

/* Returns the value of the field name, or 0. */
uint32_t across_get(const struct across_config *c, enum name_id name);

/* Returns whether the field is there and not null. */
bool across_is_set(const struct across_config *c, enum name_id name);

/* Returns whether the field is that word; and whether it is true. */
bool across_is(
	const struct across_config *c, enum name_id name, const char *word);
bool across_is_true(const struct across_config *c, enum name_id name);

/* Reports, unless is_there, that the field at needs what. */
void across_needs(const struct across_config *c, bool is_there, enum name_id at,
	const char *what);

/* The same of the config of a plugin. */
void across_check_plugin(enum plugin_id plugin, const struct across_config *c);

void across_ai_proxy(const struct across_config *c);
void across_ai_transformer(const struct across_config *c);
void across_ai_prompt_decorator(const struct across_config *c);
void across_ai_prompt_guard(const struct across_config *c);

#endif
