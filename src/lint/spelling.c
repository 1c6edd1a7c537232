#include "lint/spelling.h"

#include "base/bytes.h"
#include "base/utf8.h"
#include "template/expand.h"
#include "template/lookalike.h"

#include <string.h>

/* The word of a default with a { that is not an inner reference's. */
static size_t
find_brace(const char *s, const struct ref *r)
{
	size_t i;

	for (i = r->word; i < r->word_end; i++)
		if (s[i] == '{' && s[i - 1] != '$')
			return i;
	return 0;
}

static int
check_ref(
	const struct text *t, size_t from, const struct ref *r, struct diags *d)
{
	const char *s = t->s + from, *name = s + r->name;
	size_t brace = find_brace(s, r);
	int n = (int)(r->name_end - r->name), ret = 0;

	if (r->at > 0 && s[r->at - 1] == '$')
		ret |= diag_add(d, RULE_DOUBLE_DOLLAR, t, from + r->at - 1,
			"$$%.*s renders to a $ followed by the value: write "
			"$%.*s, or pass --keep to render to leave the text as "
			"it is",
			n, name, n, name);
	if (brace)
		ret |= diag_add(d, RULE_BRACE_IN_DEFAULT, t, from + brace,
			"the default of %.*s ends at the first }, even inside "
			"braces: move the braces out of the reference",
			n, name);
	return ret;
}

/* Reports what looks like a reference at r; decK writes ${{ env "NAME" }}. */
static int
report_odd(const struct text *t, size_t from, const struct ref *r,
	enum ref_status status, struct diags *d)
{
	size_t at = from + r->at;

	return diag_add(d, RULE_NOT_A_REFERENCE, t, at,
		"%s; if you mean a reference, write ${NAME}",
		t->n - at > 2 && t->s[at + 2] == '{'
			? "\"${{\" begins a reference of decK, so it is kept "
			  "as "
			  "text"
			: ref_problem(status));
}

/* References in [from, to) of the text; defaults may hold more of them. */
static int
check_refs(
	const struct text *t, size_t from, size_t to, bool odd, struct diags *d)
{
	const char *s = t->s + from;
	enum ref_status status;
	struct ref r = {0};
	int ret = 0;

	while ((status = ref_next(s, to - from, r.end, &r)) != REF_NONE) {
		if (status == REF_UNTERMINATED || status == REF_TOO_DEEP)
			break;
		if (status != REF_FOUND) {
			if (odd)
				ret |= report_odd(t, from, &r, status, d);
			continue;
		}
		ret |= check_ref(t, from, &r, d);
		if (r.word_end > r.word)
			ret |= check_refs(
				t, from + r.word, from + r.word_end, odd, d);
	}
	return ret;
}

/* The end of a name in capitals at s[at], as other programs' variables have. */
static size_t
skip_capitals(const char *s, size_t at, size_t n)
{
	return at + bytes_span(s + at, n - at, UPPER DIGITS "_");
}

/*
 * Whether {{ at s[at] is of Helm or Jinja: {{ .Values.x }}, {{ NAME }}. Kong's
 * own plugins know {{name}}.
 */
static bool
is_action(const char *s, size_t at, size_t n)
{
	size_t end;

	if (n - at < 2 || memcmp(s + at, "{{", 2) != 0 ||
		(at > 0 && s[at - 1] == '$') ||
		!memmem(s + at, n - at, "}}", 2))
		return false;
	at += 2;
	at += at < n && s[at] == '-';
	while (at < n && s[at] == ' ')
		at++;
	if (at < n && (s[at] == '.' || s[at] == '$'))
		return true;
	end = skip_capitals(s, at, n);
	return end > at + 1 && end < n && (s[end] == ' ' || s[end] == '}');
}

/* Whether $( at s[at] is of Kubernetes, $(NAME); Kong has $(headers.x). */
static bool
is_expansion(const char *s, size_t at, size_t n)
{
	size_t end;

	if (n - at < 2 || s[at] != '$' || s[at + 1] != '(')
		return false;
	end = skip_capitals(s, at + 2, n);
	return end > at + 3 && end < n && s[end] == ')';
}

/* References of other programs, which render keeps as text. */
static int
check_foreign(const struct doc *doc, uint32_t i, struct diags *d)
{
	const struct text *t = doc->text;
	size_t at = scan_content(doc, i), end = doc->node[i].end;
	int ret = 0;

	for (; at < end; at++)
		if (is_action(t->s, at, end))
			ret |= diag_add(d, RULE_NOT_A_REFERENCE, t, at,
				"{{ }} is a reference of Helm or Jinja, so it "
				"is kept as text; if you mean a reference, "
				"write ${NAME}");
		else if (is_expansion(t->s, at, end))
			ret |= diag_add(d, RULE_NOT_A_REFERENCE, t, at,
				"$( ) is a reference of Kubernetes, so it is "
				"kept as text; if you mean a reference, write "
				"${NAME}");
	return ret;
}

/* A word with a quote at its end alone, as in name: anon" */
static int
check_stray_quote(const struct doc *doc, uint32_t i, struct diags *d)
{
	const struct node *node = &doc->node[i];
	size_t last = node->n - 1;

	if (node->style != STYLE_PLAIN || node->n < 2 ||
		(node->value[last] != '"' && node->value[last] != '\'') ||
		strcspn(node->value, "\"' \n") != last)
		return 0;
	return diag_add(d, RULE_LOOKALIKE_CHARACTER, doc->text, node->end - 1,
		"this quote is never opened, so YAML reads it as text: add the "
		"opening quote, or remove this one");
}

/* A key in curly quotes is another key. */
static int
check_lookalike(const struct doc *doc, uint32_t i, struct diags *d)
{
	const struct node *node = &doc->node[i];
	const char *s = doc->text->s + scan_body(doc, i);
	size_t n = node->end - scan_body(doc, i), at;

	if (node->style != STYLE_PLAIN || utf8_is_ascii(s, n))
		return 0;
	at = lookalike_in_scalar(s, n);
	if (at == n)
		return 0;
	return diag_add(d, RULE_LOOKALIKE_CHARACTER, doc->text,
		scan_body(doc, i) + at, "%s: %s",
		lookalike_name(s + at, n - at),
		lookalike_advice(s + at, n - at));
}

int
spelling_check(const struct doc *doc, bool odd, struct diags *d)
{
	const struct node *node;
	size_t begin;
	uint32_t i;
	int ret = 0;

	for (i = 1; i < doc->n; i++) {
		node = &doc->node[i];
		if (node->kind != NODE_SCALAR)
			continue;
		ret |= check_lookalike(doc, i, d);
		ret |= check_stray_quote(doc, i, d);
		if (!(odd || node->flags & NODE_REF))
			continue;
		if (odd)
			ret |= check_foreign(doc, i, d);
		begin = scan_content(doc, i);
		if (begin < node->end &&
			memchr(doc->text->s + begin, '$', node->end - begin))
			ret |= check_refs(doc->text, begin, node->end, odd, d);
	}
	return ret;
}
