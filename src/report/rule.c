#include "report/rule.h"

#include <string.h>

const struct rule rules[RULE_COUNT] = {
#define RULE(name, id, level, summary) {id, LEVEL_##level, summary},
#include "report/rules.def"
#undef RULE
};

enum rule_id
rule_find(const char *id, size_t n)
{
	size_t i;

	for (i = 0; i < RULE_COUNT; i++)
		if (strlen(rules[i].id) == n && memcmp(rules[i].id, id, n) == 0)
			break;
	return (enum rule_id)i;
}
