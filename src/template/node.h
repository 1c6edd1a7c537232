/*
 * The nodes of a YAML text: a flat array, in document order, with byte offsets
 * into the text.
 *
 * The array is also where rendering puts the values: after render_expand() a
 * node holds what the output will read as, still with its template's place.
 * Whoever walks nodes (src/kong) therefore sees a template, a rendered
 * template and a rendered file in the same way.
 *
 * Children of a mapping alternate key, value. Node i's first child is i + 1
 * (if it has children), a child's next sibling is its next. Index 0 is the
 * stream and never a child, so 0 also means "none".
 */
#ifndef TEMPLATE_NODE_H
#define TEMPLATE_NODE_H

#include "base/table.h"
#include "report/text.h"

#define SCAN_MAX_DEPTH 64 /* nested collections */
#define SCAN_MAX_SIZE 0x40000000u /* bytes; offsets are 32 bits */
#define SCAN_DEFAULT_SIZE 0x1000000u /* 16 MiB */

enum node_kind {
	NODE_STREAM,
	NODE_DOCUMENT,
	NODE_SCALAR,
	NODE_SEQUENCE,
	NODE_MAPPING,
	NODE_ALIAS,
};

enum node_style {
	STYLE_PLAIN,
	STYLE_SINGLE,
	STYLE_DOUBLE,
	STYLE_LITERAL,
	STYLE_FOLDED,
	STYLE_BLOCK, /* collections */
	STYLE_FLOW,
};

enum node_flag {
	NODE_KEY = 1, /* a mapping key */
	NODE_IN_FLOW = 2, /* inside a flow collection */
	NODE_REF = 4, /* a scalar that holds a reference (after
			 rendering: one that was substituted) */
	NODE_ONE_REF = 8, /* plain, and nothing but one reference */
	NODE_HAS_KEPT = 16, /* holds a reference that stays verbatim */
	NODE_DROPPED = 32, /* this node and all below are not in the output */
	NODE_CYCLE = 64, /* an alias inside its own anchor */
	NODE_AS_KEY = 128, /* some alias makes it a mapping key */
	NODE_STRING = 256, /* rendering has to keep it a string */
	NODE_PUBLIC = 512, /* an excerpt may show its value */
};

struct node {
	const char *value; /* scalar: n bytes, decoded; alias: its name */
	uint32_t n;
	uint32_t at, end; /* [at, end) in the text; scalars and collections
			     start with their properties, a block scalar
			     runs over trailing blank lines */
	uint32_t parent;
	uint32_t next; /* one past the last node below this one */
	union {
		uint32_t props; /* 1 + index into doc.props, 0: none */
		uint32_t target; /* alias, which has no properties */
	};
	uint32_t key; /* a mapping's value: its key; else 0 */
	uint8_t kind, style;
	uint16_t flags;
};

/* Either may be NULL. The tag is resolved: "tag:yaml.org,2002:str". */
struct props {
	const char *anchor, *tag;
	uint32_t end, body; /* what scan_props() says */
};

struct doc {
	const struct text *text; /* must outlive the doc */
	struct node *node;
	uint32_t n;
	uint32_t naliases;
	uint32_t ndropped; /* how often NODE_DROPPED was set: mostly 0 */
	size_t cap;
	struct props *props;
	size_t nprops, cap_props;
	struct arena *arena; /* decoded values, names */
	struct table_seed seed; /* of tables of its keys */
	bool unproven; /* libyaml has not read the text: see quickscan.h */
	bool refuted; /* and it has to: the output does not prove the nodes */
};

#endif
