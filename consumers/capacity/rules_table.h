/*
 * rules.csv and country_groups.csv in memory, made ready for rules.c: dates as days, figures as numbers, lists of
 * countries as one truth for each country, outcomes as numbers. What the columns mean stands in the README of
 * deploy/reference.
 *
 * Loaded with the catalogue, whose text it borrows, then read only. Errors: ERROR_STOP (EXIT_CONFIG) with file and line
 * for whatever cannot be read, so that a rule is never passed over in silence.
 */
#ifndef CONSUMERS_CAPACITY_RULES_TABLE_H
#define CONSUMERS_CAPACITY_RULES_TABLE_H

#include "consumers/capacity/rules.h"
#include "consumers/capacity/table_csv.h"

enum {
    RULES_CLASS = RULES_REGIME_COUNT, /* one more regime, asked by the others: of which class is the part? */
    RULES_OUTCOMES_MAX = 6,
    RULES_COUNTRIES_MAX = 300,
    RULES_PLACES_MAX = RULES_COUNTRIES_MAX + 2, /* the countries, any other, and one that is not stated */
    RULES_FIGURES_MAX = 6,
    RULES_SLOTS_MAX = 8,
    RULES_DAYS_MAX = 256
};

enum truth { TRUTH_NO, TRUTH_UNKNOWN, TRUTH_YES };

enum rule_metric {
    METRIC_TPP, METRIC_DENSITY, METRIC_DRAM, METRIC_LINK, METRIC_DRAM_LINK,
    METRIC_IO,       /* link and PCIe slot together */
    METRIC_UNSTATED, /* of the goods or their buyer, and not in the catalogue: never known */
    METRIC_EFFECT    /* says how much or at what rate, not of which goods: no condition */
};

enum rule_operator { OPERATOR_LESS, OPERATOR_LESS_EQUAL, OPERATOR_EQUAL, OPERATOR_GREATER_EQUAL, OPERATOR_GREATER };

struct rule_figure {
    enum rule_metric metric;
    enum rule_operator operator;
    double threshold;
};

enum rule_role { ROLE_NONE = -3, ROLE_NOTE = -2, ROLE_UNDECIDED = -1 }; /* else the number of the outcome */

enum rule_place { PLACE_FROM, PLACE_TO, PLACE_HEADQUARTERS, PLACE_TO_OR_HEADQUARTERS, PLACE_COUNT };

struct rule {
    struct slice key, citation, status, clause;
    bool in_force, proposed;
    int32_t from, until;             /* days; INT32_MIN, INT32_MAX: open */
    int roles[RULES_CLASS + 1];      /* by regime: an outcome, or enum rule_role */
    bool limits[PLACE_COUNT];        /* whether the route names that place */
    uint8_t places[PLACE_COUNT][RULES_PLACES_MAX]; /* enum truth of each country */
    unsigned classes;                /* a bit for each class it needs; 0: any */
    enum truth datacenter[CAPACITY_DATACENTER_YES + 1]; /* by what the part is: does the rule reach it? */
    bool *products;                  /* by number of the accelerator; NULL: any */
    struct rule_figure figures[RULES_FIGURES_MAX];
    size_t figure_count;
    double slots_gbs[RULES_SLOTS_MAX]; /* what a PCIe slot may carry */
    size_t slot_count;
};

struct rules {
    struct rule *rows;
    size_t row_count;
    struct slice countries[RULES_COUNTRIES_MAX];
    size_t country_count;
    bool uses[RULES_CLASS + 1][RULES_END_COUNT];
    int32_t days[RULES_CLASS + 1][RULES_DAYS_MAX]; /* on which answers may change, growing */
    size_t day_counts[RULES_CLASS + 1];
};

struct rules_regime_words {
    const char *name;
    const char *outcomes[RULES_OUTCOMES_MAX]; /* the default first, NULL behind the last */
};
extern const struct rules_regime_words rules_regime_words[RULES_CLASS + 1];

/* The number of a country among the places: of one that is in no row, and of one that is not stated, the last two. */
size_t rules_place(const struct rules *rules, struct slice country);

/* Whether the figures that a row asks for hold for a part, whatever else the row asks. */
enum truth rules_figures(const struct rule *rule, const struct accelerator *part);

/* Needs the accelerators of the catalogue; caller frees with rules_free, also after a failure. */
bool rules_read(const struct table_csv *rows, const struct table_csv *countries, const struct catalogue *catalogue,
                struct rules **rules, struct error *error);
void rules_free(struct rules *rules);

#endif
