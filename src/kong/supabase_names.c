#include "kong/supabase.h"

const struct var_alias supabase_aliases[] = {
	{"SUPABASE_ANON_KEY", "ANON_KEY"},
	{"SUPABASE_SERVICE_KEY", "SERVICE_ROLE_KEY"},
};
const size_t supabase_naliases = countof(supabase_aliases);

const char *const supabase_names[] = {
	"SUPABASE_ANON_KEY",
	"SUPABASE_SERVICE_KEY",
	"SUPABASE_PUBLISHABLE_KEY",
	"SUPABASE_SECRET_KEY",
	"SUPABASE_ANON_KEY_PREVIOUS",
	"SUPABASE_SERVICE_KEY_PREVIOUS",
	"SUPABASE_PUBLISHABLE_KEY_PREVIOUS",
	"SUPABASE_SECRET_KEY_PREVIOUS",
	"DASHBOARD_USERNAME",
	"DASHBOARD_PASSWORD",
	"LUA_AUTH_EXPR",
	"LUA_RT_WS_EXPR",
	"LUA_FUNCTIONS_EXPR",
	"WELL_KNOWN_OAUTH_PATH",
};
const size_t supabase_nnames = countof(supabase_names);
