#include "consumers/capacity/version.h"

#include <string.h>

static int compare_integers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int compare_sightings(const struct version *a, const struct version *b)
{
    int order = compare_integers(a->revision, b->revision);
    return order ? order : compare_integers(a->normaliser_version, b->normaliser_version);
}

int version_compare(const struct version *a, const struct version *b)
{
    int order = compare_sightings(a, b);
    return order ? order : memcmp(a->hash, b->hash, sizeof a->hash);
}

bool version_same(const struct version *a, const struct version *b)
{
    return memcmp(a->hash, b->hash, sizeof a->hash) == 0;
}

bool version_raise(struct version *stored, const struct version *seen)
{
    bool changed = false;
    if (compare_sightings(seen, stored) > 0) {
        stored->revision = seen->revision;
        stored->normaliser_version = seen->normaliser_version;
        changed = true;
    }
    if (seen->scope_revision > stored->scope_revision) {
        stored->scope_revision = seen->scope_revision;
        changed = true;
    }
    return changed;
}

bool version_cancelled(bool op_cancel, int64_t scope_revision, const struct scope_end *end)
{
    if (op_cancel)
        return true;
    if (!end->known || scope_revision == VERSION_NO_SCOPE)
        return false;
    return end->cancel ? scope_revision <= end->revision : scope_revision < end->revision;
}

void scope_end_raise(struct scope_end *end, const struct scope_end *seen)
{
    if (!end->known || seen->revision > end->revision)
        *end = *seen;
    else if (seen->revision == end->revision)
        end->cancel = end->cancel || seen->cancel;
}
