/*
 * Every row of accelerators.csv: what it states of TPP, density, class, windows, tariff range and H100-equivalents is what
 * the formulas and the rules give from its rates, to half a unit of the last digit printed. (capacity.md §1.1, §2.2, §3.5)
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/rules_table.h"
#include "consumers/capacity/table_csv.h"
#include "tests/suite.h"

#define SHIPPED CHIPWATCH_SOURCE_DIR "/deploy/reference"

static struct catalogue *catalogue;
static struct table_csv table;
static struct error error;

static void load(void)
{
    ck_assert_msg(catalogue_load(SHIPPED, &catalogue, &error), "%s", error.message);
    ck_assert_msg(table_csv_load(SHIPPED, "accelerators.csv", &table, &error), "%s", error.message);
    ck_assert_uint_eq(table.rows, catalogue->accelerator_count);
}

static void unload(void)
{
    table_csv_free(&table);
    catalogue_free(catalogue);
}

/* ---- figures ---- */

static const struct accelerator *h100(void)
{
    return catalogue_accelerator(catalogue, slice_of("nvidia-h100-sxm"));
}

static double tpp(const struct accelerator *a)
{
    double rates[CAPACITY_PRECISION_COUNT];
    catalogue_rates(a, rates);
    return capacity_tpp_of_rates(rates, NULL);
}

static double perf_density(const struct accelerator *a)
{
    return capacity_perf_density(a->tpp, a->die_area_mm2);
}

static double rate_8bit(const struct accelerator *a)
{
    return capacity_rate_8bit_tops(a->fp8_tflops, a->int8_tops, a->bf16_tflops);
}

static double h100e_8bit(const struct accelerator *a)
{
    return capacity_equivalents(1, rate_8bit(a), rate_8bit(h100()));
}

static double h100e_bf16(const struct accelerator *a)
{
    return capacity_equivalents(1, a->bf16_tflops, h100()->bf16_tflops);
}

static double h100e_tpp(const struct accelerator *a)
{
    return capacity_equivalents(1, a->tpp, h100()->tpp);
}

/* Rows that deviate, with the reason. The test fails for one that does not. */
static const struct {
    const char *key, *column, *reason;
} exceptions[] = {
    {"cambricon-mlu590", "tpp", "4,493 is reported (Reuters, Bernstein); no rate is published that agrees"},
    {"intel-max-1100", "tpp", "only FP64 and FP32 are known; 1,420.8 would be a floor, and no class may hang on it"},
};

static const char *exception_of(struct slice key, const char *column)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        if (slice_equal_text(key, exceptions[i].key) && strcmp(exceptions[i].column, column) == 0)
            return exceptions[i].reason;
    return NULL;
}

static struct slice printed(size_t row, const char *column)
{
    size_t number;
    ck_assert(table_csv_column(&table, column, &number, &error));
    return table_csv_cell(&table, row, number);
}

/* "12.30" stands for 12.295..12.305; blank for what is not known. */
static bool agrees(struct slice text, double expected)
{
    if (!text.size || isnan(expected))
        return !text.size && isnan(expected);
    const char *point = memchr(text.data, '.', text.size);
    double digits = point ? (double)(text.data + text.size - point - 1) : 0;
    return fabs(strtod(text.data, NULL) - expected) <= 0.5 * pow(10, -digits) * (1 + 1e-9);
}

static const struct {
    const char *column;
    double (*compute)(const struct accelerator *a);
} figures[] = {
    {"tpp", tpp},
    {"perf_density", perf_density},
    {"h100e_8bit", h100e_8bit},
    {"h100e_bf16", h100e_bf16},
    {"h100e_tpp", h100e_tpp},
};

START_TEST(figures_follow_from_the_rates)
{
    size_t stated = 0;
    for (size_t row = 0; row < table.rows; row++) {
        const struct accelerator *a = &catalogue->accelerators[row];
        double expected = figures[_i].compute(a);
        struct slice text = printed(row, figures[_i].column);
        bool agree = agrees(text, expected), excepted = exception_of(a->key, figures[_i].column) != NULL;
        stated += text.size != 0;
        ck_assert_msg(agree != excepted, "%.*s %s: %.*s, computed %.8g%s", SLICE_ARGS(a->key), figures[_i].column,
                      SLICE_ARGS(text), expected, excepted ? ", which is no exception" : "");
    }
    ck_assert_uint_gt(stated, 50);
}
END_TEST

/* ---- outcomes ---- */

static enum truth holds(const char *rule_key, const struct accelerator *a)
{
    for (size_t i = 0; i < catalogue->rules->row_count; i++)
        if (slice_equal_text(catalogue->rules->rows[i].key, rule_key))
            return rules_figures(&catalogue->rules->rows[i], a);
    ck_abort_msg("no rule %s", rule_key);
    return TRUTH_UNKNOWN;
}

static enum truth either(enum truth a, enum truth b)
{
    return a > b ? a : b;
}

static const char *eccn_2023(const struct accelerator *a)
{
    const char *class = capacity_control_text(capacity_control_class(a->tpp, perf_density(a), a->datacenter));
    return class ? class : "unknown";
}

static const char *apr2025_bw_test(const struct accelerator *a)
{
    static const char *const words[] = {[TRUTH_NO] = "no", [TRUTH_UNKNOWN] = "unknown", [TRUTH_YES] = "yes"};
    return words[either(holds("us-2025-apr-dram", a), either(holds("us-2025-apr-io", a), holds("us-2025-apr-sum", a)))];
}

/* The window is for US supply: chips designed in China are neither within nor outside. */
static const char *jan2026_thresholds(const struct accelerator *a)
{
    static const char *const words[] = {[TRUTH_NO] = "outside", [TRUTH_UNKNOWN] = "unknown", [TRUTH_YES] = "within"};
    static const char *const chinese[] = {"Huawei", "Cambricon", "Hygon", "Biren", "Moore Threads", "MetaX",
                                          "Iluvatar CoreX", "Enflame", "Baidu Kunlunxin", "Alibaba T-Head"};
    for (size_t i = 0; i < sizeof chinese / sizeof *chinese; i++)
        if (slice_equal_text(a->vendor, chinese[i]))
            return "n/a";
    return words[holds("us-2026-window", a)];
}

static const char *s232_2026_range(const struct accelerator *a)
{
    enum truth one = holds("us-s232-range1", a), two = holds("us-s232-range2", a);
    if (one == TRUTH_YES)
        return "1";
    if (two == TRUTH_YES)
        return "2";
    return either(one, two) == TRUTH_UNKNOWN ? "unknown" : "none";
}

static const struct {
    const char *column;
    const char *(*compute)(const struct accelerator *a);
} outcomes[] = {
    {"eccn_2023", eccn_2023},
    {"apr2025_bw_test", apr2025_bw_test},
    {"jan2026_thresholds", jan2026_thresholds},
    {"s232_2026_range", s232_2026_range},
};

START_TEST(outcomes_follow_from_the_figures)
{
    for (size_t row = 0; row < table.rows; row++) {
        const struct accelerator *a = &catalogue->accelerators[row];
        struct slice text = printed(row, outcomes[_i].column);
        const char *expected = outcomes[_i].compute(a);
        ck_assert_msg(slice_equal_text(text, expected), "%.*s %s: %.*s, computed %s", SLICE_ARGS(a->key),
                      outcomes[_i].column, SLICE_ARGS(text), expected);
    }
}
END_TEST

/* What keeps a whole column from being computed wrongly alike: rows of capacity.md §3.5, typed by hand. */
static const struct {
    const char *key;
    double tpp, perf_density; /* NAN: no die area is published */
    const char *class, *april, *january, *tariff;
} matrix[] = {
    {"nvidia-v100-sxm2-32gb", 2000, 2.454, "none", "no", "within", "none"},
    {"nvidia-a30", 2644, 3.201, "3A090.b", "no", "within", "none"},
    {"nvidia-l4", 1936, 6.585, "3A090.a", "no", "within", "none"},
    {"nvidia-l20", 1913.6, 3.145, "none", "no", "within", "none"},
    {"nvidia-rtx-4090d", 4706.4, 7.734, "none", "no", "within", "none"},
    {"nvidia-rtx-5090d", 4750, 6.333, "none", "yes", "within", "none"},
    {"nvidia-rtx-5090d-v2", 4750, 6.333, "none", "no", "within", "none"},
    {"nvidia-h20-96gb", 2368, 2.909, "none", "yes", "within", "none"},
    {"nvidia-h200-sxm", 15832, 19.450, "3A090.a", "yes", "within", "1"},
    {"nvidia-h200-nvl", 13368, 16.423, "3A090.a", "yes", "within", "none"},
    {"amd-mi325x", 20919.2, NAN, "3A090.a", "yes", "within", "2"},
    {"intel-gaudi3-oam", 26848, NAN, "3A090.a", "yes", "outside", "none"},
    {"nvidia-gb300-gpu", 60000, NAN, "3A090.a", "yes", "outside", "none"},
    {"huawei-ascend-910c", 12032, 9.038, "3A090.a", "yes", "n/a", "none"},
};

START_TEST(rows_of_the_classification_matrix)
{
    const struct accelerator *a = catalogue_accelerator(catalogue, slice_of(matrix[_i].key));
    ck_assert_double_eq_tol(tpp(a), matrix[_i].tpp, 0.05);
    ck_assert_int_eq(isnan(perf_density(a)), isnan(matrix[_i].perf_density));
    if (!isnan(matrix[_i].perf_density))
        ck_assert_double_eq_tol(perf_density(a), matrix[_i].perf_density, 0.0005);
    ck_assert_str_eq(eccn_2023(a), matrix[_i].class);
    ck_assert_str_eq(apr2025_bw_test(a), matrix[_i].april);
    ck_assert_str_eq(jan2026_thresholds(a), matrix[_i].january);
    ck_assert_str_eq(s232_2026_range(a), matrix[_i].tariff);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catalogue_columns");
    TCase *tests = tcase_create("every row");
    tcase_add_unchecked_fixture(tests, load, unload);
    tcase_add_loop_test(tests, figures_follow_from_the_rates, 0, (int)(sizeof figures / sizeof *figures));
    tcase_add_loop_test(tests, outcomes_follow_from_the_figures, 0, (int)(sizeof outcomes / sizeof *outcomes));
    tcase_add_loop_test(tests, rows_of_the_classification_matrix, 0, (int)(sizeof matrix / sizeof *matrix));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
