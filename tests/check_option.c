#include "lib/option.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool names_no_file(const char *text)
{
    return !strchr(text, '/');
}

/* A program's settings: a struct, and a table that says how each member is given. */
struct settings {
    bool until_end;
    const char *brokers;
    const char *password;
    int64_t batch_rows;
    struct option_properties kafka;
};

static const struct option options[] = {
    {.name = "until-end",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct settings, until_end),
     .help = "Stop at the present end."},
    {.name = "brokers",
     .letter = 'b',
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, brokers),
     .value_name = "HOST:PORT",
     .takes = names_no_file,
     .expected = "a name without a slash",
     .default_text = "127.0.0.1:9092",
     .help = "Addresses of brokers, one | or more."},
    {.name = "password",
     .kind = OPTION_TEXT,
     .offset = offsetof(struct settings, password),
     .value_name = "TEXT",
     .secret = true,
     .help = "Password of the database."},
    {.name = "batch-rows",
     .kind = OPTION_INTEGER,
     .offset = offsetof(struct settings, batch_rows),
     .value_name = "N",
     .default_text = "5000",
     .least = 1,
     .most = 100000,
     .help = "Events in one transaction at most."},
    {.name = "kafka",
     .letter = 'X',
     .kind = OPTION_PROPERTY,
     .offset = offsetof(struct settings, kafka),
     .value_name = "NAME=VALUE",
     .default_text = "linger.ms=5; acks=all",
     .help = "Property of librdkafka."},
    {0},
};

static const struct option_program program = {
    .name = "example",
    .usage = "[options] SOURCE...",
    .summary = "Shows how settings are given.",
    .more = "Exit status: 0 all accepted.",
    .options = options,
};

enum { ARGUMENTS_MAX = 16 };

/* What one run of option_parse came to. */
struct outcome {
    bool parsed, done;
    struct settings settings;
    char *argv[ARGUMENTS_MAX + 1];
    int argument_count;
    struct error error;
};

static struct outcome run(const char *const *arguments)
{
    struct outcome outcome = {.argument_count = -1};
    int argc = 0;
    static char name[] = "example";
    outcome.argv[argc++] = name;
    for (; *arguments; arguments++)
        outcome.argv[argc++] = (char *)(uintptr_t)*arguments;
    outcome.parsed = option_parse(&program, argc, outcome.argv, &outcome.settings, &outcome.argument_count,
                                  &outcome.done, &outcome.error);
    return outcome;
}

#define RUN(...) run((const char *const[]){__VA_ARGS__, NULL})

static void assert_refused(struct outcome outcome, int exit_status, const char *message)
{
    ck_assert(!outcome.parsed);
    ck_assert_int_eq(outcome.error.kind, ERROR_STOP);
    ck_assert_int_eq(outcome.error.exit_status, exit_status);
    ck_assert_msg(strstr(outcome.error.message, message), "%s", outcome.error.message);
}

static char file_path[32];

static void write_file(const char *text)
{
    FILE *file = fopen(file_path, "w");
    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    ck_assert_int_eq(fclose(file), 0);
}

static void make_file(void)
{
    strcpy(file_path, "/tmp/check_option.XXXXXX");
    int descriptor = mkstemp(file_path);
    ck_assert_int_ge(descriptor, 0);
    close(descriptor);
}

static void remove_file(void)
{
    unlink(file_path);
}

/* Standard output of a run. */
static const char *printed_by(const char *flag)
{
    static char text[8192];
    make_file();
    ck_assert_ptr_nonnull(freopen(file_path, "w", stdout));
    struct outcome outcome = RUN(flag);
    ck_assert(outcome.parsed && outcome.done);
    FILE *file = fopen(file_path, "r");
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    remove_file();
    return text;
}

START_TEST(takes_defaults)
{
    struct outcome outcome = RUN("a.csv");
    ck_assert(outcome.parsed && !outcome.done);
    ck_assert(!outcome.settings.until_end);
    ck_assert_str_eq(outcome.settings.brokers, "127.0.0.1:9092");
    ck_assert_ptr_null(outcome.settings.password);
    ck_assert_int_eq(outcome.settings.batch_rows, 5000);
    ck_assert_uint_eq(outcome.settings.kafka.count, 2);
    ck_assert_str_eq(outcome.settings.kafka.items[1].name, "acks");
    ck_assert_str_eq(outcome.settings.kafka.items[1].value, "all");
}
END_TEST

START_TEST(parts_options_from_arguments)
{
    struct outcome outcome = RUN("first", "--batch-rows", "7", "-", "-b", "k:1", "--until-end", "--", "--last");
    ck_assert(outcome.parsed);
    ck_assert_int_eq(outcome.argument_count, 3);
    ck_assert_str_eq(outcome.argv[1], "first");
    ck_assert_str_eq(outcome.argv[2], "-");
    ck_assert_str_eq(outcome.argv[3], "--last");
    ck_assert_int_eq(outcome.settings.batch_rows, 7);
    ck_assert_str_eq(outcome.settings.brokers, "k:1");
    ck_assert(outcome.settings.until_end);
}
END_TEST

START_TEST(takes_values_in_the_same_argument)
{
    struct outcome outcome = RUN("--batch-rows=8", "-bk:2", "--until-end=no", "-Xa=b=c");
    ck_assert(outcome.parsed);
    ck_assert_int_eq(outcome.settings.batch_rows, 8);
    ck_assert_str_eq(outcome.settings.brokers, "k:2");
    ck_assert(!outcome.settings.until_end);
    ck_assert_str_eq(outcome.settings.kafka.items[2].value, "b=c");
}
END_TEST

START_TEST(prefers_flag_to_environment_to_file_to_default)
{
    write_file("# settings\n\n  batch-rows = 1 \nbrokers=file:1\nkafka = acks=1\npassword = from # the file\n");
    struct outcome outcome = RUN("--config", file_path);
    ck_assert_msg(outcome.parsed, "%s", outcome.error.message);
    ck_assert_int_eq(outcome.settings.batch_rows, 1);
    ck_assert_str_eq(outcome.settings.brokers, "file:1");
    ck_assert_str_eq(outcome.settings.password, "from # the file");
    ck_assert_str_eq(outcome.settings.kafka.items[1].value, "1");

    setenv("CHIPWATCH_BATCH_ROWS", "2", 1);
    setenv("CHIPWATCH_BROKERS", "", 1); /* empty: not set */
    setenv("CHIPWATCH_KAFKA", "acks=2;sasl.password=x", 1);
    setenv("CHIPWATCH_STACK_DIR", "of no concern", 1);
    outcome = RUN("--config", file_path);
    ck_assert_int_eq(outcome.settings.batch_rows, 2);
    ck_assert_str_eq(outcome.settings.brokers, "file:1");
    ck_assert_str_eq(outcome.settings.kafka.items[1].value, "2");
    ck_assert_uint_eq(outcome.settings.kafka.count, 3);

    outcome = RUN("--batch-rows", "3", "--config", file_path, "-X", "acks=3");
    ck_assert_int_eq(outcome.settings.batch_rows, 3);
    ck_assert_str_eq(outcome.settings.kafka.items[1].value, "3");

    setenv("CHIPWATCH_CONFIG", file_path, 1);
    ck_assert_str_eq(RUN("x").settings.brokers, "file:1");
}
END_TEST

START_TEST(refuses_a_wrong_command_line)
{
    assert_refused(RUN("--batch-row", "7"), EXIT_USAGE, "unknown option --batch-row; did you mean --batch-rows?");
    assert_refused(RUN("--brokesr=x"), EXIT_USAGE, "did you mean --brokers?");
    assert_refused(RUN("--verison"), EXIT_USAGE, "did you mean --version?");
    assert_refused(RUN("--frobnicate"), EXIT_USAGE, "unknown option --frobnicate; see example --help");
    assert_refused(RUN("-z"), EXIT_USAGE, "unknown option -z");
    assert_refused(RUN("--batch-rows"), EXIT_USAGE, "--batch-rows: N expected");
    assert_refused(RUN("--batch-rows", "0"), EXIT_USAGE, "from 1 to 100000");
    assert_refused(RUN("--batch-rows", "7x"), EXIT_USAGE, "\"7x\"");
    assert_refused(RUN("--batch-rows", "99999999999999999999"), EXIT_USAGE, "from 1 to 100000");
    assert_refused(RUN("--brokers", "a/b"), EXIT_USAGE, "--brokers: a name without a slash expected, not \"a/b\"");
    assert_refused(RUN("--until-end=perhaps"), EXIT_USAGE, "true or false");
    assert_refused(RUN("-X", "novalue"), EXIT_USAGE, "NAME=VALUE");
}
END_TEST

START_TEST(keeps_secrets_off_the_command_line)
{
    assert_refused(RUN("--password", "x"), EXIT_USAGE, "--password: a secret");
    assert_refused(RUN("-X", "sasl.password=x"), EXIT_USAGE, "sasl.password is a secret");
    setenv("CHIPWATCH_PASSWORD", "hidden-1", 1);
    setenv("CHIPWATCH_KAFKA", "sasl.password=hidden-2", 1);
    ck_assert_str_eq(RUN("x").settings.password, "hidden-1");
    const char *text = printed_by("--print-config");
    ck_assert_ptr_null(strstr(text, "hidden"));
    ck_assert_ptr_nonnull(strstr(text, "password = ******** (environment)\n"));
    ck_assert_ptr_nonnull(strstr(text, "kafka sasl.password = ******** (environment)\n"));
}
END_TEST

START_TEST(refuses_a_wrong_environment_or_file)
{
    setenv("CHIPWATCH_BATCH_ROWS", "many", 1);
    assert_refused(RUN("x"), EXIT_CONFIG, "CHIPWATCH_BATCH_ROWS: ");
    unsetenv("CHIPWATCH_BATCH_ROWS");
    write_file("brokers = a:1\nbacth-rows = 7\n");
    assert_refused(RUN("--config", file_path), EXIT_CONFIG, ":2: unknown key bacth-rows; did you mean batch-rows?");
    write_file("brokers = a/b\n");
    assert_refused(RUN("--config", file_path), EXIT_CONFIG, ":1: brokers: a name");
    write_file("batch-rows = many\n");
    assert_refused(RUN("--config", file_path), EXIT_CONFIG, ":1: batch-rows: ");
    write_file("batch-rows\n");
    assert_refused(RUN("--config", file_path), EXIT_CONFIG, ":1: NAME = VALUE expected");
    assert_refused(RUN("--config", "/nonexistent"), EXIT_CONFIG, "/nonexistent: ");
    assert_refused(RUN("--config", "/"), EXIT_CONFIG, "/: ");
}
END_TEST

START_TEST(shows_each_setting_with_its_origin)
{
    setenv("CHIPWATCH_BATCH_ROWS", "7", 1);
    ck_assert_str_eq(printed_by("--print-config"), "until-end = false (default)\n"
                                                   "brokers = 127.0.0.1:9092 (default)\n"
                                                   "password: not set\n"
                                                   "batch-rows = 7 (environment)\n"
                                                   "kafka linger.ms = 5 (default)\n"
                                                   "kafka acks = all (default)\n");
}
END_TEST

START_TEST(explains_itself)
{
    setenv("CHIPWATCH_BATCH_ROWS", "many", 1); /* a wrong setting does not stand in the way of help */
    const char *text = printed_by("--help");
    static const char *const expected[] = {
        "Usage: example [options] SOURCE...\n", "Shows how settings are given.", "  -b, --brokers HOST:PORT\n",
        "Default: 5000.", "[CHIPWATCH_BATCH_ROWS]", "--config FILE", "Exit status: 0 all accepted.",
        "[CHIPWATCH_PASSWORD, not on the command line]",
    };
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        ck_assert_msg(strstr(text, expected[i]) != NULL, "%s in\n%s", expected[i], text);
    ck_assert_ptr_null(strstr(text, "markdown"));
}
END_TEST

START_TEST(tells_its_version)
{
    ck_assert_str_eq(printed_by("--version"), "example " CHIPWATCH_VERSION "\n");
}
END_TEST

START_TEST(prints_the_readme_table)
{
    const char *text = printed_by("--help-markdown");
    ck_assert_ptr_nonnull(strstr(text, "| `--brokers` | `CHIPWATCH_BROKERS` | `127.0.0.1:9092` | "
                                       "Addresses of brokers, one \\| or more. |\n"));
    ck_assert_ptr_nonnull(strstr(text, "| `password` | `CHIPWATCH_PASSWORD` |  | Password"));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("option");
    TCase *tests = tcase_create("option");
    TCase *with_file = tcase_create("file");
    tcase_add_checked_fixture(with_file, make_file, remove_file);
    tcase_add_test(tests, takes_defaults);
    tcase_add_test(tests, parts_options_from_arguments);
    tcase_add_test(tests, takes_values_in_the_same_argument);
    tcase_add_test(with_file, prefers_flag_to_environment_to_file_to_default);
    tcase_add_test(tests, refuses_a_wrong_command_line);
    tcase_add_test(tests, keeps_secrets_off_the_command_line);
    tcase_add_test(with_file, refuses_a_wrong_environment_or_file);
    tcase_add_test(tests, shows_each_setting_with_its_origin);
    tcase_add_test(tests, explains_itself);
    tcase_add_test(tests, tells_its_version);
    tcase_add_test(tests, prints_the_readme_table);
    suite_add_tcase(suite, tests);
    suite_add_tcase(suite, with_file);
    return suite_run(suite);
}
