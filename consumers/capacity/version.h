/*
 * Which state of a fact is current: the total order of versions and what a new one does to what is stored. Pure
 * functions.
 *
 * A version is (event_id, content_hash). Versions of one fact are ordered by (revision, normaliser_version,
 * content_hash); the greatest is current. Seeing the same version again raises its (revision, normaliser_version) and
 * its scope_revision to the greater. Both are commutative and associative, so the end state does not depend on the
 * order of arrival.
 */
#ifndef CONSUMERS_CAPACITY_VERSION_H
#define CONSUMERS_CAPACITY_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/identity.h"

/* scope_revision of a row that belongs to no scope. */
#define VERSION_NO_SCOPE INT64_MIN

struct version {
    int64_t revision; /* Unix ms */
    int32_t normaliser_version;
    uint8_t hash[CONTENT_HASH_SIZE];
    int64_t scope_revision; /* Unix ms, or VERSION_NO_SCOPE; not part of the order */
};

/* The greatest end of a scope. */
struct scope_end {
    bool known;       /* no end has arrived: nothing is cancelled by it */
    int64_t revision; /* Unix ms */
    bool cancel;      /* the whole scope is withdrawn */
};

/* <0, 0, >0; 0 only for the same version at the same revision. */
int version_compare(const struct version *a, const struct version *b);

bool version_same(const struct version *a, const struct version *b); /* the same content hash */

/* Raises `stored` by another sighting of the same version; true if that changed it. */
bool version_raise(struct version *stored, const struct version *seen);

/* Is a row whose own greatest version is `op_cancel` and has that scope_revision cancelled under that end? */
bool version_cancelled(bool op_cancel, int64_t scope_revision, const struct scope_end *end);

/* Raises `end` to the greater of two ends; of equal revisions cancel wins. */
void scope_end_raise(struct scope_end *end, const struct scope_end *seen);

#endif
