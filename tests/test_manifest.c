#include "lint/manifest.h"
#include "suite.h"

#include <string.h>

struct fixture {
	struct text t;
	struct doc doc;
	struct diags d;
	struct embedded *list;
	bool is_manifest;
};

static void
open_manifest(struct fixture *f, const char *yaml)
{
	*f = (struct fixture){
		.t = {.path = "in", .s = yaml, .n = strlen(yaml)}};
	ck_assert_int_eq(scan_yaml(&f->doc, &f->t, &f->d), 0);
	f->is_manifest = manifest_is(&f->doc);
	f->list = manifest_find(&f->doc);
}

static void
close_manifest(struct fixture *f)
{
	manifest_free(f->list);
	scan_free(&f->doc);
	diags_free(&f->d);
}

static size_t
count(const char *yaml, bool is_manifest)
{
	struct fixture f;
	const struct embedded *e;
	size_t n = 0;

	open_manifest(&f, yaml);
	ck_assert_int_eq(f.is_manifest, is_manifest);
	for (e = f.list; e; e = e->next)
		n++;
	close_manifest(&f);
	return n;
}

#define HEAD(kind) "apiVersion: v1\nkind: " kind "\n"

START_TEST(a_manifest_has_an_api_version_and_a_kind)
{
	ck_assert_uint_eq(count(HEAD("Pod"), true), 0);
	ck_assert_uint_eq(count("---\n---\n" HEAD("Pod"), true), 0);
	ck_assert_uint_eq(count("kind: Pod\n", false), 0);
	ck_assert_uint_eq(count("_format_version: '3.0'\n", false), 0);
	ck_assert_uint_eq(count("[apiVersion, kind]\n", false), 0);
	ck_assert_uint_eq(count("", false), 0);
}
END_TEST

START_TEST(data_counts_by_its_name_or_by_what_it_holds)
{
	ck_assert_uint_eq(
		count(HEAD("ConfigMap") "data: {kong.yml: a, kong.yaml: b, "
					"kong.txt: c}\n",
			true),
		2);
	ck_assert_uint_eq(count(HEAD("ConfigMap") "data:\n  x: |\n    a: 1\n"
						  "    _format_version: 2\n",
				  true),
		1);
	ck_assert_uint_eq(
		count(HEAD("ConfigMap") "data: {x: 'my_format_version: 2'}\n",
			true),
		0);
	ck_assert_uint_eq(
		count(HEAD("Secret") "stringData: {kong.yml: a}\n", true), 1);
	ck_assert_uint_eq(
		count(HEAD("Secret") "data: {kong.yml: YQ==}\n", true), 0);
	ck_assert_uint_eq(count(HEAD("Pod") "data: {kong.yml: a}\n", true), 0);
}
END_TEST

START_TEST(lists_and_many_documents_are_searched)
{
	ck_assert_uint_eq(
		count(HEAD("Pod") "---\n" HEAD(
			      "List") "items:\n"
				      "- {kind: ConfigMap, data: {kong.yml: "
				      "a}}\n"
				      "- {kind: List, items: [{kind: Secret, "
				      "stringData: {kong.yml: b}}]}\n"
				      "---\n" HEAD(
					      "ConfigMap") "data:\n"
							   "  kong.yml: &a x\n "
							   " kong.yaml: *a\n",
			true),
		3);
}
END_TEST

START_TEST(a_value_that_many_keys_have_is_one_file)
{
	ck_assert_uint_eq(
		count(HEAD("ConfigMap") "data: {kong.yml: &a x, b: *a, c: *a, "
					"kong.yaml: *a}\n",
			true),
		1);
	/* whose name decides only how it is read */
	ck_assert_uint_eq(count(HEAD("ConfigMap") "data:\n"
						  "  a: &a '_format_version: "
						  "2'\n"
						  "  b.json: *a\n"
						  "  c.json: *a\n",
				  true),
		2);
	/* found by its key although another one did not tell */
	ck_assert_uint_eq(
		count(HEAD("ConfigMap") "data: {a: &a x, kong.yml: *a, "
					"b: &b x, c: *b}\n",
			true),
		1);
}
END_TEST

/* Every byte of the embedded text stands where text_place() says. */
static void
check_places(const char *yaml, const char *inner, size_t line, size_t col)
{
	struct fixture f;
	struct place place;

	open_manifest(&f, yaml);
	ck_assert_ptr_nonnull(f.list);
	ck_assert_uint_eq(f.list->text.n, strlen(inner));
	ck_assert(memcmp(f.list->text.s, inner, strlen(inner)) == 0);
	place = text_place(&f.list->text, strcspn(inner, "@"));
	ck_assert_uint_eq(place.line, line);
	ck_assert_uint_eq(place.col, col);
	close_manifest(&f);
}

#define DATA(text) HEAD("ConfigMap") "data:\n  kong.yml: " text

START_TEST(places_in_a_literal_block_are_the_manifests)
{
	check_places(DATA("|\n    a\n    b@\n"), "a\nb@\n", 6, 6);
	check_places(DATA("|-\r\n    a\r\n\r\n    b@\r\n"), "a\n\nb@", 7, 6);
	check_places(DATA("|2\n      a@\n"), "  a@\n", 5, 8);
	check_places(DATA("&x !!str # comment\n   | # another\n    a@\n"),
		"a@\n", 6, 6);
	check_places(DATA("|+\n    a\n    @\n\n\n"), "a\n@\n\n\n", 6, 5);
	check_places(DATA("|\n\n\n    a@"), "\n\na@", 7, 6);
	check_places(DATA("|\n    \xc3\xa9@\n"), "\xc3\xa9@\n", 5, 6);
}
END_TEST

START_TEST(places_in_any_other_style_are_the_beginning)
{
	check_places(DATA("'a @'\n"), "a @", 4, 13);
	check_places(DATA("\"a\\n@\"\n"), "a\n@", 4, 13);
	check_places(DATA(">\n    a\n    @\n"), "a @\n", 4, 13);
	check_places(DATA("&x\n    a @\n"), "a @", 5, 5);
}
END_TEST

SUITE("configmap", a_manifest_has_an_api_version_and_a_kind,
	data_counts_by_its_name_or_by_what_it_holds,
	lists_and_many_documents_are_searched,
	a_value_that_many_keys_have_is_one_file,
	places_in_a_literal_block_are_the_manifests,
	places_in_any_other_style_are_the_beginning)
