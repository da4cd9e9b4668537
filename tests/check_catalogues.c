/*
 * consumers/capacity/catalogues: for which versions a batch is written, by what the pointer asks for; and that a batch is
 * derived anew where it asks for others.
 *
 * The reference data of the project, and a copy in which the H200's memory is another; subscriber_release is ours.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/batch.h"
#include "consumers/capacity/catalogues.h"
#include "schemas/customs_event.h"
#include "tests/suite.h"

#define REFERENCE CHIPWATCH_SOURCE_DIR "/deploy/reference"

static char folder[64];
static struct catalogues catalogues; /* of the copy, as it was at the start */
static char old_version[17], new_version[17], method[32];
static struct error error;

void subscriber_release(void *handle)
{
    (void)handle;
}

/* A command with the copy's path behind it. */
static void run(const char *command, const char *file)
{
    char line[512];
    snprintf(line, sizeof line, "%s %s%s", command, folder, file);
    ck_assert_int_eq(system(line), 0);
}

static void set_up(void)
{
    struct catalogue *changed;
    strcpy(folder, "/tmp/check_catalogues_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    run("cp -r " REFERENCE "/.", "");
    ck_assert_msg(catalogues_open(folder, &catalogues, &error), "%s", error.message);
    run("sed -i '/^nvidia-h200-sxm,/s/,141,/,142,/'", "/accelerators.csv");
    ck_assert_msg(catalogue_load(folder, &changed, &error), "%s", error.message);
    strcpy(old_version, catalogue_version(catalogues.loaded[0]));
    strcpy(new_version, catalogue_version(changed));
    strcpy(method, catalogue_method_version(changed));
    catalogue_free(changed);
    ck_assert_str_ne(old_version, new_version);
}

static void tear_down(void)
{
    catalogues_close(&catalogues);
    run("rm -r", "");
}

/* NULL for both: none is under way. */
static bool choose(const char *shown, const char *shown_method, const char *next, const char *next_method)
{
    const struct pointer pointer = {slice_of(shown), slice_of(shown_method), slice_of(next), slice_of(next_method)};
    return catalogues_choose(&catalogues, &pointer, &error);
}

static void expect_written(const char *first, const char *second)
{
    const struct catalogue_set *wanted = &catalogues.wanted;
    ck_assert_uint_eq(wanted->count, second ? 2 : 1);
    ck_assert_str_eq(catalogue_version(wanted->items[0]), first);
    if (second)
        ck_assert_str_eq(catalogue_version(wanted->items[1]), second);
}

START_TEST(without_a_reprocess_the_shown_version_is_written)
{
    expect_written(old_version, NULL);
    ck_assert(choose(old_version, method, NULL, NULL));
    expect_written(old_version, NULL);
    ck_assert(!catalogues.under_way);
    ck_assert_uint_eq(catalogues.loaded_count, 1); /* the changed folder was not looked at */
    ck_assert(choose(old_version, method, old_version, method)); /* what was not written for the shown one is filled in */
    expect_written(old_version, NULL);
}
END_TEST

START_TEST(both_are_written_from_begin_to_flip)
{
    ck_assert_msg(choose(old_version, method, new_version, method), "%s", error.message);
    expect_written(old_version, new_version);
    ck_assert(catalogues.under_way);
    ck_assert(choose(old_version, method, new_version, method));
    ck_assert_uint_eq(catalogues.loaded_count, 2); /* loaded once */
    ck_assert(choose(new_version, method, NULL, NULL));
    expect_written(new_version, NULL);
    ck_assert(choose(new_version, method, old_version, method)); /* and back: both are there */
    expect_written(new_version, old_version);
    ck_assert_uint_eq(catalogues.loaded_count, 2);
}
END_TEST

START_TEST(a_program_with_the_next_version_writes_it_alone)
{
    ck_assert(choose("0123456789abcdef", "2-000000000000", old_version, method));
    expect_written(old_version, NULL);
}
END_TEST

static void expect_refused(const char *word)
{
    ck_assert_int_eq(error.kind, ERROR_STOP);
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    ck_assert_msg(strstr(error.message, word) != NULL, "%s", error.message);
}

START_TEST(others_stop_and_say_what_to_do)
{
    ck_assert(!choose(new_version, method, NULL, NULL));
    expect_refused("capacity-consumer reprocess");
    ck_assert(!choose(old_version, method, old_version, "9-000000000000"));
    expect_refused("start one that has the new ones");
    ck_assert(!choose(old_version, method, "0123456789abcdef", method));
    expect_refused("bring the same folder here");
}
END_TEST

/* ---- a batch ---- */

static struct batch_context context;
static struct positions positions;
static struct batch batch;
static struct buffer payloads[2]; /* records point into them */

static void take_line(const char *description)
{
    static const char hash[CONTENT_HASH_SIZE] = "0123456789abcdef";
    static const int flow = CUSTOMS_EVENT_FLOW_IMPORT;
    static const int32_t day = 20500;
    static const struct decimal ten = {10, 0};
    struct message_writer *writer;
    struct buffer *payload = &payloads[batch.message_count];
    const struct customs_event record = {
        .op = CUSTOMS_EVENT_OP_UPSERT, .kind = CUSTOMS_EVENT_KIND_SHIPMENT_LINE, .revision = 1, .normaliser_version = 1,
        .content_hash = {hash, sizeof hash}, .source = SLICE_LITERAL("test"), .source_key = SLICE_LITERAL("1"),
        .flow = &flow, .event_date = &day, .reporter = SLICE_LITERAL("IN"), .hs6 = SLICE_LITERAL("847180"),
        .description_raw = slice_of(description), .qty = &ten, .unit = SLICE_LITERAL("C62"),
    };
    ck_assert(message_writer_open(&customs_event_type, NULL, &writer, &error));
    buffer_init(payload, 1 << 20);
    ck_assert_msg(message_write(writer, &record, payload, &error), "%s", error.message);
    message_writer_close(writer);
    const struct message message = {.handle = &batch, .topic = "customs_event", .offset = (int64_t)batch.message_count,
                                    .timestamp_ms = 5, .key = SLICE_LITERAL("key"), .payload = buffer_view(payload)};
    ck_assert_int_eq(batch_take(&batch, &message, &positions.items[0], &error), BATCH_TAKEN);
}

static bool row_holds(const struct row *row, const char *version)
{
    return memmem(batch.rows.data + row->offset, row->size, version, strlen(version)) != NULL;
}

START_TEST(a_batch_is_derived_anew_for_what_is_asked)
{
    size_t type = event_type_index(&customs_event_type);
    context = (struct batch_context){.group = "test", .positions = &positions, .catalogues = catalogues};
    positions = (struct positions){.count = 1};
    positions.items[0] = (struct position){.topic = "customs_event"};
    ck_assert(message_reader_open(&customs_event_type, NULL, &context.readers[type], &error));
    ck_assert(batch_init(&batch, &context, 8, 4096, &error));
    batch_reset(&batch);
    take_line("NVIDIA H200 SXM GPU MODULE 141GB");
    take_line("HEAT SINK");
    ck_assert_uint_eq(batch.estimate_count, 1);
    ck_assert(row_holds(&batch.estimates[0], old_version));

    ck_assert(choose(old_version, method, new_version, method));
    ck_assert(!catalogue_set_equal(&batch.written, &catalogues.wanted));
    ck_assert_msg(batch_enrich_again(&batch, &catalogues.wanted, &error), "%s", error.message);
    ck_assert(catalogue_set_equal(&batch.written, &catalogues.wanted));
    ck_assert_uint_eq(batch.estimate_count, 2);
    ck_assert_uint_eq(batch.events[0].estimate_count, 2);
    ck_assert_uint_eq(batch.events[1].estimate_count, 0);
    ck_assert(row_holds(&batch.estimates[0], old_version) && !row_holds(&batch.estimates[0], new_version));
    ck_assert(row_holds(&batch.estimates[1], new_version));

    batch_free(&batch);
    message_reader_close(context.readers[type]);
    buffer_free(&payloads[0]);
    buffer_free(&payloads[1]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catalogues");
    TCase *tcase = tcase_create("catalogues");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, without_a_reprocess_the_shown_version_is_written);
    tcase_add_test(tcase, both_are_written_from_begin_to_flip);
    tcase_add_test(tcase, a_program_with_the_next_version_writes_it_alone);
    tcase_add_test(tcase, others_stop_and_say_what_to_do);
    tcase_add_test(tcase, a_batch_is_derived_anew_for_what_is_asked);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
