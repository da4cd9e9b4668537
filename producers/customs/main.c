/*
 * customs-producer: declarations, shipment lists and trade statistics to customs_event.
 */
#include "producers/customs/flow.h"
#include "producers/customs/inputs.h"
#include "producers/customs/preset.h"
#include "producers/customs/period.h"
#include "producers/customs/sidecar.h"
#include "producers/producer.h"

static bool is_flow(const char *text)
{
    return flow_of_word(slice_of(text)) >= 0;
}

static bool is_period(const char *text)
{
    struct period period;
    return period_parse(slice_of(text), &period);
}

static const struct option options[] = {
    PRODUCER_OPTIONS,
    {.name = "language", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(language), .value_name = "TAG",
     .help = "language of the descriptions where the source does not say it, BCP 47"},
    {.name = "profile", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(profile), .value_name = "NAME|FILE",
     .help = "mapping profile of a table with columns of its own"},
    {.name = "profiles", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(profiles), .value_name = "FOLDER",
     .help = "folder of the mapping profiles; default: the installed one"},
    {.name = "flow", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(flow), .value_name = "FLOW",
     .takes = is_flow, .expected = "import, export, reimport, reexport or transit",
     .help = "import, export, reimport, reexport or transit, where the file cannot say it"},
    {.name = "period", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(period), .value_name = "PERIOD",
     .takes = is_period, .expected = "YYYY, YYYY-MM or YYYY-MM-DD",
     .help = "YYYY, YYYY-MM or YYYY-MM-DD, where the file cannot say it"},
    {.name = "parties", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(parties), .value_name = "RULE",
     .help = "names of people and companies: keep, drop or hash; default: as the profile says, else keep"},
    {.name = "party-salt", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(party_salt), .value_name = "TEXT",
     .secret = true, .help = "what the hashes of names begin with, needed by --parties hash; 16 bytes or more"},
    {.name = "fetch", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(fetch), .value_name = "API",
     .help = "ask an API of trade statistics for --periods and --codes: comtrade (and --reporter) or census"},
    {.name = "reporter", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(reporter), .value_name = "COUNTRY,...",
     .help = "with --fetch: whose statistics, ISO 3166 alpha-2"},
    {.name = "partner", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(partner), .value_name = "NUMBER,...",
     .help = "with --fetch: only trade with these, by the API's own numbers; default: all"},
    {.name = "periods", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(periods), .value_name = "PERIOD,...",
     .help = "with --fetch: years, months or ranges of them, 2024,2025-01..2025-06"},
    {.name = "codes", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(codes), .value_name = "HS,...",
     .help = "with --fetch: codes of goods, 847150,847180,847330"},
    {.name = "comtrade-key", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(comtrade_key), .value_name = "KEY",
     .secret = true, .help = "subscription key of UN Comtrade; without one it answers with 500 rows at most"},
    {.name = "census-key", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(census_key), .value_name = "KEY",
     .secret = true, .help = "key of the US Census API, needed above 500 calls a day"},
    {.name = "api-url", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(api_url), .value_name = "URL",
     .help = "with --fetch: base address in place of the API's own"},
    {.name = "explain-columns", .kind = OPTION_FLAG, .offset = PRODUCER_OPTION(explain_columns),
     .help = "tell what each source is taken for, by which format and columns, and its first event; nothing is sent"},
    {.name = "check-profile", .kind = OPTION_TEXT, .offset = PRODUCER_OPTION(check_profile), .value_name = "FILE",
     .help = "check this mapping profile and tell what it makes of the source; nothing is sent"},
    {0},
};

static const struct option_program program = {
    .name = "customs-producer",
    .usage = "[options] SOURCE...",
    .summary = "Reads customs data from files, folders, standard input (-) and addresses, and sends one customs_event "
               "for each line to Kafka. What it refuses is told on standard error with its reason.",
    .more = "Exit status: 0 all accepted, 64 usage, 65 something was refused, 66 a source cannot be read,\n"
            "69 Kafka or the registry is down, 74 output cannot be written, 75 interrupted, 78 configuration.\n"
            "\n"
            "Examples:\n"
            "  customs-producer --print comtrade.csv\n"
            "  customs-producer --explain-columns comtrade.csv shipments.csv\n"
            "  customs-producer --check-profile ./mine.profile shipments.csv\n"
            "  customs-producer --fetch comtrade --reporter CN,US --periods 2025-01..2025-06 --codes 847150,847180\n"
            "  customs-producer --brokers localhost:9092 --follow --state done.txt inbox/\n"
            "  customs-producer --brokers localhost:9092 --flow import --period 2026-01 declarations/\n",
    .options = options,
};

int main(int argc, char **argv)
{
    static const struct producer producer = {.program = &program,
                                             .inputs = customs_inputs,
                                             .complete = sidecar_complete,
                                             .add_sources = preset_add_sources};
    return producer_run(&producer, argc, argv);
}
