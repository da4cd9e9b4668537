/* The enrichments there are, one a record type that is read; each ends its own file. */
#ifndef CONSUMERS_CAPACITY_ENRICHMENTS_H
#define CONSUMERS_CAPACITY_ENRICHMENTS_H

#include "consumers/capacity/enrichment.h"

extern const struct enrichment enrichment_customs;
extern const struct enrichment enrichment_news;

/* What a full arena is for the caller: flush, and take the message again. Returns false. */
bool enrichment_full(struct error *error);

#endif
