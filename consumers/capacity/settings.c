#include "consumers/capacity/settings.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "consumers/capacity/event.h"

#define MEMBER(name) offsetof(struct settings, name)

static const struct option options[] = {
    {.name = "brokers", .letter = 'b', .kind = OPTION_TEXT, .offset = MEMBER(brokers), .value_name = "HOST:PORT,...",
     .help = "Kafka brokers to begin with."},
    {.name = "registry", .kind = OPTION_TEXT, .offset = MEMBER(registry), .value_name = "URL",
     .help = "Schema registry (Confluent API); unset: messages carry the fingerprint of a published schema."},
    {.name = "group", .kind = OPTION_TEXT, .offset = MEMBER(group), .value_name = "NAME", .default_text = "chipwatch",
     .help = "Consumer group; its positions are kept under this name in PostgreSQL."},
    {.name = "topics", .kind = OPTION_TEXT, .offset = MEMBER(topics), .value_name = "NAME,...",
     .default_text = "news_event,customs_event", .help = "Event records to consume; each is a topic of that name."},
    {.name = "instance", .kind = OPTION_TEXT, .offset = MEMBER(instance), .value_name = "NAME",
     .help = "Static member of the group (group.instance.id): a restart within 6 s moves no partition."},
    {.name = "until-end", .kind = OPTION_FLAG, .offset = MEMBER(until_end),
     .help = "End when what is in the topics now has been committed."},
    {.name = "print", .kind = OPTION_FLAG, .offset = MEMBER(print),
     .help = "Read events as JSON lines, write claims and estimates as JSON lines; needs no server."},
    {.name = "explain", .kind = OPTION_FLAG, .offset = MEMBER(explain),
     .help = "Read articles as JSON lines, write for people how claims were found in them and why not; needs no server."},
    {.name = "all", .kind = OPTION_FLAG, .offset = MEMBER(all),
     .help = "dead-letters retry and discard: all open ones; list: settled ones too."},
    {.name = "since", .kind = OPTION_TEXT, .offset = MEMBER(since), .value_name = "DATE",
     .help = "reprocess: compute events of this day (YYYY-MM-DD) and later only; shows nothing."},
    {.name = "only", .kind = OPTION_TEXT, .offset = MEMBER(only), .value_name = "KIND",
     .help = "reprocess: compute news or customs only; shows nothing."},
    {.name = "product", .kind = OPTION_TEXT, .offset = MEMBER(product), .value_name = "NAME",
     .help = "capacity: the product, by key of the catalogue or by a name, with --units instead of a text."},
    {.name = "units", .kind = OPTION_TEXT, .offset = MEMBER(units), .value_name = "N",
     .help = "capacity: how many of it, or dollars: 400000, 28,000-30,000, $2bn."},
    {.name = "date", .kind = OPTION_TEXT, .offset = MEMBER(date), .value_name = "DATE",
     .help = "capacity: the day whose rules and prices hold; unset: today."},
    {.name = "from", .kind = OPTION_TEXT, .offset = MEMBER(from), .value_name = "COUNTRY",
     .help = "capacity: country of dispatch, two letters; unset: not stated."},
    {.name = "to", .kind = OPTION_TEXT, .offset = MEMBER(to), .value_name = "COUNTRY",
     .help = "capacity: country of destination, two letters; unset: not stated."},
    {.name = "headquarters", .kind = OPTION_TEXT, .offset = MEMBER(headquarters), .value_name = "COUNTRY",
     .help = "capacity: country of the buyer's parent, two letters; unset: that of destination."},
    {.name = "output", .kind = OPTION_TEXT, .offset = MEMBER(output), .value_name = "FORMAT", .default_text = "table",
     .help = "capacity: table, or json: one object."},
    {.name = "published", .kind = OPTION_FLAG, .offset = MEMBER(published),
     .help = "capacity: figures that others published, beside those of our formulas."},
    {.name = "reference-folder", .kind = OPTION_TEXT, .offset = MEMBER(reference_folder), .value_name = "DIR",
     .help = "The catalogue, a folder of CSV files; unset: the one that came with the program."},
    {.name = "sql-folder", .kind = OPTION_TEXT, .offset = MEMBER(sql_folder), .value_name = "DIR",
     .help = "Migrations and views that setup applies; unset: those that came with the program."},
    {.name = "partitions", .kind = OPTION_INTEGER, .offset = MEMBER(partitions), .value_name = "N",
     .default_text = "12", .least = 1, .most = 1000, .help = "Partitions of each topic that setup makes."},
    {.name = "batch-rows", .kind = OPTION_INTEGER, .offset = MEMBER(batch_rows), .value_name = "N",
     .default_text = "10000", .least = 1, .most = 1000000, .help = "Most events in one transaction."},
    {.name = "batch-bytes", .kind = OPTION_INTEGER, .offset = MEMBER(batch_bytes), .value_name = "N",
     .default_text = "8388608", .least = 1 << 20, .most = 1 << 28,
     .help = "Most bytes of messages in one transaction."},
    {.name = "dead-letters-minute", .kind = OPTION_INTEGER, .offset = MEMBER(dead_letters_minute), .value_name = "N",
     .default_text = "100", .least = 0, .most = 1000000,
     .help = "Budget: more dead letters than this in a minute, and than 1 % of the messages, end the program (75)."},
    {.name = "group-seconds", .kind = OPTION_INTEGER, .offset = MEMBER(group_seconds), .value_name = "N",
     .default_text = "10", .least = 0, .most = 86400,
     .help = "Bring stories, claim groups and matches of news and customs up to date at most this often; 0: leave it to "
             "other processes."},
    {.name = "log-level", .kind = OPTION_TEXT, .offset = MEMBER(log_level), .value_name = "LEVEL",
     .default_text = "info", .help = "Least level to log: debug, info, warning or error."},
    {.name = "log-format", .kind = OPTION_TEXT, .offset = MEMBER(log_format), .value_name = "FORMAT",
     .help = "text or json; unset: text on a terminal, else json."},
    {.name = "kafka", .letter = 'X', .kind = OPTION_PROPERTY, .offset = MEMBER(kafka), .value_name = "NAME=VALUE",
     .help = "Property of librdkafka; may be given several times. Secrets only by environment or file."},
    {.name = "sasl-password", .kind = OPTION_TEXT, .offset = MEMBER(sasl_password), .value_name = "PASSWORD",
     .secret = true, .help = "Password for Kafka's SASL authentication."},
    {0},
};

const struct option_program settings_program = {
    .name = "capacity-consumer",
    .usage = "[options] [COMMAND [ARGUMENT...]]",
    .summary = "Reads events of chips from Kafka, works out what they mean in computing capacity, and writes both to\n"
               "PostgreSQL, each event exactly once. Without a command it does so until it is told to stop.",
    .more =
        "Commands:\n"
        "  setup                                    make the topics, subjects, tables and roles that are missing\n"
        "  doctor                                   check everything that is needed; one line each\n"
        "  dead-letters list|show|retry|discard [TOPIC/PARTITION/OFFSET...]\n"
        "                                           messages that were refused; retry produces them again\n"
        "  reprocess [--since DATE] [--only news|customs]\n"
        "                                           apply this program's catalogue and method to what is stored, beside what\n"
        "                                           is shown, then show it and say what changed. A part (--since, --only)\n"
        "                                           says what would change and shows nothing: a later reprocess without\n"
        "                                           them does the rest. One that was ended goes on where it was\n"
        "  capacity TEXT | --product NAME --units N | --published\n"
        "                                           what goods amount to: computing, power, money, equivalents, training,\n"
        "                                           rules, each with its formula and source; needs no server\n"
        "  offsets show|set|accept-gap [TOPIC PARTITION [OFFSET]]\n"
        "                                           positions, and the way out when the log no longer has one\n"
        "  check-catalogue DIR                      what is wrong with a folder of reference data, before it is used\n"
        "\n"
        "PostgreSQL is found by libpq's own settings: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSFILE, PGSERVICE,\n"
        "PGSSLMODE.\n"
        "\n"
        "Exit status: 0 all is done; 64 usage; 65 something was refused; 66 no input; 69 a service is down;\n"
        "73, 74 output; 75 try again, or too many dead letters; 78 configuration.\n"
        "\n"
        "Examples:\n"
        "  capacity-consumer setup && capacity-consumer --until-end\n"
        "  news-producer --print article.txt | capacity-consumer --print\n"
        "  news-producer --print article.txt | capacity-consumer --explain\n"
        "  capacity-consumer capacity \"400,000 H200\" --from US --to CN --date 2026-01-28\n",
    .options = options,
};

/* ---- folders ---- */

enum { PATH_BYTES = 4096 };

static bool is_folder(const char *path)
{
    return access(path, X_OK) == 0;
}

/* Where an installed program finds its data, wherever the installation was moved to; false if /proc does not tell. */
static bool beside_program(const char *name, char *path)
{
    ssize_t size = readlink("/proc/self/exe", path, PATH_BYTES);
    if (size <= 0 || size >= PATH_BYTES)
        return false;
    path[size] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash)
        return false;
    size_t used = (size_t)(slash - path);
    int added = snprintf(slash, PATH_BYTES - used, "/../share/chipwatch/%s", name);
    return added > 0 && (size_t)added < PATH_BYTES - used && is_folder(path);
}

/* Beside the program, so that a built one takes the sources it was built from even where another is installed. */
static const char *find_folder(const char *name, char *path)
{
    if (beside_program(name, path))
        return path;
    snprintf(path, PATH_BYTES, "%s/deploy/%s", CHIPWATCH_SOURCE_DIR, name);
    if (!is_folder(path))
        snprintf(path, PATH_BYTES, "%s/%s", CHIPWATCH_DATA_DIR, name);
    return path;
}

/* ---- checks ---- */

static bool check_word(const char *option, const char *value, const char *const *words, struct error *error)
{
    for (size_t i = 0; words[i]; i++)
        if (!value || strcmp(value, words[i]) == 0)
            return true;
    return error_stop(error, EXIT_CONFIG, "%s: \"%s\" is not one of its words; see --help", option, value);
}

static bool check_topics(const struct settings *settings, struct error *error)
{
    struct slice rest = slice_of(settings->topics);
    size_t count = 0;
    while (rest.data) {
        struct slice name = slice_next_part(&rest, ',');
        const struct record_type *type = record_type_find(name);
        if (!type || event_type_index(type) == EVENT_TYPE_COUNT)
            return error_stop(error, EXIT_CONFIG, "topics: \"%.*s\" is no event record", SLICE_ARGS(name));
        if (++count > SETTINGS_TOPICS_MAX)
            return error_stop(error, EXIT_CONFIG, "topics: more than %d", SETTINGS_TOPICS_MAX);
    }
    return count > 0 || error_stop(error, EXIT_CONFIG, "topics: none is given");
}

/* From here on it is a property like any other. */
static bool add_password(struct settings *settings, struct error *error)
{
    struct option_properties *kafka = &settings->kafka;
    if (!settings->sasl_password)
        return true;
    if (kafka->count == sizeof kafka->items / sizeof *kafka->items)
        return error_stop(error, EXIT_CONFIG, "kafka: too many properties");
    kafka->items[kafka->count++] = (struct option_property){"sasl.password", settings->sasl_password};
    return true;
}

bool settings_complete(struct settings *settings, struct error *error)
{
    static const char *const levels[] = {"debug", "info", "warning", "error", NULL};
    static const char *const formats[] = {"text", "json", NULL};
    static const char *const outputs[] = {"table", "json", NULL};
    static char reference_folder[PATH_BYTES], sql_folder[PATH_BYTES];
    if (!settings->reference_folder)
        settings->reference_folder = find_folder("reference", reference_folder);
    if (!settings->sql_folder)
        settings->sql_folder = find_folder("sql", sql_folder);
    if (!check_word("output", settings->output, outputs, error))
        return false;
    if (!settings->group)
        return error_stop(error, EXIT_CONFIG, "group: a name is needed");
    return check_word("log-level", settings->log_level, levels, error) &&
           check_word("log-format", settings->log_format, formats, error) && check_topics(settings, error) &&
           add_password(settings, error);
}

size_t settings_topics(const struct settings *settings, const struct record_type *topics[SETTINGS_TOPICS_MAX])
{
    struct slice rest = slice_of(settings->topics);
    size_t count = 0;
    while (rest.data && count < SETTINGS_TOPICS_MAX)
        topics[count++] = record_type_find(slice_next_part(&rest, ','));
    return count;
}
