/*
 * Sidecars: what a person states about one file that the file itself does not say. NAME.meta lies beside NAME (the
 * whole name of the file) and has lines "key = value"; README.md lists the keys.
 *
 *   flow = import
 *   period = 2025-06
 *   rate = 7.18 CNY per USD
 *
 * What the command line says goes before it, as it goes before a mapping profile. Sidecars hold for every format,
 * because the producer completes its options with them before the format is chosen; only rates are stamped by the
 * inputs. A sidecar that was changed after its file makes a later version of all that the file states. Ownership: all
 * lives in the arena of the source. Errors: ERROR_STOP with EXIT_CONFIG, naming file and line.
 */
#ifndef PRODUCERS_CUSTOMS_SIDECAR_H
#define PRODUCERS_CUSTOMS_SIDECAR_H

#include "producers/customs/draft.h"
#include "producers/input.h"

enum { SIDECAR_RATES_MAX = 16, SIDECAR_RATE_SCALE = 10 };

struct sidecar {
    struct slice rate_source; /* who stated the rates; not stated: only that the sidecar did */
    struct {
        struct slice currency; /* ISO 4217, never USD */
        struct decimal usd;    /* for one unit of the currency, SIDECAR_RATE_SCALE digits */
    } rates[SIDECAR_RATES_MAX];
    size_t rate_count;
};

/* Completes the options of one source from its sidecar, if it has one: what producer_run calls. */
bool sidecar_complete(const struct reader *reader, struct arena *arena, struct input_options *options,
                      struct error *error);

/* Writes the rate for the event's currency into it, before draft_finish, unless the source itself states a rate or the
 * value in US dollars. `sidecar` may be NULL. */
void sidecar_stamp(const struct sidecar *sidecar, struct draft *draft);

#endif
