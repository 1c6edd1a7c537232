/* UUIDs of names, by what RFC 4122 and Python's uuid module have. */
#include "suite.h"

#include "token/uuid.h"

#include <string.h>

static const struct uuid dns = {{0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1,
	0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30, 0xc8}};

static void
check(const char *name, const char *wanted)
{
	struct uuid u = uuid_of_name(&dns, name, strlen(name));
	char text[UUID_TEXT + 1];

	uuid_write(&u, text);
	ck_assert_str_eq(text, wanted);
}

START_TEST(names_have_the_uuids_that_others_make_of_them)
{
	check("www.example.com", "2ed6657d-e927-568b-95e1-2665a8aea6a2");
	check("python.org", "886313e1-3b8a-5372-9b90-0c9aee199e5d");
	check("", "4ebd0208-8328-5d69-8c44-ec50939c0967");
}
END_TEST

START_TEST(another_name_or_namespace_is_another_uuid)
{
	struct uuid a = uuid_of_name(&dns, "anon", 4), b, c;

	b = uuid_of_name(&dns, "Anon", 4);
	c = uuid_of_name(&a, "anon", 4);
	ck_assert_mem_ne(a.b, b.b, sizeof(a.b));
	ck_assert_mem_ne(a.b, c.b, sizeof(a.b));
}
END_TEST

SUITE("uuid", names_have_the_uuids_that_others_make_of_them,
	another_name_or_namespace_is_another_uuid)
