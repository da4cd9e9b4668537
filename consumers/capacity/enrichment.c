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

bool enrichment_derive(const struct catalogue *catalogue, const struct event *event, struct arena *arena,
                       struct enriched *out, struct error *error)
{
    const struct enrichment *enrichment = enrichment_for(event_types[event->type]);
    *out = (struct enriched){0};
    return event->cancel || event->is_scope_end || !enrichment ||
           enrichment->run(catalogue, event->record, arena, out, error);
}

bool enrichment_full(struct error *error)
{
    return error_full(error, "the arena");
}
