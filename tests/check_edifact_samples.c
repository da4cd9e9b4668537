/*
 * The real EDIFACT files of the samples: segments, messages and trailers as other software counts them (expected.csv),
 * and what becomes of each file. Skipped where the samples are absent.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/customs/edifact.h"
#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

static const struct sample {
    const char *name;
    int64_t events, scope_ends, skipped, refused;
    const char *word; /* of what is skipped */
} samples[] = {
    {"D95BBAPLIE.edi", 0, 0, 1, 0, "other_message"},
    {"D95BCOARRI.edi", 0, 0, 2, 0, "other_message"},
    {"cuscar_d95b.edi", 4, 0, 0, 0, NULL},
    {"cuscar_simple.edi", 1, 0, 0, 0, NULL},
    {"d95b_issue137.edi", 0, 0, 0, 1, NULL}, /* the message alone, without an interchange */
    {"example_order_error.edi", 0, 0, 1, 0, "test"},
    {"example_release_character.edi", 0, 0, 1, 0, "other_message"},
    {"example_utf8.edi", 0, 0, 1, 0, "other_message"},
    {"example_wrapped.edi", 0, 0, 1, 0, "other_message"},
    {"huge_file2.edi", 0, 0, 1, 1, "other_message"}, /* there is no UNZ */
    {"invoice1.edi", 0, 0, 1, 0, "other_message"},
    {"invoice_with_colon_at_end.edi", 0, 0, 1, 0, "other_message"},
    {"messages_v4_aperak_rejected.edi", 0, 0, 1, 0, "other_message"},
    {"multi-message.edi", 0, 0, 2, 0, "other_message"},
    {"no_ung_unedifact-msg-02.edi", 0, 0, 3, 0, "other_message"},
    {"order.edi", 0, 0, 1, 1, "other_message"}, /* the same */
    {"wikipedia_de.edi", 0, 0, 1, 0, "other_message"},
    {"wikipedia_en.edi", 0, 0, 1, 0, "other_message"},
    {"with_ung_unedifact-msg-02.edi", 0, 0, 3, 0, "other_message"},
};

enum { SAMPLES = sizeof samples / sizeof samples[0] };

static const char *name_of(const struct sample *sample)
{
    static char name[128];
    snprintf(name, sizeof name, "customs/edifact/%s", sample->name);
    return name;
}

struct count {
    int64_t segments, messages;
    char trailer[32]; /* of the first message: declared/actual */
};

static void count_segment(struct count *count, const struct edifact_segment *segment, int64_t *message_begin)
{
    count->segments++;
    if (edifact_is(segment, "UNH")) {
        count->messages++;
        *message_begin = count->segments;
    }
    struct slice declared = edifact_part(segment, 1, 1);
    if (edifact_is(segment, "UNT") && !count->trailer[0])
        snprintf(count->trailer, sizeof count->trailer, "%.*s/%lld", SLICE_ARGS(declared),
                 (long long)(count->segments - *message_begin + 1));
}

static struct count count_sample(const struct sample *sample)
{
    struct count count = {0};
    struct reader *reader;
    struct edifact *edifact;
    const struct edifact_segment *segment;
    struct error error = {0};
    enum edifact_result result;
    int64_t message_begin = 0;
    ck_assert(reader_open_file(sample_path(name_of(sample)), &reader, &error));
    ck_assert(edifact_open(reader, &edifact, &error));
    while ((result = edifact_next(edifact, &segment, &error)) == EDIFACT_SEGMENT)
        count_segment(&count, segment, &message_begin);
    ck_assert_msg(result == EDIFACT_END, "%s: %s", sample->name, error.message);
    edifact_close(edifact);
    reader_close(reader);
    return count;
}

START_TEST(segments_messages_and_trailers_are_counted_as_by_others)
{
    /* The facts are of the files that were read by others too; d95b_issue137 has the message of cuscar_d95b. */
    const struct sample *sample = &samples[_i];
    struct count count = count_sample(sample);
    ck_assert_int_eq(count.segments, atoll(sample_fact(name_of(sample), "segments_without_UNA")));
    ck_assert_int_eq(count.messages, atoll(sample_fact(name_of(sample), "UNH_messages")));
    ck_assert_str_eq(count.trailer, sample_fact(name_of(sample), "first_UNT_declared/actual"));
}
END_TEST

START_TEST(each_record_is_accounted_for)
{
    const struct sample *sample = &samples[_i];
    struct reading *reading = reading_of_file(&input_edifact, NULL, sample_path(name_of(sample)));
    ck_assert_int_eq(reading->events, sample->events);
    ck_assert_int_eq(reading->scope_ends, sample->scope_ends);
    ck_assert_int_eq(reading->other_skipped, sample->skipped);
    ck_assert_int_eq(reading->refused, sample->refused);
    ck_assert_int_eq(reading->records, sample->events + sample->scope_ends + sample->skipped + sample->refused);
    ck_assert(!reading->failed);
    if (sample->word)
        ck_assert_str_eq(reading->skipped, sample->word);
    reading_free(reading);
}
END_TEST

START_TEST(no_sample_is_cut_off)
{
    struct reader *reader;
    struct input_place place;
    struct error error;
    ck_assert(reader_open_file(sample_path(name_of(&samples[_i])), &reader, &error));
    ck_assert_msg(input_edifact.check(reader, &place, &error), "%s: %s", samples[_i].name, error.message);
    reader_close(reader);
}
END_TEST

START_TEST(the_weights_of_the_manifest_are_those_of_its_goods)
{
    static const char *const weights[] = {"14182.000000", "2000.000000", "20602.000000", "14259.600000"};
    struct reading *reading = reading_of_file(&input_edifact, NULL, sample_path("customs/edifact/cuscar_d95b.edi"));
    for (size_t i = 0; i < 4; i++) {
        ck_assert_str_eq(reading_decimal(reading->kept[i].gross_kg), weights[i]);
        ck_assert(reading_has_flag(&reading->kept[i], "unt_mismatch"));
        ck_assert(reading_has_flag(&reading->kept[i], "message_type_missing"));
    }
    ck_assert(slice_equal_text(reading->kept[2].declaration_no, "MSCUDF421004"));
    reading_free(reading);
    reading = reading_of_file(&input_edifact, NULL, sample_path("customs/edifact/cuscar_simple.edi"));
    ck_assert_str_eq(reading_decimal(reading->first.gross_kg), "55814.000000"); /* not that of the container again */
    ck_assert(reading_has_flag(&reading->first, "unt_mismatch"));
    ck_assert(slice_equal_text(reading->first.dispatch, "CR"));
    reading_free(reading);
}
END_TEST

int main(void)
{
    if (!sample_path("expected.csv")) {
        puts("the samples are absent; see CHIPWATCH_SAMPLES");
        return 77;
    }
    Suite *suite = suite_create("edifact_samples");
    TCase *tests = tcase_create("edifact_samples");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, segments_messages_and_trailers_are_counted_as_by_others, 0, SAMPLES);
    tcase_add_loop_test(tests, each_record_is_accounted_for, 0, SAMPLES);
    tcase_add_loop_test(tests, no_sample_is_cut_off, 0, SAMPLES);
    tcase_add_test(tests, the_weights_of_the_manifest_are_those_of_its_goods);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
