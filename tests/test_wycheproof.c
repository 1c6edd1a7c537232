/*
 * Project Wycheproof's vectors for JWS with HS256 and ES256 keys, where they
 * stand: beside the checkout. Their payloads are no claims, so this is about
 * jws.h alone. Not a Check suite, so that each vector counts.
 */
#include "token/jws.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VECTORS "../shared/vectors/wycheproof_jws.json"

static bool
verifies(const char *s, size_t n, const struct jwks *keys)
{
	struct jws j;
	bool ok = false;
	size_t i;

	jws_parse(&j, s, n);
	for (i = 0; i < keys->n; i++)
		ok |= jws_verify(&j, &keys->v[i]);
	jws_free(&j);
	return ok;
}

/* Returns 1 passed, -1 failed, 0 not to be run. */
static int
run_vector(const json_t *vector, const struct jwks *keys, const char *key)
{
	const json_t *jws = json_object_get(vector, "jws");
	const char *result =
		json_string_value(json_object_get(vector, "result"));
	bool wanted = strcmp(result, "valid") == 0, got;

	if (json_object_get(vector, "skip"))
		return 0;
	if (!json_is_string(jws))
		return -1;
	got = verifies(json_string_value(jws), json_string_length(jws), keys);
	if (got == wanted)
		return 1;
	printf("not ok: tcId %d with the %s key: %s is taken for %s\n",
		(int)json_integer_value(json_object_get(vector, "tcId")), key,
		result, got ? "valid" : "invalid");
	return -1;
}

/* Runs the vectors of a group by its public or its private key. */
static void
run_group(const json_t *group, const char *key, size_t count[2])
{
	char *text = json_dumps(json_object_get(group, key), JSON_COMPACT);
	struct jwks keys = {0};
	const json_t *vector;
	const char *why = "no key";
	size_t i;
	int result;

	if (!text)
		return;
	if (jwks_parse(&keys, text, strlen(text), &why)) {
		printf("not ok: a %s key: %s\n", key, why);
		count[1]++;
	}
	json_array_foreach(json_object_get(group, "tests"), i, vector)
	{
		result = run_vector(vector, &keys, key);
		if (result)
			count[result < 0]++;
	}
	jwks_free(&keys);
	free(text);
}

int
main(void)
{
	const json_t *group;
	json_error_t error;
	size_t count[2] = {0, 0}, i;
	json_t *root = json_load_file(VECTORS, JSON_REJECT_DUPLICATES, &error);

	if (!root) {
		printf("SKIP: no vectors at %s (%s)\n", VECTORS, error.text);
		return 77;
	}
	json_array_foreach(json_object_get(root, "testGroups"), i, group)
	{
		run_group(group, "private", count);
		run_group(group, "public", count);
	}
	json_decref(root);
	if (!count[0])
		count[1]++;
	printf("%zu passed, %zu failed\n", count[0], count[1]);
	return count[1] ? EXIT_FAILURE : EXIT_SUCCESS;
}
