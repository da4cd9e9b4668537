/*
 * UN Comtrade's rows -> events, whichever way the row came (JSON or delimited text). Names of fields: those of the new
 * API, in any case.
 *
 * A row of the safe slice (totals over second partner, customs procedure, mode of transport and of supply; flow M, X,
 * RM or RX) is an event. Everything else repeats a part of some total: it is skipped under one of the words below, so
 * that sums over events count no goods twice.
 */
#ifndef PRODUCERS_CUSTOMS_COMTRADE_H
#define PRODUCERS_CUSTOMS_COMTRADE_H

#include "producers/input.h"
#include "schemas/customs_event.h"

/* An answer of exactly so many rows was cut by the service. */
enum { COMTRADE_ROWS_CUT = 100000, COMTRADE_PREVIEW_ROWS = 500 /* without a key */ };

enum comtrade_column {
    COMTRADE_TYPE,
    COMTRADE_FREQUENCY,
    COMTRADE_PERIOD,
    COMTRADE_REPORTER,
    COMTRADE_FLOW,
    COMTRADE_PARTNER,
    COMTRADE_PARTNER_NAME,
    COMTRADE_PARTNER2,
    COMTRADE_CLASSIFICATION,
    COMTRADE_COMMODITY,
    COMTRADE_CUSTOMS,
    COMTRADE_SUPPLY,
    COMTRADE_TRANSPORT,
    COMTRADE_UNIT,
    COMTRADE_QUANTITY,
    COMTRADE_QUANTITY_ESTIMATED,
    COMTRADE_UNIT2,
    COMTRADE_QUANTITY2,
    COMTRADE_QUANTITY2_ESTIMATED,
    COMTRADE_NET,
    COMTRADE_NET_ESTIMATED,
    COMTRADE_GROSS,
    COMTRADE_GROSS_ESTIMATED,
    COMTRADE_CIF,
    COMTRADE_FOB,
    COMTRADE_VALUE,
    COMTRADE_COLUMN_COUNT
};

/* The texts of one row; not stated where null, empty or absent. Numbers as digits, booleans as true or false. */
struct comtrade_row {
    struct slice cells[COMTRADE_COLUMN_COUNT];
};

/* What all rows of a source share. Borrows the names until the source is closed. */
struct comtrade_source {
    struct slice source;   /* the field `source`: --source, else "comtrade" */
    const char *file;      /* what raw_ref names */
    int64_t observed_at_ms;
    int64_t revision_ms;   /* publication date in the file's name, "[2026-01-15]", else observed_at_ms */
};

void comtrade_source_init(struct comtrade_source *source, const char *file, const struct input_options *options);

/* The column of that name; COMTRADE_COLUMN_COUNT for those that no event needs. */
enum comtrade_column comtrade_column_of(struct slice name);

/* Column names without which a table is not Comtrade's: all of them must be among `names`. */
bool comtrade_has_columns(const struct slice *names, size_t count);

/* INPUT_EVENT, INPUT_SKIPPED ("breakdown", "other_flow", "services", "other_classification") or INPUT_REFUSED. */
enum input_result comtrade_event(const struct comtrade_source *source, const struct comtrade_row *row,
                                 struct slice raw_ref, struct arena *arena, struct customs_event *event,
                                 const char **skipped, struct error *error);

/* After the last row. False with REASON_TRUNCATED if the answer was cut: exactly 100,000 rows, or not the `stated`
 * number (-1: none stated). */
bool comtrade_is_whole(int64_t rows, int64_t stated, struct error *error);

#endif
