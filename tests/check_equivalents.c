/*
 * Equivalents by name: the same chips are many H100 or few, depending on what is compared.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/equivalents.h"
#include "tests/suite.h"

static struct catalogue *catalogue;

static void load(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
}

static void unload(void)
{
    catalogue_free(catalogue);
}

/* One unit; 0 stands for "not known". */
static const struct {
    const char *key;
    double of[EQUIVALENT_COUNT];
} units[] = {
    /*                         8 bit    BF16    TPP     bandwidth  B300 */
    {"nvidia-h100-sxm",       {1,       1,      1,      1,         0.2639}},
    {"nvidia-h200-sxm",       {1,       1,      1,      1.4328,    0.2639}},
    {"nvidia-h20-96gb",       {0.1496,  0.1496, 0.1496, 1.1940,    0.0395}},
    {"nvidia-a100-sxm4-80gb", {0.3153,  0.3153, 0.3153, 0.6087,    0.0832}},
    {"nvidia-gb200-gpu",      {2.5265,  2.5268, 2.5265, 2.3881,    0.6667}},
    {"nvidia-b300-sxm",       {2.2739,  2.2741, 3.4108, 2.2985,    0.9}},
    {"nvidia-gb300-gpu",      {2.5265,  2.5268, 3.7898, 2.3881,    1}},
    {"amd-mi355x",            {2.5433,  2.5436, 3.8149, 2.3881,    1.0066}},
    {"huawei-ascend-910b1",   {0.2021,  0.4043, 0.4042, 0.4776,    0.1067}},
    {"nvidia-a16",            {0.0702,  0.0701, 0.0702, 0.2388,    0.0185}}, /* four circuits on one card */
    {"nvidia-rtx-5090d",      {0,       0,      0.3000, 0.5349,    0.0792}}, /* FP4 alone is stated */
    {"amd-mi308x",            {0,       0,      0,      1.5821,    0}},
};

START_TEST(of_one_unit)
{
    const struct accelerator *a = catalogue_accelerator(catalogue, slice_of(units[_i].key));
    for (int i = 0; i < EQUIVALENT_COUNT; i++) {
        double found = equivalents_of(catalogue, (enum equivalent)i, a, 1), expected = units[_i].of[i];
        bool agree = expected > 0 ? fabs(found - expected) <= 0.00005001 : isnan(found);
        ck_assert_msg(agree, "%s %s: %g", units[_i].key, equivalents_name((enum equivalent)i), found);
    }
}
END_TEST

/* A million H20: 0.15 million H100 for arithmetic, 1.2 million for memory bandwidth. */
START_TEST(of_a_million_h20)
{
    static const double expected[EQUIVALENT_COUNT] = {149570.5, 149585.6, 149570.5, 1194029.9, 39466.7};
    const struct accelerator *h20 = catalogue_accelerator(catalogue, slice_of("nvidia-h20-96gb"));
    for (int i = 0; i < EQUIVALENT_COUNT; i++)
        ck_assert_double_eq_tol(equivalents_of(catalogue, (enum equivalent)i, h20, 1e6), expected[i], 0.05);
}
END_TEST

/* A column in a table is called by its basis. */
START_TEST(each_basis_has_its_name)
{
    for (int i = 0; i < EQUIVALENT_COUNT; i++) {
        ck_assert_ptr_nonnull(strstr(equivalents_name((enum equivalent)i), "00e_"));
        for (int k = 0; k < i; k++)
            ck_assert_str_ne(equivalents_name((enum equivalent)i), equivalents_name((enum equivalent)k));
        ck_assert_ptr_nonnull(strstr(equivalents_basis((enum equivalent)i), " / that of a"));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("equivalents");
    TCase *tests = tcase_create("equivalents");
    tcase_add_unchecked_fixture(tests, load, unload);
    tcase_add_loop_test(tests, of_one_unit, 0, (int)(sizeof units / sizeof *units));
    tcase_add_test(tests, of_a_million_h20);
    tcase_add_test(tests, each_basis_has_its_name);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
