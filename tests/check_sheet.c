/*
 * The calculator's sheet: what is asked for, as people write it, and all that follows (capacity notes, sections 3.1 to 3.8).
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/sheet_print.h"
#include "lib/json.h"
#include "tests/suite.h"

static struct catalogue *catalogue;
static struct error error;
static struct sheet sheet;
static struct sheet_question question;

static void set_up(void)
{
    error = (struct error){0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
}

static void tear_down(void)
{
    catalogue_free(catalogue);
}

/* 28 January 2026, from the United States to China. */
static void ask(const char *text)
{
    question = (struct sheet_question){.text = slice_of(text), .from = SLICE_LITERAL("US"), .to = SLICE_LITERAL("CN"),
                                       .day = 20481, .today = 20781};
    struct asked_frame frame = {question.to, question.day};
    ck_assert_msg(asked_read(catalogue, question.text, &frame, &question.asked, &error), "%s", error.message);
    sheet_make(catalogue, &question, &sheet);
}

static void ck_bounds(const char *key, double low, double mid, double high)
{
    const struct sheet_line *line = sheet_line(&sheet, key);
    const double expected[] = {low, mid, high}, actual[] = {line->value.low, line->value.mid, line->value.high};
    for (size_t i = 0; i < 3; i++) {
        if (isnan(expected[i]))
            ck_assert_msg(isnan(actual[i]), "%s: %g", key, actual[i]);
        else
            ck_assert_msg(fabs(actual[i] - expected[i]) <= 1e-6 * fabs(expected[i]), "%s: %.10g, not %.10g", key, actual[i],
                          expected[i]);
    }
}

static void ck_mid(const char *key, double mid)
{
    ck_bounds(key, mid, mid, mid);
}

/* ---- the sheet ---- */

START_TEST(section_3_1_four_hundred_thousand_h200)
{
    ask("400,000 H200");
    static const struct {
        const char *key;
        double mid;
    } figures[] = {{"chips", 400000}, {"bf16_eflops", 395.76}, {"fp8_eflops", 791.6}, {"hbm_pb", 56.4},
                   {"memory_bandwidth_pbs", 1920}, {"chip_power_mw", 280}, {"server_power_mw", 509.6},
                   {"facility_power_mw", 560.56}, {"energy_full_mwh", 4910505.6}, {"energy_usual_mwh", 3682879.2},
                   {"h100e_8bit", 400000}, {"h100e_bandwidth", 400000 * 4800 / 3350.0}, {"tpp", 6332800000},
                   {"b300e_tpp", 6332800000 / 60000.0}, {"country_cap_share", 6332.8 / 790}};
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        ck_mid(figures[i].key, figures[i].mid);
    ck_bounds("price_usd", 21053.78, 25690.47, 31348.29);
    ck_bounds("duty_usd", 0.25 * 400000 * 21053.7811, 0.25 * 400000 * 25690.4652, 0.25 * 400000 * 31348.2883);
}
END_TEST

START_TEST(section_3_1_training_days)
{
    ask("400,000 H200");
    static const struct {
        const char *run;
        double days;
    } expected[] = {{"gpt-3", 0.02296}, {"deepseek-v3", 0.24127}, {"gpt-4", 1.53537}, {"llama-3.1-405b", 2.77829},
                    {"grok-3", 25.5895}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        for (size_t k = 0; k < sheet.run_count; k++)
            if (slice_equal_text(sheet.runs[k].run->key, expected[i].run)) {
                ck_assert_double_eq_tol(sheet.runs[k].days.mid, expected[i].days, 1e-5 + 1e-5 * expected[i].days);
                ck_assert(sheet.runs[k].days.low < sheet.runs[k].days.mid && sheet.runs[k].days.mid < sheet.runs[k].days.high);
                ck_assert_double_eq_tol(sheet.runs[k].models_per_year.mid, 365 / sheet.runs[k].days.mid, 1e-6);
            }
}
END_TEST

START_TEST(section_3_2_a_million_h20)
{
    ask("1,000,000 H20");
    ck_mid("bf16_eflops", 148);
    ck_mid("facility_power_mw", 800.8);
    ck_mid("energy_full_mwh", 7015008);
    ck_mid("h100e_8bit", 1e6 * 296 / 1979);
    ck_mid("h100e_bandwidth", 1e6 * 4000 / 3350);
    ck_mid("country_cap_share", 2368.0 / 790);
}
END_TEST

START_TEST(section_3_3_eight_servers_or_one_of_eight)
{
    ask("8 x HGX H200 servers");
    ck_bounds("chips", 8, 64, 64);
    ck_bounds("tpp", 126656, 1013248, 1013248);
    ck_bounds("facility_power_mw", 0.0112112, 0.0896896, 0.0896896);
}
END_TEST

START_TEST(section_3_8_inference)
{
    ask("1 H200 GPU");
    ck_mid("prefill_70b_tokens_s", 0.4 * 1979e12 / 140e9);
    ck_mid("decode_70b_tokens_s", 4.8e12 / 70e9);
    ck_mid("decode_deepseek_v3_tokens_s", 4.8e12 / 37e9);
    ck_mid("deepseek_v3_accelerators", 5);
}
END_TEST

/* Section 2.2: the way decides, and the day. */
START_TEST(the_rules_of_the_day_and_of_today)
{
    ask("400,000 H200");
    ck_assert_str_eq(sheet.laws[RULES_EXPORT_CONTROL].on_day.outcome, "case_by_case");
    ck_assert_str_eq(sheet.laws[RULES_IMPORT].on_day.outcome, "approved");
    ck_assert_str_eq(sheet.laws[RULES_IMPORT].today.outcome, "restricted");
    ck_assert(sheet.laws[RULES_EXPORT_CONTROL].on_day.citation.size > 0);
    question.from = SLICE_LITERAL("TW");
    sheet_make(catalogue, &question, &sheet);
    ck_assert_str_eq(sheet.laws[RULES_EXPORT_CONTROL].on_day.outcome, "presumption_of_denial");
}
END_TEST

/* ---- what is asked for ---- */

/* Texts and the accelerators in them: low, mid, high; NAN is not stated. */
static const struct {
    const char *text;
    double low, mid, high;
} texts[] = {
    {"400,000 H200", 400000, 400000, 400000},
    {"more than 400,000 H200", 400000, NAN, NAN},
    {"up to 5,000 H20", NAN, NAN, 5000},
    {"40万颗H200", 400000, 400000, 400000},
    {"H200, 500 pcs", 500, 500, 500},
    {"28,000-30,000 NVL72 racks", 2016000, NAN, 2160000},
    {"1,000 x H20 modules", 1000, NAN, 8000},
    {"1,000 HGX H20 modules", 8000, 8000, 8000},
    {"DGX H100, 20 SET, G.W. 3,409 kg", 160, 160, 160},
    {"900-21010-0000-000, 100 PCS, N.W. 120 KG", 100, 100, 100},
    {"GB200 NVL72 RACK, 2 SETS, 2,720 KG", 144, 144, 144},
    {"英伟达H20模组 1,000套", 8000, 8000, 8000},
    {"昇腾384超节点 1套", 384, 384, 384},
    {"RTX 5090D 2,000 PCS", 2000, 2000, 2000},
    {"H200 NVL, 500 PCS", 500, 500, 500},
    {"200 H200 servers", 200, NAN, 1600},
    {"$2bn of AI chips", 40000, 2e9 / 34000, 80000},
    {"$10bn of H200", 318996.6836, 389249.4721, 474974.0650},
    {"$10bn of H200 servers", 318996.6836 / 1.64, 389249.4721 / 1.64, 474974.0650 / 1.64},
};

START_TEST(goods_as_people_write_them)
{
    ask(texts[_i].text);
    ck_bounds("chips", texts[_i].low, texts[_i].mid, texts[_i].high);
    for (size_t i = 0; i < sheet.line_count; i++) {
        const struct sheet_line *line = &sheet.lines[i];
        bool whole = !isnan(line->value.low) && !isnan(line->value.mid) && !isnan(line->value.high);
        ck_assert_msg(whole == (line->reason[0] == '\0'), "%s: a figure or a reason", line->key);
        ck_assert_msg(!strchr(line->formula, '{') && line->source[0], "%s: %s", line->key, line->formula);
    }
}
END_TEST

/* What is not known of a product is not stated, never 0. */
START_TEST(section_3_4_what_the_catalogue_leaves_open)
{
    ask("RTX 5090D 2,000 PCS");
    ck_mid("fp4_eflops", 2.375);
    ck_bounds("bf16_eflops", NAN, NAN, NAN);
    ck_bounds("h100e_8bit", NAN, NAN, NAN);
    ask("H200 NVL, 500 PCS");
    ck_mid("tpp", 6684000);
    ck_bounds("duty_usd", NAN, NAN, NAN);
}
END_TEST

static const struct {
    const char *text, *says;
} refused[] = {
    {"400,000 H2000", "did you mean \"h200\"?"},
    {"400,000", "names no accelerator"},
    {"H200", "does not say how many"},
    {"-5 H200", "less than none"},
    {"\xe2\x88\x92" "5 H200", "less than none"},
    {"400,000 H200 and 100,000 H20", "one at a time"},
    {"1,000 HBM stacks", "hold no accelerators"},
    {"", "1 to 500 bytes"},
    {"\xFF\xFE", "UTF-8"},
};

START_TEST(what_cannot_be_read_is_said)
{
    struct asked asked;
    struct asked_frame frame = {.day = 20481};
    ck_assert(!asked_read(catalogue, slice_of(refused[_i].text), &frame, &asked, &error));
    ck_assert_int_eq(error.exit_status, EXIT_DATA);
    ck_assert_msg(strstr(error.message, refused[_i].says) != NULL, "%s", error.message);
}
END_TEST

START_TEST(a_product_and_a_number_apart)
{
    struct asked asked;
    struct asked_frame frame = {.day = 20481};
    ck_assert(asked_named(catalogue, SLICE_LITERAL("nvidia-h200-sxm"), SLICE_LITERAL("400000"), &frame, &asked, &error));
    ck_assert_double_eq(asked.items.mid, 400000);
    ck_assert(asked_named(catalogue, SLICE_LITERAL("DGX H100"), SLICE_LITERAL("20"), &frame, &asked, &error));
    ck_assert_double_eq(asked.goods.per_item.mid, 8);
    ck_assert(!asked_named(catalogue, SLICE_LITERAL("h20x"), SLICE_LITERAL("20"), &frame, &asked, &error));
    ck_assert(!asked_named(catalogue, SLICE_LITERAL("nvidia-h200-sxm"), SLICE_LITERAL("many"), &frame, &asked, &error));
}
END_TEST

/* ---- printing ---- */

/* Characters, not bytes. */
static size_t width_of(const char *line)
{
    size_t width = 0;
    for (; *line; line++)
        width += ((unsigned char)*line & 0xC0) != 0x80;
    return width;
}

START_TEST(the_table_fits_120_columns)
{
    struct buffer out;
    buffer_init(&out, 1 << 20);
    ask(texts[_i].text);
    sheet_print_table(catalogue, &question, &sheet, &out);
    buffer_byte(&out, '\0');
    for (char *line = strtok(out.data, "\n"); line; line = strtok(NULL, "\n"))
        ck_assert_msg(width_of(line) <= 120, "%s", line);
    buffer_free(&out);
}
END_TEST

START_TEST(the_json_is_one_object)
{
    struct buffer out;
    struct json *root;
    buffer_init(&out, 1 << 20);
    ask(texts[_i].text);
    sheet_print_json(catalogue, &question, &sheet, &out);
    ck_assert_msg(json_parse(buffer_view(&out), &root, &error), "%s", error.message);
    const struct json *figures = json_member(root, "figures");
    ck_assert_uint_eq(json_count(figures), sheet.line_count);
    ck_assert(json_is_null(json_member(json_member(figures, "chips"), "mid")) == isnan(sheet.lines[0].value.mid));
    ck_assert_uint_eq(json_count(json_member(root, "rules")), RULES_REGIME_COUNT);
    ck_assert_uint_eq(json_count(json_member(root, "training")), sheet.run_count);
    json_free(root);
    buffer_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("sheet");
    TCase *tests = tcase_create("sheet");
    int text_count = (int)(sizeof texts / sizeof *texts);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, section_3_1_four_hundred_thousand_h200);
    tcase_add_test(tests, section_3_1_training_days);
    tcase_add_test(tests, section_3_2_a_million_h20);
    tcase_add_test(tests, section_3_3_eight_servers_or_one_of_eight);
    tcase_add_test(tests, section_3_8_inference);
    tcase_add_test(tests, the_rules_of_the_day_and_of_today);
    tcase_add_loop_test(tests, goods_as_people_write_them, 0, text_count);
    tcase_add_test(tests, section_3_4_what_the_catalogue_leaves_open);
    tcase_add_loop_test(tests, what_cannot_be_read_is_said, 0, (int)(sizeof refused / sizeof *refused));
    tcase_add_test(tests, a_product_and_a_number_apart);
    tcase_add_loop_test(tests, the_table_fits_120_columns, 0, text_count);
    tcase_add_loop_test(tests, the_json_is_one_object, 0, text_count);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
