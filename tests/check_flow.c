/*
 * Words for directions of trade.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "producers/customs/flow.h"
#include "schemas/customs_event.h"
#include "tests/suite.h"

START_TEST(words_are_those_of_the_field)
{
    ck_assert_int_eq(flow_of_word(SLICE_LITERAL("import")), CUSTOMS_EVENT_FLOW_IMPORT);
    ck_assert_int_eq(flow_of_word(SLICE_LITERAL("transit")), CUSTOMS_EVENT_FLOW_TRANSIT);
    ck_assert_int_eq(flow_of_word(SLICE_LITERAL("Import")), -1);
    ck_assert_int_eq(flow_of_word((struct slice){NULL, 0}), -1);
    ck_assert_str_eq(flow_word(CUSTOMS_EVENT_FLOW_REEXPORT), "reexport");
}
END_TEST

START_TEST(an_option_goes_before_what_stands)
{
    struct error error = {0};
    int flow = CUSTOMS_EVENT_FLOW_IMPORT;
    ck_assert(flow_of_option(NULL, &flow, &error));
    ck_assert_int_eq(flow, CUSTOMS_EVENT_FLOW_IMPORT);
    ck_assert(flow_of_option("export", &flow, &error));
    ck_assert_int_eq(flow, CUSTOMS_EVENT_FLOW_EXPORT);
    ck_assert(!flow_of_option("out", &flow, &error));
    ck_assert_int_eq(error.exit_status, EXIT_USAGE);
    ck_assert_int_eq(flow, CUSTOMS_EVENT_FLOW_EXPORT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("flow");
    TCase *tests = tcase_create("flow");
    tcase_add_test(tests, words_are_those_of_the_field);
    tcase_add_test(tests, an_option_goes_before_what_stands);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
