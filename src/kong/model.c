#include "kong/model.h"

#include <assert.h>

/* The members that rows fill, each of the same name as its field. */
#define AT(field) [N_##field] = offsetof(MEMBERS_OF, field)
#define MEMBERS_OF struct kong_credential
static const uint16_t of_credential[NAMES_COUNT] = {AT(id), AT(consumer),
	AT(key), AT(username), AT(password), AT(secret), AT(group),
	AT(rsa_public_key), AT(name), AT(client_id), AT(client_secret),
	AT(algorithm), AT(client_type), AT(tags), AT(redirect_uris),
	AT(created_at), AT(hash_secret)};
#undef MEMBERS_OF

#define MEMBERS_OF struct kong_consumer
static const uint16_t of_consumer[NAMES_COUNT] = {
	AT(id), AT(username), AT(custom_id), AT(tags), AT(created_at)};
#undef MEMBERS_OF

bool
model_has(enum schema_record record)
{
	return record >= RECORD_consumer && record <= KONG_LAST_LIST;
}

size_t
model_offset(enum schema_record record, enum name_id name)
{
	if (record == RECORD_file)
		return name == N__format_version
			       ? offsetof(struct kong_file, _format_version)
			       : 0;
	return record == RECORD_consumer ? of_consumer[name]
					 : of_credential[name];
}

size_t
model_list_offset(enum schema_record record, enum schema_record of)
{
	if (of == RECORD_consumer)
		return offsetof(struct kong_file, consumer);
	return (record == RECORD_file ? offsetof(struct kong_file, list)
				      : offsetof(struct kong_consumer, list)) +
	       KONG_LIST(of) * sizeof(struct kong_credentials);
}

uint32_t
model_bit(enum schema_record record, enum name_id name)
{
	const struct schema_field *row;
	size_t n, i;

	row = schema_rows(record, &n);
	for (i = 0; i < n && row[i].name != name; i++)
		;
	assert(i < n && i < 32);
	return 1u << i;
}
