/*
 * The real declarations of the samples: what becomes of each file, its goods as other software counts and adds them
 * (expected.csv), and that none is taken where it is cut off. Skipped where the samples are absent.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"

enum { CUT_STEP = 97, FILE_MAX = 64 << 10 };

/* Files that are no originals of which each goods item is an event. */
static const struct sample {
    const char *name;
    int64_t events, scope_ends, skipped;
    const char *word; /* of what is skipped */
} others[] = {
    {"TT_Add_Item_Scenario_v1__Step2_Amendment.xml", 1, 0, 0, NULL}, /* an item added */
    {"TT_IM017a__TT_IM017a_Amendment.xml", 1, 0, 0, NULL},           /* an item removed */
    {"TT_EX052a__Step3_Cancellation.xml", 0, 1, 0, NULL},
    {"TT_IM003a__TT_IM003a_Amendment_(Step_3).xml", 0, 0, 1, "partial_amendment"},
    {"TT_IM005b__TT_IM005b_Amendment.xml", 0, 0, 1, "partial_amendment"},
    {"TT_IM008b__TT_IM008b_Amendment.xml", 0, 0, 1, "partial_amendment"},
    {"TT_IM016a__TT_IM016a_Amendment.xml", 0, 0, 1, "partial_amendment"},
    {"TT_IM061b__TT_IM061b_Amendment.xml", 0, 0, 1, "partial_amendment"},
    {"TT_IM068a__Step2_TT_IM68a_Amendment.xml", 0, 0, 1, "partial_amendment"},
    {"TT_IM082a__TT_IM002c_Complex_Multi_Amendment.xml", 0, 0, 1, "partial_amendment"},
    {"Example_DMS_notifications__01_DMSACC.xml", 0, 0, 1, "notification"},
    {"TT_EX039a__Example_Notifications__01_DMSRCV(1).xml", 0, 0, 1, "notification"},
    {"TT_IM008b__Example_Notifications__02_DMSTAX(1).xml", 0, 0, 1, "notification"},
    {"TT_IM017b__08._DMSRES.xml", 0, 0, 1, "notification"},
    {"TT_IM033b__Example_Notifications__07._DMSRES.xml", 0, 0, 1, "notification"},
    {"TT_IM044a__Example_Notifications__02_DMSTAX.xml", 0, 0, 1, "notification"},
    {"TT_IM061a__Example_Notifications__09_DMSCLE.xml", 0, 0, 1, "notification"},
    {"TT_IM082a__Example_Notifications__08_DMSTAX(3).xml", 0, 0, 1, "notification"},
    {"TT_IM109a__Example_Notifications__03_DMSTAX(2).xml", 0, 0, 1, "notification"},
    {"TT_IM119a__03_DMSTAX.xml", 0, 0, 1, "notification"},
};

enum { OTHERS = sizeof others / sizeof others[0] };

static struct dirent **entries;
static int entry_count;

static int is_document(const struct dirent *entry)
{
    size_t size = strlen(entry->d_name);
    return size > 4 && !strcmp(entry->d_name + size - 4, ".xml");
}

static const char *name_of(const char *file)
{
    static char name[512];
    snprintf(name, sizeof name, "customs/cds/%s", file);
    return name;
}

static const struct sample *other_of(const char *file)
{
    for (size_t i = 0; i < OTHERS; i++)
        if (!strcmp(others[i].name, file))
            return &others[i];
    return NULL;
}

static struct reading *read_sample(const char *file)
{
    struct reading *reading = reading_of_file(&input_cds_xml, NULL, sample_path(name_of(file)));
    ck_assert_msg(!reading->refused && !reading->failed, "%s: %s", file, reading->error.message);
    return reading;
}

static void ck_sum(const char *file, const char *fact, struct decimal sum)
{
    struct decimal expected;
    struct error error;
    const char *text = sample_fact_if_any(name_of(file), fact);
    if (!text)
        return;
    ck_assert(decimal_parse(slice_of(text), &expected, &error));
    ck_assert_msg(!decimal_compare(sum, expected), "%s: %s is %s", file, fact, reading_decimal(&sum));
}

/* The eight digits of each item, in the order of the items. */
static void ck_codes(const char *file, const struct reading *reading)
{
    const char *codes = sample_fact_if_any(name_of(file), "TSP codes");
    struct slice rest = slice_of(codes);
    for (int64_t i = 0; codes && i < reading->events; i++) {
        struct slice national = reading->kept[i].hs_national;
        ck_assert_msg(slice_equal(slice_cut(national, 0, 8), slice_next_part(&rest, ' ')), "%s: %s", file, codes);
        ck_assert_uint_eq(reading->kept[i].hs6.size, 6);
    }
    for (int64_t i = 0; !codes && i < reading->events; i++)
        ck_assert_ptr_null(reading->kept[i].hs_national.data);
}

static void ck_original(const char *file)
{
    struct reading *reading = read_sample(file);
    struct decimal statistical = {.scale = 4}, gross = {.scale = 6};
    ck_assert_str_eq(sample_fact(name_of(file), "first_FunctionCode"), "9");
    ck_assert_int_eq(reading->events, atoi(sample_fact(name_of(file), "goods_items")));
    ck_assert_int_eq(reading->scope_ends, 1);
    ck_assert_int_eq(reading->records, reading->events + 1);
    const char *type = sample_fact(name_of(file), "first_TypeCode");
    int flow = type[0] == 'I' ? CUSTOMS_EVENT_FLOW_IMPORT : CUSTOMS_EVENT_FLOW_EXPORT;
    for (int64_t i = 0; i < reading->events; i++) {
        const struct customs_event *event = &reading->kept[i];
        ck_assert_msg(event->flow && *event->flow == flow, "%s: %s", file, type);
        ck_assert(slice_equal_text(event->reporter, "GB"));
        if (event->value && !reading_has_flag(event, "value_of_invoice"))
            statistical.unscaled += event->value->unscaled;
        if (event->gross_kg)
            gross.unscaled += event->gross_kg->unscaled;
    }
    ck_sum(file, "sum StatisticalValueAmount GBP", statistical);
    ck_sum(file, "sum item GrossMassMeasure", gross);
    ck_codes(file, reading);
    reading_free(reading);
}

START_TEST(originals_state_what_others_count)
{
    int originals = 0;
    for (int i = 0; i < entry_count; i++) {
        if (other_of(entries[i]->d_name))
            continue;
        ck_original(entries[i]->d_name);
        originals++;
    }
    ck_assert_int_eq(originals + OTHERS, entry_count);
    ck_assert_int_eq(entry_count, 47);
}
END_TEST

START_TEST(amendments_cancellations_and_answers_are_told_apart)
{
    const struct sample *sample = &others[_i];
    struct reading *reading = read_sample(sample->name);
    ck_assert_int_eq(reading->events, sample->events);
    ck_assert_int_eq(reading->scope_ends, sample->scope_ends);
    ck_assert_int_eq(reading->records, sample->events + sample->scope_ends + sample->skipped);
    ck_assert(!sample->word || reading_skipped(reading, sample->word) == sample->skipped);
    reading_free(reading);
}
END_TEST

START_TEST(an_item_added_and_one_removed)
{
    struct reading *reading = read_sample("TT_Add_Item_Scenario_v1__Step2_Amendment.xml");
    const struct customs_event *event = &reading->first;
    ck_assert(slice_equal_text(event->source_key, "MRN|23GB6W3GLSX9Z5JAR4|3"));
    ck_assert(slice_equal_text(event->hs_national, "8510200000") && slice_equal_text(event->origin, "US"));
    ck_assert_str_eq(reading_decimal(event->qty), "10.000000"); /* in 15 boxes */
    ck_assert_str_eq(reading_decimal(event->value), "100.0000");
    ck_assert(reading_has_flag(event, "header_not_stated"));
    reading_free(reading);
    reading = read_sample("TT_IM017a__TT_IM017a_Amendment.xml");
    ck_assert(slice_equal_text(reading->first.source_key, "MRN|21GB7X8M7S6NG8N6R0|2"));
    ck_assert_int_eq(reading->first.op, CUSTOMS_EVENT_OP_CANCEL);
    reading_free(reading);
}
END_TEST

static size_t read_bytes(const char *path, char *bytes)
{
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(bytes, 1, FILE_MAX, file);
    fclose(file);
    while (size && strchr(" \t\r\n", bytes[size - 1]))
        size--;
    return size;
}

/* Tested as a whole before anything is taken of it, and by the input alone, as a pipe is. */
START_TEST(a_document_that_is_cut_off_is_refused)
{
    static char bytes[FILE_MAX + 1], text[FILE_MAX + 1];
    for (int i = 0; i < entry_count; i++) {
        size_t size = read_bytes(sample_path(name_of(entries[i]->d_name)), bytes);
        for (size_t cut = 0; cut < size; cut += CUT_STEP) {
            struct reader *reader;
            struct input_place place;
            struct error error = {0};
            ck_assert(reader_open_text("test", (struct slice){bytes, cut}, &reader, &error));
            ck_assert_msg(!input_cds_xml.check(reader, &place, &error), "%s at %zu", entries[i]->d_name, cut);
            ck_assert_int_eq(error.kind, ERROR_REJECT);
            reader_close(reader);
        }
        memcpy(text, bytes, size / 2);
        text[size / 2] = '\0';
        struct reading *reading = reading_of_text(&input_cds_xml, NULL, text);
        ck_assert(reading->failed && reading->refused == 1 && !reading->events && !reading->scope_ends);
        reading_free(reading);
    }
}
END_TEST

int main(void)
{
    const char *folder = sample_path("customs/cds");
    if (!folder || (entry_count = scandir(folder, &entries, is_document, alphasort)) < 0) {
        puts("the samples are absent; see CHIPWATCH_SAMPLES");
        return 77;
    }
    Suite *suite = suite_create("input_cds_xml_samples");
    TCase *tests = tcase_create("input_cds_xml_samples");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, originals_state_what_others_count);
    tcase_add_loop_test(tests, amendments_cancellations_and_answers_are_told_apart, 0, OTHERS);
    tcase_add_test(tests, an_item_added_and_one_removed);
    tcase_add_test(tests, a_document_that_is_cut_off_is_refused);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    for (int i = 0; i < entry_count; i++)
        free(entries[i]);
    free(entries);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
