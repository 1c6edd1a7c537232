#include "findings.h"

#include "supabase/filekeys.h"
#include "supabase/filejudge.h"
#include "token/jwt.h"
#include "kong/check.h"

#define NOW INT64_C(1700000000)
#define DAY INT64_C(86400)

/* Sources, what came of them, and the keys that tests mint. */
struct fixture {
	const char *environment[32];
	size_t n;
	struct vars_config config;
	struct vars *vars;
	struct supabase *s;
	struct diags d;
	struct buf token[6];
	size_t ntoken;
};

static const char secret[] = "0123456789abcdef0123456789abcdef";

/* environment is NULL-terminated. */
static void
begin(struct fixture *f, const char *const *environment)
{
	*f = (struct fixture){0};
	for (; environment && environment[f->n]; f->n++)
		f->environment[f->n] = environment[f->n];
}

static void
add_variable(struct fixture *f, const char *assignment)
{
	f->environment[f->n++] = assignment;
}

static void
open_sources(struct fixture *f)
{
	f->config = (struct vars_config){
		.environment = (char *const *)(uintptr_t)f->environment,
		.aliases = supabase_aliases,
		.naliases = SUPABASE_COUNT};
	f->vars = vars_open(&f->config, &f->d);
	ck_assert_ptr_nonnull(f->vars);
	f->s = supabase_new(f->vars, NOW);
}

static void
end(struct fixture *f)
{
	size_t i;

	for (i = 0; i < f->ntoken; i++)
		buf_free(&f->token[i]);
	supabase_free(f->s);
	vars_free(f->vars);
	diags_free(&f->d);
}

/* Returns prefix and a token of role that expires at NOW + left. */
static const char *
mint(struct fixture *f, const char *prefix, const char *role, int64_t left,
	const char *with)
{
	struct jwt_claims claims = {.role = role,
		.iat = {true, NOW - 1000 * DAY},
		.exp = {true, NOW + left}};
	struct buf payload = {0}, *token = &f->token[f->ntoken++];
	struct jwks keys = {0};
	const char *why;
	int64_t exp;

	jwks_add_secret(&keys, with, strlen(with));
	ck_assert_int_eq(jwt_write_claims(&payload, &claims, &exp, &why), 0);
	buf_adds(token, prefix);
	ck_assert_int_eq(
		jws_sign(token, payload.s, payload.n, &keys.v[0], NULL), 0);
	buf_free(&payload);
	jwks_free(&keys);
	return token->s;
}

static enum expand_answer
ask(struct fixture *f, const char *name, const char **value)
{
	enum expand_answer answer;
	size_t n;

	answer = supabase_lookup(f->s, name, strlen(name), value, &n, &f->d);
	ck_assert_uint_eq(n, strlen(*value));
	return answer;
}

START_TEST(a_name_is_served_by_its_alias_but_itself_comes_first)
{
	const char *value;
	struct fixture f;

	begin(&f, (const char *[]){"ANON_KEY=a", "SERVICE_ROLE_KEY=b",
			  "SUPABASE_SERVICE_KEY=c", NULL});
	open_sources(&f);
	ck_assert_int_eq(ask(&f, "SUPABASE_ANON_KEY", &value), EXPAND_SET);
	ck_assert_str_eq(value, "a");
	ck_assert_int_eq(ask(&f, "SUPABASE_SERVICE_KEY", &value), EXPAND_SET);
	ck_assert_str_eq(value, "c");
	ck_assert_int_eq(
		ask(&f, "SUPABASE_PUBLISHABLE_KEY", &value), EXPAND_UNSET);
	end(&f);
}
END_TEST

START_TEST(a_source_comes_before_what_could_be_derived)
{
	const char *value;
	struct fixture f;

	begin(&f, (const char *[]){"LUA_AUTH_EXPR=mine",
			  "WELL_KNOWN_OAUTH_PATH=", NULL});
	open_sources(&f);
	ck_assert_int_eq(ask(&f, "LUA_AUTH_EXPR", &value), EXPAND_SET);
	ck_assert_str_eq(value, "mine");
	ck_assert_int_eq(ask(&f, "WELL_KNOWN_OAUTH_PATH", &value), EXPAND_SET);
	ck_assert_str_eq(value, "");
	ck_assert_int_eq(ask(&f, "LUA_FUNCTIONS_EXPR", &value), EXPAND_SET);
	ck_assert_str_eq(value, "$(nil)");
	ck_assert_str_eq(supabase_origin(f.s, "LUA_FUNCTIONS_EXPR"), "derived");
	ck_assert_str_eq(supabase_origin(f.s, "LUA_RT_WS_EXPR"), "not set");
	ck_assert_uint_eq(f.d.n, 0);
	end(&f);
}
END_TEST

START_TEST(what_cannot_be_derived_is_reported_once_and_fails)
{
	const char *value;
	struct fixture f;

	begin(&f, (const char *[]){"SUPABASE_SECRET_KEY=sb_secret_x", NULL});
	open_sources(&f);
	ck_assert_int_eq(ask(&f, "LUA_AUTH_EXPR", &value), EXPAND_FAILED);
	ask(&f, "LUA_AUTH_EXPR", &value);
	ask(&f, "LUA_RT_WS_EXPR", &value);
	ask(&f, "LUA_FUNCTIONS_EXPR", &value);
	ck_assert_uint_eq(f.d.n, 1);
	ck_assert_int_eq(f.d.v[0].rule, RULE_DERIVED_VALUE);
	ck_assert_uint_eq(diags_errors(&f.d), 1);
	ck_assert_ptr_nonnull(
		strstr(f.d.v[0].message, "SERVICE_ROLE_KEY_ASYMMETRIC"));
	ck_assert_ptr_null(strstr(f.d.v[0].message, "sb_secret_x"));
	end(&f);
}
END_TEST

START_TEST(a_previous_key_is_optional_and_left_out_when_it_is_over)
{
	const char *value;
	struct fixture f;

	begin(&f, (const char *[]){"ANON_KEY=same",
			  "SUPABASE_ANON_KEY_PREVIOUS=same",
			  "SUPABASE_SECRET_KEY_PREVIOUS=other", NULL});
	add_variable(&f, mint(&f, "SUPABASE_SERVICE_KEY_PREVIOUS=",
				 "service_role", 0, secret));
	open_sources(&f);
	ck_assert_int_eq(
		ask(&f, "SUPABASE_ANON_KEY_PREVIOUS", &value), EXPAND_SET);
	ck_assert_str_eq(value, "");
	ck_assert_int_eq(
		ask(&f, "SUPABASE_SERVICE_KEY_PREVIOUS", &value), EXPAND_SET);
	ck_assert_str_eq(value, "");
	ck_assert_int_eq(
		ask(&f, "SUPABASE_SECRET_KEY_PREVIOUS", &value), EXPAND_SET);
	ck_assert_str_eq(value, "other");
	ck_assert_int_eq(ask(&f, "SUPABASE_PUBLISHABLE_KEY_PREVIOUS", &value),
		EXPAND_OPTIONAL);
	ask(&f, "SUPABASE_ANON_KEY_PREVIOUS", &value);
	ck_assert_uint_eq(f.d.n, 2);
	ck_assert_uint_eq(f.d.count[LEVEL_NOTE], 2);
	end(&f);
}
END_TEST

START_TEST(a_previous_key_is_not_over_a_second_too_early)
{
	const char *value;
	struct fixture f;

	begin(&f, NULL);
	add_variable(
		&f, mint(&f, "SUPABASE_ANON_KEY_PREVIOUS=", "anon", 1, secret));
	open_sources(&f);
	ask(&f, "SUPABASE_ANON_KEY_PREVIOUS", &value);
	ck_assert_str_eq(value, strchr(f.token[0].s, '=') + 1);
	ck_assert_uint_eq(f.d.n, 0);
	end(&f);
}
END_TEST

static int
check_file(struct fixture *f, const struct doc *doc)
{
	static const struct kong_config config;
	struct kong k;
	int ret;

	kong_open(&k, doc, &config, &f->d);
	ck_assert_int_eq(kong_load(&k), 0);
	ret = filekeys_check(f->s, &k);
	kong_close(&k);
	return ret;
}

/* What filekeys_check() finds in a file with these two keys. */
static void
check_keys(struct fixture *f, const char *anon, const char *service,
	const char *wanted)
{
	struct text text = {.path = "kong.yml"};
	struct buf file = {0}, found = {0};
	struct doc doc = {0};
	size_t i;

	if (!f->vars)
		open_sources(f);
	buf_addf(&file,
		FILE_OF("- username: anon\n  keyauth_credentials:\n"
			"  - key: \"%s\"\n"
			"- {username: service_role, id: an-id}\n"
			"keyauth_credentials:\n"
			"- {consumer: an-id, key: \"%s\"}\n"),
		anon, service);
	text.s = file.s;
	text.n = file.n;
	ck_assert_int_eq(scan_yaml(&doc, &text, &f->d), 0);
	ck_assert(check_file(f, &doc) == (diags_errors(&f->d) ? -1 : 0));
	diags_sort(&f->d);
	buf_adds(&found, "");
	for (i = 0; i < f->d.n; i++) {
		add_finding(&found, &f->d.v[i]);
		ck_assert_ptr_null(strstr(f->d.v[i].message, anon));
		ck_assert_ptr_null(strstr(f->d.v[i].message, service));
	}
	ck_assert_str_eq(found.s, wanted);
	diags_free(&f->d);
	scan_free(&doc);
	buf_free(&file);
	buf_free(&found);
}

#define ANON 0
#define SERVICE 1

/* Two good keys: the anon one in 5:10, the other, flattened, in 8:26. */
static void
begin_keys(struct fixture *f)
{
	begin(f, (const char *[]){
			 "JWT_SECRET=0123456789abcdef0123456789abcdef", NULL});
	mint(f, "", "anon", 31 * DAY, secret);
	mint(f, "", "service_role", 31 * DAY, secret);
}

START_TEST(good_keys_are_no_finding_and_swapped_ones_are_errors)
{
	struct fixture f;

	begin_keys(&f);
	check_keys(&f, f.token[ANON].s, f.token[SERVICE].s, "");
	check_keys(&f, f.token[SERVICE].s, f.token[ANON].s,
		"5:10 key-role\n8:26 key-role\n");
	check_keys(&f, "sb_publishable_x", "sb_secret_x", "");
	check_keys(&f, "sb_secret_x", "sb_publishable_x",
		"5:10 key-role\n8:26 key-role\n");
	check_keys(&f, "sb_temp_x", "plain text",
		"5:10 key-role\n8:26 not-a-supabase-key\n");
	end(&f);
}
END_TEST

START_TEST(a_swap_is_called_one)
{
	static const char text[] = "_format_version: \"3.0\"\nconsumers:\n"
				   "  - username: anon\n"
				   "    keyauth_credentials:\n"
				   "      - key: ";
	struct text t = {.path = "t.yml"};
	struct buf file = {0};
	struct fixture f;
	struct doc doc;

	begin_keys(&f);
	open_sources(&f);
	buf_adds(&file, text);
	buf_adds(&file, f.token[SERVICE].s);
	t.s = file.s;
	t.n = file.n;
	ck_assert_int_eq(scan_yaml(&doc, &t, &f.d), 0);
	check_file(&f, &doc);
	ck_assert_uint_eq(f.d.n, 1);
	ck_assert_msg(strstr(f.d.v[0].message, "swapped, and every client"),
		"%s", f.d.v[0].message);
	diags_free(&f.d);
	scan_free(&doc);
	buf_free(&file);
	end(&f);
}
END_TEST

START_TEST(a_key_that_the_secret_did_not_sign_is_an_error)
{
	struct fixture f;

	begin_keys(&f);
	mint(&f, "", "anon", 31 * DAY, "0123456789abcdef0123456789abcdeX");
	check_keys(
		&f, f.token[2].s, f.token[SERVICE].s, "5:10 key-signature\n");
	/* a character lost in copying */
	buf_cut(&f.token[2], f.token[2].n - 1);
	check_keys(&f, f.token[2].s, f.token[SERVICE].s,
		"5:10 not-a-supabase-key\n");
	end(&f);
	/* and without the secret nobody can tell */
	begin(&f, NULL);
	mint(&f, "", "anon", 31 * DAY, "x");
	mint(&f, "", "service_role", 31 * DAY, "y");
	check_keys(&f, f.token[ANON].s, f.token[SERVICE].s, "");
	end(&f);
}
END_TEST

START_TEST(the_signature_of_a_previous_key_is_not_checked_but_its_role_is)
{
	struct fixture f;

	begin_keys(&f);
	add_variable(
		&f, mint(&f, "SUPABASE_ANON_KEY_PREVIOUS=", "anon", DAY, "x"));
	check_keys(&f, strchr(f.token[2].s, '=') + 1, f.token[SERVICE].s, "");
	check_keys(&f, f.token[ANON].s, strchr(f.token[2].s, '=') + 1,
		"8:26 key-role\n");
	end(&f);
}
END_TEST

START_TEST(a_key_that_expires_within_thirty_days_is_a_warning)
{
	struct fixture f;

	begin_keys(&f);
	mint(&f, "", "anon", 30 * DAY, secret);
	mint(&f, "", "anon", 30 * DAY - 1, secret);
	mint(&f, "", "anon", 0, secret);
	check_keys(&f, f.token[2].s, f.token[SERVICE].s, "");
	check_keys(&f, f.token[3].s, f.token[SERVICE].s,
		"5:10 (warning) key-expiry\n");
	check_keys(&f, f.token[4].s, f.token[SERVICE].s,
		"5:10 (warning) key-expiry\n");
	end(&f);
}
END_TEST

START_TEST(placeholders_are_errors_and_demo_keys_warnings)
{
	struct fixture f;

	begin_keys(&f);
	mint(&f, "", "anon", 31 * DAY,
		"super-secret-jwt-token-with-at-least-32-characters-long");
	check_keys(&f, "<YOUR_ANON_KEY>", "your-service-key",
		"5:10 public-credential\n8:26 public-credential\n");
	check_keys(
		&f, f.token[2].s, f.token[SERVICE].s, "5:10 key-signature\n");
	end(&f);
	begin(&f, (const char *[]){"JWT_SECRET=super-secret-jwt-token-with-at-"
				   "least-32-characters-long",
			  NULL});
	mint(&f, "", "anon", 31 * DAY,
		"super-secret-jwt-token-with-at-least-32-characters-long");
	check_keys(&f, f.token[0].s, "plain",
		"5:10 (warning) publicly-known-secret\n8:26 "
		"not-a-supabase-key\n");
	end(&f);
}
END_TEST

static void
check_password(const char *password, const char *wanted)
{
	struct text text = {.path = "kong.yml"};
	struct buf file = {0}, found = {0};
	struct doc doc = {0};
	struct fixture f;
	size_t i;

	begin(&f, NULL);
	open_sources(&f);
	buf_addf(&file,
		FILE_OF("- username: DASHBOARD\n  basicauth_credentials:\n"
			"  - {username: me, password: \"%s\"}\n"
			"basicauth_credentials:\n"
			"- {consumer: x, username: y, password: \"%s\"}\n"),
		password, password);
	text.s = file.s;
	text.n = file.n;
	ck_assert_int_eq(scan_yaml(&doc, &text, &f.d), 0);
	check_file(&f, &doc);
	diags_sort(&f.d);
	buf_adds(&found, "");
	for (i = 0; i < f.d.n; i++)
		add_finding(&found, &f.d.v[i]);
	ck_assert_str_eq(found.s, wanted);
	scan_free(&doc);
	buf_free(&file);
	buf_free(&found);
	end(&f);
}

START_TEST(passwords_are_judged_wherever_they_stand)
{
	check_password("good", "");
	check_password("your-own-choice", "");
	check_password("this_password_is_insecure_and_should_be_updated",
		"5:30 (warning) publicly-known-secret\n7:40 (warning) "
		"publicly-known-secret\n");
	check_password("good\\n", "5:30 (warning) key-whitespace\n"
				  "7:40 (warning) key-whitespace\n");
	check_password("<PASSWORD>",
		"5:30 public-credential\n7:40 public-credential\n");
}
END_TEST

START_TEST(keys_are_found_through_anchors_and_merges)
{
	static const char file[] =
		"x: &k {key: a}\n"
		"consumers:\n"
		"- &c {username: anon, keyauth_credentials: [*k, {<<: *k}]}\n"
		"- {username: other, keyauth_credentials: [*k]}\n"
		"- {<<: *c, username: service_role}\n"
		"keyauth_credentials:\n"
		"- {consumer: anon, key: b}\n"
		"- {consumer: {id: service_role}, key: c}\n"
		"- {consumer: other, key: d}\n"
		"- nonsense\n";
	struct text text = {
		.path = "kong.yml", .s = file, .n = sizeof(file) - 1};
	struct buf found = {0};
	struct diags d = {0};
	static const struct kong_config config;
	struct kong_credential *c;
	struct doc doc = {0};
	struct kong k;

	ck_assert_int_eq(scan_yaml(&doc, &text, &d), 0);
	kong_open(&k, &doc, &config, &d);
	ck_assert_int_eq(kong_load(&k), 0);
	FOR_EACH_CREDENTIAL(k.file, RECORD_keyauth_credential, c)
	{
		const char *role = supabase_role_name(filejudge_role(&k, c));

		buf_addf(&found, "%s ", role ? role : "-");
	}
	ck_assert_str_eq(found.s, "anon anon - service_role service_role anon "
				  "service_role - ");
	kong_close(&k);
	buf_free(&found);
	scan_free(&doc);
	diags_free(&d);
}
END_TEST

SUITE("supabase", a_name_is_served_by_its_alias_but_itself_comes_first,
	a_source_comes_before_what_could_be_derived,
	what_cannot_be_derived_is_reported_once_and_fails,
	a_previous_key_is_optional_and_left_out_when_it_is_over,
	a_previous_key_is_not_over_a_second_too_early,
	good_keys_are_no_finding_and_swapped_ones_are_errors,
	a_swap_is_called_one, a_key_that_the_secret_did_not_sign_is_an_error,
	the_signature_of_a_previous_key_is_not_checked_but_its_role_is,
	a_key_that_expires_within_thirty_days_is_a_warning,
	placeholders_are_errors_and_demo_keys_warnings,
	passwords_are_judged_wherever_they_stand,
	keys_are_found_through_anchors_and_merges)
