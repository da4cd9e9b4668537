/*
 * customs-producer: declarations, shipment lists and trade statistics to customs_event.
 */
#include "producers/customs/flow.h"
#include "producers/customs/inputs.h"
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
            "  customs-producer --brokers localhost:9092 --flow import --period 2026-01 declarations/\n",
    .options = options,
};

int main(int argc, char **argv)
{
    return producer_run(&program, customs_inputs, sidecar_complete, argc, argv);
}
