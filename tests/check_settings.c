#include "consumers/capacity/settings.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "schemas/customs_event.h"
#include "schemas/news_event.h"
#include "tests/suite.h"

enum { ARGUMENTS_MAX = 8, ARGUMENT_BYTES = 64 };

/* The settings of a command line, complete; ends the test if they are refused. */
static void parse(struct settings *settings, const char *const *arguments, int *argument_count)
{
    static char texts[ARGUMENTS_MAX][ARGUMENT_BYTES] = {"capacity-consumer"}; /* settings point to them */
    char *argv[ARGUMENTS_MAX] = {texts[0]};
    int argc = 1;
    for (; arguments[argc - 1]; argc++)
        argv[argc] = strcpy(texts[argc], arguments[argc - 1]);
    bool done;
    struct error error = {0};
    ck_assert_msg(option_parse(&settings_program, argc, argv, settings, argument_count, &done, &error), "%s",
                  error.message);
    ck_assert_msg(settings_complete(settings, &error), "%s", error.message);
    ck_assert(!done);
}

static void forget_environment(void)
{
    static const char *const names[] = {"CHIPWATCH_BROKERS", "CHIPWATCH_REGISTRY", "CHIPWATCH_GROUP",
                                        "CHIPWATCH_TOPICS", "CHIPWATCH_INSTANCE", "CHIPWATCH_KAFKA",
                                        "CHIPWATCH_PARTITIONS", "CHIPWATCH_SASL_PASSWORD"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unsetenv(names[i]);
}

START_TEST(works_without_any_setting_but_the_brokers)
{
    static struct settings settings;
    int count;
    parse(&settings, (const char *const[]){NULL}, &count);
    ck_assert_int_eq(count, 0);
    ck_assert_ptr_null(settings.brokers);
    ck_assert_ptr_null(settings.registry);
    ck_assert_ptr_null(settings.instance);
    ck_assert_str_eq(settings.group, "chipwatch");
    ck_assert_int_eq(settings.partitions, 12);
    ck_assert_int_eq(settings.dead_letters_minute, 100);
    ck_assert(!settings.until_end && !settings.print && !settings.all);
}
END_TEST

START_TEST(finds_the_data_that_came_with_the_program)
{
    static struct settings settings;
    int count;
    parse(&settings, (const char *const[]){NULL}, &count);
    ck_assert_int_eq(access(settings.sql_folder, X_OK), 0);
    parse(&settings, (const char *const[]){"--sql-folder", "/elsewhere", "--reference-folder=/data", NULL}, &count);
    ck_assert_str_eq(settings.sql_folder, "/elsewhere");
    ck_assert_str_eq(settings.reference_folder, "/data");
}
END_TEST

START_TEST(consumes_all_event_records_unless_told_otherwise)
{
    static struct settings settings;
    const struct record_type *topics[SETTINGS_TOPICS_MAX];
    int count;
    parse(&settings, (const char *const[]){NULL}, &count);
    ck_assert_uint_eq(settings_topics(&settings, topics), 2);
    ck_assert_ptr_eq(topics[0], &news_event_type);
    ck_assert_ptr_eq(topics[1], &customs_event_type);
    parse(&settings, (const char *const[]){"--topics", "customs_event", NULL}, &count);
    ck_assert_uint_eq(settings_topics(&settings, topics), 1);
    ck_assert_ptr_eq(topics[0], &customs_event_type);
}
END_TEST

START_TEST(leaves_commands_and_their_arguments)
{
    static struct settings settings;
    int count;
    parse(&settings, (const char *const[]){"-b", "localhost:9092", "dead-letters", "retry", "--all", NULL}, &count);
    ck_assert_int_eq(count, 2);
    ck_assert(settings.all);
}
END_TEST

START_TEST(keeps_the_password_off_the_command_line)
{
    static struct settings settings;
    int count;
    setenv("CHIPWATCH_SASL_PASSWORD", "secret", 1);
    parse(&settings, (const char *const[]){"-X", "sasl.username=chipwatch", NULL}, &count);
    ck_assert_uint_eq(settings.kafka.count, 2);
    ck_assert_str_eq(settings.kafka.items[1].name, "sasl.password");
    ck_assert_str_eq(settings.kafka.items[1].value, "secret");
}
END_TEST

START_TEST(refuses_what_the_table_cannot_know)
{
    static const struct settings wrong[] = {
        {.group = "g", .topics = "news_claim"}, /* a record, but no event */
        {.group = "g", .topics = "news_event,"},
        {.group = "g", .topics = "nonsense"},
        {.group = "g"},
        {.topics = "news_event"}, /* positions need a name */
        {.group = "g", .topics = "news_event", .log_level = "loud"},
        {.group = "g", .topics = "news_event", .log_format = "xml"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct settings settings = wrong[i];
        struct error error = {0};
        ck_assert_msg(!settings_complete(&settings, &error), "%zu", i);
        ck_assert_int_eq(error.kind, ERROR_STOP);
        ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("settings");
    TCase *tcase = tcase_create("settings");
    tcase_add_checked_fixture(tcase, forget_environment, NULL);
    tcase_add_test(tcase, works_without_any_setting_but_the_brokers);
    tcase_add_test(tcase, finds_the_data_that_came_with_the_program);
    tcase_add_test(tcase, consumes_all_event_records_unless_told_otherwise);
    tcase_add_test(tcase, leaves_commands_and_their_arguments);
    tcase_add_test(tcase, keeps_the_password_off_the_command_line);
    tcase_add_test(tcase, refuses_what_the_table_cannot_know);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
