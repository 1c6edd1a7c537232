/*
 * A value. However quote.c says it may be spelled, libyaml reads it back: as
 * an item and as a key, in a block and in a flow collection.
 */
#include "base/utf8.h"
#include "fuzz/fuzz.h"
#include "template/quote.h"

#include <assert.h>
#include <string.h>
#include <yaml.h>

/* One list, or one mapping, of scalars that are the value or "k". */
static void
check(const struct buf *text, const char *s, size_t n)
{
	yaml_parser_t parser;
	yaml_event_t event;
	bool done = false, seen = false;

	assert(yaml_parser_initialize(&parser));
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)text->s, text->n);
	while (!done) {
		assert(yaml_parser_parse(&parser, &event));
		done = event.type == YAML_STREAM_END_EVENT;
		if (event.type == YAML_SCALAR_EVENT) {
			if (event.data.scalar.length == n &&
				memcmp(event.data.scalar.value, s, n) == 0)
				seen = true;
			else
				assert(event.data.scalar.length == 1 &&
					event.data.scalar.value[0] == 'k');
		}
		yaml_event_delete(&event);
	}
	assert(seen);
	yaml_parser_delete(&parser);
}

/* The spelling between two texts. */
static void
check_between(const char *before, const struct buf *spelled, const char *behind,
	const char *s, size_t n)
{
	struct buf out = {0};

	buf_adds(&out, before);
	buf_add(&out, spelled->s, spelled->n);
	buf_adds(&out, behind);
	check(&out, s, n);
	buf_free(&out);
}

static void
check_line(const struct buf *spelled, const char *s, size_t n, bool in_flow)
{
	check_between("- k\n- ", spelled, "\n- k\n", s, n);
	check_between("k: ", spelled, " # k", s, n);
	/* a simple key has at most 1024 characters */
	if (spelled->n < 1024)
		check_between("", spelled, ": k\n", s, n);
	if (in_flow) {
		check_between("[k, ", spelled, "]", s, n);
		check_between("{k: ", spelled, ", k: k}", s, n);
	}
}

static void
check_literal(const char *s, size_t n, char chomp)
{
	static const char *const eols[] = {"\n", "\r\n"};
	struct buf out = {0};
	size_t i;

	for (i = 0; i < countof(eols); i++) {
		buf_cut(&out, 0);
		buf_addf(&out, "|%.1s%s", &chomp, eols[i]);
		quote_literal(&out, s, n, 3, eols[i], strlen(eols[i]), chomp);
		buf_adds(&out, eols[i]);
		check_between("k:\n  - ", &out, "  - k\n", s, n);
	}
	buf_free(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const char chomps[] = {'-', '+', 0};
	const char *s = (const char *)data;
	struct buf out = {0};
	size_t i;

	if (utf8_check(s, n) < n || memchr(data, 0, n))
		return 0;
	quote_double(&out, n ? s : "", n);
	check_line(&out, s, n, true);
	if (n && quote_look(s, n).raw) {
		buf_cut(&out, 0);
		buf_addc(&out, '\'');
		quote_single_inner(&out, s, n);
		buf_addc(&out, '\'');
		check_line(&out, s, n, true);
	}
	buf_cut(&out, 0);
	buf_add(&out, s, n);
	if (n && quote_plain_ok(s, n, false))
		check_line(&out, s, n, quote_plain_ok(s, n, true));
	for (i = 0; n && i < countof(chomps); i++)
		if (quote_literal_ok(s, n, chomps[i]))
			check_literal(s, n, chomps[i]);
	buf_free(&out);
	return 0;
}
