/*
 * check-catalogue: what accelerators.csv states of an accelerator follows from its rates: TPP, density, class, windows,
 * tariff range, equivalents. To half a unit of the last digit printed.
 */
#include <math.h>
#include <string.h>

#include "consumers/capacity/catalogue_checks.h"
#include "consumers/capacity/rules_table.h"

static const char reference_key[] = "nvidia-h100-sxm"; /* by which others are measured */

/* One row, as loading reads it. */
struct figures {
    struct check *check;
    size_t row;
    struct accelerator accelerator;
};

/* A column that is computed: from what, in words, and how. */
static void compare_number(struct figures *figures, const char *column, double expected, const char *from)
{
    struct slice printed = check_text(figures->check, FILE_ACCELERATORS, figures->row, column);
    double stated = check_number(figures->check, FILE_ACCELERATORS, figures->row, column);
    if (!printed.size && !isnan(expected))
        check_tell(figures->check, FILE_ACCELERATORS, figures->row, SEVERITY_ERROR, "%s is empty, %s give %.8g", column,
                   from, expected);
    else if (printed.size && isnan(expected))
        check_tell(figures->check, FILE_ACCELERATORS, figures->row, SEVERITY_ERROR, "%s is %.*s, %s give none", column,
                   SHOWN(printed), from);
    else if (printed.size && !(fabs(stated - expected) <= check_half_unit(printed)))
        check_tell(figures->check, FILE_ACCELERATORS, figures->row, SEVERITY_ERROR, "%s is %.*s, %s give %.8g", column,
                   SHOWN(printed), from, expected);
}

static void compare_word(struct figures *figures, const char *column, const char *expected, const char *from)
{
    struct slice stated = check_text(figures->check, FILE_ACCELERATORS, figures->row, column);
    if (!slice_equal_text(stated, expected))
        check_tell(figures->check, FILE_ACCELERATORS, figures->row, SEVERITY_ERROR, "%s is %.*s, %s give %s", column,
                   SHOWN(stated), from, expected);
}

/* ---- TPP ---- */

/* Whether the precision that tpp_basis names gives the largest product, be it with others. */
static bool is_basis(struct slice basis, const double rates[CAPACITY_PRECISION_COUNT], double tpp)
{
    static const char computed[] = "computed:";
    struct slice name = slice_cut(basis, strlen(computed), basis.size);
    for (int i = 0; i < CAPACITY_PRECISION_COUNT; i++) {
        enum capacity_precision precision = (enum capacity_precision)i;
        if (slice_equal_text(name, capacity_precision_name(precision)))
            return capacity_tpp_of_rate(rates[i], capacity_precision_bits(precision)) >= tpp * (1 - 1e-9);
    }
    return false;
}

static void compare_tpp(struct figures *figures)
{
    double rates[CAPACITY_PRECISION_COUNT];
    enum capacity_precision decides;
    const struct accelerator *a = &figures->accelerator;
    if (slice_equal_text(a->tpp_basis, "incomplete"))
        compare_number(figures, "tpp", NAN, "rates of which those that decide are not known");
    if (slice_equal_text(a->tpp_basis, "incomplete") || slice_equal_text(a->tpp_basis, "reported"))
        return;
    catalogue_rates(a, rates);
    double tpp = capacity_tpp_of_rates(rates, &decides);
    compare_number(figures, "tpp", tpp, "the dense rates times their bits");
    if (!isnan(tpp) && !is_basis(a->tpp_basis, rates, tpp))
        check_tell(figures->check, FILE_ACCELERATORS, figures->row, SEVERITY_ERROR,
                   "tpp_basis is %.*s, the largest product is that of %s", SHOWN(a->tpp_basis),
                   capacity_precision_name(decides));
}

/* ---- outcomes ---- */

static void compare_class(struct figures *figures)
{
    const struct accelerator *a = &figures->accelerator;
    double density = capacity_perf_density(a->tpp, a->die_area_mm2);
    const char *class = capacity_control_text(capacity_control_class(a->tpp, density, a->datacenter));
    compare_number(figures, "perf_density", density, "tpp and die_area_mm2");
    compare_word(figures, "eccn_2023", class ? class : "unknown", "tpp, perf_density and datacenter");
}

static void compare_equivalents(struct figures *figures, const struct accelerator *h100)
{
    const struct accelerator *a = &figures->accelerator;
    double rate = capacity_rate_8bit_tops(a->fp8_tflops, a->int8_tops, a->bf16_tflops);
    double of_h100 = capacity_rate_8bit_tops(h100->fp8_tflops, h100->int8_tops, h100->bf16_tflops);
    compare_number(figures, "h100e_8bit", capacity_equivalents(1, rate, of_h100), "the rates of both");
    compare_number(figures, "h100e_bf16", capacity_equivalents(1, a->bf16_tflops, h100->bf16_tflops),
                   "the rates of both");
    compare_number(figures, "h100e_tpp", capacity_equivalents(1, a->tpp, h100->tpp), "tpp of both");
}

/* ---- rows ---- */

/* False where a cell cannot be read, which check_columns has told. */
static bool read(struct check *check, size_t row, struct figures *figures)
{
    struct error error;
    struct table_row cells = {&check->tables[FILE_ACCELERATORS], row, true, &error};
    *figures = (struct figures){.check = check, .row = row};
    catalogue_read_accelerator(&cells, &figures->accelerator);
    return cells.ok;
}

static bool find_reference(struct check *check, struct figures *reference)
{
    for (size_t row = 0; row < check->tables[FILE_ACCELERATORS].rows; row++)
        if (slice_equal_text(check_text(check, FILE_ACCELERATORS, row, "key"), reference_key))
            return read(check, row, reference);
    return false;
}

void check_figures(struct check *check)
{
    struct figures figures, reference;
    bool measured = find_reference(check, &reference);
    if (!measured && check->tables[FILE_ACCELERATORS].rows)
        check_tell_line(check, catalogue_file_name(FILE_ACCELERATORS), 1, SEVERITY_ERROR,
                        "no readable row %s, by which others are measured", reference_key);
    for (size_t row = 0; row < check->tables[FILE_ACCELERATORS].rows; row++) {
        if (!read(check, row, &figures))
            continue;
        compare_tpp(&figures);
        compare_class(&figures);
        if (measured)
            compare_equivalents(&figures, &reference.accelerator);
    }
}

/* ---- windows: by the figures of rules.csv ---- */

enum { RULES_OF_COLUMN_MAX = 3 };

static const struct window {
    const char *column;
    struct {
        const char *rule_key, *word; /* what the column says where its figures hold */
    } rules[RULES_OF_COLUMN_MAX];
    const char *otherwise;
    const char *exempt_key, *exempt; /* a rule of products to which the column does not apply */
} windows[] = {
    {"apr2025_bw_test", {{"us-2025-apr-dram", "yes"}, {"us-2025-apr-io", "yes"}, {"us-2025-apr-sum", "yes"}}, "no",
     NULL, NULL},
    {"jan2026_thresholds", {{"us-2026-window", "within"}}, "outside", "us-as-if-window", "n/a"},
    {"s232_2026_range", {{"us-s232-range1", "1"}, {"us-s232-range2", "2"}}, "none", NULL, NULL},
};

static const struct rule *rule_of(struct check *check, const char *key, const char *column)
{
    const struct rules *rules = check->catalogue->rules;
    for (size_t i = 0; i < rules->row_count; i++)
        if (slice_equal_text(rules->rows[i].key, key))
            return &rules->rows[i];
    check_tell_line(check, catalogue_file_name(FILE_RULES), 1, SEVERITY_ERROR, "no rule %s, by which %s is computed",
                    key, column);
    return NULL;
}

static const char *window_word(const struct window *window, const struct rule *const rules[RULES_OF_COLUMN_MAX],
                               const struct accelerator *a)
{
    const char *word = window->otherwise;
    for (size_t i = 0; i < RULES_OF_COLUMN_MAX && rules[i]; i++) {
        enum truth truth = rules_figures(rules[i], a);
        if (truth == TRUTH_YES)
            return window->rules[i].word;
        if (truth == TRUTH_UNKNOWN)
            word = "unknown";
    }
    return word;
}

static void check_window(struct check *check, const struct window *window)
{
    const struct rule *rules[RULES_OF_COLUMN_MAX] = {NULL};
    const struct rule *exempt = window->exempt_key ? rule_of(check, window->exempt_key, window->column) : NULL;
    for (size_t i = 0; i < RULES_OF_COLUMN_MAX && window->rules[i].rule_key; i++)
        if (!(rules[i] = rule_of(check, window->rules[i].rule_key, window->column)))
            return;
    for (size_t row = 0; row < check->catalogue->accelerator_count; row++) {
        struct figures figures = {.check = check, .row = row};
        bool is_exempt = exempt && exempt->products && exempt->products[row];
        const char *word =
            is_exempt ? window->exempt : window_word(window, rules, &check->catalogue->accelerators[row]);
        compare_word(&figures, window->column, word, "its figures and rules.csv");
    }
}

void check_windows(struct check *check)
{
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++)
        check_window(check, &windows[i]);
}
