/*
 * Customs lines written as texts, what a catalogue makes of them, and assertions about it: for tests of what the consumer
 * reads in a line. Failures are those of Check.
 */
#ifndef TESTS_CUSTOMS_LINE_H
#define TESTS_CUSTOMS_LINE_H

#include "consumers/capacity/enrichments.h"
#include "schemas/customs_event.h"

/* As a producer carries a line; NULL is not stated. A line is a shipment's unless `period` says that it is a statistic. */
struct customs_line {
    const char *text, *part_number, *hs6;
    const char *qty, *unit, *qty2, *unit2;
    const char *net_kg, *gross_kg;
    const char *value, *currency, *value_usd, *fx_rate, *fx_source;
    const char *date;   /* 2025-06-30 */
    const char *period; /* of a statistic: its first day, of a month */
    const char *origin, *destination;
    const char *flag;
    bool qty_is_estimated, header_weight, is_year, cancelled;
    int flow; /* CUSTOMS_EVENT_FLOW_... */
};

/* Loads deploy/reference; once for each test. */
void customs_line_set_up(void);
void customs_line_tear_down(void);

/* The estimate of the line, valid until the next set-up; NULL if there is none. */
const struct capacity_estimate *customs_line_estimate(struct customs_line line);

/* Chips as "748/3304/7114", "-" for what is not stated; "none" for no estimate. In one of four buffers, by turns. */
const char *customs_line_chips(const struct capacity_estimate *estimate);
const char *customs_line_credit(const struct capacity_estimate *estimate);

/* The rule as its symbol; "none". */
const char *customs_line_rule(const struct capacity_estimate *estimate);

/* A number that must be stated, to twelve digits. */
void ck_assert_stated(const double *actual, double expected);

/* The flags, in order, separated by blanks. */
const char *customs_line_flags(const struct capacity_estimate *estimate);

/* value_usd as text, "-" if not stated. */
const char *customs_line_value(const struct capacity_estimate *estimate);

#endif
