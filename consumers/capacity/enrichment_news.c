/* An article -> its claims, and what capacity they stand for. */
#include "consumers/capacity/enrichments.h"
#include "schemas/news_event.h"

static bool run(const struct catalogue *catalogue, const void *record, struct arena *arena, struct enriched *out,
                struct error *error)
{
    (void)catalogue;
    (void)record;
    (void)arena;
    (void)error;
    *out = (struct enriched){0};
    return true;
}

const struct enrichment enrichment_news = {&news_event_type, run};
