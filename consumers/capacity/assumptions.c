#include "consumers/capacity/assumptions.h"

#include <math.h>
#include <stdlib.h>

#include "consumers/capacity/table_row.h"

/* What a row must say to be believed: its unit, and the greatest value that is no slip of the pen. */
static const struct {
    const char *key, *unit;
    double most;
} known[ASSUMPTION_COUNT] = {
    [ASSUMPTION_MFU] = {"mfu", "ratio", 1},
    [ASSUMPTION_OVERHEAD] = {"overhead", "ratio", 3},
    [ASSUMPTION_LOAD_FACTOR] = {"load_factor", "ratio", 1},
    [ASSUMPTION_ELECTRICITY_PRICE] = {"electricity_price", "USD/kWh", 10},
    [ASSUMPTION_SERVER_COST] = {"server_cost", "ratio", 10},
    [ASSUMPTION_SERVER_SHARE] = {"server_share", "ratio", 1},
    [ASSUMPTION_SERVER_LIFE] = {"server_life", "years", 50},
    [ASSUMPTION_TARIFF_232] = {"tariff_232", "ratio", 1},
    [ASSUMPTION_MI308X_RATE_8BIT] = {"mi308x_rate_8bit", "TOPS", 1e6},
};

static const double training_flop_most = 1e35, count_most = 1e18;

static size_t known_number(struct slice key)
{
    size_t number = 0;
    while (number < ASSUMPTION_COUNT && !slice_equal_text(key, known[number].key))
        number++;
    return number;
}

static void read_assumption(struct table_row *row, struct assumptions *assumptions)
{
    struct slice key = table_row_text(row, "key");
    struct assumption_row read = {key, table_row_text(row, "unit"), table_row_text(row, "source"),
                                  table_row_number(row, "low"), table_row_number(row, "value"),
                                  table_row_number(row, "high")};
    size_t number = known_number(key);
    if (number == ASSUMPTION_COUNT) {
        table_row_refuse(row, "no such assumption:", key);
        return;
    }
    bool in_range = read.value > 0 && read.value <= known[number].most && !(read.low > read.value) &&
                    !(read.low <= 0) && !(read.high < read.value) && !(read.high > known[number].most);
    if (assumptions->rows[number].key.data)
        table_row_refuse(row, "assumed twice:", key);
    else if (!slice_equal_text(read.unit, known[number].unit))
        table_row_refuse(row, "not the unit of this assumption:", read.unit);
    else if (!in_range)
        table_row_refuse(row, "not stated, or not in range:", key);
    assumptions->rows[number] = read;
}

static void read_run(struct table_row *row, struct training_run *run)
{
    *run = (struct training_run){
        .key = table_row_text(row, "key"),
        .name = table_row_text(row, "name"),
        .source = table_row_text(row, "source"),
        .training_flop = table_row_number(row, "training_flop"),
        .active_parameters = table_row_number(row, "active_parameters"),
        .tokens = table_row_number(row, "tokens"),
        .confidence = table_row_text(row, "confidence"),
    };
    bool flop = run->training_flop > 0 && run->training_flop <= training_flop_most;
    bool counts = !(run->active_parameters <= 0 || run->active_parameters > count_most) &&
                  !(run->tokens <= 0 || run->tokens > count_most);
    if (!flop || !counts)
        table_row_refuse(row, "not stated, or not in range:", run->key);
}

bool assumptions_read(const struct table_csv *table, const struct table_csv *runs, struct assumptions *assumptions,
                      struct error *error)
{
    *assumptions = (struct assumptions){0};
    struct table_row row = {table, 0, true, error};
    for (; row.ok && row.number < table->rows; row.number++)
        read_assumption(&row, assumptions);
    for (size_t i = 0; row.ok && i < ASSUMPTION_COUNT; i++)
        if (!assumptions->rows[i].key.data)
            return error_stop(error, EXIT_CONFIG, "%s: no row %s", table->path, known[i].key);
    if (!row.ok)
        return false;
    assumptions->runs = calloc(runs->rows + 1, sizeof *assumptions->runs);
    if (!assumptions->runs)
        return error_stop(error, EXIT_CONFIG, "no memory for the catalogue");
    row = (struct table_row){runs, 0, true, error};
    for (; row.ok && row.number < runs->rows; row.number++)
        read_run(&row, &assumptions->runs[assumptions->run_count++]);
    return row.ok;
}

void assumptions_free(struct assumptions *assumptions)
{
    free(assumptions->runs);
    *assumptions = (struct assumptions){0};
}
