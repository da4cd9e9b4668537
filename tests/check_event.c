#include "consumers/capacity/event.h"

#include <check.h>
#include <stdlib.h>

#include "schemas/customs_event.h"
#include "schemas/dead_letter.h"
#include "schemas/news_event.h"
#include "tests/suite.h"

static const struct slice hash = {"0123456789abcdef", 16};
static struct error error;

START_TEST(knows_which_records_are_events)
{
    ck_assert_ptr_eq(event_types[event_type_index(&news_event_type)], &news_event_type);
    ck_assert_ptr_eq(event_types[event_type_index(&customs_event_type)], &customs_event_type);
    ck_assert_uint_eq(event_type_index(&dead_letter_type), EVENT_TYPE_COUNT);
}
END_TEST

START_TEST(news_have_no_scope)
{
    struct news_event news = {.op = NEWS_EVENT_OP_CANCEL, .revision = 7, .normaliser_version = 2, .content_hash = hash};
    struct event event;
    ck_assert(event_read(event_type_index(&news_event_type), &news, &event, &error));
    ck_assert(event.cancel);
    ck_assert(!event.is_scope_end);
    ck_assert_ptr_null(event.scope_id.data);
    ck_assert_int_eq(event.version.revision, 7);
    ck_assert_int_eq(event.version.scope_revision, VERSION_NO_SCOPE);
    event.version.revision = 9;
    event_write_version(&event);
    ck_assert_int_eq(news.revision, 9);
}
END_TEST

START_TEST(a_revision_counts_only_with_its_scope)
{
    struct customs_event customs = {.revision = 7, .content_hash = hash, .scope_revision = &(int64_t){5}};
    struct event event;
    size_t type = event_type_index(&customs_event_type);
    ck_assert(event_read(type, &customs, &event, &error));
    ck_assert_int_eq(event.version.scope_revision, VERSION_NO_SCOPE);

    customs.scope_id = SLICE_LITERAL("scope");
    ck_assert(event_read(type, &customs, &event, &error));
    ck_assert_int_eq(event.version.scope_revision, 5);
    event.version.scope_revision = 6;
    event_write_version(&event);
    ck_assert_int_eq(*customs.scope_revision, 6);
}
END_TEST

START_TEST(refuses_what_the_sink_could_not_order)
{
    struct customs_event customs = {.kind = CUSTOMS_EVENT_KIND_SCOPE_END, .content_hash = hash};
    struct event event;
    size_t type = event_type_index(&customs_event_type);
    ck_assert(!event_read(type, &customs, &event, &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_MISSING_FIELD);
    customs.scope_id = SLICE_LITERAL("scope");
    ck_assert(event_read(type, &customs, &event, &error));
    ck_assert(event.is_scope_end);
    customs.content_hash = SLICE_LITERAL("short");
    ck_assert(!event_read(type, &customs, &event, &error));
    ck_assert_int_eq(error.reason, REASON_OUT_OF_RANGE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("event");
    TCase *tests = tcase_create("event");
    tcase_add_test(tests, knows_which_records_are_events);
    tcase_add_test(tests, news_have_no_scope);
    tcase_add_test(tests, a_revision_counts_only_with_its_scope);
    tcase_add_test(tests, refuses_what_the_sink_could_not_order);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
