/*
 * From a claim's product to figures (capacity notes, section 2.6a): each row of its table, as a sentence of the news.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "consumers/capacity/enrichments.h"
#include "schemas/news_event.h"
#include "tests/suite.h"

static struct catalogue *catalogue;
static struct arena arena;
static struct error error;

static void set_up(void)
{
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
    ck_assert(arena_init(&arena, 1 << 20, &error));
}

static void tear_down(void)
{
    arena_free(&arena);
    catalogue_free(catalogue);
}

static void ck_bound(const char *text, const double *actual, double expected)
{
    ck_assert_msg(isnan(expected) == (actual == NULL), "%s: %g expected", text, expected);
    if (actual)
        ck_assert_msg(fabs(*actual - expected) <= 1e-5 * expected, "%s: %.10g, not %.10g", text, *actual, expected);
}

static const struct {
    const char *text;
    double chips[3], h100e[3]; /* low, mid, high; NAN is not stated */
} rows[] = {
    {"Singapore bought 60,000 Nvidia Hopper chips.", {60000, 60000, 60000}, {60000, 60000, 60000}},
    {"China bought 60,000 Nvidia Hopper chips.", {60000, 60000, 60000}, {8974.2294, NAN, 60000}},
    {"Tencent ordered $2bn of AI chips.", {40000, 58823.529, 80000}, {NAN, NAN, NAN}},
    {"Singapore ordered $2bn of Nvidia GPUs.", {40816.327, NAN, 90909.091}, {57142.857, NAN, 153122.94}},
    {"Microsoft ordered 28,000-30,000 Nvidia NVL72 racks.", {2016000, NAN, 2160000}, {5093481.56, NAN, 5457301.67}},
    {"Microsoft ordered 28,000-30,000 Nvidia racks.", {28000, NAN, 2160000}, {28000, NAN, 5457301.67}},
    {"Tencent ordered more than 400,000 H200 chips.", {400000, NAN, NAN}, {400000, NAN, NAN}},
    {"Tencent bought 1,000 H20 modules.", {1000, NAN, 8000}, {149.57049, NAN, 1196.56392}},
    {"Tencent bought 1,000 8-GPU H20 modules.", {8000, 8000, 8000}, {1196.56392, 1196.56392, 1196.56392}},
    {"Microsoft ordered 200 H200 servers.", {200, NAN, 1600}, {200, NAN, 1600}},
    {"Tencent ordered $10 billion of H200 servers.", {194510.17, 237347.24, 289618.33}, {194510.17, 237347.24, 289618.33}},
};

START_TEST(section_2_6a_a_claim_in_figures)
{
    struct news_event event = {.title = SLICE_LITERAL(""), .body = slice_of(rows[_i].text)};
    struct enriched out;
    ck_assert_msg(enrichment_news.run(catalogue, &event, &arena, &out, &error), "%s", error.message);
    ck_assert_uint_eq(out.estimate_count, 1);
    const struct capacity_estimate *e = out.estimates;
    const double *chips[] = {e->chips_low, e->chips_mid, e->chips_high}, *h100e[] = {e->h100e_low, e->h100e_mid, e->h100e_high};
    for (size_t i = 0; i < 3; i++) {
        ck_bound(rows[_i].text, chips[i], rows[_i].chips[i]);
        ck_bound(rows[_i].text, h100e[i], rows[_i].h100e[i]);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("estimate");
    TCase *tests = tcase_create("estimate");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, section_2_6a_a_claim_in_figures, 0, (int)(sizeof rows / sizeof *rows));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
