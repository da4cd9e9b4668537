/*
 * --explain shows each step: the words with their kinds, products, quantities, clauses, the claims and why others are none.
 */
#include <check.h>
#include <string.h>

#include "consumers/capacity/explain_news.h"
#include "tests/suite.h"

static struct catalogue *catalogue;
static struct arena arena;
static struct buffer out;

static void set_up(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
    ck_assert(arena_init(&arena, 1 << 20, &error));
    buffer_init(&out, 1 << 16);
}

static void tear_down(void)
{
    buffer_free(&out);
    arena_free(&arena);
    catalogue_free(catalogue);
}

static void explain(const char *text)
{
    struct error error = {0};
    struct news_event event = {.guid = SLICE_LITERAL("a1"), .title = SLICE_LITERAL(""), .body = slice_of(text)};
    buffer_reset(&out);
    ck_assert(explain_article(catalogue, &event, &arena, &out, &error));
    buffer_byte(&out, '\0');
    ck_assert(!out.full);
}

#define SHOWS(text) ck_assert_msg(strstr(out.data, text) != NULL, "no \"%s\" in:\n%s", text, out.data)

START_TEST(each_step_is_shown)
{
    explain("Dell sold 4,000 Nvidia H100 chips to India, but analysts doubt it.");
    SHOWS("article a1");
    SHOWS("speaks of accelerators");
    SHOWS("word      Dell  -- organisation");
    SHOWS("word      sold  -- act");
    SHOWS("sentence  Dell sold");
    SHOWS("-- en");
    SHOWS("product   H100 chips  -- nvidia-h100");
    SHOWS("quantity  4,000  -- low 4000, mid 4000, high 4000");
    SHOWS("clause    but analysts doubt it.  -- begun by a conjunction");
    SHOWS("claim     sold  -- party-act");
    SHOWS("claim 1: ship, asserted, product nvidia-h100, quantity low 4000 mid 4000 high 4000 chips, by Dell, to IN");
}
END_TEST

START_TEST(and_why_not)
{
    explain("If China bans the H20, prices may fall.");
    SHOWS("no claim  bans  -- only a condition");
    explain("Nvidia's H20 sales were brisk.");
    SHOWS("no claim  sales  -- a noun without a number");
    explain("The H200 delivers 4.8 TB/s, Nvidia said.");
    SHOWS("no act    delivers  -- a product is its subject: a specification");
    SHOWS("\nno claim\n");
}
END_TEST

START_TEST(a_full_arena_is_told)
{
    struct arena small;
    struct error error = {0};
    struct news_event event = {.guid = SLICE_LITERAL("a1"), .title = SLICE_LITERAL(""), .body = SLICE_LITERAL("Nvidia H100")};
    ck_assert(arena_init(&small, 4096, &error));
    ck_assert(!explain_article(catalogue, &event, &small, &out, &error));
    ck_assert_int_eq(error.kind, ERROR_FULL);
    arena_free(&small);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("explain");
    TCase *tests = tcase_create("news");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, each_step_is_shown);
    tcase_add_test(tests, and_why_not);
    tcase_add_test(tests, a_full_arena_is_told);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
