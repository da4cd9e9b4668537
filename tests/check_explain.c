/*
 * What a person is told of a source before anything is sent: format, columns, first events, what was refused.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/customs/inputs.h"
#include "producers/explain.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

static char *told; /* of the last source */

/* True if nothing was refused. */
static bool explain(const char *profile, const char *text, bool whole)
{
    struct arena source_arena, record_arena;
    struct reader *reader;
    struct error error = {0};
    size_t size;
    struct input_options options = reading_options();
    options.flow = "import";
    options.profile = profile;
    free(told);
    FILE *out = open_memstream(&told, &size);
    ck_assert_ptr_nonnull(out);
    ck_assert(arena_init(&source_arena, 4 << 20, &error) && arena_init(&record_arena, 4 << 20, &error));
    ck_assert(reader_open_text("a.csv", slice_of(text), &reader, &error));
    const struct explanation explanation = {customs_inputs, &input_shipment_csv, &options, whole, &source_arena,
                                            &record_arena,  out};
    bool fine = explain_source(&explanation, reader, &error);
    reader_close(reader);
    arena_free(&source_arena);
    arena_free(&record_arena);
    ck_assert_int_eq(fclose(out), 0);
    return fine;
}

static void is_told(const char *text)
{
    ck_assert_msg(strstr(told, text) != NULL, "\"%s\" is not in:\n%s", text, told);
}

#define HEADER "Report\nDECLARATION NO;DATE;HS CODE;DESCRIPTION;QTY;UNIT;COUNTRY OF ORIGIN;PAYMENTE\x1B[31m\n"

START_TEST(columns_and_the_first_event)
{
    ck_assert(explain(NULL, HEADER "1;2025-09-30;84718000;X;1;PCS;TW;\n2;bad;84718000;X;1;PCS;TW;\n", false));
    static const char *const texts[] = {"a.csv\n",
                                        "  format         shipment-csv (recognised: perhaps)\n",
                                        "  encoding       UTF-8\n",
                                        "  profile        generic, by its header\n",
                                        "  delimiter      ;\n",
                                        "  header         line 2, 8 columns\n",
                                        "  column         HS CODE -> hs\n",
                                        "  column         PAYMENTE [31m -> ignored\n", /* without its escape */
                                        "  no column for  line_no, ",
                                        "  records read   1, of which events 1, refused 0\n",
                                        "  event          {\"record\": \"customs_event\""};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        is_told(texts[i]);
    is_told("import, by --flow or the sidecar, where the source does not say it");
    ck_assert_ptr_null(strstr(told, "\x1B"));
    ck_assert_ptr_null(strstr(told, "refusal"));
}
END_TEST

START_TEST(a_whole_sample_is_counted)
{
    ck_assert(!explain("generic",
                       HEADER "1;2025-09-30;84718000;X;1;PCS;TW;\n2;03/04/2025;84718000;X;1;PCS;TW;\n"
                              "3;2025-09-30;84718000;X;1;FURLONG;ATLANTIS;\n4;2025-09-30;84718000;X;ten;PCS;TW;\n"
                              "Total;;;;3;;;\n",
                       true));
    static const char *const texts[] = {
        "  profile        generic, by --profile\n",
        "  unknown units  FURLONG 1\n",
        "  no such country ATLANTIS 1\n",
        "  records        5, of which events 2, refused 2\n",
        "  skipped        total 1\n",
        "  refused        date_ambiguous 1, bad_number 1\n",
        "  flags          unit_unknown 1, country_unknown 1\n",
        "  refusal        line 4: date_ambiguous: ",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        is_told(texts[i]);
}
END_TEST

START_TEST(a_profile_that_does_not_fit_names_the_column)
{
    ck_assert(!explain("generic", "a,b,c\n1,2,3\n", true));
    is_told("  format         shipment-csv (recognised: no)\n");
}
END_TEST

START_TEST(words_are_counted_up_to_a_limit)
{
    struct tally tally = {0};
    char word[80];
    for (int i = 0; i < 2 * TALLY_WORDS_MAX; i++) {
        snprintf(word, sizeof word, "%070d", i % (TALLY_WORDS_MAX + 1)); /* too long: cut, and then all the same */
        tally_add(&tally, slice_of(word));
        tally_add(&tally, slice_of(word + 60));
    }
    ck_assert_uint_eq(tally.count, TALLY_WORDS_MAX);
    ck_assert_int_eq(tally.items[0].count, 2 * TALLY_WORDS_MAX);
    ck_assert_int_eq(tally.items[1].count, 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("explain");
    TCase *tests = tcase_create("explain");
    tcase_add_test(tests, columns_and_the_first_event);
    tcase_add_test(tests, a_whole_sample_is_counted);
    tcase_add_test(tests, a_profile_that_does_not_fit_names_the_column);
    tcase_add_test(tests, words_are_counted_up_to_a_limit);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
