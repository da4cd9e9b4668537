/*
 * Queries of the public APIs of trade statistics, built from options: one request for each reporter, period and flow as
 * the API needs it, so that none of them meets its limit of rows.
 *
 *   comtrade   UN Comtrade, https://comtradeapi.un.org: up to 100,000 rows an answer with a key (free, 500 calls a day),
 *              500 rows without; asked at most every 6 s. Only totals over second partner, procedure and transport
 *              are asked for: the events would leave out the rest anyway.
 *   census     US Census, https://api.census.gov: HTS10 and Schedule B lines by country, monthly; a key above 500 calls a
 *              day; asked at most once a second.
 *
 * An answer is whole for its query, so the query is its scope: a row that a later answer lacks is gone.
 * Costs: the list of requests, at most PRESET_REQUESTS_MAX. Errors: ERROR_STOP with EXIT_USAGE, naming the option.
 */
#ifndef PRODUCERS_CUSTOMS_PRESET_H
#define PRODUCERS_CUSTOMS_PRESET_H

#include "producers/producer.h"
#include "producers/sources.h"

enum { PRESET_REQUESTS_MAX = 1200 };

/* Appends the requests that the settings ask for (--fetch and what goes with it); none without --fetch. */
bool preset_add_sources(const struct producer_settings *settings, struct sources *sources, struct error *error);

#endif
