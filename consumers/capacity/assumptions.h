/*
 * What no datasheet states and every calculation needs: utilisation, load, prices of electricity, the share of the
 * network in the cost of a cluster; and the training runs by which capacities are made tangible. Data of the catalogue:
 * assumptions.csv and training_runs.csv, each with source and date. Loaded with the catalogue, then read only.
 *
 * Ownership: the runs are allocated, until assumptions_free; slices point into the tables. Errors: ERROR_STOP
 * (EXIT_CONFIG) with file and line. Any thread once loaded.
 */
#ifndef CONSUMERS_CAPACITY_ASSUMPTIONS_H
#define CONSUMERS_CAPACITY_ASSUMPTIONS_H

#include "consumers/capacity/table_csv.h"

enum assumption {
    ASSUMPTION_MFU,               /* share of the BF16 peak that training uses, 0..1 */
    ASSUMPTION_OVERHEAD,          /* server power / TDP of its accelerators, where the product's own is not known */
    ASSUMPTION_LOAD_FACTOR,       /* average draw / nameplate, 0..1 */
    ASSUMPTION_ELECTRICITY_PRICE, /* USD for a kWh */
    ASSUMPTION_SERVER_COST,       /* server / its accelerators */
    ASSUMPTION_SERVER_SHARE,      /* servers' share of the cost of a cluster, 0..1 */
    ASSUMPTION_SERVER_LIFE,       /* years */
    ASSUMPTION_TARIFF_232,        /* duty / value, 0..1 */
    ASSUMPTION_MI308X_RATE_8BIT,  /* TOPS; only for who asks for it by name, the catalogue leaves the rate blank */
    ASSUMPTION_COUNT
};

struct assumption_row {
    struct slice key, unit, source;
    double low, value, high; /* low and high are NAN where no range is known */
};

struct training_run {
    struct slice key, name, source;
    double training_flop;
    double active_parameters, tokens; /* NAN where not stated */
    struct slice confidence;          /* high, medium, speculative */
};

struct assumptions {
    struct assumption_row rows[ASSUMPTION_COUNT];
    struct training_run *runs;
    size_t run_count;
};

/* Every assumption must stand there once, with its unit and in its range; runs are in the order of their file. */
bool assumptions_read(const struct table_csv *table, const struct table_csv *runs, struct assumptions *assumptions,
                      struct error *error);
void assumptions_free(struct assumptions *assumptions);

#endif
