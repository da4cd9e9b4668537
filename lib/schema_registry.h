/*
 * The schema registry: schema text to id and back, by Confluent's REST API (a base address with a path is fine).
 *
 * Ids are immutable, so what was found is remembered for ever (bounded), "not found" for 5 s.
 * Texts are matched by error_code of the answer, never by its message.
 */
#ifndef LIB_SCHEMA_REGISTRY_H
#define LIB_SCHEMA_REGISTRY_H

#include "lib/error.h"
#include "lib/slice.h"

#include <stdint.h>

struct schema_registry;

/* `url` such as http://127.0.0.1:8081/apis/ccompat/v7; user:password@ in it is sent and never printed. */
bool schema_registry_open(const char *url, struct schema_registry **registry, struct error *error);
void schema_registry_close(struct schema_registry *registry);

/* The id of `schema` under `subject`: looked up, and registered only if it is not there. ERROR_RETRY: registry down
 * (transport, 429, 5xx); ERROR_STOP: incompatible (409), invalid, or not permitted. */
bool schema_registry_register(struct schema_registry *registry, const char *subject, const char *schema, int32_t *id,
                              struct error *error);

/* The schema of an id, valid until the registry is closed. ERROR_REJECT, REASON_UNKNOWN_SCHEMA if the registry
 * answers that it has none or that it is not Avro; ERROR_RETRY if the registry is down, or if what answers 404 is no
 * registry. */
bool schema_registry_schema(struct schema_registry *registry, int32_t id, struct slice *schema, struct error *error);

/* Sets the compatibility of one subject, for example "FULL_TRANSITIVE"; *changed tells whether it was another. */
bool schema_registry_set_compatibility(struct schema_registry *registry, const char *subject, const char *level,
                                       bool *changed, struct error *error);

/* Asks for the list of subjects: does the registry answer at all? */
bool schema_registry_check(struct schema_registry *registry, struct error *error);

#endif
