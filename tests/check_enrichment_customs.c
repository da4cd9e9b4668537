/*
 * What customs lines stand for: the worked examples of trade lines, and what must not be counted.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/enrichments.h"
#include "lib/clock.h"
#include "schemas/customs_event.h"
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

/* A shipment line with that text and so many of that unit. */
struct line {
    struct customs_event event;
    struct decimal qty, net_kg, value;
    int flow;
    int32_t date;
};

static void make_line(struct line *line, const char *text, int64_t qty, const char *unit)
{
    *line = (struct line){.qty = {qty, 0}, .flow = CUSTOMS_EVENT_FLOW_IMPORT};
    ck_assert(date_from_ymd(2026, 2, 1, &line->date));
    line->event = (struct customs_event){.kind = CUSTOMS_EVENT_KIND_SHIPMENT_LINE, .description_raw = slice_of(text),
                                         .qty = &line->qty, .unit = slice_of(unit), .flow = &line->flow,
                                         .event_date = &line->date};
}

static struct enriched enrich(const struct customs_event *event)
{
    struct enriched out;
    ck_assert_msg(enrichment_customs.run(catalogue, event, &arena, &out, &error), "%s", error.message);
    return out;
}

static const struct capacity_estimate *estimate(const struct customs_event *event)
{
    struct enriched out = enrich(event);
    ck_assert_uint_eq(out.claim_count, 0);
    ck_assert_uint_eq(out.estimate_count, 1);
    return out.estimates;
}

static void ck_stated(const double *actual, double expected)
{
    ck_assert_ptr_nonnull(actual);
    ck_assert_double_eq_tol(*actual, expected, 1e-6 * fabs(expected) + 1e-12);
}

static bool has_flag(const struct capacity_estimate *row, const char *word)
{
    for (size_t i = 0; i < row->flags.count; i++)
        if (slice_equal_text(row->flags.items[i], word))
            return true;
    return false;
}

/* Eight HGX H200: 64 accelerators, in 2026. */
START_TEST(eight_hgx_h200)
{
    struct line line;
    make_line(&line, "HGX H200 SERVERS", 8, "C62");
    const struct capacity_estimate *row = estimate(&line.event);
    ck_assert(slice_equal_text(row->product_key, "nvidia-h200-sxm"));
    ck_assert(slice_equal_text(row->product_slug, "nvidia-h200"));
    ck_stated(row->chips_low, 64);
    ck_stated(row->chips_high, 64);
    ck_stated(row->bf16_eflops_mid, 0.0633216);
    ck_stated(row->fp8_eflops_mid, 0.126656);
    ck_stated(row->hbm_pb_mid, 0.009024);
    ck_stated(row->memory_bandwidth_pbs_mid, 0.3072);
    ck_stated(row->chip_power_mw_mid, 0.0448);
    ck_stated(row->facility_power_mw_mid, 0.0896896);
    ck_stated(row->tpp_mid, 1013248);
    ck_stated(row->h100e_mid, 64);
    ck_assert(slice_equal_text(row->control_class, "3A090.a"));
    ck_assert(slice_equal_text(row->stage, "cleared"));
    ck_assert_int_eq(*row->units_rule, CAPACITY_ESTIMATE_UNITS_RULE_MODEL_NAME);
    ck_assert_int_eq(row->ordinal, 1);
}
END_TEST

/* Lines of trade: text, quantity, unit; accelerators, EFLOP/s BF16, H100e, TPP (0: not stated). */
static const struct {
    const char *text;
    int64_t qty;
    const char *unit;
    double chips, bf16_eflops, h100e, tpp;
} lines[] = {
    {"DGX H100", 20, "SET", 160, 0.158304, 160, 2533120},
    {"935-24287-0000-000 BASEBOARD", 10, "C62", 80, 0.079152, 80, 1266560},
    {"900-21010-0000-000", 100, "C62", 100, 0.0756, 76.4527, 1210400},
    {"GB200 NVL72 RACK", 2, "SET", 144, 0.36, 363.8201, 5760000},
    {"英伟达H20模组", 1000, "SET", 8000, 1.184, 1196.5639, 18944000},
    {"昇腾384超节点", 1, "SET", 384, 0.288768, 291.8322, 4620288},
    {"GEFORCE RTX 5090D", 2000, "C62", 2000, 0, 0, 9500000},
    {"INSTINCT MI325X UBB", 4, "C62", 32, 0.0418368, 42.28236, 669414.4},
    {"NVIDIA H200 NVL", 500, "C62", 500, 0.41775, 422.1829, 6684000},
};

START_TEST(lines_of_trade)
{
    struct line line;
    make_line(&line, lines[_i].text, lines[_i].qty, lines[_i].unit);
    const struct capacity_estimate *row = estimate(&line.event);
    ck_stated(row->chips_mid, lines[_i].chips);
    ck_stated(row->tpp_mid, lines[_i].tpp);
    if (lines[_i].bf16_eflops > 0)
        ck_stated(row->bf16_eflops_mid, lines[_i].bf16_eflops);
    else
        ck_assert_ptr_null(row->bf16_eflops_mid);
    if (lines[_i].h100e > 0)
        ck_stated(row->h100e_mid, lines[_i].h100e);
    else
        ck_assert_ptr_null(row->h100e_mid);
}
END_TEST

/* Most lines of any file: nothing is said, and nothing is taken from the arena. */
START_TEST(other_goods_give_nothing)
{
    static const char *const texts[] = {"FROZEN BEEF", "H200 BOLT", "LAPTOP COMPUTER", "", "集成电路"};
    struct line line;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        make_line(&line, texts[i], 5, "C62");
        size_t used = arena.used;
        ck_assert_uint_eq(enrich(&line.event).estimate_count, 0);
        ck_assert_uint_eq(arena.used, used);
    }
    line.event.description_raw = (struct slice){NULL, 0};
    ck_assert_uint_eq(enrich(&line.event).estimate_count, 0);
}
END_TEST

START_TEST(cancelled_and_closing_rows_give_nothing)
{
    struct line line;
    make_line(&line, "DGX H100", 1, "C62");
    line.event.op = CUSTOMS_EVENT_OP_CANCEL;
    ck_assert_uint_eq(enrich(&line.event).estimate_count, 0);
    line.event.op = CUSTOMS_EVENT_OP_UPSERT;
    line.event.kind = CUSTOMS_EVENT_KIND_SCOPE_END;
    ck_assert_uint_eq(enrich(&line.event).estimate_count, 0);
}
END_TEST

START_TEST(accessories_hold_none)
{
    struct line line;
    make_line(&line, "HEATSINK FOR NVIDIA H100", 50, "C62");
    const struct capacity_estimate *row = estimate(&line.event);
    ck_assert_int_eq(*row->units_rule, CAPACITY_ESTIMATE_UNITS_RULE_ACCESSORY);
    ck_stated(row->chips_low, 0);
    ck_stated(row->chips_high, 0);
    ck_assert_ptr_null(row->control_class.data);
}
END_TEST

START_TEST(memory_counts_stacks)
{
    struct line line;
    make_line(&line, "HBM3E MEMORY 24GB", 1000, "C62");
    const struct capacity_estimate *row = estimate(&line.event);
    ck_assert(slice_equal_text(row->product_slug, "hbm"));
    ck_stated(row->hbm_stacks, 1000);
    ck_stated(row->chips_mid, 0);
    ck_assert_ptr_null(row->bf16_eflops_mid);
}
END_TEST

/* A chassis has slots; a server of unstated size holds one to eight; a quantity without unit is a guess. */
START_TEST(bounds_where_the_text_leaves_it_open)
{
    struct line line;
    make_line(&line, "DELL POWEREDGE XE9680", 10, "C62");
    const struct capacity_estimate *row = estimate(&line.event);
    ck_stated(row->chips_low, 0);
    ck_assert_ptr_null(row->chips_mid);
    ck_stated(row->chips_high, 80);
    ck_assert_ptr_null(row->bf16_eflops_high);
    make_line(&line, "AI SERVER WITH NVIDIA H100", 10, "C62");
    row = estimate(&line.event);
    ck_stated(row->chips_low, 10);
    ck_assert_ptr_null(row->chips_mid);
    ck_stated(row->chips_high, 80);
    ck_assert(has_flag(row, "server_assumed"));
    make_line(&line, "NVIDIA H100 GPU", 10, NULL);
    row = estimate(&line.event);
    ck_assert_ptr_null(row->chips_low);
    ck_stated(row->chips_mid, 10);
    ck_assert(has_flag(row, "unit_assumed"));
    ck_assert_int_eq(*row->confidence, CAPACITY_ESTIMATE_CONFIDENCE_LOW);
}
END_TEST

/* Kilograms are no count: the weight only bounds it. A set of a card may be anything. */
START_TEST(no_count_is_invented)
{
    struct line line;
    make_line(&line, "NVIDIA H100 PCIE", 0, "KGM");
    line.qty = line.net_kg = (struct decimal){900, 0};
    line.event.net_kg = &line.net_kg;
    const struct capacity_estimate *row = estimate(&line.event);
    ck_assert_ptr_null(row->chips_low);
    ck_assert_ptr_null(row->chips_mid);
    ck_stated(row->chips_high, 1000);
    ck_assert_int_eq(*row->units_rule, CAPACITY_ESTIMATE_UNITS_RULE_WEIGHT);
    make_line(&line, "GEFORCE RTX 4090", 10, "SET");
    ck_assert_ptr_null(estimate(&line.event)->chips_mid);
    make_line(&line, "NVIDIA DGX H100", 10, NULL); /* "PALLET" */
    line.event.hs6 = SLICE_LITERAL("847150");
    line.event.flags = (struct slices){&(struct slice){"unit_unknown", 12}, 1};
    row = estimate(&line.event);
    ck_assert_ptr_null(row->chips_mid);
    ck_assert(has_flag(row, "count_unknown") && !has_flag(row, "unit_by_code"));
}
END_TEST

START_TEST(credit_lines_are_kept_apart)
{
    struct line line;
    make_line(&line, "NVIDIA H100 PCIE", -3, "C62");
    const struct capacity_estimate *row = estimate(&line.event);
    ck_assert_ptr_null(row->chips_mid);
    ck_assert_ptr_null(row->bf16_eflops_mid);
    ck_stated(row->chips_credit_mid, -3);
}
END_TEST

/* The maker states TPP 14,144 for the H200 NVL, the catalogue computes 13,368: both shown, capacity by the catalogue. */
START_TEST(the_makers_figure_stands_beside)
{
    struct line line;
    make_line(&line, "900-21010-0040-000", 10, "C62");
    const struct capacity_estimate *row = estimate(&line.event);
    ck_stated(row->tpp_mid, 133680);
    ck_stated(row->maker_tpp_total, 141440);
    ck_assert(slice_equal_text(row->control_class, "3A090.a"));
    ck_assert_int_eq(*row->confidence, CAPACITY_ESTIMATE_CONFIDENCE_HIGH);
}
END_TEST

START_TEST(value_per_chip)
{
    struct line line;
    make_line(&line, "NVIDIA H200 SXM", 4, "C62");
    line.value = (struct decimal){108000, 0};
    line.event.value = &line.value;
    line.event.currency = slice_of("USD");
    ck_stated(estimate(&line.event)->price_per_chip_usd, 27000);
    line.event.currency = slice_of("CNY");
    ck_assert_ptr_null(estimate(&line.event)->price_per_chip_usd);
}
END_TEST

/* A statistic of $100 m under HS 8471.50: what share of it are accelerators, at what price. */
START_TEST(statistics_by_share_of_value)
{
    struct line line;
    make_line(&line, "Units; processing units", 1000, "C62");
    line.value = (struct decimal){100000000, 0};
    line.event.kind = CUSTOMS_EVENT_KIND_STATISTIC;
    line.event.value_usd = &line.value;
    line.event.hs6 = slice_of("847150");
    const struct capacity_estimate *row = estimate(&line.event);
    ck_assert_int_eq(*row->units_rule, CAPACITY_ESTIMATE_UNITS_RULE_SHARE_PRICE);
    ck_stated(row->chips_low, 200);
    ck_stated(row->chips_mid, 1471);
    ck_stated(row->chips_high, 3600);
    ck_assert_ptr_null(row->bf16_eflops_mid);
    ck_assert_ptr_null(row->control_class.data);
}
END_TEST

START_TEST(relabelled_goods_show_by_value_and_weight)
{
    struct line line;
    make_line(&line, "COMPUTER PARTS", 10, "C62");
    line.value = (struct decimal){2700000, 0};
    line.net_kg = (struct decimal){1300, 0};
    line.event.value_usd = &line.value;
    line.event.net_kg = &line.net_kg;
    line.event.hs6 = slice_of("847150");
    const struct capacity_estimate *row = estimate(&line.event);
    ck_assert_int_eq(*row->units_rule, CAPACITY_ESTIMATE_UNITS_RULE_VALUE_WEIGHT_ANOMALY);
    ck_stated(row->chips_low, 0);
    ck_stated(row->chips_mid, 80);
    ck_assert(!has_flag(row, "possible_misdescription")); /* 2,077 USD a kg: a server's, not a card's */
}
END_TEST

/* Declared names and by what news call who is meant: other languages and subsidiaries are one; who is not known stays as
 * declared, and its country open. */
static const struct {
    const char *declared, *name, *country;
} buyers[] = {
    {"BYTEDANCE TECHNOLOGY CO LTD", "ByteDance", "CN"},
    {"北京字节跳动科技有限公司", "ByteDance", "CN"},
    {"Shenzhen Tencent Computer Systems Co., Ltd.", "Tencent", "CN"},
    {"  SINGAPORE COMPUTE PTE LTD ", "SINGAPORE COMPUTE PTE LTD", NULL},
    {"METALS TRADING GMBH", "METALS TRADING GMBH", NULL},
    {"   ", NULL, NULL},
};

START_TEST(buyers_have_the_name_that_news_give_them)
{
    struct line line;
    make_line(&line, "DGX H100", 1, "SET");
    line.event.consignee = slice_of(buyers[_i].declared);
    const struct capacity_estimate *row = estimate(&line.event);
    ck_assert_uint_eq(row->buyers.count, buyers[_i].name ? 1 : 0);
    if (buyers[_i].name)
        ck_assert(slice_equal_text(row->buyers.items[0], buyers[_i].name));
    ck_assert(buyers[_i].country ? slice_equal_text(row->buyer_country, buyers[_i].country) : !row->buyer_country.data);
    line.event.importer = SLICE_LITERAL("Alibaba Cloud");
    ck_assert(slice_equal_text(estimate(&line.event)->buyers.items[0], "Alibaba"));
}
END_TEST

START_TEST(a_full_arena_asks_for_another_try)
{
    struct arena small;
    struct line line;
    struct enriched out;
    ck_assert(arena_init(&small, 256, &error));
    make_line(&line, "DGX H100", 1, "C62");
    ck_assert(!enrichment_customs.run(catalogue, &line.event, &small, &out, &error));
    ck_assert_int_eq(error.kind, ERROR_FULL);
    arena_free(&small);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("enrichment_customs");
    TCase *tests = tcase_create("customs lines");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, eight_hgx_h200);
    tcase_add_loop_test(tests, lines_of_trade, 0, (int)(sizeof lines / sizeof *lines));
    tcase_add_test(tests, other_goods_give_nothing);
    tcase_add_test(tests, cancelled_and_closing_rows_give_nothing);
    tcase_add_test(tests, accessories_hold_none);
    tcase_add_test(tests, memory_counts_stacks);
    tcase_add_test(tests, bounds_where_the_text_leaves_it_open);
    tcase_add_test(tests, no_count_is_invented);
    tcase_add_test(tests, credit_lines_are_kept_apart);
    tcase_add_test(tests, the_makers_figure_stands_beside);
    tcase_add_test(tests, value_per_chip);
    tcase_add_test(tests, statistics_by_share_of_value);
    tcase_add_test(tests, relabelled_goods_show_by_value_and_weight);
    tcase_add_loop_test(tests, buyers_have_the_name_that_news_give_them, 0, (int)(sizeof buyers / sizeof *buyers));
    tcase_add_test(tests, a_full_arena_asks_for_another_try);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
