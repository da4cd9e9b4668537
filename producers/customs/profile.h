/*
 * Mapping profiles: how one vendor's or office's table of shipment lines is read. A profile is a text file,
 * deploy/profiles/NAME.profile, of lines "key = value"; what may stand in it is told in deploy/profiles/README.md.
 *
 * Costs: a profile is read once for a source, into the source's arena. Errors: ERROR_STOP with EXIT_CONFIG for a
 * profile that cannot be read or has a mistake in it, naming file and line; ERROR_REJECT with REASON_UNKNOWN_PROFILE
 * where no profile fits a header. Threads: a profile that is read does not change.
 */
#ifndef PRODUCERS_CUSTOMS_PROFILE_H
#define PRODUCERS_CUSTOMS_PROFILE_H

#include "lib/arena.h"
#include "producers/customs/party.h"
#include "producers/customs/period.h"
#include "producers/customs/units.h"

enum profile_column {
    PROFILE_DECLARATION,
    PROFILE_LINE,
    PROFILE_DATE,
    PROFILE_HS,
    PROFILE_DESCRIPTION,
    PROFILE_PART_NUMBER,
    PROFILE_QUANTITY,
    PROFILE_UNIT,
    PROFILE_QUANTITY2,
    PROFILE_UNIT2,
    PROFILE_NET,
    PROFILE_GROSS,
    PROFILE_VALUE,
    PROFILE_CURRENCY,
    PROFILE_VALUE_USD,
    PROFILE_INCOTERMS,
    PROFILE_ORIGIN,
    PROFILE_DISPATCH,
    PROFILE_DESTINATION,
    PROFILE_PARTNER,
    PROFILE_REGIME,
    PROFILE_TRANSPORT,
    PROFILE_OFFICE,
    PROFILE_REGION,
    PROFILE_IMPORTER,
    PROFILE_EXPORTER,
    PROFILE_CONSIGNEE,
    PROFILE_CONSIGNOR,
    PROFILE_COLUMN_COUNT
};

enum { PROFILE_NAMES_MAX = 40, PROFILE_UNITS_MAX = 64, PROFILE_NAME_MAX = 63, PROFILES_MAX = 128 };

/* PROVEN: where the number itself leaves no other reading: 1,234,567 or 1,234.50, not 1,234. */
enum profile_grouping { PROFILE_PROVEN, PROFILE_NO_GROUPING, PROFILE_THREES, PROFILE_LAKH };

struct profile_names {
    struct slice items[PROFILE_NAMES_MAX];
    size_t count;
};

struct profile {
    char name[PROFILE_NAME_MAX + 1];              /* of the file, without ".profile" */
    struct slice source;                          /* default of the field `source`: the name */
    int kind;                                     /* enum customs_event_kind: shipment_line */
    struct slice reporter;                        /* constant, not stated: unknown */
    int flow;                                     /* enum customs_event_flow, -1: from the command line */
    struct profile_names columns[PROFILE_COLUMN_COUNT]; /* header spellings, the preferred first */
    bool required[PROFILE_COLUMN_COUNT];          /* in the header and in every row */
    bool by_name_only;                            /* no header is enough to choose it */
    struct profile_names match;                   /* header spellings that make the profile fit by itself */
    struct slice encoding;                        /* where the source is not UTF-8; not stated: none */
    struct profile_names date_formats;            /* "ISO", "EXCEL", or patterns such as "DD/MM/YYYY" */
    int date_means;                               /* enum period_kind: a date stands for all of its month or year */
    int zone_minutes;                             /* of the days meant by ISO times in UTC */
    struct slice date_kind;                       /* not stated: unknown */
    char decimal_sign;                            /* '.' */
    char grouping_sign;                           /* not declared: ',', or '.' where that is the decimal sign */
    enum profile_grouping grouping;
    struct {
        struct slice spelling;
        struct unit unit;
    } units[PROFILE_UNITS_MAX];                   /* before the general spellings of units.h */
    size_t unit_count;
    struct profile_names nulls;                   /* texts that state nothing */
    struct slice currency;                        /* constant where the row states none; not stated: unknown */
    bool currency_by_name;                        /* what the name of the column of values states holds for every row */
    int value_factor;                             /* values are in units of so many: 1 */
    int value_basis;                              /* enum customs_event_value_basis: unknown */
    int weight_scope;                             /* enum customs_event_weight_scope: line */
    bool weight_scope_detected;                   /* header where all lines of a declaration repeat the weight */
    int hs_digits;                                /* of a whole code, 0: varies; one less has lost its leading zero */
    bool zero_value_withheld;                     /* a value of 0 for a quantity is one kept back */
    bool zero_weight_withheld;
    enum party_rule parties;
    struct slice description_lang;                /* BCP 47; not stated: unknown */
};

/* Columns of a header under a profile: index of the field, -1 where the header has none. */
struct profile_header {
    int fields[PROFILE_COLUMN_COUNT];
};

/* Where the shipped profiles lie: in the sources that this program was built from, else where they were installed.
 * Stands in for a `folder` of NULL below. */
const char *profile_default_folder(void);

/* Reads one profile: `name` is that of a shipped one in `folder`, or a path if it holds '/' or ends in ".profile". */
bool profile_read(const char *name, const char *folder, struct arena *arena, struct profile **profile,
                  struct error *error);

/* True if the header has all columns that the profile needs; fills *header. *missing, unless NULL, names the first that
 * it lacks. */
bool profile_fits(const struct profile *profile, const struct slice *fields, size_t count,
                  struct profile_header *header, const char **missing);

struct profiles {
    struct profile *items[PROFILES_MAX];
    size_t count;
};

/* Reads all profiles of a folder. */
bool profile_read_all(const char *folder, struct arena *arena, struct profiles *profiles, struct error *error);

/* Of all profiles the one that fits with most names of `match`; *profile is NULL if none does. Two that fit equally
 * well are an ERROR_REJECT. */
bool profile_choose(const struct profiles *profiles, const struct slice *fields, size_t count,
                    const struct profile **profile, struct profile_header *header, struct error *error);

/* Values as the profile writes them. REASON_BAD_NUMBER, REASON_BAD_DATE, REASON_DATE_AMBIGUOUS. A date without a day
 * is a month, one without a month a year. */
bool profile_number(const struct profile *profile, struct slice text, struct decimal *number, struct error *error);
bool profile_date(const struct profile *profile, struct slice text, struct period *period, struct error *error);
bool profile_unit(const struct profile *profile, struct slice text, struct unit *unit); /* false: unknown */
bool profile_is_null(const struct profile *profile, struct slice text);

/* What is wrong with a pattern of dates, NULL if nothing. */
const char *profile_date_format_fault(struct slice format);
/* True if some text could be read by both patterns, and differently: DD/MM/YYYY and MM/DD/YYYY. */
bool profile_date_formats_clash(struct slice a, struct slice b);

/* Name of a column as profiles write it, for example "declaration_no". */
const char *profile_column_name(enum profile_column column);

#endif
