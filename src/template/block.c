#include "template/block.h"

#include <string.h>

static void
look_at_header(const struct text *t, size_t end, struct block *b)
{
	size_t at = b->header + 1;

	for (; at < end && strchr("+-123456789", t->s[at]); at++) {
		if (t->s[at] == '+' || t->s[at] == '-')
			b->chomp = t->s[at];
		else
			b->digit = true;
	}
	b->header_end = at;
	at = scan_line_end(t, at, end);
	b->line_end = at;
	b->body = at + scan_break(t->s + at, t->n - at);
}

void
block_look(const struct doc *doc, uint32_t i, struct block *b)
{
	const struct text *t = doc->text;
	size_t end = doc->node[i].end, at, line, n;
	bool blank = true, first = true;

	*b = (struct block){.header = scan_body(doc, i)};
	look_at_header(t, end, b);
	b->last = b->all = b->line_end;
	line = b->body;
	for (at = b->body; at < end; at += n) {
		n = scan_break(t->s + at, t->n - at);
		if (n) {
			b->all = at;
			if (!blank) {
				b->last = at;
				b->terminated = true;
			}
			line = at + n;
			blank = true;
			continue;
		}
		n = 1;
		/* a tab is content: libyaml takes none as indentation */
		if (t->s[at] == ' ')
			continue;
		if (first)
			b->indent = at - line;
		first = blank = false;
	}
	/* the last line may end with the file */
	if (!blank) {
		b->last = b->all = end;
		b->terminated = false;
	}
}
