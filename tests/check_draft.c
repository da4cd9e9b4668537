/*
 * What all customs inputs do alike while they fill an event.
 */
#include <check.h>
#include <stdlib.h>

#include "producers/customs/draft.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

static struct draft draft;
static struct customs_event event;
static struct arena arena;
static struct error error;

static void setup(void)
{
    ck_assert(arena_init(&arena, 4096, &error));
    draft_start(&draft, &event, &arena, CUSTOMS_EVENT_KIND_STATISTIC);
    event.source = SLICE_LITERAL("test");
}

static void teardown(void)
{
    arena_free(&arena);
}

static bool finish(void)
{
    const struct slice parts[] = {SLICE_LITERAL("a|b"), {NULL, 0}, SLICE_LITERAL("1")};
    return draft_finish(&draft, parts, 3, NULL, &error);
}

START_TEST(an_event_gets_key_id_hash_and_flags)
{
    draft_flag(&draft, "rounded");
    draft_flag(&draft, "negative");
    draft_flag(&draft, "rounded");
    ck_assert(finish());
    ck_assert_int_eq(event.op, CUSTOMS_EVENT_OP_UPSERT);
    ck_assert_int_eq(event.normaliser_version, CUSTOMS_NORMALISER_VERSION);
    ck_assert(slice_equal_text(event.source_key, "a\\|b||1"));
    ck_assert_uint_eq(event.content_hash.size, 16);
    ck_assert_uint_eq(event.flags.count, 2); /* each once */
    ck_assert(slice_equal_text(event.flags.items[0], "rounded"));
    ck_assert(reading_has_flag(&event, "negative"));
}
END_TEST

START_TEST(empty_texts_are_not_stated)
{
    ck_assert_ptr_null(draft_text(&draft, SLICE_LITERAL("")).data);
    ck_assert_ptr_null(draft_text(&draft, (struct slice){NULL, 0}).data);
    ck_assert(slice_equal_text(draft_text(&draft, SLICE_LITERAL("x")), "x"));
}
END_TEST

START_TEST(numbers_are_fitted_half_to_even)
{
    static const struct {
        const char *text, *fitted;
        bool rounded, negative;
    } cases[] = {{"8.640000000000001", "8.6400", true, false}, {"0.00005", "0.0000", true, false},
                 {"0.00015", "0.0002", true, false},           {"-1.5", "-1.5000", false, true},
                 {"1.50000000", "1.5000", false, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct decimal number;
        arena_reset(&arena);
        draft_start(&draft, &event, &arena, CUSTOMS_EVENT_KIND_STATISTIC);
        ck_assert(decimal_parse(slice_of(cases[i].text), &number, &error));
        ck_assert(draft_fit(&draft, &number, DRAFT_VALUE_SCALE, &error));
        ck_assert_str_eq(reading_decimal(&number), cases[i].fitted);
        ck_assert(finish());
        ck_assert(reading_has_flag(&event, "rounded") == cases[i].rounded);
        ck_assert(reading_has_flag(&event, "negative") == cases[i].negative);
    }
    struct decimal large;
    ck_assert(decimal_parse(SLICE_LITERAL("100000000000000000000000000"), &large, &error)); /* 27 digits and 4 */
    ck_assert(!draft_fit(&draft, &large, DRAFT_VALUE_SCALE, &error));
    ck_assert_int_eq(error.reason, REASON_BAD_NUMBER);
}
END_TEST

/* Values read back while the arena is full stand for nothing, and the event is refused at the end. */
START_TEST(a_full_arena_is_told_at_the_end)
{
    ck_assert_ptr_nonnull(arena_alloc(&arena, 4096 - 64));
    for (int i = 0; i < 100; i++)
        event.period_start = draft_int(&draft, 7);
    ck_assert_int_eq(*event.period_start, 0);
    ck_assert(!finish());
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
}
END_TEST

START_TEST(a_text_that_was_damaged_before_is_refused)
{
    event.source = SLICE_LITERAL("test");
    event.description_raw = draft_text(&draft, SLICE_LITERAL("Serveur \xEF\xBF\xBDquip\xEF\xBF\xBD"));
    ck_assert(!draft_finish(&draft, &(struct slice){"key", 3}, 1, NULL, &error));
    ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
}
END_TEST

START_TEST(a_code_gives_six_digits_only_where_they_are_the_hs)
{
    static const struct {
        const char *text, *hs6, *flag;
    } cases[] = {{"8471500150", "847150", NULL},
                 {"8471", NULL, NULL},
                 {"8.4718E+07", NULL, "hs_damaged"},
                 {"9801001012", NULL, "hs_special"}, /* returned goods in the United States, whatever they are */
                 {"101210000", "010121", "hs_zero_restored"}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct hs_code code;
        draft_start(&draft, &event, &arena, CUSTOMS_EVENT_KIND_STATISTIC);
        event.source = SLICE_LITERAL("test");
        ck_assert(hs_code_parse(slice_of(cases[i].text), 10, &code));
        draft_hs_code(&draft, &code);
        ck_assert(finish());
        ck_assert_int_eq(*event.hs_digits_known, code.count);
        ck_assert(slice_equal(event.hs6, slice_of(cases[i].hs6)));
        ck_assert_uint_eq(event.flags.count, cases[i].flag != NULL);
        ck_assert(!cases[i].flag || reading_has_flag(&event, cases[i].flag));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draft");
    TCase *tests = tcase_create("draft");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, a_code_gives_six_digits_only_where_they_are_the_hs);
    tcase_add_test(tests, a_text_that_was_damaged_before_is_refused);
    tcase_add_test(tests, an_event_gets_key_id_hash_and_flags);
    tcase_add_test(tests, empty_texts_are_not_stated);
    tcase_add_test(tests, numbers_are_fitted_half_to_even);
    tcase_add_test(tests, a_full_arena_is_told_at_the_end);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
