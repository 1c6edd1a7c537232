/*
 * Where a block scalar is in its text: what libyaml does not tell.
 * YAML 1.1 section 9.1: header, chomping and indentation indicators.
 */
#ifndef TEMPLATE_BLOCK_H
#define TEMPLATE_BLOCK_H

#include "template/scan.h"

struct block {
	size_t header; /* of "|" or ">" */
	size_t header_end; /* after the indicators, before any comment */
	size_t line_end; /* of the header's line, before its break */
	size_t body; /* the first byte after that break */
	size_t last; /* end of the last line that is not blank, before
			its break; == line_end if there is none */
	size_t all; /* end of the last line, blank ones too */
	size_t indent; /* of the first line that is not blank */
	char chomp; /* '-', '+' or 0 */
	bool digit; /* an explicit indentation indicator */
	bool terminated; /* a break follows last */
};

/* Fills *b for the block scalar node i (style literal or folded). */
void block_look(const struct doc *doc, uint32_t i, struct block *b);

#endif
