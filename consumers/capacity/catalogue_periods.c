/*
 * check-catalogue: rules that contradict each other, and prices whose periods leave gaps or overlap.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/catalogue_checks.h"
#include "consumers/capacity/rules_table.h"
#include "lib/buffer.h"

/* Days of one row, both included. */
struct period {
    struct slice key;
    int32_t from, to;
    size_t row;
};

static struct period period_of(const struct check *check, enum catalogue_file file, size_t row, const char *key,
                               const char *from, const char *to)
{
    int32_t last = check_day(check, file, row, to); /* INT32_MIN, the first day of all, where none is stated */
    return (struct period){check_text(check, file, row, key), check_day(check, file, row, from),
                           last == INT32_MIN ? INT32_MAX : last, row};
}

/* ---- rules ---- */

static size_t count_items(struct slice list)
{
    size_t count = 0;
    for (; list.size; count++)
        slice_next_part(&list, ';');
    return count;
}

static void check_units(struct check *check, size_t row)
{
    size_t metrics = count_items(check_text(check, FILE_RULES, row, "metric"));
    size_t units = count_items(check_text(check, FILE_RULES, row, "unit"));
    if (units != metrics)
        check_tell(check, FILE_RULES, row, SEVERITY_ERROR, "%zu metrics, but %zu units", metrics, units);
}

/* A row alone, as loading reads it: metrics, operators, thresholds, outcomes, routes, products. */
static void read_rule(struct check *check, const struct catalogue *products, size_t row)
{
    const struct table_csv *table = &check->tables[FILE_RULES];
    struct slice cells[2 * TABLE_CSV_COLUMNS_MAX];
    size_t lines[] = {table->lines[0], table_csv_line(table, row)};
    struct table_csv alone = *table;
    struct rules *rules = NULL;
    struct error error = {0};
    memcpy(cells, table->cells, table->columns * sizeof *cells);
    memcpy(cells + table->columns, table->cells + (row + 1) * table->columns, table->columns * sizeof *cells);
    alone.cells = cells;
    alone.lines = lines;
    alone.rows = 1;
    if (!rules_read(&alone, &check->tables[FILE_COUNTRIES], products, &rules, &error))
        check_tell_error(check, catalogue_file_name(FILE_RULES), &error);
    rules_free(rules);
}

/* The products that rules may name; what cannot be read of them is told elsewhere. */
static bool read_products(const struct check *check, struct catalogue *products)
{
    struct error error = {0};
    struct table_row row = {&check->tables[FILE_ACCELERATORS], 0, true, &error};
    products->accelerators = calloc(row.table->rows + 1, sizeof *products->accelerators);
    for (; products->accelerators && row.number < row.table->rows; row.number++, row.ok = true)
        catalogue_read_accelerator(&row, &products->accelerators[products->accelerator_count++]);
    return products->accelerators && check->tables[FILE_COUNTRIES].rows;
}

/* What a rule says beside its name and days, as a number: rows of the same number are one rule, said twice. */
static int64_t content_of(const struct check *check, size_t row, struct buffer *text)
{
    static const char *const columns[] = {"citation", "metric", "operator", "threshold", "clause",
                                          "regime",   "route",  "class",    "products",  "datacenter"};
    buffer_reset(text);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        buffer_slice(text, check_text(check, FILE_RULES, row, columns[i]));
        buffer_byte(text, '\n');
    }
    return identity_hash_64(buffer_view(text));
}

/* The days of all rules, and of each the number of what it says; all pairs are compared, so each is read only once. */
static void compare_rules(struct check *check, const struct period *days, const int64_t *contents, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++) {
            bool same = contents[i] == contents[j] || slice_equal(days[i].key, days[j].key);
            if (same && days[i].from <= days[j].to && days[j].from <= days[i].to)
                check_tell(check, FILE_RULES, j, SEVERITY_ERROR, "its days overlap those of the same rule in line %zu",
                           table_csv_line(&check->tables[FILE_RULES], i));
        }
}

static void check_overlaps(struct check *check)
{
    size_t rows = check->tables[FILE_RULES].rows;
    struct period *days = calloc(rows + 1, sizeof *days);
    int64_t *contents = calloc(rows + 1, sizeof *contents);
    struct buffer text;
    buffer_init(&text, 2 * TABLE_CSV_SIZE_MAX);
    for (size_t row = 0; days && contents && row < rows; row++) {
        days[row] = period_of(check, FILE_RULES, row, "rule_key", "effective_from", "effective_to");
        contents[row] = content_of(check, row, &text);
    }
    if (days && contents)
        compare_rules(check, days, contents, rows);
    buffer_free(&text);
    free(contents);
    free(days);
}

void check_rules(struct check *check)
{
    struct catalogue products = {.accelerators = NULL};
    bool readable = read_products(check, &products);
    for (size_t row = 0; row < check->tables[FILE_RULES].rows; row++) {
        if (readable)
            read_rule(check, &products, row);
        check_units(check, row);
    }
    check_overlaps(check);
    free(products.accelerators);
}

/* ---- prices ---- */

static int compare_periods(const void *a, const void *b)
{
    const struct period *x = a, *y = b;
    int order = slice_compare(x->key, y->key);
    if (!order)
        order = (x->from > y->from) - (x->from < y->from);
    return order ? order : (x->row > y->row) - (x->row < y->row);
}

static void compare_prices(struct check *check, const struct period *before, const struct period *after)
{
    if (!slice_equal(before->key, after->key) || before->from == INT32_MIN || after->from == INT32_MIN)
        return;
    size_t line = table_csv_line(&check->tables[FILE_PRICES], before->row);
    if (after->from <= before->to)
        check_tell(check, FILE_PRICES, after->row, SEVERITY_ERROR, "the period begins before that of line %zu ends",
                   line);
    else if (after->from > before->to + 1)
        check_tell(check, FILE_PRICES, after->row, SEVERITY_ERROR, "%d days between it and the period of line %zu",
                   (int)(after->from - before->to - 1), line);
}

void check_prices(struct check *check)
{
    size_t rows = check->tables[FILE_PRICES].rows;
    struct period *periods = calloc(rows + 1, sizeof *periods);
    if (!periods)
        return;
    for (size_t row = 0; row < rows; row++)
        periods[row] = period_of(check, FILE_PRICES, row, "accelerator_key", "valid_from", "valid_to");
    qsort(periods, rows, sizeof *periods, compare_periods);
    for (size_t i = 1; i < rows; i++)
        compare_prices(check, &periods[i - 1], &periods[i]);
    free(periods);
}
