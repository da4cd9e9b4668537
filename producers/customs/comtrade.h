/*
 * UN Comtrade's rows -> events, whichever way the row came: the API's JSON or CSV, a bulk file, the shapes of the
 * website and API before 2022. Names of columns differ in case, blanks and signs between channels; only letters and
 * digits count.
 *
 * Aggregated data ("final"): a row of the safe slice (totals over second partner, customs procedure, mode of transport
 * and of supply; flow M, X, RM or RX) is an event. Everything else repeats a part of some total: it is skipped under
 * one of the words below, so that sums over events count no goods twice.
 *
 * Tariff lines are what the reporter sent, under its national codes, and nothing in them is a total: the second
 * partner, procedure and transport tell rows apart, and every row is an event, under a source of its own
 * ("comtrade-tariffline"), because the aggregated data count the same goods.
 *
 * Coverage: a bulk file is the whole of its data set (type, frequency, reporter, period, classification), and the
 * answer to a fetched query the whole of the query: such a source is a scope. Of any other nothing is known. Threads:
 * one source, one thread.
 */
#ifndef PRODUCERS_CUSTOMS_COMTRADE_H
#define PRODUCERS_CUSTOMS_COMTRADE_H

#include "producers/customs/scope.h"
#include "producers/input.h"

/* An answer of exactly so many rows was cut by the service. */
enum { COMTRADE_ROWS_CUT = 100000, COMTRADE_PREVIEW_ROWS = 500 /* without a key */ };

enum comtrade_column {
    COMTRADE_TYPE,
    COMTRADE_FREQUENCY,
    COMTRADE_PERIOD,
    COMTRADE_YEAR, /* of a table without a period */
    COMTRADE_REPORTER,
    COMTRADE_FLOW,
    COMTRADE_FLOW_CATEGORY, /* of tariff lines only */
    COMTRADE_PARTNER,
    COMTRADE_PARTNER_NAME,
    COMTRADE_PARTNER2,
    COMTRADE_CLASSIFICATION,
    COMTRADE_ORIGINAL,
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
    COMTRADE_ESTIMATION, /* one number for what is estimated: 2 quantity, 4 net weight, 6 both */
    COMTRADE_CIF,
    COMTRADE_FOB,
    COMTRADE_VALUE,
    COMTRADE_COLUMN_COUNT
};

/* Who named the columns. The older shapes leave out, or leave empty, what was not asked for: it is then a total. */
enum comtrade_shape { COMTRADE_API, COMTRADE_LEGACY };

/* The texts of one row; not stated where null, empty or absent. Numbers as digits, booleans as true or false. */
struct comtrade_row {
    struct slice cells[COMTRADE_COLUMN_COUNT];
};

/* What a bulk file's name says of all its rows. */
struct comtrade_data_set {
    char type, frequency; /* C or S; A or M */
    int64_t reporter;
    struct slice period, classification; /* "2023" or "202301"; "H6", or "HS" for any edition */
};

/* What all rows of a source share. Borrows the names until the source is closed. */
struct comtrade_source {
    struct slice source, line_source; /* the field `source`, of aggregated rows and of tariff lines */
    struct slice file;     /* what raw_ref names */
    enum comtrade_shape shape;
    bool tariff_lines;
    bool maybe_truncated;  /* the service says that there are more rows than it gave: a flag on all events */
    int64_t observed_at_ms;
    int64_t revision_ms;   /* publication date in the file's name, "[2026-01-15]", else observed_at_ms */
    int64_t rows_cut;      /* an answer of exactly so many rows is cut; 0: no limit is known */
    int64_t rows;          /* so far; the input counts */
    bool is_bulk;
    struct comtrade_data_set data_set; /* of a bulk file */
    struct scope scope;    /* the input sets `broken` for rows that it refuses itself */
    bool ended;            /* the end of the scope was told */
};

/* A bulk file's name: COMTRADE-FINAL-, -FINALCLASSIC- (the same facts without breakdowns) or -TARIFFLINE-, then the
 * data set: CA1562023H6 (annual, reporter 156) or CM156202301H6 (monthly), then the day of publication,
 * "[2026-01-15]". False for any other name. The set's slices are parts of `file`. */
bool comtrade_read_name(const char *file, struct comtrade_data_set *set, bool *tariff_lines);

/* `file` is the source's name. False with REASON_TOO_LARGE if the arena is full. */
bool comtrade_source_init(struct comtrade_source *source, const char *file, const struct input_options *options,
                          struct arena *arena, struct error *error);

/* The column of that name in tables of that shape; COMTRADE_COLUMN_COUNT for those that no event needs. */
enum comtrade_column comtrade_column_of(enum comtrade_shape shape, struct slice name);

/* A name of the column, for messages. */
const char *comtrade_column_name(enum comtrade_shape shape, enum comtrade_column column);

/* For --explain-columns: what a column goes to; NULL: nothing. And what is known of the source as a whole. */
const char *comtrade_column_field(enum comtrade_column column);
void comtrade_explain(const struct comtrade_source *source, FILE *out);

/* True with the shape if all the names are there without which a table is not Comtrade's. */
bool comtrade_find_shape(const struct slice *names, size_t count, enum comtrade_shape *shape);

/* INPUT_EVENT, INPUT_SKIPPED ("breakdown", "other_flow", "services", "other_classification") or INPUT_REFUSED.
 * `line` and `offset` (-1: not told) go to raw_ref. */
enum input_result comtrade_event(struct comtrade_source *source, const struct comtrade_row *row, int64_t line,
                                 int64_t offset, struct arena *arena, struct customs_event *event,
                                 const char **skipped, struct error *error);

/* False with REASON_TRUNCATED: so many rows are what the service cuts an answer to. */
bool comtrade_cut(int64_t rows, struct error *error);

/* After the last row. False with REASON_TRUNCATED if the answer was cut: exactly rows_cut rows, or not the `stated`
 * number (-1: none stated). */
bool comtrade_is_whole(const struct comtrade_source *source, int64_t rows, int64_t stated, struct error *error);

/* What next() returns behind the last row: INPUT_SCOPE_END once where the source is a scope and no row of it was
 * refused, then INPUT_END; INPUT_FAILED where it is not whole. */
enum input_result comtrade_end(struct comtrade_source *source, int64_t stated, struct arena *arena,
                               struct customs_event *event, struct error *error);

#endif
