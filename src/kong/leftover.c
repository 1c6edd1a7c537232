#include "kong/leftover.h"

#include "template/expand.h"

#include <string.h>

/* $NAME or ${NAME} in capitals: what is written otherwise may be a regex. */
static bool
has_leftover(const char *s, size_t n)
{
	struct ref r = {0};
	size_t i;

	while (ref_after(s, n, &r)) {
		if (r.op)
			continue;
		for (i = r.name; i < r.name_end; i++)
			if (s[i] >= 'a' && s[i] <= 'z')
				break;
		if (i == r.name_end)
			return true;
	}
	return false;
}

void
leftover_check(struct judge *j, const struct schema_field *f, uint32_t i)
{
	const struct node *node = entries_node(j->e, i);

	/* the secret of a credential is credential.h's */
	if ((f->flags & SCHEMA_SENT && f->flags & SCHEMA_SECRET) ||
		j->config->is_template || node->flags & NODE_HAS_KEPT ||
		!memchr(node->value, '$', node->n) || f->name == N__comment ||
		f->check == CHECK_LUA || f->check == CHECK_REGEX ||
		f->check == CHECK_ROUTE_PATH ||
		!has_leftover(node->value, node->n))
		return;
	judge_note(j, LEVEL_WARNING, RULE_UNRENDERED_REFERENCE, i,
		"unrendered reference in %s: Kong uses its text; %s",
		schema_name(f),
		node->flags & NODE_REF
			? "set the variable to a value without references"
			: "render the file, or pass its name to --keep if you "
			  "mean the text");
}
