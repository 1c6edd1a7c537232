#include "kong/across.h"

uint32_t
across_get(const struct across_config *c, enum name_id name)
{
	return judge_get(c->j, c->i, name);
}

bool
across_is_set(const struct across_config *c, enum name_id name)
{
	return judge_value(c->j, across_get(c, name)) > VALUE_NULL;
}

bool
across_is(const struct across_config *c, enum name_id name, const char *word)
{
	return judge_is(c->j, across_get(c, name), word);
}

bool
across_is_true(const struct across_config *c, enum name_id name)
{
	return judge_is_boolean(c->j, across_get(c, name), true);
}

void
across_needs(const struct across_config *c, bool is_there, enum name_id at,
	const char *what)
{
	uint32_t i = across_get(c, at);

	if (!is_there)
		judge_report(c->j, RULE_FIELD_COMBINATION, i ? i : c->place,
			"%s needs %s", name_text(at), what);
}
