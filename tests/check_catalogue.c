/*
 * The reference data as the programs read it, and what its names are found as in texts.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/goods.h"
#include "consumers/capacity/estimate.h"
#include "consumers/capacity/goods_words.h"
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

START_TEST(version_is_of_the_content)
{
    struct catalogue *again;
    struct error error = {0};
    ck_assert_uint_eq(strlen(catalogue_version(catalogue)), 16);
    ck_assert(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &again, &error));
    ck_assert_str_eq(catalogue_version(catalogue), catalogue_version(again));
    catalogue_free(again);
}
END_TEST

START_TEST(a_missing_folder_stops)
{
    struct catalogue *none;
    struct error error = {0};
    ck_assert(!catalogue_load(CHIPWATCH_SOURCE_DIR "/no/such/folder", &none, &error));
    ck_assert_int_eq(error.kind, ERROR_STOP);
    ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    ck_assert_ptr_nonnull(strstr(error.message, "accelerators.csv"));
}
END_TEST

START_TEST(figures_by_key)
{
    const struct accelerator *h200 = catalogue_accelerator(catalogue, slice_of("nvidia-h200-sxm"));
    ck_assert_ptr_nonnull(h200);
    ck_assert_double_eq(h200->bf16_tflops, 989.4);
    ck_assert_double_eq(h200->memory_gb, 141);
    ck_assert_double_eq(h200->overhead_ratio, 1.82);
    ck_assert(h200->interconnect_gbs == 900 && !h200->interconnect_is_slot);
    ck_assert(slice_equal_text(h200->stated.s232_2026_range, "1"));
    const struct accelerator *l4 = catalogue_accelerator(catalogue, slice_of("nvidia-l4"));
    ck_assert(l4->interconnect_gbs == 64 && l4->interconnect_is_slot && l4->int4_tops == 484);
    /* Memory on the chip itself is no DRAM: known to be none, not unknown. */
    ck_assert_double_eq(catalogue_accelerator(catalogue, slice_of("groq-lpu-v1"))->dram_bandwidth_gbs, 0);
    ck_assert_double_eq(catalogue_system(catalogue, slice_of("nvidia-dgx-h200"))->weight_kg, 130.45);
    ck_assert_double_eq(catalogue_system(catalogue, slice_of("nvidia-gb200-nvl72"))->max_power_w, 120000);
    ck_assert(isnan(catalogue_accelerator(catalogue, slice_of("amd-mi308x"))->tpp));
    ck_assert_ptr_null(catalogue_accelerator(catalogue, slice_of("nvidia-h2000")));
}
END_TEST

/* A slug stands for a default member, or for a set that depends on where the goods go. */
START_TEST(families)
{
    const struct family *h200 = catalogue_family(catalogue, slice_of("nvidia-h200"), slice_of("CN"));
    ck_assert(slice_equal_text(h200->mid->key, "nvidia-h200-sxm"));
    ck_assert(slice_equal_text(catalogue_slug(catalogue, h200->mid), "nvidia-h200"));
    ck_assert_uint_eq(catalogue_family(catalogue, slice_of("nvidia-hopper"), slice_of("CN"))->member_count, 4);
    ck_assert_uint_eq(catalogue_family(catalogue, slice_of("nvidia-hopper"), slice_of("AE"))->member_count, 2);
    ck_assert_uint_eq(catalogue_family(catalogue, slice_of("nvidia-hopper"), slice_of(NULL))->member_count, 2);
    ck_assert_ptr_null(catalogue_family(catalogue, slice_of("nvidia-h201"), slice_of("CN")));
}
END_TEST

START_TEST(part_numbers_by_longest_prefix)
{
    const struct part_number *part = catalogue_part(catalogue, slice_of("935-24287-0040-000"));
    ck_assert(slice_equal_text(part->system->key, "nvidia-hgx-h200-8"));
    part = catalogue_part(catalogue, slice_of("935 24287 9999"));
    ck_assert_uint_eq(part->candidate_count, 4);
    ck_assert_ptr_null(part->system);
    ck_assert_ptr_null(catalogue_part(catalogue, slice_of("935-2")));
}
END_TEST

/* What a description of goods is taken for: key of the accelerator, accelerators in one item (low, high). */
static const struct {
    const char *text;
    const char *key;
    double low, high;
} texts[] = {
    {"NVIDIA H200 141GB GPU", "nvidia-h200-sxm", 1, 1},
    {"nvidia h-200 gpu", "nvidia-h200-sxm", 1, 1},
    {"NVIDIA Ｈ２００ GPU", "nvidia-h200-sxm", 1, 1},
    {"GPU H2000 BOLT", NULL, 0, 0},
    {"H200 BOLTS", NULL, 0, 0},
    {"over 100 GPU fans", NULL, 0, 0},
    {"NVIDIA H200 NVL, 500 PCS", "nvidia-h200-nvl", 1, 1},
    {"NVIDIA H200NVL", "nvidia-h200-nvl", 1, 1},
    {"GEFORCE RTX-5090D GAMING", "nvidia-rtx-5090d", 1, 1},
    {"GeForce RTX 5090 D V2", "nvidia-rtx-5090d-v2", 1, 1},
    {"NVIDIA L40S 48GB", "nvidia-l40s", 1, 1},
    {"two NVIDIA L40s", "nvidia-l40s", 1, 1},
    {"A2 PAPER", NULL, 0, 0},
    {"NVIDIA A2 16GB", "nvidia-a2", 1, 1},
    {"昇腾910D", "huawei-ascend-910d", 1, 1},
    {"昇腾 910C 加速卡", "huawei-ascend-910c", 1, 1},
    {"英伟达H20模组", "nvidia-h20-96gb", 8, 8},
    {"昇腾384超节点", "huawei-ascend-910c", 384, 384},
    {"HGX H200 8-GPU", "nvidia-h200-sxm", 8, 8},
    {"DGX H100", "nvidia-h100-sxm", 8, 8},
    {"GB200 NVL72 RACK", "nvidia-gb200-gpu", 72, 72},
    {"MI325X UBB", "amd-mi325x", 8, 8},
    {"DELL POWEREDGE XE9680 SERVER WITH 8 X NVIDIA H100 SXM5 80GB", "nvidia-h100-sxm", 8, 8},
    {"AI SERVER, NVIDIA H100", "nvidia-h100-sxm", 1, 8},
    {"900-21010-0000-000 NVIDIA", "nvidia-h100-pcie", 1, 1},
    {"P/N 935-24287-0000-000 BASEBOARD", "nvidia-hgx-h100-8", 8, 8},
    {"HEAT SINK FOR NVIDIA H100", "nvidia-h100-sxm", 0, 0},
    {"NVIDIA H100 HEATSINK", "nvidia-h100-sxm", 0, 0},
    {"PCBA FOR USE WITH NVIDIA H100", "nvidia-h100-sxm", 0, 0},
    {"NVIDIA H100 PCIE WITH NVLINK BRIDGE", "nvidia-h100-pcie", 1, 1},
    {"适用于H200 GPU的散热器", "nvidia-h200-sxm", 0, 0},
    {"RUBBER FAN BELT", NULL, 0, 0},
};

START_TEST(goods_by_description)
{
    struct goods goods;
    goods_find(catalogue, slice_of(texts[_i].text), (struct slice){NULL, 0}, (struct slice){NULL, 0}, &goods);
    if (!texts[_i].key) {
        ck_assert_msg(goods.rule == GOODS_UNKNOWN, "%s", texts[_i].text);
        return;
    }
    ck_assert_msg(goods.member_count == 1, "%s: %zu members", texts[_i].text, goods.member_count);
    struct slice key = goods.rule == GOODS_PART_NUMBER && goods.system ? goods.system->key : goods.mid->key;
    ck_assert_msg(slice_equal_text(key, texts[_i].key), "%s: %.*s", texts[_i].text, SLICE_ARGS(key));
    ck_assert_msg(goods.per_item.low == texts[_i].low && goods.per_item.high == texts[_i].high, "%s: %g..%g",
                  texts[_i].text, goods.per_item.low, goods.per_item.high);
}
END_TEST

/* Classes that the catalogue's author computed from the same figures: ours must agree. */
START_TEST(control_class_of_each_kind)
{
    static const char *const expected[][2] = {
        {"nvidia-v100-sxm2-32gb", "none"}, {"nvidia-a30", "3A090.b"}, {"nvidia-l4", "3A090.a"},
        {"nvidia-rtx-4090d", "none"},      {"nvidia-h20-96gb", "none"}, {"nvidia-gb300-gpu", "3A090.a"},
        {"amd-mi308x", NULL},              {"huawei-ascend-910c", "3A090.a"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct goods goods;
        goods_of_accelerator(catalogue_accelerator(catalogue, slice_of(expected[i][0])), &goods);
        ck_assert_pstr_eq(estimate_control_class(&goods), expected[i][1]);
    }
}
END_TEST

START_TEST(hbm_is_no_accelerator)
{
    struct goods goods;
    goods_find(catalogue, slice_of("DRAM MODULE HBM3E 24GB"), (struct slice){NULL, 0}, (struct slice){NULL, 0}, &goods);
    ck_assert_int_eq(goods.rule, GOODS_IS_MEMORY);
    ck_assert_double_eq(goods.per_item.mid, 0);
    ck_assert_double_eq(goods.stacks_per_item, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catalogue");
    TCase *tests = tcase_create("reference data");
    tcase_add_unchecked_fixture(tests, load, unload);
    tcase_add_test(tests, version_is_of_the_content);
    tcase_add_test(tests, a_missing_folder_stops);
    tcase_add_test(tests, figures_by_key);
    tcase_add_test(tests, families);
    tcase_add_test(tests, part_numbers_by_longest_prefix);
    tcase_add_loop_test(tests, goods_by_description, 0, (int)(sizeof texts / sizeof *texts));
    tcase_add_test(tests, control_class_of_each_kind);
    tcase_add_test(tests, hbm_is_no_accelerator);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
