/*
 * The samples that are about Korea's trade are a dashboard's own tables, not answers of the customs service: no input
 * takes them. Skipped where the samples are absent.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>

#include "producers/customs/inputs.h"
#include "producers/producer.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

static const char *const names[] = {"item-countries.json", "item-trend.json", "monthly.json", "release.json",
                                    "sector-trend.json"};

START_TEST(a_dashboards_tables_are_of_no_known_format)
{
    char name[128];
    struct reader *reader;
    struct slice head;
    struct error error = {0};
    snprintf(name, sizeof name, "customs/korea/%s", names[_i]);
    ck_assert(reader_open_file(sample_path(name), &reader, &error));
    ck_assert(reader_head(reader, &head, &error));
    ck_assert_ptr_null(producer_choose_input(customs_inputs, head, name, NULL));
    reader_close(reader);
}
END_TEST

int main(void)
{
    if (!sample_path("customs/korea")) {
        puts("the samples are absent; see CHIPWATCH_SAMPLES");
        return 77;
    }
    Suite *suite = suite_create("input_korea_xml_samples");
    TCase *tests = tcase_create("input_korea_xml_samples");
    tcase_add_loop_test(tests, a_dashboards_tables_are_of_no_known_format, 0, sizeof names / sizeof names[0]);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
