/*
 * --explain: what the extraction did with an article, step by step, for people who ask why a claim was made or none.
 */
#ifndef CONSUMERS_CAPACITY_EXPLAIN_NEWS_H
#define CONSUMERS_CAPACITY_EXPLAIN_NEWS_H

#include "consumers/capacity/catalogue.h"
#include "lib/arena.h"
#include "lib/buffer.h"
#include "schemas/news_event.h"

/* Writes the steps and the claims as text. ERROR_FULL if the arena has no room. */
bool explain_article(const struct catalogue *catalogue, const struct news_event *event, struct arena *arena,
                     struct buffer *out, struct error *error);

#endif
