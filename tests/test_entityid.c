/* Ids that Kong 2.8.1 and 3.9.1 give to what has a name alone. */
#include "suite.h"

#include "kong/entityid.h"

START_TEST(an_id_is_made_of_the_list_and_the_name)
{
	char text[UUID_TEXT + 1];

	entityid_of_name("services", "s", 1, text);
	ck_assert_str_eq(text, "b268827a-8f7f-551f-8769-e6bceb2f3ec6");
	entityid_of_name("routes", "s", 1, text);
	ck_assert_str_eq(text, "cd60b58d-0af8-58ba-aac8-fe673cc9e146");
	entityid_of_name("consumers", "anon", 4, text);
	ck_assert_str_eq(text, "cd4f782c-ac87-5081-b322-b54834d15651");
}
END_TEST

SUITE("entityid", an_id_is_made_of_the_list_and_the_name)
