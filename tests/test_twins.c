#include "suite.h"

#include "cli/twins.h"

#include <stdlib.h>
#include <string.h>

static const struct flag flags[] = {
	{"strict", 0, FLAG_BOOL, 0, NULL, "KONGRENDER_STRICT", NULL, ""},
	{"plugins", 0, FLAG_STRING, 0, "LIST", "KONG_PLUGINS", NULL, ""},
	{"now", 0, FLAG_DATE, 0, "DATE", NULL, NULL, ""},
};
static const struct flag more[] = {
	{"secrets-dir", 0, FLAG_STRING, 0, "DIR", "KONGRENDER_SECRETS_DIR",
		NULL, ""},
	{"env-file", 0, FLAG_STRING, 0, "FILE", "KONGRENDER_ENV_FILE", NULL,
		""},
};
static const struct command first = {
	.name = "first", .flags = flags, .nflags = countof(flags)};
static const struct command none = {.name = "none"};
static const struct command second = {
	.name = "second", .flags = more, .nflags = countof(more)};
static const struct command *const commands[] = {&first, &none, &second, NULL};

/* Returns what is said of the one variable; the caller frees. */
static char *
note(const char *variable)
{
	char *const environment[] = {
		(char *)"PATH=/", (char *)variable, (char *)"HOME=/", NULL};
	char *said = NULL;
	size_t n = 0;
	FILE *f = open_memstream(&said, &n);

	ck_assert_ptr_nonnull(f);
	twins_note(commands, environment, f);
	fclose(f);
	return said;
}

START_TEST(a_slip_of_a_twin_gets_a_note_without_its_value)
{
	static const char *const slips[][2] = {
		{"KONGRENDER_STRCT=s3cret", "mean KONGRENDER_STRICT?"},
		{"KONGRENDER_strict=s3cret", "mean KONGRENDER_STRICT?"},
		{"KONGRENDER_SECRET_DIR=s3cret", "mean KONGRENDER_SECRETS_DIR"},
		{"KONGRENDER_ENV_FILES=s3cret", "mean KONGRENDER_ENV_FILE?"}};
	size_t i;
	char *said;

	for (i = 0; i < countof(slips); i++) {
		said = note(slips[i][0]);
		ck_assert_msg(strstr(said, slips[i][1]) != NULL, "%s: %s",
			slips[i][0], said);
		ck_assert_ptr_null(strstr(said, "s3cret"));
		free(said);
	}
}
END_TEST

START_TEST(a_twin_another_name_and_a_service_get_none)
{
	static const char *const others[] = {"KONGRENDER_STRICT=1",
		"KONGRENDER_SECRETS_DIR=/", "KONGRENDER_SOMETHING_ELSE=1",
		"KONGRENDER_=1", "KONGRENDER=1", "KONG_PLUGIN=1", "STRCT=1",
		"KONGRENDER_PORT=tcp://10.0.0.1:80",
		"KONGRENDER_STRICT_PORT=80", "KONGRENDER_PORT_80_TCP=x",
		"KONGRENDER_SERVICE_HOST=10.0.0.1",
		"KONGRENDER_ENV_SERVICE_FILE=x",
		"KONGRENDER_SERVICE_PORT_HTTP=80"};
	size_t i;
	char *said;

	for (i = 0; i < countof(others); i++) {
		said = note(others[i]);
		ck_assert_msg(*said == '\0', "%s: %s", others[i], said);
		free(said);
	}
}
END_TEST

SUITE("twins", a_slip_of_a_twin_gets_a_note_without_its_value,
	a_twin_another_name_and_a_service_get_none)
