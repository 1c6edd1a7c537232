/* Keys that are no field, and what was meant. */
#ifndef KONG_UNKNOWN_H
#define KONG_UNKNOWN_H

#include "kong/judge.h"

/* Reports the key of entry i, which is no field of record. */
void unknown_report(struct judge *j, enum schema_record record, uint32_t i);

#endif
