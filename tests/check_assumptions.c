/*
 * What calculations assume, as the catalogue has it: read as it is shipped, and refused where it cannot be right.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "consumers/capacity/assumptions.h"
#include "tests/suite.h"

static const char folder[] = CHIPWATCH_SOURCE_DIR "/deploy/reference";

START_TEST(shipped_assumptions)
{
    struct table_csv table, runs;
    struct assumptions assumptions;
    struct error error = {0};
    ck_assert(table_csv_load(folder, "assumptions.csv", &table, &error));
    ck_assert(table_csv_load(folder, "training_runs.csv", &runs, &error));
    ck_assert_msg(assumptions_read(&table, &runs, &assumptions, &error), "%s", error.message);

    const struct assumption_row *mfu = &assumptions.rows[ASSUMPTION_MFU];
    ck_assert(slice_equal_text(mfu->key, "mfu"));
    ck_assert_double_eq(mfu->value, 0.40);
    ck_assert(mfu->low < mfu->value && mfu->value < mfu->high && mfu->source.size > 0);
    ck_assert_double_eq(assumptions.rows[ASSUMPTION_OVERHEAD].value, 1.82);
    ck_assert_double_eq(assumptions.rows[ASSUMPTION_ELECTRICITY_PRICE].value, 0.0826);
    ck_assert_msg(isnan(assumptions.rows[ASSUMPTION_ELECTRICITY_PRICE].low), "no range is stated, so there is none");
    assumptions_free(&assumptions);
    table_csv_free(&table);
    table_csv_free(&runs);
}
END_TEST

/* Training FLOP = 6 x active parameters x tokens: where a run states both, its sum is no other. */
START_TEST(shipped_training_runs_agree_with_their_size)
{
    struct table_csv table, runs;
    struct assumptions assumptions;
    struct error error = {0};
    int compared = 0;
    ck_assert(table_csv_load(folder, "assumptions.csv", &table, &error));
    ck_assert(table_csv_load(folder, "training_runs.csv", &runs, &error));
    ck_assert_msg(assumptions_read(&table, &runs, &assumptions, &error), "%s", error.message);
    ck_assert_uint_eq(assumptions.run_count, 15);
    for (size_t i = 0; i < assumptions.run_count; i++) {
        const struct training_run *run = &assumptions.runs[i];
        double flop = 6 * run->active_parameters * run->tokens;
        ck_assert_msg(run->name.size && run->source.size, "line %zu", i + 2);
        ck_assert_msg(!(fabs(flop / run->training_flop - 1) > 0.025), "%.*s: %g", SLICE_ARGS(run->key), flop);
        compared += !isnan(flop);
    }
    ck_assert_int_eq(compared, 6);
    assumptions_free(&assumptions);
    table_csv_free(&table);
    table_csv_free(&runs);
}
END_TEST

/* What an edited file may get wrong: lines with commas between their cells, and the message it gives. */
static const struct {
    const char *line, *message;
} mistakes[] = {
    {"mfu,ratio,,0.4,,x\n", "no row overhead"},
    {"mfu,ratio,,0.4,,x\nmfu,ratio,,0.5,,x\n", "line 3: assumed twice: mfu"},
    {"luck,ratio,,0.4,,x\n", "line 2: no such assumption: luck"},
    {"mfu,percent,,40,,x\n", "line 2: not the unit of this assumption: percent"},
    {"mfu,ratio,,40,,x\n", "line 2: not stated, or not in range: mfu"},
    {"mfu,ratio,,,,x\n", "line 2: not stated, or not in range: mfu"},
    {"mfu,ratio,,-0.4,,x\n", "line 2: not stated, or not in range: mfu"},
    {"mfu,ratio,0.5,0.4,0.6,x\n", "line 2: not stated, or not in range: mfu"},
    {"mfu,ratio,0.3,0.4,0.35,x\n", "line 2: not stated, or not in range: mfu"},
    {"mfu,ratio,0,0.4,,x\n", "line 2: not stated, or not in range: mfu"},
    {"mfu,ratio,,forty,,x\n", "line 2"},
};

static void write_file(const char *path, const char *header, const char *lines)
{
    FILE *file = fopen(path, "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "%s\n%s", header, lines);
    fclose(file);
}

/* Reads one table, written to a folder that is gone afterwards, as `name`; the other is the shipped one. */
static void refuse(const char *name, const char *header, const char *lines, const char *message)
{
    char place[] = "/tmp/check_assumptions.XXXXXX", path[64];
    struct table_csv edited, shipped;
    struct assumptions assumptions;
    struct error error = {0};
    bool is_runs = strcmp(name, "training_runs.csv") == 0;
    ck_assert_ptr_nonnull(mkdtemp(place));
    snprintf(path, sizeof path, "%s/%s", place, name);
    write_file(path, header, lines);
    bool loaded = table_csv_load(place, name, &edited, &error);
    unlink(path);
    rmdir(place);
    ck_assert_msg(loaded, "%s", error.message);
    ck_assert(table_csv_load(folder, is_runs ? "assumptions.csv" : "training_runs.csv", &shipped, &error));
    ck_assert(!assumptions_read(is_runs ? &shipped : &edited, is_runs ? &edited : &shipped, &assumptions, &error));
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s, not: %s", error.message, message);
    assumptions_free(&assumptions);
    table_csv_free(&edited);
    table_csv_free(&shipped);
}

START_TEST(mistakes_are_refused_with_their_line)
{
    refuse("assumptions.csv", "key,unit,low,value,high,source", mistakes[_i].line, mistakes[_i].message);
}
END_TEST

START_TEST(a_run_without_its_sum_is_none)
{
    static const char header[] = "key,name,training_flop,active_parameters,tokens,confidence,source";
    refuse("training_runs.csv", header, "a,A,,1e9,1e12,high,x\n", "line 2: not stated, or not in range: a");
    refuse("training_runs.csv", header, "a,A,1e24,0,1e12,high,x\n", "line 2: not stated, or not in range: a");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("assumptions");
    TCase *tests = tcase_create("assumptions");
    tcase_add_test(tests, shipped_assumptions);
    tcase_add_test(tests, shipped_training_runs_agree_with_their_size);
    tcase_add_loop_test(tests, mistakes_are_refused_with_their_line, 0, (int)(sizeof mistakes / sizeof *mistakes));
    tcase_add_test(tests, a_run_without_its_sum_is_none);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
