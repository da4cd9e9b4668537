/*
 * check-catalogue finds what is wrong with a catalogue: one fault at a time, put into a copy of the one that ships.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "consumers/capacity/catalogue_check.h"
#include "tests/suite.h"

#define SHIPPED CHIPWATCH_SOURCE_DIR "/deploy/reference"

enum { PATH_BYTES = 512, TEXT_BYTES = 1 << 20 };

static char folder[PATH_BYTES];
static char text[TEXT_BYTES], changed[2 * TEXT_BYTES];
static struct catalogue_findings findings;
static struct error error;

static void path_in(const char *parent, const char *name, char path[PATH_BYTES])
{
    ck_assert_int_lt(snprintf(path, PATH_BYTES, "%s/%s", parent, name), PATH_BYTES);
}

/* A folder whose files are links to those that ship, so that one of them can be replaced. */
static void set_up(void)
{
    char from[PATH_BYTES], to[PATH_BYTES];
    snprintf(folder, sizeof folder, "/tmp/check_catalogue.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    DIR *shipped = opendir(SHIPPED);
    for (struct dirent *entry; (entry = readdir(shipped));) {
        if (entry->d_name[0] == '.')
            continue;
        path_in(SHIPPED, entry->d_name, from);
        path_in(folder, entry->d_name, to);
        ck_assert_int_eq(symlink(from, to), 0);
    }
    closedir(shipped);
}

static void tear_down(void)
{
    char path[PATH_BYTES];
    catalogue_findings_free(&findings);
    DIR *copy = opendir(folder);
    for (struct dirent *entry; (entry = readdir(copy));) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        path_in(folder, entry->d_name, path);
        unlink(path);
    }
    closedir(copy);
    rmdir(folder);
}

static void write_file(const char *name, const char *content)
{
    char path[PATH_BYTES];
    path_in(folder, name, path);
    unlink(path);
    FILE *file = fopen(path, "wb");
    ck_assert(file && fputs(content, file) >= 0 && fclose(file) == 0);
}

/* Puts `after` for the only place of `before`. */
static void change(const char *name, const char *before, const char *after)
{
    char path[PATH_BYTES];
    path_in(SHIPPED, name, path);
    FILE *file = fopen(path, "rb");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[size] = '\0';
    char *place = strstr(text, before);
    ck_assert_msg(place && !strstr(place + 1, before), "\"%s\" stands in %s not once", before, name);
    snprintf(changed, sizeof changed, "%.*s%s%s", (int)(place - text), text, after, place + strlen(before));
    write_file(name, changed);
}

/* Runs the check; all findings in one text, as the command prints them. */
static const char *found(void)
{
    static char all[1 << 16];
    size_t used = 0;
    ck_assert_msg(catalogue_check(folder, &findings, &error), "%s", error.message);
    for (size_t i = 0; i < findings.count && used < sizeof all - 512; i++)
        used += (size_t)snprintf(all + used, sizeof all - used, "%s:%zu: %s: %s\n", findings.items[i].file,
                                 findings.items[i].line, findings.items[i].is_error ? "error" : "warning",
                                 findings.items[i].what);
    all[used] = '\0';
    return all;
}

START_TEST(what_ships_is_clean)
{
    const char *all = found();
    ck_assert_msg(findings.errors == 0 && findings.warnings == 0, "%s", all);
    ck_assert_uint_ge(findings.files, 13);
}
END_TEST

/* A fault, and what must be found (the line where it matters). */
static const struct {
    const char *file, *before, *after, *finding;
} faults[] = {
    /* numbers and dates */
    {"accelerators.csv", ",989.4,1979,1979,,,,141,", ",-989.4,1979,1979,,,,141,", "error: bf16_tflops: -989.4 is not in"},
    {"accelerators.csv", ",989.4,1979,1979,,,,141,", ",0,1979,1979,,,,141,", "error: bf16_tflops: 0 is not in"},
    {"accelerators.csv", ",989.4,1979,1979,,,,141,", ",989.4,1979e9,1979,,,,141,", "error: fp8_tflops: 1979e9 is not in"},
    {"accelerators.csv", ",989.4,1979,1979,,,,141,", ",989;4,1979,1979,,,,141,", "error: bf16_tflops: not a number: 989;4"},
    {"accelerators.csv", ",2025-06-12,OAM,y,1,,,,2309.6", ",2025-6-12,OAM,y,1,,,,2309.6", "error: launch_date: not a date"},
    {"rules.csv", "us-3a090a1,88 FR 73458; 3A090.a.1,US BIS,2023-11-17", "us-3a090a1,88 FR 73458; 3A090.a.1,US BIS,2023-11-31",
     "error: effective_from: not a day"},
    {"systems.csv", ",2.03,6.5 kW DGX A100 / (8 x 400 W),,,,138800,", ",0.2,6.5 kW DGX A100 / (8 x 400 W),,,,138800,",
     "systems.csv:2: error: overhead_factor: 0.2 is not in 1..4"},
    {"assumptions.csv", "mfu,ratio,0.33,0.40,0.43,", "mfu,ratio,0.43,0.40,0.43,", "error: value 0.4 is less than low 0.43"},
    {"unit_classes.csv", "card,1,5000,50000,", "card,1,50000,5000,", "error: value_high_usd 5000 is less than value_low_usd 50000"},
    {"prices.csv", "nvidia-h20-96gb,2025-01-01,2025-12-31,9000,10390,12000", "nvidia-h20-96gb,2025-01-01,2025-12-31,9000,8000,12000",
     "error: mid_usd 8000 is less than low_usd 9000"},
    /* files and columns */
    {"systems.csv", "key,vendor,model,system_type,", "key,vendor,model,sort_of_system,", "systems.csv:1: error: no column system_type"},
    {"systems.csv", "key,vendor,model,system_type,", "key,vendor,model,sort_of_system,",
     "systems.csv:1: error: a column that no table has: sort_of_system"},
    {"unit_classes.csv", "P0,2026-01-28,card,1,", "P0,2026-01-28,card,", "unit_classes.csv:2: error: 10 cells, the header has 11"},
    /* keys and references */
    {"accelerators.csv", "nvidia-h200-nvl,Nvidia", "nvidia-h200-sxm,Nvidia", "error: key nvidia-h200-sxm stands in line 24 already"},
    {"systems.csv", "A100 baseboard,nvidia-a100-sxm4-80gb,8", "A100 baseboard,nvidia-a100-sxm4-81gb,8",
     "systems.csv:2: error: accelerator_key: nvidia-a100-sxm4-81gb is in no row"},
    {"product_families.csv", "amd-mi300x;amd-mi325x;amd-mi355x", "amd-mi300x;amd-mi325x;amd-mi356x",
     "error: members: amd-mi356x is in no row of accelerators.csv or systems.csv"},
    {"product_families.csv", "nvidia-blackwell,family,any,nvidia-b200-sxm;nvidia-gb200-gpu;nvidia-b300-sxm;nvidia-gb300-gpu,",
     "nvidia-blackwell,family,any,,", "error: nvidia-blackwell has no members"},
    {"product_families.csv", "nvidia-h20,model,any,nvidia-h20-96gb,nvidia-h20-96gb", "nvidia-h20,model,any,nvidia-h20-96gb,nvidia-h20-141gb",
     "error: mid_key nvidia-h20-141gb is none of the members"},
    {"product_families.csv", "nvidia-hopper,family,other,", "nvidia-hopper,family,AE,", "error: nvidia-hopper: no row with context any or other"},
    {"prices.csv", "nvidia-h20-96gb,2025-01-01", "nvidia-h20-69gb,2025-01-01", "error: accelerator_key: nvidia-h20-69gb is in no row"},
    {"exchange_rates.csv", "CHF,2018,", "CHF,2017,", "exchange_rates.csv:3: error: currency CHF, 2017 stands in line 2 already"},
    /* names: between accelerators, with a system, and as the matcher folds them: case, width, blanks, hyphens */
    {"accelerators.csv", "H200 NVL;", "H200 NVL;GH200;", "is found as \"GH200\" of nvidia-h200-nvl"},
    {"accelerators.csv", "H200 NVL;", "H200 NVL;dgx h100;", "error: \"dgx h100\" is found as \"DGX H100\" of nvidia-dgx-h100 (systems.csv"},
    {"accelerators.csv", "H200 NVL;", "H200 NVL;ｇｈ－２００;", "error: \"GH200\" is found as \"ｇｈ－２００\" of nvidia-h200-nvl"},
    {"accelerators.csv", "GH200 144GB;", "GH200 144GB;h200nvl;", "error: \"h200nvl\" is found as \"H200 NVL\" of nvidia-h200-nvl"},
    {"accelerators.csv", "H200 NVL;", "H200 NVL;heatsink;", "error: \"heatsink\" is found as \"heatsink\" of nvidia-h200-nvl"},
    {"accelerators.csv", "H200 NVL;", "H200 NVL;Reuters;", "lexicon/outlets.csv:"},
    /* part numbers */
    {"part_numbers.csv", "900-2G193-,9002G193,", "900-2G193-,9002G194,", "error: match 9002G194 is not prefix 900-2G193- without hyphens"},
    {"part_numbers.csv", "900-2G193-,9002G193,", "900-2G530,9002G530,", "error: match 9002G530 stands in line"},
    {"accelerators.csv", "H200 NVL;", "H200 NVL;900-2G193-0000;", "error: the name 900-2G193-0000 hides the part number 9002G193"},
    {"part_numbers.csv", "900-2G193-,9002G193,nvidia-l4,,nvidia-l4,1,1952,847330,2026-04-27,high",
     "900-2G193-,9002G193,nvidia-l4,,nvidia-l4,1,1952,847330,2026-04-27,high\n"
     "900-2G193-0,9002G1930,nvidia-l4,,nvidia-l4,1,1952,847330,2026-04-27,high", "warning: 9002G1930 says what 9002G193 says already"},
    /* what follows from the rates */
    {"accelerators.csv", "10066.3,10066.3,10066.3,288", "10066.3,10066.3,20066.3,288",
     "accelerators.csv:59: error: tpp is 60397.8, the dense rates times their bits give 80265.2"},
    {"accelerators.csv", "1400,,3,60397.8,computed:fp6", "1400,,3,60397.8,computed:fp4",
     "error: tpp_basis is computed:fp4, the largest product is that of fp6"},
    {"accelerators.csv", "computed:fp8,8.378,3A090.a", "computed:fp8,8.379,3A090.a",
     "error: perf_density is 8.379, tpp and die_area_mm2 give 8.377724"},
    {"accelerators.csv", "computed:fp8,8.378,3A090.a", "computed:fp8,8.378,3A090.b",
     "error: eccn_2023 is 3A090.b, tpp, perf_density and datacenter give 3A090.a"},
    {"accelerators.csv", "1936,computed:int8,6.585,3A090.a,no,within,none", "1936,computed:int8,6.585,3A090.a,yes,within,none",
     "error: apr2025_bw_test is yes, its figures and rules.csv give no"},
    {"accelerators.csv", "60397.8,computed:fp6,,3A090.a,yes,outside,", "60397.8,computed:fp6,,3A090.a,yes,within,",
     "error: jan2026_thresholds is within, its figures and rules.csv give outside"},
    {"accelerators.csv", "1936,computed:int8,6.585,3A090.a,no,within,none", "1936,computed:int8,6.585,3A090.a,no,within,2",
     "error: s232_2026_range is 2, its figures and rules.csv give none"},
    {"accelerators.csv", "0.4371,0.4366,0.4371", "0.4371,0.4367,0.4371", "error: h100e_bf16 is 0.4367, the rates of both give 0.43662"},
    /* rules and periods */
    {"rules.csv", ",tpp;dram_bw_gbs,<;<,21000;6500,", ",tpp;dram_bw_gbs,<;=<,21000;6500,", "error: not an operator: =<"},
    {"rules.csv", ",tpp;dram_bw_gbs,<;<,21000;6500,", ",tpp;dram_bw_gps,<;<,21000;6500,", "error: not a metric: dram_bw_gps"},
    {"rules.csv", "us-affiliates-50,Affiliates Rule 2025-09-29,US BIS,2025-09-29,2025-11-09",
     "us-affiliates-50,Affiliates Rule 2025-09-29,US BIS,2025-09-29,2025-12-09", "error: its days overlap those of the same rule"},
    {"rules.csv", "us-affiliates-50,Affiliates Rule 2025-09-29,US BIS,2025-09-29,2025-11-09",
     "us-affiliates-50,Affiliates Rule 2025-09-29,US BIS,2025-09-29,2025-08-09", "error: effective_from lies behind effective_to"},
    {"prices.csv", "nvidia-h20-96gb,2025-01-01", "nvidia-h20-96gb,2025-02-01", "error: 31 days between it and the period of line"},
    {"prices.csv", "nvidia-h20-96gb,2025-01-01", "nvidia-h20-96gb,2024-12-01", "error: the period begins before that of line"},
};

START_TEST(a_fault_is_found)
{
    change(faults[_i].file, faults[_i].before, faults[_i].after);
    const char *all = found();
    ck_assert_msg(strstr(all, faults[_i].finding), "%s is not found in:\n%s", faults[_i].finding, all);
}
END_TEST

START_TEST(a_missing_file_and_one_that_no_table_takes)
{
    char path[PATH_BYTES];
    path_in(folder, "systems.csv", path);
    unlink(path);
    write_file("notes.csv", "a,b\n1,2\n");
    const char *all = found();
    ck_assert_msg(strstr(all, "systems.csv:1: error: cannot read") != NULL, "%s", all);
    ck_assert_msg(strstr(all, "notes.csv:1: error: no file of the catalogue") != NULL, "%s", all);
}
END_TEST

/* All faults, in the order of files and lines, also those of a file whose first row is wrong. */
START_TEST(every_fault_not_only_the_first)
{
    write_file("unit_classes.csv", "set_name,as_of,class,accelerators,value_low_usd,value_high_usd,low_kg,high_kg,"
                                   "accelerator_low_kg,accelerator_high_kg,note\n"
                                   "P0,soon,card,1,5000,50000,0.9,2.0,0.9,2.0,\n"
                                   "P0,2026-01-28,card,-1,5000,50000,3,2,0.9,2.0,\n");
    const char *all = found();
    const char *date = strstr(all, "unit_classes.csv:2: error: as_of: not a date");
    const char *number = strstr(all, "unit_classes.csv:3: error: accelerators: -1 is not in");
    ck_assert_msg(date && number && date < number, "%s", all);
    ck_assert_msg(strstr(all, "unit_classes.csv:3: error: class card stands in line 2 already") != NULL, "%s", all);
    ck_assert_msg(strstr(all, "unit_classes.csv:3: error: high_kg 2 is less than low_kg 3") != NULL, "%s", all);
}
END_TEST

/* What is shown goes to a terminal: no byte of a catalogue may steer it. */
START_TEST(control_characters_are_not_shown)
{
    change("prices.csv", "nvidia-h20-96gb,2025-01-01", "nvidia-h20\033[2J\302\233J,2025-01-01");
    const char *all = found();
    ck_assert_msg(strstr(all, "nvidia-h20?[2J??J is in no row") != NULL, "%s", all);
    ck_assert_ptr_null(strchr(all, '\033'));
}
END_TEST

/* As many rows as are checked, each pair of which is the same rule: all are compared, and in seconds. */
START_TEST(many_rows_are_no_long_wait)
{
    char path[PATH_BYTES];
    path_in(folder, "rules.csv", path);
    FILE *rules = fopen(path, "rb");
    ck_assert(rules && fgets(text, sizeof text, rules) && fgets(changed, sizeof changed, rules));
    fclose(rules);
    unlink(path);
    rules = fopen(path, "wb");
    fputs(text, rules);
    for (int i = 0; i < CATALOGUE_CHECK_ROWS_MAX; i++)
        fprintf(rules, "rule-%d%s", i, strchr(changed, ','));
    ck_assert_int_eq(fclose(rules), 0);
    ck_assert_msg(catalogue_check(folder, &findings, &error), "%s", error.message);
    ck_assert_uint_ge(findings.errors, (size_t)CATALOGUE_CHECK_ROWS_MAX * (CATALOGUE_CHECK_ROWS_MAX - 1) / 2);
    ck_assert_uint_eq(findings.count, CATALOGUE_FINDINGS_MAX);
}
END_TEST

START_TEST(no_such_folder)
{
    ck_assert(!catalogue_check("/no/such/folder", &findings, &error));
    ck_assert_int_eq(error.exit_status, EXIT_NO_INPUT);
    ck_assert(!catalogue_check(SHIPPED "/prices.csv", &findings, &error));
    ck_assert_int_eq(error.exit_status, EXIT_NO_INPUT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catalogue_check");
    TCase *tests = tcase_create("faults");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, what_ships_is_clean);
    tcase_add_test(tests, a_missing_file_and_one_that_no_table_takes);
    tcase_add_test(tests, every_fault_not_only_the_first);
    tcase_add_test(tests, control_characters_are_not_shown);
    tcase_add_test(tests, many_rows_are_no_long_wait);
    tcase_add_test(tests, no_such_folder);
    tcase_add_loop_test(tests, a_fault_is_found, 0, (int)(sizeof faults / sizeof *faults));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
