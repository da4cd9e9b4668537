/*
 * Rows of the US Census Bureau's trade statistics -> events, whichever way the row came (API or monthly archive).
 *
 * Which numbers: those of the month, never those of the year to date. Imports are general imports at customs value, the
 * price paid when sold for export to the United States: without freight, insurance and duties. Exports are valued free
 * alongside ship. Neither has its own symbol in value_basis; both stand as FOB, the one whose meaning they share (the
 * goods at the exporting country's border, nothing for the way), under the flags "value_customs" and "value_fas".
 * Weights are shipping weights, thus gross, and only known of what moved by air or vessel (containers are part of
 * vessels): gross_kg is stated where that was all of the value, else the flag "weight_partial" is.
 *
 * Codes of imports (HTS) and of exports (Schedule B) differ in their last digits; hs_edition says which list it is.
 */
#ifndef PRODUCERS_CUSTOMS_CENSUS_H
#define PRODUCERS_CUSTOMS_CENSUS_H

#include "producers/customs/scope.h"
#include "producers/input.h"

enum { CENSUS_CODE_DIGITS = 10 };

enum census_measure {
    CENSUS_GENERAL,     /* general imports: all that arrives */
    CENSUS_CONSUMPTION, /* imports for consumption: what leaves customs, warehouses and zones */
    CENSUS_EXPORTS,     /* domestic and foreign goods together */
    CENSUS_DOMESTIC,    /* exports of domestic goods */
    CENSUS_FOREIGN,     /* exports of foreign goods: re-exports */
    CENSUS_MEASURE_COUNT
};

enum census_column {
    CENSUS_COMMODITY,
    CENSUS_DESCRIPTION,
    CENSUS_COUNTRY,
    CENSUS_COUNTRY_NAME,
    CENSUS_SUBCOUNTRY,
    CENSUS_DISTRICT, /* of entry, of exportation */
    CENSUS_UNLADING, /* district of unlading */
    CENSUS_PORT,
    CENSUS_STATE,
    CENSUS_RATE,     /* rate provision */
    CENSUS_ORIGIN,   /* of exported goods: domestic or foreign */
    CENSUS_SUMMARY,  /* DET: a country; CGP: a group of them */
    CENSUS_TIME,
    CENSUS_YEAR,
    CENSUS_MONTH,
    CENSUS_VALUE,
    CENSUS_OTHER_VALUE, /* that of imports for consumption beside general imports */
    CENSUS_QUANTITY,
    CENSUS_UNIT,
    CENSUS_QUANTITY2,
    CENSUS_UNIT2,
    CENSUS_AIR_VALUE,
    CENSUS_AIR_WEIGHT,
    CENSUS_VESSEL_VALUE,
    CENSUS_VESSEL_WEIGHT,
    CENSUS_COLUMN_COUNT
};

/* The texts of one row; not stated where null, empty or absent. */
struct census_row {
    enum census_measure measure;
    struct slice cells[CENSUS_COLUMN_COUNT];
};

/* What all rows of a source share. Borrows the names until the source is closed. */
struct census_source {
    struct slice source;    /* the field `source`: --source, else the channel's name */
    const char *file;       /* what raw_ref names, with the line */
    bool has_offsets;       /* and the offset: a line may hold many rows */
    int64_t observed_at_ms; /* and the revision: the source states none */
    int detail_digits;      /* codes with fewer digits are sums of others; CENSUS_CODE_DIGITS unless set otherwise */
    struct scope *scope;    /* that the rows belong to; NULL: none */
    const char *flag;       /* that every event gets; NULL: none */
};

/* `channel`: "census" for the API, "census-archive" for the archives. They have names of their own because a row of the
 * archive is a part (by district and rate provision) of what the API gives as one: adding up both would count twice. */
void census_source_init(struct census_source *source, const char *channel, const char *file,
                        const struct input_options *options);

/* Digits of a commodity code: 2, 4, 6, 8 or 10; 0 if it is none. */
int census_code_digits(struct slice code);

/* The month of a row as "2025-06". REASON_MISSING_FIELD, REASON_BAD_DATE. */
bool census_month(const struct census_row *row, char month[8], struct error *error);

/* *place is where the row stands. INPUT_EVENT, INPUT_REFUSED, or INPUT_SKIPPED under "total" (over all of a
 * dimension), "country_group", "aggregate" (a code that is a sum of others), "year_to_date_only" (nothing in the
 * month) or "consumption_only" (left a warehouse in the month, arrived earlier). */
enum input_result census_event(const struct census_source *source, const struct census_row *row,
                               struct input_place *place, struct arena *arena, struct customs_event *event,
                               struct error *error);

#endif
