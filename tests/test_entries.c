#include "document.h"

#include "kong/entries.h"

#include <string.h>

static struct entries e;

static void
read_all(const char *s, bool is_template)
{
	scan(s);
	if (is_template)
		doc.node[2].flags |= NODE_REF;
	entries_read(&e, &doc, is_template);
}

static void
free_all(void)
{
	entries_free(&e);
	unscan();
}

static void
add_scalar(struct buf *b, uint32_t node)
{
	buf_add(b, doc.node[node].value, doc.node[node].n);
}

/* Entry i as JSON without quotes; an alias's content behind a star. */
static void
write_entry(struct buf *b, uint32_t i)
{
	uint32_t k;

	if (e.v[i].alias)
		buf_addc(b, '*');
	if (entries_node(&e, i)->kind == NODE_SCALAR) {
		add_scalar(b, e.v[i].node);
		return;
	}
	buf_addc(b, entries_is_list(&e, i) ? '[' : '{');
	FOR_EACH_ENTRY(&e, i, k)
	{
		if (b->s[b->n - 1] != '[' && b->s[b->n - 1] != '{')
			buf_addc(b, ' ');
		if (!entries_is_list(&e, i)) {
			add_scalar(b, scan_deref(&doc, e.v[k].key));
			buf_addc(b, ':');
		}
		write_entry(b, k);
	}
	buf_addc(b, entries_is_list(&e, i) ? ']' : '}');
}

static void
assert_reads(const char *s, const char *wanted)
{
	struct buf b = {0};

	read_all(s, false);
	write_entry(&b, 1);
	ck_assert_msg(
		strcmp(b.s, wanted) == 0, "%s: %s, not %s", s, b.s, wanted);
	buf_free(&b);
	free_all();
}

START_TEST(a_plain_file_reads_as_it_is_written)
{
	assert_reads("a: b\nc: [d, {e: f}]\n", "{a:b c:[d {e:f}]}");
	assert_reads("a: []\nb: {}\n", "{a:[] b:[]}");
	assert_reads("x", "x");
}
END_TEST

START_TEST(the_last_of_equal_keys_wins_in_the_place_of_the_first)
{
	assert_reads("{a: 1, b: 2, a: 3}", "{a:3 b:2}");
	assert_reads("{a: 1, 'a': 2, \"a\": 3}", "{a:3}");
	assert_reads("{5: x, 0x5: y, '5': z}", "{0x5:y 5:z}");
	assert_reads("{yes: x, true: y}", "{true:y}");
	assert_reads("{1: x, 3: z}", "{1:x 3:z}");
}
END_TEST

START_TEST(aliases_are_followed_and_their_site_is_kept)
{
	assert_reads(
		"a: &x [b, {c: d}]\ne: *x\n", "{a:[b {c:d}] e:*[*b *{c:*d}]}");
	assert_reads("&k a: 1\n? *k\n: 2\n", "{a:2}");
}
END_TEST

START_TEST(what_is_merged_gives_way_to_what_is_there)
{
	assert_reads("- &m {a: 1, b: 2}\n- {<<: *m, a: 3}\n- {b: 4, <<: *m}\n",
		"[{a:1 b:2} {a:3 b:*2} {b:4 a:*1}]");
	assert_reads("- {<<: {a: 1}, b: 2}\n", "[{b:2 a:1}]");
	assert_reads("- {<<: {}}\n", "[[]]");
}
END_TEST

START_TEST(lists_of_merges_merges_in_merges_and_quoted_ones)
{
	assert_reads("- &a {x: 1}\n- &b {x: 2, y: 3}\n- {<<: [*a, *b]}\n"
		     "- {<<: [{z: 4}, *b]}\n",
		"[{x:1} {x:2 y:3} {x:*1 y:*3} {z:4 x:*2 y:*3}]");
	assert_reads("- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {'<<': *b, z: 3}\n",
		"[{x:1} {y:2 x:*1} {z:3 y:*2 x:*1}]");
	assert_reads("- &a {x: 1}\n- {<<: *a, <<: {x: 2, y: 3}}\n",
		"[{x:1} {x:*1 y:3}]");
	/* the last of equal keys, inside what is merged too */
	assert_reads("- {<<: {a: 1, a: 2}}\n", "[{a:2}]");
}
END_TEST

static bool
is_list(const char *s)
{
	bool ret;

	read_all(s, false);
	ret = entries_is_list(&e, 1);
	free_all();
	return ret;
}

START_TEST(a_mapping_that_counts_from_one_is_a_list)
{
	ck_assert(is_list("[a, b]"));
	ck_assert(is_list("[]"));
	ck_assert(is_list("{}"));
	ck_assert(is_list("{1: a, 2: b}"));
	ck_assert(is_list("{2: a, 1: b}"));
	ck_assert(is_list("{0x1: a, 2.0: b}"));
	/* to Lua there is but one key */
	ck_assert(is_list("{1: a, 1: b}"));
	ck_assert(is_list("{<<: {}}"));
	ck_assert(is_list("{<<: {1: a}}"));
	ck_assert(!is_list("{1: a, 3: b}"));
	ck_assert(!is_list("{0: a, 1: b}"));
	ck_assert(!is_list("{1.5: a}"));
	ck_assert(!is_list("{'1': a}"));
	ck_assert(!is_list("{a: b}"));
	ck_assert(!is_list("a"));
}
END_TEST

START_TEST(what_is_dropped_is_passed_over)
{
	uint32_t i;

	read_all("[a, b, c]", false);
	doc.node[4].flags |= NODE_DROPPED;
	doc.ndropped = 1;
	i = entries_first(&e, 1);
	ck_assert(scan_is(&doc, e.v[i].node, "a"));
	ck_assert(scan_is(&doc, e.v[entries_next(&e, i)].node, "c"));
	i = entries_next_of_all(&e, i);
	ck_assert(scan_is(&doc, e.v[i].node, "b"));
	ck_assert(entries_is_dropped(&e, i));
	free_all();
}
END_TEST

START_TEST(a_value_is_found_by_its_string_key)
{
	uint32_t i;

	read_all("{a: 1, 5: 2, <<: {b: 3}}", false);
	i = entries_get(&e, 1, "b");
	ck_assert(scan_is(&doc, e.v[i].node, "3"));
	ck_assert_uint_eq(entries_get(&e, 1, "5"), 0);
	ck_assert_uint_eq(entries_get(&e, 1, "c"), 0);
	ck_assert_uint_eq(entries_get(&e, i, "a"), 0);
	free_all();
}
END_TEST

START_TEST(many_keys_are_told_apart_as_few_are)
{
	struct buf b = {0};
	int i, pass;

	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < 100; i++)
			buf_addf(&b, "k%d: %d\n%d: x\n", i, pass, i);
	read_all(b.s, false);
	/* 200 keys, and the root */
	ck_assert_uint_eq(e.n, 202);
	i = (int)entries_get(&e, 1, "k99");
	ck_assert(scan_is(&doc, e.v[i].node, "1"));
	free_all();
	buf_free(&b);
}
END_TEST

START_TEST(an_empty_file_has_no_entries)
{
	read_all("# nothing\n", false);
	ck_assert_uint_eq(e.n, 0);
	free_all();
}
END_TEST

SUITE("entries", a_plain_file_reads_as_it_is_written,
	the_last_of_equal_keys_wins_in_the_place_of_the_first,
	aliases_are_followed_and_their_site_is_kept,
	what_is_merged_gives_way_to_what_is_there,
	lists_of_merges_merges_in_merges_and_quoted_ones,
	a_mapping_that_counts_from_one_is_a_list,
	what_is_dropped_is_passed_over, a_value_is_found_by_its_string_key,
	many_keys_are_told_apart_as_few_are, an_empty_file_has_no_entries)
