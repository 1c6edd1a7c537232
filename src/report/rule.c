#include "report/rule.h"

#include "base/bytes.h"
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
		if (bytes_are(id, n, rules[i].id))
			break;
	return (enum rule_id)i;
}
