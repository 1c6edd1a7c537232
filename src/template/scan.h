/*
 * YAML text in, a flat array of nodes out: what libyaml's parser says, in
 * document order, with byte offsets into the text.
 *
 * The array is also where rendering puts the values: after render_text() a
 * node holds what the output will read as, still with its template's place.
 * Whoever walks nodes (src/kong) therefore sees a template, a rendered
 * template and a rendered file in the same way.
 *
 * Children of a mapping alternate key, value. Node i's first child is i + 1
 * (if node_has_children), a child's next sibling is its next. Index 0 is the
 * stream and never a child, so 0 also means "none".
 */
#ifndef TEMPLATE_SCAN_H
#define TEMPLATE_SCAN_H

#include "base/bytes.h"
#include "report/diag.h"

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
};

/*
 * Parses text into doc. Returns 0, or -1 with a diagnostic added to d: not
 * UTF-8, a syntax error, nested deeper than SCAN_MAX_DEPTH, an alias without
 * an anchor. Caller frees with scan_free() in either case.
 */
int scan_yaml(struct doc *doc, const struct text *text, struct diags *d);

/* Empties doc, wiping the values. May be repeated. */
void scan_free(struct doc *doc);

/* Returns a copy of n bytes that lives as long as doc. */
const char *scan_keep(struct doc *doc, const char *s, size_t n);

/* Returns i, or the target of the alias i (never an alias itself). */
uint32_t scan_deref(const struct doc *doc, uint32_t i);

/* Returns the first child of i that is not dropped, or 0. */
uint32_t scan_child(const struct doc *doc, uint32_t i);

/* Returns the next sibling of i that is not dropped, or 0. */
uint32_t scan_sibling(const struct doc *doc, uint32_t i);

/*
 * Returns where node i itself begins, after its anchor and tag and the
 * comments between: the place to print.
 */
size_t scan_body(const struct doc *doc, uint32_t i);

/*
 * Returns where the anchor and tag of node i end (its start if it has none),
 * and puts into *body what scan_body() returns.
 */
size_t scan_props(const struct doc *doc, uint32_t i, size_t *body);

/*
 * Fills in where the properties of node, which has some, end in the text, and
 * where it begins itself: for the scanner, once for each node.
 */
void scan_find_props(
	const struct text *t, const struct node *node, struct props *p);

/* Returns the tag of node i, or NULL. */
const char *scan_tag(const struct doc *doc, uint32_t i);

/* Returns the anchor of node i, or NULL. */
const char *scan_anchor(const struct doc *doc, uint32_t i);

/*
 * Returns the length of the line break that begins the n bytes at s, as
 * libyaml knows them (LF, CR, CR LF, NEL, LS, PS), or 0.
 */
size_t scan_break(const char *s, size_t n);

/*
 * Returns the column of byte at as libyaml counts them: code points from 0, a
 * byte order mark is one but for that of the whole text.
 */
size_t scan_column(const struct text *t, size_t at);

/* Returns whether the scalar i has exactly this value. */
static inline bool
scan_is(const struct doc *doc, uint32_t i, const char *value)
{
	const struct node *node = &doc->node[i];

	return node->kind == NODE_SCALAR &&
	       bytes_are(node->value, node->n, value);
}

/* Returns whether i or something around it is not in the output. */
bool scan_is_dropped(const struct doc *doc, uint32_t i);

#endif
