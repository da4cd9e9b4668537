/*
 * From an article to capacity: the article that this project began with, and what its claims' bounds become.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/enrichments.h"
#include "schemas/news_event.h"

enum { SKIPPED = 77, ARTICLE_MAX = 1 << 16 };

static struct catalogue *catalogue;
static struct arena arena;
static struct error error;
static char article[ARTICLE_MAX];
static size_t article_size;

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

static struct enriched enrich(struct slice title, struct slice body)
{
    struct news_event event = {.title = title, .body = body};
    struct enriched out;
    ck_assert_msg(enrichment_news.run(catalogue, &event, &arena, &out, &error), "%s", error.message);
    return out;
}

static struct enriched enrich_text(const char *text)
{
    return enrich(SLICE_LITERAL(""), slice_of(text));
}

static void ck_stated(const double *actual, double expected)
{
    ck_assert_ptr_nonnull(actual);
    ck_assert_double_eq_tol(*actual, expected, 1e-6 * fabs(expected) + 1e-12);
}

static const struct capacity_estimate *estimate_of(const struct enriched *out, const struct news_claim *claim)
{
    for (size_t i = 0; i < out->estimate_count; i++)
        if (*out->estimates[i].claim_ordinal == claim->ordinal)
            return &out->estimates[i];
    return NULL;
}

/* The claim that the story is about: exactly one, however often the text tells it. */
static const struct news_claim *the_approval(const struct enriched *out)
{
    const struct news_claim *found = NULL;
    for (size_t i = 0; i < out->claim_count; i++) {
        const struct news_claim *claim = &out->claims[i];
        if (claim->action != NEWS_CLAIM_ACTION_APPROVE || !slice_equal_text(claim->product, "nvidia-h200"))
            continue;
        ck_assert_msg(!found, "told twice: %.*s", SLICE_ARGS(claim->evidence));
        found = claim;
    }
    ck_assert_ptr_nonnull(found);
    return found;
}

static void ck_four_hundred_thousand(const struct capacity_estimate *row)
{
    ck_stated(row->chips_low, 400000);
    ck_stated(row->bf16_eflops_low, 395.76);
    ck_stated(row->fp8_eflops_low, 791.6);
    ck_stated(row->hbm_pb_low, 56.4);
    ck_stated(row->memory_bandwidth_pbs_low, 1920);
    ck_stated(row->chip_power_mw_low, 280);
    ck_stated(row->facility_power_mw_low, 560.56);
    ck_stated(row->h100e_low, 400000);
    ck_stated(row->tpp_low, 6.3328e9);
    const double *const unstated[] = {row->chips_mid, row->chips_high, row->bf16_eflops_mid, row->bf16_eflops_high,
                                      row->fp8_eflops_mid, row->hbm_pb_high, row->h100e_mid, row->tpp_high,
                                      row->facility_power_mw_mid, row->facility_power_mw_high};
    for (size_t i = 0; i < sizeof unstated / sizeof *unstated; i++)
        ck_assert_ptr_null(unstated[i]);
    ck_assert(slice_equal_text(row->control_class, "3A090.a"));
    ck_assert(slice_equal_text(row->stage, "import_approved"));
    ck_assert(slice_equal_text(row->product_key, "nvidia-h200-sxm"));
    ck_assert_int_eq(*row->units_rule, CAPACITY_ESTIMATE_UNITS_RULE_CLAIM);
}

static void ck_approval(struct enriched out)
{
    const struct news_claim *claim = the_approval(&out);
    ck_assert_double_eq(*claim->quantity_low, 400000);
    ck_assert_ptr_null(claim->quantity_mid);
    ck_assert_ptr_null(claim->quantity_high);
    ck_assert_int_eq(*claim->quantity_unit, NEWS_CLAIM_QUANTITY_UNIT_CHIPS);
    ck_assert(slice_equal_text(claim->to_country, "CN"));
    ck_assert(slice_equal_text(claim->actor, "China"));
    const struct capacity_estimate *row = estimate_of(&out, claim);
    ck_assert_ptr_nonnull(row);
    ck_four_hundred_thousand(row);
}

START_TEST(the_article)
{
    if (article_size == 0)
        return; /* no samples here: main says so */
    char *end = memchr(article, '\n', article_size);
    ck_assert_ptr_nonnull(end);
    size_t title = (size_t)(end - article);
    ck_approval(enrich((struct slice){article, title}, (struct slice){end, article_size - title}));
}
END_TEST

START_TEST(the_story_in_a_sentence)
{
    ck_approval(enrich_text("China has approved the import of more than 400,000 Nvidia H200 chips. Beijing's approval of "
                            "the H200 imports came after weeks of uncertainty."));
    ck_approval(enrich_text("中国批准进口超过40万颗英伟达H200芯片。"));
}
END_TEST

START_TEST(how_far_the_goods_have_come)
{
    static const struct {
        const char *text, *stage;
    } cases[] = {
        {"Microsoft ordered 60,000 Nvidia Hopper GPUs.", "ordered"},
        {"Microsoft plans to order 60,000 Nvidia Hopper GPUs.", "announced"},
        {"Nvidia shipped 60,000 H20 chips to China.", "shipped"},
        {"Nvidia has not shipped 60,000 H20 chips to China.", "denied_act"},
        {"The US approved the export of 60,000 H20 chips to China.", "export_approved"},
        {"China approved the import of 60,000 H20 chips.", "import_approved"},
        {"Customs officers seized 600 Nvidia H100 chips.", "seized"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct enriched out = enrich_text(cases[i].text);
        ck_assert_msg(out.estimate_count > 0 && slice_equal_text(out.estimates[0].stage, cases[i].stage),
                      "%s: %.*s", cases[i].text, out.estimate_count ? (int)out.estimates[0].stage.size : 0,
                      out.estimate_count ? out.estimates[0].stage.data : "");
    }
}
END_TEST

/* Goods go to where their buyers sit, unless the text says where; the claim itself keeps to the text. */
START_TEST(where_the_buyers_are_at_home)
{
    struct enriched out = enrich_text("Tencent has ordered 60,000 H200 chips from Nvidia.");
    ck_assert_uint_eq(out.estimate_count, 1);
    ck_assert_ptr_null(out.claims[0].to_country.data);
    ck_assert(slice_equal_text(out.estimates[0].to_country, "CN"));
    ck_assert(slice_equal_text(out.estimates[0].buyer_country, "CN"));
    out = enrich_text("Tencent has ordered 60,000 H200 chips for a site in Malaysia.");
    ck_assert(slice_equal_text(out.estimates[0].to_country, "MY"));
    ck_assert(slice_equal_text(out.estimates[0].buyer_country, "CN"));
    out = enrich_text("Tencent and Oracle have ordered 60,000 H200 chips from Nvidia.");
    ck_assert_ptr_null(out.estimates[0].to_country.data);
    ck_assert_ptr_null(out.estimates[0].buyer_country.data);
}
END_TEST

/* A family: the weakest and the strongest member bound it; which members, depends on where the goods go. */
START_TEST(sixty_thousand_hopper)
{
    struct enriched out = enrich_text("Microsoft will buy 60,000 Nvidia Hopper GPUs.");
    ck_assert_uint_eq(out.estimate_count, 1);
    ck_stated(out.estimates[0].bf16_eflops_mid, 59.364);
    ck_stated(out.estimates[0].h100e_mid, 60000);
    ck_stated(out.estimates[0].facility_power_mw_mid, 84.084);
    ck_stated(out.estimates[0].hbm_pb_low, 4.8);
    ck_stated(out.estimates[0].hbm_pb_high, 8.46);
    ck_assert_ptr_null(out.estimates[0].hbm_pb_mid);
    ck_assert(slice_equal_text(out.estimates[0].stage, "announced")); /* "will buy" is not bought */
    out = enrich_text("Nvidia sold 60,000 Hopper GPUs to China.");
    ck_assert_uint_eq(out.estimate_count, 1);
    ck_stated(out.estimates[0].bf16_eflops_low, 8.88);
    ck_stated(out.estimates[0].bf16_eflops_high, 59.364);
    ck_stated(out.estimates[0].facility_power_mw_low, 48.048);
    ck_assert_ptr_null(out.estimates[0].bf16_eflops_mid);
    ck_assert_ptr_null(out.estimates[0].control_class.data); /* H20 and H100 differ */
}
END_TEST

/* Sums of money: by the price of any accelerator, or of each member. */
START_TEST(money)
{
    struct enriched out = enrich_text("Oracle bought AI chips worth $2 billion.");
    ck_assert_uint_eq(out.estimate_count, 1);
    ck_stated(out.estimates[0].chips_low, 40000);
    ck_assert_double_eq_tol(*out.estimates[0].chips_mid, 58824, 1);
    ck_stated(out.estimates[0].chips_high, 80000);
    ck_assert_ptr_null(out.estimates[0].bf16_eflops_mid);
    out = enrich_text("Oracle bought Nvidia GPUs worth $2 billion.");
    ck_assert_uint_eq(out.estimate_count, 1);
    ck_assert_double_eq_tol(*out.estimates[0].chips_low, 40816, 1);
    ck_assert_double_eq_tol(*out.estimates[0].chips_high, 90909, 1);
    ck_assert_double_eq_tol(*out.estimates[0].h100e_low, 57143, 1);
    ck_assert_double_eq_tol(*out.estimates[0].h100e_high, 153123, 2);
}
END_TEST

START_TEST(a_claim_without_a_number_has_no_estimate)
{
    struct enriched out = enrich_text("China has approved the import of Nvidia H200 chips.");
    ck_assert_uint_eq(out.claim_count, 1);
    ck_assert_uint_eq(out.estimate_count, 0);
}
END_TEST

/* By these copies are found; whether a text has claims does not matter. */
START_TEST(every_article_has_a_fingerprint)
{
    struct news_event event = {.source = SLICE_LITERAL("Daily"), .title = SLICE_LITERAL("Weather: sunny, says agency"),
                               .url = SLICE_LITERAL("https://www.example.org/w/?utm_source=rss")};
    struct enriched out;
    ck_assert(enrichment_news.run(catalogue, &event, &arena, &out, &error));
    ck_assert_uint_eq(out.claim_count, 0);
    ck_assert(slice_equal_text(out.fingerprint->outlet, "Daily"));
    ck_assert(slice_equal_text(out.fingerprint->canonical_url, "example.org/w"));
    ck_assert_ptr_nonnull(out.fingerprint->url_hash);
    ck_assert_int_eq(out.fingerprint->word_count, 4);
    ck_assert_uint_eq(out.fingerprint->minhash.size, 32);
    ck_assert_ptr_null(out.fingerprint->simhash);   /* too short for it */
    ck_assert_ptr_null(out.fingerprint->body_hash); /* no body to copy */
    event.op = NEWS_EVENT_OP_CANCEL;
    ck_assert(enrichment_news.run(catalogue, &event, &arena, &out, &error));
    ck_assert_ptr_null(out.fingerprint);
}
END_TEST

START_TEST(a_credited_outlet_is_the_text_s)
{
    struct news_event event = {.source = SLICE_LITERAL("Daily"), .title = SLICE_LITERAL(""),
                               .body = SLICE_LITERAL("China has approved the import of more than 400,000 Nvidia H200 chips, "
                                                     "Reuters reported on Wednesday.")};
    struct enriched out;
    ck_assert(enrichment_news.run(catalogue, &event, &arena, &out, &error));
    ck_assert_uint_ge(out.claim_count, 1);
    ck_assert(slice_equal_text(out.fingerprint->outlet, "Reuters"));
}
END_TEST

START_TEST(a_full_arena_asks_for_another_try)
{
    struct arena small;
    struct enriched out;
    struct news_event event = {.title = SLICE_LITERAL("China approves 400,000 Nvidia H200 chips")};
    ck_assert(arena_init(&small, 1024, &error));
    ck_assert(!enrichment_news.run(catalogue, &event, &small, &out, &error));
    ck_assert_int_eq(error.kind, ERROR_FULL);
    arena_free(&small);
}
END_TEST

static void read_article(void)
{
    const char *folder = getenv("CHIPWATCH_SAMPLES");
    char path[4096];
    snprintf(path, sizeof path, "%s/news/china-approves-h200.txt", folder ? folder : CHIPWATCH_SOURCE_DIR "/../shared/samples");
    FILE *file = fopen(path, "rb");
    if (!file)
        return;
    article_size = fread(article, 1, sizeof article, file);
    fclose(file);
}

int main(void)
{
    read_article();
    Suite *suite = suite_create("enrichment_news");
    TCase *tests = tcase_create("articles");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, the_article);
    tcase_add_test(tests, the_story_in_a_sentence);
    tcase_add_test(tests, how_far_the_goods_have_come);
    tcase_add_test(tests, where_the_buyers_are_at_home);
    tcase_add_test(tests, sixty_thousand_hopper);
    tcase_add_test(tests, money);
    tcase_add_test(tests, a_claim_without_a_number_has_no_estimate);
    tcase_add_test(tests, every_article_has_a_fingerprint);
    tcase_add_test(tests, a_credited_outlet_is_the_text_s);
    tcase_add_test(tests, a_full_arena_asks_for_another_try);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    if (!failed && article_size == 0)
        return SKIPPED;
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
