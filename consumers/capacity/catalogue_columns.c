/*
 * check-catalogue: the columns of every file and what their cells may hold; bands and periods in order; keys that are
 * doubled or stand in no row.
 */
#include <ctype.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/catalogue_checks.h"
#include "lib/clock.h"

enum cell {
    CELL_TEXT,   /* UTF-8 */
    CELL_NUMBER, /* in low..high */
    CELL_DATE,   /* YYYY, YYYY-MM or YYYY-MM-DD */
    CELL_DAY,    /* YYYY-MM-DD */
    CELL_SPAN,   /* a date, or from one to another: 2022-2025, 2024-03..2025-12 */
    CELL_WORD,   /* one of the words */
    CELL_HS6,    /* six digits */
};

static const double least = 1e-9; /* greater than 0 */

/* In the order of the files; what is in no row here has no column in reference.* either: setup could not load it. */
static const struct column {
    enum catalogue_file file;
    const char *name;
    enum cell cell;
    bool stated;       /* must not be empty */
    double low, high;
    const char *words; /* separated by | */
} columns[] = {
    {FILE_ACCELERATORS, "key", CELL_TEXT, true, 0, 0, NULL},
    {FILE_ACCELERATORS, "vendor", CELL_TEXT, true, 0, 0, NULL},
    {FILE_ACCELERATORS, "model", CELL_TEXT, true, 0, 0, NULL},
    {FILE_ACCELERATORS, "family", CELL_TEXT, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "aliases", CELL_TEXT, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "alias_context", CELL_WORD, false, 0, 0, "y|n"},
    {FILE_ACCELERATORS, "launch_date", CELL_DATE, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "form_factor", CELL_TEXT, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "datacenter", CELL_WORD, false, 0, 0, "y|n"},
    {FILE_ACCELERATORS, "ics_per_unit", CELL_NUMBER, false, 1, 64, NULL},
    {FILE_ACCELERATORS, "fp64_tflops", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "fp32_tflops", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "tf32_tflops", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "bf16_tflops", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "fp8_tflops", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "int8_tops", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "fp6_tflops", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "fp4_tflops", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "int4_tops", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "memory_gb", CELL_NUMBER, false, least, 1e5, NULL},
    {FILE_ACCELERATORS, "memory_type", CELL_TEXT, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "memory_bw_gbs", CELL_NUMBER, false, least, 1e8, NULL},
    {FILE_ACCELERATORS, "dram_bw_gbs", CELL_NUMBER, false, 0, 1e6, NULL}, /* 0: SRAM only */
    {FILE_ACCELERATORS, "interconnect_gbs", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ACCELERATORS, "interconnect_type", CELL_TEXT, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "tdp_w", CELL_NUMBER, false, 1, 1e5, NULL},
    {FILE_ACCELERATORS, "die_area_mm2", CELL_NUMBER, false, 1, 1e5, NULL},
    {FILE_ACCELERATORS, "process_nm", CELL_NUMBER, false, 0.5, 1000, NULL},
    {FILE_ACCELERATORS, "tpp", CELL_NUMBER, false, least, 1e7, NULL},
    {FILE_ACCELERATORS, "tpp_basis", CELL_WORD, false, 0, 0,
     "computed:fp64|computed:fp32|computed:bf16|computed:fp8|computed:int8|computed:fp6|computed:fp4|computed:int4|"
     "reported|incomplete"},
    {FILE_ACCELERATORS, "perf_density", CELL_NUMBER, false, least, 1e4, NULL},
    {FILE_ACCELERATORS, "eccn_2023", CELL_WORD, true, 0, 0, "3A090.a|3A090.b|none|unknown"},
    {FILE_ACCELERATORS, "apr2025_bw_test", CELL_WORD, true, 0, 0, "yes|no|unknown"},
    {FILE_ACCELERATORS, "jan2026_thresholds", CELL_WORD, true, 0, 0, "within|outside|unknown|n/a"},
    {FILE_ACCELERATORS, "s232_2026_range", CELL_WORD, true, 0, 0, "1|2|none|unknown"},
    {FILE_ACCELERATORS, "h100e_8bit", CELL_NUMBER, false, least, 1e4, NULL},
    {FILE_ACCELERATORS, "h100e_bf16", CELL_NUMBER, false, least, 1e4, NULL},
    {FILE_ACCELERATORS, "h100e_tpp", CELL_NUMBER, false, least, 1e4, NULL},
    {FILE_ACCELERATORS, "price_low_usd", CELL_NUMBER, false, 1, 1e8, NULL},
    {FILE_ACCELERATORS, "price_mid_usd", CELL_NUMBER, false, 1, 1e8, NULL},
    {FILE_ACCELERATORS, "price_high_usd", CELL_NUMBER, false, 1, 1e8, NULL},
    {FILE_ACCELERATORS, "price_interval", CELL_WORD, false, 0, 0, "80|90|range"},
    {FILE_ACCELERATORS, "price_date", CELL_SPAN, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "price_basis", CELL_TEXT, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "unit_weight_kg", CELL_NUMBER, false, 0.01, 1e4, NULL},
    {FILE_ACCELERATORS, "weight_basis", CELL_TEXT, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "confidence", CELL_WORD, true, 0, 0, "high|medium|low"},
    {FILE_ACCELERATORS, "sources", CELL_TEXT, false, 0, 0, NULL},
    {FILE_ACCELERATORS, "notes", CELL_TEXT, false, 0, 0, NULL},
    {FILE_SYSTEMS, "key", CELL_TEXT, true, 0, 0, NULL},
    {FILE_SYSTEMS, "vendor", CELL_TEXT, true, 0, 0, NULL},
    {FILE_SYSTEMS, "model", CELL_TEXT, true, 0, 0, NULL},
    {FILE_SYSTEMS, "system_type", CELL_WORD, true, 0, 0,
     "board|server|rack|pod|chassis|card-pair|card-set|superchip|superchip-pair|tray"},
    {FILE_SYSTEMS, "aliases", CELL_TEXT, false, 0, 0, NULL},
    {FILE_SYSTEMS, "accelerator_key", CELL_TEXT, false, 0, 0, NULL},
    {FILE_SYSTEMS, "accelerators_per_system", CELL_NUMBER, false, 1, 1e6, NULL},
    {FILE_SYSTEMS, "host_cpus", CELL_NUMBER, false, 0, 1e6, NULL},
    {FILE_SYSTEMS, "system_max_power_w", CELL_NUMBER, false, 1, 1e9, NULL},
    {FILE_SYSTEMS, "overhead_factor", CELL_NUMBER, false, 1, 4, NULL},
    {FILE_SYSTEMS, "overhead_basis", CELL_TEXT, false, 0, 0, NULL},
    {FILE_SYSTEMS, "weight_kg", CELL_NUMBER, false, 0.01, 1e6, NULL},
    {FILE_SYSTEMS, "weight_basis", CELL_TEXT, false, 0, 0, NULL},
    {FILE_SYSTEMS, "price_low_usd", CELL_NUMBER, false, 1, 1e10, NULL},
    {FILE_SYSTEMS, "price_mid_usd", CELL_NUMBER, false, 1, 1e10, NULL},
    {FILE_SYSTEMS, "price_high_usd", CELL_NUMBER, false, 1, 1e10, NULL},
    {FILE_SYSTEMS, "price_date", CELL_SPAN, false, 0, 0, NULL},
    {FILE_SYSTEMS, "sources", CELL_TEXT, false, 0, 0, NULL},
    {FILE_SYSTEMS, "confidence", CELL_WORD, true, 0, 0, "high|medium|low"},
    {FILE_SYSTEMS, "notes", CELL_TEXT, false, 0, 0, NULL},
    {FILE_PARTS, "prefix", CELL_TEXT, true, 0, 0, NULL},
    {FILE_PARTS, "match", CELL_TEXT, true, 0, 0, NULL},
    {FILE_PARTS, "product_key", CELL_TEXT, false, 0, 0, NULL},
    {FILE_PARTS, "candidates", CELL_TEXT, false, 0, 0, NULL},
    {FILE_PARTS, "accelerator_key", CELL_TEXT, false, 0, 0, NULL},
    {FILE_PARTS, "accelerators_per_part", CELL_NUMBER, true, 1, 1e6, NULL},
    {FILE_PARTS, "maker_tpp_per_accelerator", CELL_NUMBER, false, least, 1e7, NULL},
    {FILE_PARTS, "maker_hs6", CELL_HS6, false, 0, 0, NULL},
    {FILE_PARTS, "as_of", CELL_DATE, false, 0, 0, NULL},
    {FILE_PARTS, "confidence", CELL_WORD, true, 0, 0, "high|medium|low"},
    {FILE_FAMILIES, "slug", CELL_TEXT, true, 0, 0, NULL},
    {FILE_FAMILIES, "kind", CELL_WORD, true, 0, 0, "model|bins|family|unbounded|servers|memory"},
    {FILE_FAMILIES, "context", CELL_TEXT, true, 0, 0, NULL},
    {FILE_FAMILIES, "members", CELL_TEXT, false, 0, 0, NULL},
    {FILE_FAMILIES, "mid_key", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "rule_key", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RULES, "citation", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RULES, "authority", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RULES, "effective_from", CELL_DAY, false, 0, 0, NULL},
    {FILE_RULES, "effective_to", CELL_DAY, false, 0, 0, NULL},
    {FILE_RULES, "status", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RULES, "metric", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "operator", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "threshold", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "unit", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "clause", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RULES, "applies_to", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "note", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "regime", CELL_TEXT, false, 0, 0, NULL}, /* these are read by check_rules */
    {FILE_RULES, "outcome", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "route", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "class", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "datacenter", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "products", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RULES, "slot_gbs", CELL_TEXT, false, 0, 0, NULL},
    {FILE_COUNTRIES, "iso2", CELL_TEXT, true, 0, 0, NULL},
    {FILE_COUNTRIES, "name", CELL_TEXT, true, 0, 0, NULL},
    {FILE_COUNTRIES, "ear_groups", CELL_TEXT, false, 0, 0, NULL},
    {FILE_COUNTRIES, "transshipment_watch", CELL_WORD, true, 0, 0, "y|n"},
    {FILE_COUNTRIES, "confidence", CELL_WORD, true, 0, 0, "high|medium|low"},
    {FILE_SHARES, "set_name", CELL_TEXT, true, 0, 0, NULL},
    {FILE_SHARES, "as_of", CELL_DATE, true, 0, 0, NULL},
    {FILE_SHARES, "hs6", CELL_HS6, false, 0, 0, NULL},
    {FILE_SHARES, "share_low", CELL_NUMBER, true, 0, 1, NULL},
    {FILE_SHARES, "share_mid", CELL_NUMBER, true, 0, 1, NULL},
    {FILE_SHARES, "share_high", CELL_NUMBER, true, 0, 1, NULL},
    {FILE_SHARES, "price_low_usd", CELL_NUMBER, true, 1, 1e8, NULL},
    {FILE_SHARES, "price_mid_usd", CELL_NUMBER, true, 1, 1e8, NULL},
    {FILE_SHARES, "price_high_usd", CELL_NUMBER, true, 1, 1e8, NULL},
    {FILE_SHARES, "units_max", CELL_NUMBER, false, 1, 1e6, NULL},
    {FILE_SHARES, "low_kg", CELL_NUMBER, false, 0.001, 1e6, NULL},
    {FILE_SHARES, "note", CELL_TEXT, false, 0, 0, NULL},
    {FILE_CLASSES, "set_name", CELL_TEXT, true, 0, 0, NULL},
    {FILE_CLASSES, "as_of", CELL_DATE, true, 0, 0, NULL},
    {FILE_CLASSES, "class", CELL_WORD, true, 0, 0, "card|module|board|server|rack"},
    {FILE_CLASSES, "accelerators", CELL_NUMBER, true, 1, 1e6, NULL},
    {FILE_CLASSES, "value_low_usd", CELL_NUMBER, true, 1, 1e9, NULL},
    {FILE_CLASSES, "value_high_usd", CELL_NUMBER, true, 1, 1e9, NULL},
    {FILE_CLASSES, "low_kg", CELL_NUMBER, true, 0.01, 1e6, NULL},
    {FILE_CLASSES, "high_kg", CELL_NUMBER, true, 0.01, 1e6, NULL},
    {FILE_CLASSES, "accelerator_low_kg", CELL_NUMBER, true, 0.01, 1e6, NULL},
    {FILE_CLASSES, "accelerator_high_kg", CELL_NUMBER, true, 0.01, 1e6, NULL},
    {FILE_CLASSES, "note", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RATES, "currency", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RATES, "period", CELL_DATE, true, 0, 0, NULL},
    {FILE_RATES, "usd_per_unit", CELL_NUMBER, true, 1e-7, 1e4, NULL},
    {FILE_RATES, "quoted", CELL_NUMBER, true, 1e-7, 1e7, NULL},
    {FILE_RATES, "quoted_as", CELL_WORD, true, 0, 0, "units_per_usd|usd_per_unit"},
    {FILE_RATES, "source", CELL_TEXT, true, 0, 0, NULL},
    {FILE_EXCLUSIONS, "word", CELL_TEXT, true, 0, 0, NULL},
    {FILE_EXCLUSIONS, "kind", CELL_WORD, true, 0, 0, "accessory|for|fits|with|joint|empty|optional|other"},
    {FILE_EXCLUSIONS, "language", CELL_TEXT, false, 0, 0, NULL},
    {FILE_EXCLUSIONS, "as_of", CELL_DATE, true, 0, 0, NULL},
    {FILE_ASSUMPTIONS, "key", CELL_TEXT, true, 0, 0, NULL},
    {FILE_ASSUMPTIONS, "unit", CELL_TEXT, true, 0, 0, NULL},
    {FILE_ASSUMPTIONS, "low", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ASSUMPTIONS, "value", CELL_NUMBER, true, least, 1e6, NULL},
    {FILE_ASSUMPTIONS, "high", CELL_NUMBER, false, least, 1e6, NULL},
    {FILE_ASSUMPTIONS, "source", CELL_TEXT, true, 0, 0, NULL},
    {FILE_ASSUMPTIONS, "as_of", CELL_DATE, true, 0, 0, NULL},
    {FILE_ASSUMPTIONS, "note", CELL_TEXT, false, 0, 0, NULL},
    {FILE_RUNS, "key", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RUNS, "name", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RUNS, "training_flop", CELL_NUMBER, true, 1e15, 1e32, NULL},
    {FILE_RUNS, "active_parameters", CELL_NUMBER, false, 1e3, 1e16, NULL},
    {FILE_RUNS, "tokens", CELL_NUMBER, false, 1e3, 1e18, NULL},
    {FILE_RUNS, "published", CELL_DATE, true, 0, 0, NULL},
    {FILE_RUNS, "confidence", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RUNS, "source", CELL_TEXT, true, 0, 0, NULL},
    {FILE_RUNS, "note", CELL_TEXT, false, 0, 0, NULL},
    {FILE_PRICES, "accelerator_key", CELL_TEXT, true, 0, 0, NULL},
    {FILE_PRICES, "valid_from", CELL_DAY, true, 0, 0, NULL},
    {FILE_PRICES, "valid_to", CELL_DAY, false, 0, 0, NULL},
    {FILE_PRICES, "low_usd", CELL_NUMBER, true, 1, 1e8, NULL},
    {FILE_PRICES, "mid_usd", CELL_NUMBER, true, 1, 1e8, NULL},
    {FILE_PRICES, "high_usd", CELL_NUMBER, true, 1, 1e8, NULL},
    {FILE_PRICES, "price_interval", CELL_WORD, true, 0, 0, "80|90|range"},
    {FILE_PRICES, "basis", CELL_TEXT, true, 0, 0, NULL},
    {FILE_PRICES, "source", CELL_TEXT, true, 0, 0, NULL},
};

enum { COLUMN_COUNT = sizeof columns / sizeof *columns };

/* ---- cells ---- */

static bool is_date(struct slice text)
{
    char iso[] = "0000-01-01";
    int32_t day;
    if (text.size != 4 && text.size != 7 && text.size != 10)
        return false;
    memcpy(iso, text.data, text.size);
    return date_parse_iso((struct slice){iso, 10}, &day);
}

static bool is_span(struct slice text)
{
    if (is_date(text))
        return true;
    for (size_t i = 4; i < text.size && i <= 10; i++) {
        struct slice from = slice_cut(text, 0, i);
        struct slice to = slice_cut(text, i + (text.data[i] == '.' ? 2 : 1), text.size);
        bool separated = text.data[i] == '-' || (text.size > i + 1 && memcmp(text.data + i, "..", 2) == 0);
        if (separated && is_date(from) && is_date(to))
            return slice_compare(from, to) < 0;
    }
    return false;
}

static bool is_word(struct slice text, const char *words)
{
    struct slice rest = slice_of(words);
    while (rest.data) {
        struct slice word = slice_next_part(&rest, '|');
        if (slice_equal(text, word))
            return true;
    }
    return false;
}

static bool is_hs6(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if (!isdigit((unsigned char)text.data[i]))
            return false;
    return text.size == 6;
}

static void check_cell_number(struct check *check, const struct column *column, size_t row, struct slice text)
{
    double number = check_number(check, column->file, row, column->name);
    if (isnan(number))
        check_tell(check, column->file, row, SEVERITY_ERROR, "%s: not a number: %.*s", column->name, SHOWN(text));
    else if (!(number >= column->low && number <= column->high))
        check_tell(check, column->file, row, SEVERITY_ERROR, "%s: %.*s is not in %g..%g", column->name, SHOWN(text),
                   column->low, column->high);
}

static void check_cell(struct check *check, const struct column *column, size_t row, struct slice text)
{
    const char *wrong = NULL;
    switch (column->cell) {
    case CELL_NUMBER:
        check_cell_number(check, column, row, text);
        break;
    case CELL_DATE:
        wrong = is_date(text) ? NULL : "not a date YYYY, YYYY-MM or YYYY-MM-DD";
        break;
    case CELL_DAY:
        wrong = text.size == 10 && is_date(text) ? NULL : "not a day YYYY-MM-DD";
        break;
    case CELL_SPAN:
        wrong = is_span(text) ? NULL : "neither a date nor a span of dates";
        break;
    case CELL_WORD:
        wrong = is_word(text, column->words) ? NULL : column->words;
        break;
    case CELL_HS6:
        wrong = is_hs6(text) ? NULL : "not six digits";
        break;
    case CELL_TEXT:
        wrong = slice_is_text(text) ? NULL : "not UTF-8";
        break;
    }
    if (wrong)
        check_tell(check, column->file, row, SEVERITY_ERROR, "%s: %s%s: %.*s", column->name,
                   column->cell == CELL_WORD ? "none of " : "", wrong, SHOWN(text));
}

/* ---- bands and periods ---- */

static const struct band {
    enum catalogue_file file;
    const char *names[3]; /* none greater than the next; NULL: two only */
} bands[] = {
    {FILE_ACCELERATORS, {"price_low_usd", "price_mid_usd", "price_high_usd"}},
    {FILE_SYSTEMS, {"price_low_usd", "price_mid_usd", "price_high_usd"}},
    {FILE_SHARES, {"share_low", "share_mid", "share_high"}},
    {FILE_SHARES, {"price_low_usd", "price_mid_usd", "price_high_usd"}},
    {FILE_CLASSES, {"value_low_usd", "value_high_usd", NULL}},
    {FILE_CLASSES, {"low_kg", "high_kg", NULL}},
    {FILE_CLASSES, {"accelerator_low_kg", "accelerator_high_kg", NULL}},
    {FILE_ASSUMPTIONS, {"low", "value", "high"}},
    {FILE_PRICES, {"low_usd", "mid_usd", "high_usd"}},
};

static void check_band(struct check *check, const struct band *band, size_t row)
{
    double before = NAN;
    const char *before_name = NULL;
    for (size_t i = 0; i < 3 && band->names[i]; i++) {
        double number = check_number(check, band->file, row, band->names[i]);
        if (number < before)
            check_tell(check, band->file, row, SEVERITY_ERROR, "%s %g is less than %s %g", band->names[i], number,
                       before_name, before);
        if (!isnan(number)) {
            before = number;
            before_name = band->names[i];
        }
    }
}

static const struct {
    enum catalogue_file file;
    const char *from, *to;
} periods[] = {{FILE_RULES, "effective_from", "effective_to"}, {FILE_PRICES, "valid_from", "valid_to"}};

static void check_period(struct check *check, enum catalogue_file file, const char *from, const char *to, size_t row)
{
    int32_t first = check_day(check, file, row, from), last = check_day(check, file, row, to);
    if (last != INT32_MIN && first > last)
        check_tell(check, file, row, SEVERITY_ERROR, "%s lies behind %s", from, to);
}

/* ---- headers ---- */

static bool has_column(const struct table_csv *table, const char *name)
{
    for (size_t i = 0; i < table->columns; i++)
        if (slice_equal_text(table->cells[i], name))
            return true;
    return false;
}

static bool is_column(enum catalogue_file file, struct slice name)
{
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (columns[i].file == file && slice_equal_text(name, columns[i].name))
            return true;
    return false;
}

static void check_header(struct check *check, enum catalogue_file file)
{
    const struct table_csv *table = &check->tables[file];
    const char *name = catalogue_file_name(file);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        if (table->columns && columns[i].file == file && !has_column(table, columns[i].name))
            check_tell_line(check, name, 1, SEVERITY_ERROR, "no column %s", columns[i].name);
    for (size_t i = 0; i < table->columns; i++) {
        if (!is_column(file, table->cells[i]))
            check_tell_line(check, name, 1, SEVERITY_ERROR, "a column that no table has: %.*s", SHOWN(table->cells[i]));
        for (size_t k = 0; k < i; k++)
            if (slice_equal(table->cells[i], table->cells[k]))
                check_tell_line(check, name, 1, SEVERITY_ERROR, "two columns %.*s", SHOWN(table->cells[i]));
    }
}

static void check_column(struct check *check, const struct column *column)
{
    const struct table_csv *table = &check->tables[column->file];
    if (!table->rows || !has_column(table, column->name))
        return;
    for (size_t row = 0; row < table->rows; row++) {
        struct slice text = check_text(check, column->file, row, column->name);
        if (text.size)
            check_cell(check, column, row, text);
        else if (column->stated)
            check_tell(check, column->file, row, SEVERITY_ERROR, "%s is empty", column->name);
    }
}

void check_columns(struct check *check)
{
    for (int file = 0; file < FILE_COUNT; file++)
        check_header(check, (enum catalogue_file)file);
    for (size_t i = 0; i < COLUMN_COUNT; i++)
        check_column(check, &columns[i]);
    for (size_t i = 0; i < sizeof bands / sizeof *bands; i++)
        for (size_t row = 0; row < check->tables[bands[i].file].rows; row++)
            check_band(check, &bands[i], row);
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        for (size_t row = 0; row < check->tables[periods[i].file].rows; row++)
            check_period(check, periods[i].file, periods[i].from, periods[i].to, row);
}

/* ---- keys ---- */

static const struct {
    enum catalogue_file file;
    const char *names[2]; /* together they are there once */
} keys[] = {
    {FILE_ACCELERATORS, {"key", NULL}},  {FILE_SYSTEMS, {"key", NULL}},         {FILE_PARTS, {"prefix", NULL}},
    {FILE_PARTS, {"match", NULL}},       {FILE_FAMILIES, {"slug", "context"}},  {FILE_RULES, {"rule_key", NULL}},
    {FILE_COUNTRIES, {"iso2", NULL}},    {FILE_SHARES, {"hs6", NULL}},          {FILE_CLASSES, {"class", NULL}},
    {FILE_RATES, {"currency", "period"}}, {FILE_EXCLUSIONS, {"word", NULL}},    {FILE_ASSUMPTIONS, {"key", NULL}},
    {FILE_RUNS, {"key", NULL}},          {FILE_PRICES, {"accelerator_key", "valid_from"}},
};

struct key {
    struct slice parts[2];
    size_t row;
};

static int compare_keys(const void *a, const void *b)
{
    const struct key *x = a, *y = b;
    int order = slice_compare(x->parts[0], y->parts[0]);
    if (!order)
        order = slice_compare(x->parts[1], y->parts[1]);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static void check_key(struct check *check, enum catalogue_file file, const char *const names[2], struct key *found)
{
    const struct table_csv *table = &check->tables[file];
    for (size_t row = 0; row < table->rows; row++) {
        found[row] = (struct key){{check_text(check, file, row, names[0]), {"", 0}}, row};
        if (names[1])
            found[row].parts[1] = check_text(check, file, row, names[1]);
    }
    qsort(found, table->rows, sizeof *found, compare_keys);
    for (size_t i = 1; i < table->rows; i++) {
        const struct key *one = &found[i - 1], *other = &found[i];
        if (slice_equal(one->parts[0], other->parts[0]) && slice_equal(one->parts[1], other->parts[1]))
            check_tell(check, file, other->row, SEVERITY_ERROR, "%s %.*s%s%.*s stands in line %zu already", names[0],
                       SHOWN(other->parts[0]), names[1] ? ", " : "", SHOWN(other->parts[1]),
                       table_csv_line(table, one->row));
    }
}

void check_keys(struct check *check)
{
    struct key *found = calloc(CATALOGUE_CHECK_ROWS_MAX, sizeof *found);
    for (size_t i = 0; found && i < sizeof keys / sizeof *keys; i++)
        check_key(check, keys[i].file, keys[i].names, found);
    free(found);
}

/* ---- references ---- */

enum { TO_ACCELERATORS = 1, TO_SYSTEMS = 2 };

static const struct {
    enum catalogue_file file;
    const char *name;
    unsigned targets;
} references[] = {
    {FILE_SYSTEMS, "accelerator_key", TO_ACCELERATORS}, {FILE_PARTS, "accelerator_key", TO_ACCELERATORS},
    {FILE_PARTS, "product_key", TO_ACCELERATORS | TO_SYSTEMS}, {FILE_PARTS, "candidates", TO_ACCELERATORS | TO_SYSTEMS},
    {FILE_FAMILIES, "members", TO_ACCELERATORS | TO_SYSTEMS}, {FILE_FAMILIES, "mid_key", TO_ACCELERATORS},
    {FILE_PRICES, "accelerator_key", TO_ACCELERATORS},
};

static bool has_key(const struct check *check, enum catalogue_file file, struct slice key)
{
    for (size_t row = 0; row < check->tables[file].rows; row++)
        if (slice_equal(check_text(check, file, row, "key"), key))
            return true;
    return false;
}

static void check_reference(struct check *check, enum catalogue_file file, const char *name, unsigned targets,
                            size_t row)
{
    struct slice rest = check_text(check, file, row, name);
    while (rest.size) {
        struct slice key = slice_next_part(&rest, ';');
        bool found = ((targets & TO_ACCELERATORS) && has_key(check, FILE_ACCELERATORS, key)) ||
                     ((targets & TO_SYSTEMS) && has_key(check, FILE_SYSTEMS, key));
        if (!found)
            check_tell(check, file, row, SEVERITY_ERROR, "%s: %.*s is in no row of %s%s", name, SHOWN(key),
                       catalogue_file_name(FILE_ACCELERATORS), targets & TO_SYSTEMS ? " or systems.csv" : "");
    }
}

void check_references(struct check *check)
{
    if (!check->tables[FILE_ACCELERATORS].rows || !check->tables[FILE_SYSTEMS].rows)
        return; /* told: all would be in no row */
    for (size_t i = 0; i < sizeof references / sizeof *references; i++)
        for (size_t row = 0; row < check->tables[references[i].file].rows; row++)
            check_reference(check, references[i].file, references[i].name, references[i].targets, row);
}
