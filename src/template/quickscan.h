/*
 * The YAML that templates are mostly written in, read at once: block mappings
 * and lists, flow collections on one line, plain and quoted scalars on one
 * line, literal blocks. Whatever else a text holds, it is declined whole.
 *
 * Only for a text whose rendering is then parsed by libyaml and compared with
 * these nodes (verify.h): that is what proves them. For such a text it saves
 * libyaml's first parse, a third of what render does. tests/fuzz/fuzz_quick.c
 * compares each node with scan_yaml()'s.
 */
#ifndef TEMPLATE_QUICKSCAN_H
#define TEMPLATE_QUICKSCAN_H

#include "template/scan.h"

/*
 * Reads text into doc: the nodes that scan_yaml() would make, and
 * doc->unproven. Returns -1, with an empty doc and nothing reported, if text is
 * not of this subset, or is wrong. Caller frees with scan_free() if it returns
 * 0.
 */
int quickscan_yaml(
	struct doc *doc, const struct text *text, struct table_seed seed);

#endif
