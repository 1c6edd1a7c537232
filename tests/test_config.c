#include "suite.h"

#include "kong/config.h"

#include <string.h>

static bool
loads(const char *plugins, const char *name)
{
	return config_loads(
		&(struct kong_config){.plugins = plugins}, name, strlen(name));
}

START_TEST(a_plugin_is_loaded_by_name_or_as_bundled)
{
	ck_assert(loads(NULL, "jwt"));
	ck_assert(loads("bundled", "jwt"));
	ck_assert(loads("x, bundled", "key-auth"));
	ck_assert(loads("x, bundled", "x"));
	ck_assert(loads("key-auth,jwt", "jwt"));
	ck_assert(loads(" jwt ", "jwt"));
	ck_assert(!loads(NULL, "x"));
	ck_assert(!loads("key-auth,acl", "jwt"));
	ck_assert(!loads("jwt-signer", "jwt"));
	ck_assert(!loads("off", "jwt"));
	ck_assert(!loads("", "jwt"));
}
END_TEST

START_TEST(a_plugin_may_be_bundled_with_one_version_only)
{
	struct kong_config config = {.version = KONG_28};

	ck_assert(loads(NULL, "redirect"));
	ck_assert(!config_loads(&config, "redirect", 8));
	ck_assert(config_loads(&config, "jwt", 3));
	config.plugins = "bundled,redirect";
	ck_assert(config_loads(&config, "redirect", 8));
}
END_TEST

static bool
may_know_more(const char *plugins, bool enterprise)
{
	return config_may_know_more(&(struct kong_config){
		.plugins = plugins, .enterprise = enterprise});
}

START_TEST(a_plugin_of_ones_own_may_bring_lists_of_its_own)
{
	ck_assert(may_know_more("bundled,mine", false));
	ck_assert(may_know_more(NULL, true));
	ck_assert(!may_know_more(NULL, false));
	ck_assert(!may_know_more("bundled", false));
	ck_assert(!may_know_more("key-auth,acl", false));
	ck_assert(!may_know_more("off", false));
}
END_TEST

SUITE("config", a_plugin_is_loaded_by_name_or_as_bundled,
	a_plugin_may_be_bundled_with_one_version_only,
	a_plugin_of_ones_own_may_bring_lists_of_its_own)
