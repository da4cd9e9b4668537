/*
 * What no datasheet states and every calculation needs: utilisation, load, prices of electricity, the share of the network in
 * the cost of a cluster; and the training runs by which capacities are made tangible. Data of the catalogue:
 * assumptions.csv and training_runs.csv, each with source and date. Loaded with the catalogue, then read only.
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
};

struct assumptions {
    struct assumption_row rows[ASSUMPTION_COUNT];
    struct training_run *runs;
    size_t run_count;
};

#endif
