/*
 * One line of a table of declarations or shipments -> an event, through a mapping profile (profile.h). Profiles say
 * what a column means; what is done with it is the same for all and stands here.
 *
 * A line's natural key is profile, reporter, flow, declaration, item, a hash of the texts that tell lines apart, and
 * how often that very line has stood before, because item numbers repeat in real files. The hash is over the texts as
 * they stand, not over what the profile makes of them: a better profile gives new versions of the same facts, not new
 * facts. A line of a statistic (kind = statistic) states a total instead, which a later table corrects: its key is what
 * the total is of.
 */
#ifndef PRODUCERS_CUSTOMS_SHIPMENT_LINE_H
#define PRODUCERS_CUSTOMS_SHIPMENT_LINE_H

#include "producers/csv.h"
#include "producers/customs/country.h"
#include "producers/customs/profile.h"
#include "producers/customs/repeats.h"
#include "producers/customs/sidecar.h"
#include "producers/explain.h"
#include "schemas/customs_event.h"

/* What lines of one declaration have in common, so that it may be the declaration's and not the line's. */
struct shipment_common {
    bool weight_is_header; /* the same on all lines, though their quantities differ */
    bool weight_repeated, value_repeated;
};

/* What all lines of a table share. */
struct shipment_table {
    const struct profile *profile;
    struct profile_header header;
    struct slice source;
    const char *file, *language, *party_salt;
    enum party_rule parties;
    const struct sidecar *sidecar;
    struct slice value_currency; /* that the name of the column of values states */
    int flow;              /* enum customs_event_flow */
    const char *period;    /* of tables without a date, NULL: none */
    int64_t observed_at_ms;
    struct repeats repeats;
    struct country_memory countries;
    struct tally unknown_units, unknown_countries;
};

/* The text of a column, trimmed; not stated where the table has no such column, or a text that states nothing. */
struct slice shipment_cell(const struct shipment_table *table, const struct csv_record *record,
                           enum profile_column column);

/* The currency in which a column is by its name, "FOB_VALUE_INR"; a literal, not stated where the name has none. */
struct slice shipment_currency_of_name(struct slice name);

/* INPUT_EVENT, INPUT_SKIPPED ("total": a line that sums up others) or INPUT_REFUSED. */
enum input_result shipment_line_event(struct shipment_table *table, const struct csv_record *record,
                                      const struct shipment_common *common, struct arena *arena,
                                      struct customs_event *event, const char **skipped, struct error *error);

#endif
