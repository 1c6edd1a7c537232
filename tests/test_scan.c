#include "suite.h"

#include "template/block.h"
#include "template/scan.h"

#include <string.h>

struct scanned {
	struct text text;
	struct diags d;
	struct doc doc;
	int ret;
};

static void
scan_bytes(struct scanned *z, const char *s, size_t n)
{
	*z = (struct scanned){.text = {.path = "t.yml", .s = s, .n = n}};
	z->ret = scan_yaml(&z->doc, &z->text, &z->d);
}

static void
scan(struct scanned *z, const char *s)
{
	scan_bytes(z, s, strlen(s));
}

static void
done(struct scanned *z)
{
	scan_free(&z->doc);
	diags_free(&z->d);
}

/* The tree, a kind's letter for each node; scalars and aliases with values. */
static void
add_tree(struct buf *out, const struct doc *doc, uint32_t i)
{
	static const char open[] = "(D.[{*", close[] = ")d.]}.";
	const struct node *node = &doc->node[i];
	uint32_t child;

	if (node->kind == NODE_SCALAR || node->kind == NODE_ALIAS) {
		buf_addc(out, node->kind == NODE_ALIAS ? '*' : ' ');
		buf_addf(out, "%.*s", (int)node->n, node->value);
		return;
	}
	buf_addc(out, open[node->kind]);
	for (child = scan_child(doc, i); child;
		child = scan_sibling(doc, child))
		add_tree(out, doc, child);
	buf_addc(out, close[node->kind]);
}

static void
check_tree(const char *s, const char *wanted)
{
	struct scanned z;
	struct buf out = {0};

	scan(&z, s);
	ck_assert_int_eq(z.ret, 0);
	add_tree(&out, &z.doc, 0);
	ck_assert_str_eq(out.s, wanted);
	buf_free(&out);
	done(&z);
}

START_TEST(nodes_are_the_tree_in_document_order)
{
	check_tree("a: 1\nb: [x, {y: z}]\n", "(D{ a 1 b[ x{ y z}]}d)");
	check_tree("- &q v\n- *q\n", "(D[ v*q]d)");
	check_tree("a\n---\nb\n", "(D adD bd)");
	check_tree("", "()");
	check_tree("# nothing\n", "()");
	check_tree("---\n---\n", "(D dD d)");
}
END_TEST

static void
check_refused(const char *s, enum rule_id rule, size_t at)
{
	struct scanned z;

	scan(&z, s);
	ck_assert_msg(z.ret == -1, "%s", s);
	ck_assert_uint_eq(z.d.n, 1);
	ck_assert_msg(
		z.d.v[0].rule == rule, "%s: %s", s, rules[z.d.v[0].rule].id);
	ck_assert_msg(z.d.v[0].at == at, "%s: at %zu", s, z.d.v[0].at);
	done(&z);
}

START_TEST(what_does_not_parse_is_refused_at_its_place)
{
	check_refused("a: [1\n", RULE_YAML_SYNTAX, 3);
	check_refused("a: b: c\n", RULE_YAML_SYNTAX, 4);
	check_refused("a: 'b\n", RULE_YAML_SYNTAX, 3);
	check_refused("a: *x\n", RULE_UNKNOWN_ALIAS, 3);
	check_refused("a: \xff\n", RULE_ENCODING, 3);
	check_refused("\xff\xfe"
		      "a",
		RULE_ENCODING, 0);
	check_refused(
		"{{- if .x }}\na: 1\n{{- end }}\n", RULE_HELM_TEMPLATE, 0);
}
END_TEST

START_TEST(nesting_has_a_bound)
{
	char s[2 * SCAN_MAX_DEPTH + 4];
	struct scanned z;

	memset(s, '[', SCAN_MAX_DEPTH);
	memset(s + SCAN_MAX_DEPTH, ']', SCAN_MAX_DEPTH);
	scan_bytes(&z, s, 2 * SCAN_MAX_DEPTH);
	ck_assert_int_eq(z.ret, 0);
	done(&z);
	memset(s, '[', SCAN_MAX_DEPTH + 1);
	memset(s + SCAN_MAX_DEPTH + 1, ']', SCAN_MAX_DEPTH + 1);
	scan_bytes(&z, s, 2 * SCAN_MAX_DEPTH + 2);
	ck_assert_int_eq(z.ret, -1);
	ck_assert_int_eq(z.d.v[0].rule, RULE_NESTING);
	done(&z);
}
END_TEST

/* The bytes of node i, without its anchor and tag. */
static void
check_spelling(const struct scanned *z, uint32_t i, const char *wanted)
{
	size_t body = scan_body(&z->doc, i);

	ck_assert_uint_eq(z->doc.node[i].end - body, strlen(wanted));
	ck_assert_mem_eq(z->text.s + body, wanted, strlen(wanted));
}

START_TEST(a_node_has_its_bytes_behind_its_properties)
{
	struct scanned z;
	size_t body;

	scan(&z, "a: &x !!str  'v'  # c\nb: !t # c\n  |\n  w\nc: &y\n  - d\n");
	check_spelling(&z, 3, "a");
	check_spelling(&z, 4, "'v'");
	ck_assert_str_eq(scan_anchor(&z.doc, 4), "x");
	ck_assert_str_eq(scan_tag(&z.doc, 4), "tag:yaml.org,2002:str");
	ck_assert_uint_eq(scan_props(&z.doc, 4, &body), 11);
	check_spelling(&z, 6, "|\n  w\n");
	ck_assert_str_eq(scan_tag(&z.doc, 6), "!t");
	ck_assert_ptr_null(scan_anchor(&z.doc, 6));
	ck_assert_int_eq(z.doc.node[8].kind, NODE_SEQUENCE);
	ck_assert_mem_eq(z.text.s + scan_body(&z.doc, 8), "- d", 3);
	done(&z);
}
END_TEST

START_TEST(an_anchor_ends_where_libyaml_ends_it)
{
	struct scanned z;

	scan(&z, "- &a:b\n");
	check_spelling(&z, 3, ":b");
	ck_assert_str_eq(scan_anchor(&z.doc, 3), "a");
	done(&z);
	scan(&z, "- !<tag:yaml.org,2002:str> b\n");
	check_spelling(&z, 3, "b");
	ck_assert_ptr_null(scan_anchor(&z.doc, 3));
	done(&z);
}
END_TEST

START_TEST(keys_flow_and_styles_are_noted)
{
	struct scanned z;

	scan(&z, "a: {b: 'c'}\nd: \"e\"\nf: >\n  g\n");
	ck_assert_uint_eq(
		z.doc.node[3].flags & (NODE_KEY | NODE_IN_FLOW), NODE_KEY);
	ck_assert_int_eq(z.doc.node[4].style, STYLE_FLOW);
	ck_assert_uint_eq(z.doc.node[5].flags & (NODE_KEY | NODE_IN_FLOW),
		NODE_KEY | NODE_IN_FLOW);
	ck_assert_int_eq(z.doc.node[6].style, STYLE_SINGLE);
	ck_assert_uint_eq(z.doc.node[6].flags & NODE_KEY, 0);
	ck_assert_int_eq(z.doc.node[8].style, STYLE_DOUBLE);
	ck_assert_int_eq(z.doc.node[10].style, STYLE_FOLDED);
	ck_assert_int_eq(z.doc.node[2].style, STYLE_BLOCK);
	done(&z);
}
END_TEST

START_TEST(an_alias_stands_for_the_last_anchor_before_it)
{
	struct scanned z;

	scan(&z, "- &a x\n- *a\n- &a y\n- *a\n- z\n");
	ck_assert_uint_eq(scan_deref(&z.doc, 4), 3);
	ck_assert_uint_eq(scan_deref(&z.doc, 6), 5);
	ck_assert_uint_eq(scan_deref(&z.doc, 7), 7);
	done(&z);
	scan(&z, "? *a\n: 1\n");
	ck_assert_int_eq(z.ret, -1);
	done(&z);
	scan(&z, "- &a k\n- {*a : 1}\n");
	ck_assert_uint_ne(z.doc.node[3].flags & NODE_AS_KEY, 0);
	done(&z);
	scan(&z, "&a [*a]\n");
	ck_assert_uint_ne(z.doc.node[3].flags & NODE_CYCLE, 0);
	done(&z);
}
END_TEST

START_TEST(a_line_ends_as_libyaml_says)
{
	ck_assert_uint_eq(scan_break("\n", 1), 1);
	ck_assert_uint_eq(scan_break("\r\n", 2), 2);
	ck_assert_uint_eq(scan_break("\r", 1), 1);
	ck_assert_uint_eq(scan_break("\xc2\x85", 2), 2);
	ck_assert_uint_eq(scan_break("\xe2\x80\xa8", 3), 3);
	ck_assert_uint_eq(scan_break("\xe2\x80\xa9", 3), 3);
	ck_assert_uint_eq(scan_break("\xe2\x80\xaa", 3), 0);
	ck_assert_uint_eq(scan_break("\xc2\x86", 2), 0);
	ck_assert_uint_eq(scan_break("a", 1), 0);
	ck_assert_uint_eq(scan_break("\n", 0), 0);
}
END_TEST

START_TEST(a_dropped_node_is_passed_over)
{
	struct scanned z;

	scan(&z, "[a, b, c]\n");
	z.doc.node[3].flags |= NODE_DROPPED;
	ck_assert_uint_eq(scan_child(&z.doc, 2), 4);
	z.doc.node[5].flags |= NODE_DROPPED;
	ck_assert_uint_eq(scan_sibling(&z.doc, 4), 0);
	z.doc.node[4].flags |= NODE_DROPPED;
	ck_assert_uint_eq(scan_child(&z.doc, 2), 0);
	done(&z);
}
END_TEST

START_TEST(a_block_scalar_is_looked_at_line_by_line)
{
	struct scanned z;
	struct block b;

	scan(&z, "a: |+ # c\n\n   x\n  \n\nb: 1\n");
	block_look(&z.doc, 4, &b);
	ck_assert_uint_eq(b.header, 3);
	ck_assert_uint_eq(b.header_end, 5);
	ck_assert_uint_eq(b.line_end, 9);
	ck_assert_uint_eq(b.body, 10);
	ck_assert_uint_eq(b.indent, 3);
	ck_assert_uint_eq(b.last, 15);
	ck_assert_int_eq(b.chomp, '+');
	ck_assert(!b.digit);
	ck_assert(b.terminated);
	done(&z);
	scan(&z, "a: >1-\n x");
	block_look(&z.doc, 4, &b);
	ck_assert(b.digit);
	ck_assert(!b.terminated);
	ck_assert_int_eq(b.chomp, '-');
	done(&z);
}
END_TEST

START_TEST(freeing_may_be_repeated)
{
	struct scanned z;

	scan(&z, "a: 1\n");
	scan_free(&z.doc);
	scan_free(&z.doc);
	ck_assert_uint_eq(z.doc.n, 0);
	done(&z);
}
END_TEST

SUITE("scan", nodes_are_the_tree_in_document_order,
	what_does_not_parse_is_refused_at_its_place, nesting_has_a_bound,
	a_node_has_its_bytes_behind_its_properties,
	an_anchor_ends_where_libyaml_ends_it, keys_flow_and_styles_are_noted,
	an_alias_stands_for_the_last_anchor_before_it,
	a_line_ends_as_libyaml_says, a_dropped_node_is_passed_over,
	a_block_scalar_is_looked_at_line_by_line, freeing_may_be_repeated)
