#include "consumers/capacity/enrichment.h"

#include "consumers/capacity/enrichments.h"

static const struct enrichment *const enrichments[] = {&enrichment_customs, &enrichment_news};

const struct enrichment *enrichment_for(const struct record_type *type)
{
    for (size_t i = 0; i < sizeof enrichments / sizeof *enrichments; i++)
        if (enrichments[i]->reads == type)
            return enrichments[i];
    return NULL;
}

bool enrichment_full(struct error *error)
{
    return error_full(error, "the arena");
}
