/*
 * What only consumers and their credentials have: values that Kong accepts and
 * nobody can use, or that anyone can.
 */
#ifndef KONG_CREDENTIALS_H
#define KONG_CREDENTIALS_H

#include "kong/judge.h"

/*
 * Checks the string at entry i, the value of a field that clients send
 * (SCHEMA_SENT), with one character or more.
 */
void credentials_check_string(
	struct judge *j, const struct schema_field *f, uint32_t i);

/*
 * Warns at place that the field is absent, if Kong then makes one up that
 * nobody knows.
 */
void credentials_check_absent(
	struct judge *j, const struct schema_field *f, uint32_t place);

/* Reports the null at entry i, if the field is of use only with a value. */
void credentials_check_null(
	struct judge *j, const struct schema_field *f, uint32_t i);

/*
 * Checks what the fields of a consumer or credential, the record at entry i,
 * must be together.
 */
void credentials_across(struct judge *j, enum schema_record record, uint32_t i);

#endif
