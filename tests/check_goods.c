/*
 * What a description's goods are: one line of text, HS code, pieces; and the chips, rule and flags that come of it. The traps
 * are: look-alike letters (21), false friends (22), what a unit counts (14), weights of whole declarations (13).
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "tests/customs_line.h"
#include "tests/suite.h"

struct example {
    const char *text, *hs6, *chips, *rule, *flags;
};

/* Ten pieces of it. */
static void check(const struct example *example)
{
    const struct capacity_estimate *e = customs_line_estimate((struct customs_line){
        .text = example->text, .hs6 = example->hs6, .qty = "10", .unit = "C62", .date = "2025-06-01"});
    const char *chips = customs_line_chips(e), *rule = customs_line_rule(e), *flags = customs_line_flags(e);
    ck_assert_msg(strcmp(chips, example->chips) == 0, "%s: chips %s", example->text, chips);
    ck_assert_msg(strcmp(rule, example->rule) == 0, "%s: rule %s", example->text, rule);
    ck_assert_msg(strcmp(flags, example->flags) == 0, "%s: flags %s", example->text, flags);
}

/* Trap 21: folded for matching only; full width, Cyrillic Н, zero width, hyphen, blank. */
static const struct example look_alikes[] = {
    {"NVIDIA H100", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"NVIDIA H-100", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"NVIDIA H 100", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"nvidia h100", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"ＮＶＩＤＩＡ　Ｈ１００", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"NVIDIA \xd0\x9d" "100", "847330", "10/10/10", "model_name", "variant_assumed"},        /* Cyrillic En */
    {"NVIDIA \xd0\xbd" "100", "847330", "10/10/10", "model_name", "variant_assumed"},        /* small */
    {"NVIDIA \xce\x97" "100", "847330", "10/10/10", "model_name", "variant_assumed"},        /* Greek Eta */
    {"NVIDIA H\xe2\x80\x8b" "100", "847330", "10/10/10", "model_name", "variant_assumed"},   /* zero-width space */
    {"NV\xc2\xad" "IDIA H1\xe2\x81\xa0" "00", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"Видеокарта \xd0\x9d" "100 80GB", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"NVIDIA GH\xe2\x80\x8b" "100", "847330", "none", "none", ""},     /* still one word */
    {"NVIDIA H1000", "847330", "none", "none", ""},
    {"NVIDIA H100\xd0\xb9", "847330", "none", "none", ""},             /* a letter of another alphabet goes on */
    {"900-21010-0000-000", "847330", "10/10/10", "part_number", ""},
    {"900 21010 0000 000", "847330", "10/10/10", "part_number", ""},
    {"900210100000000", "847330", "10/10/10", "part_number", ""},
    {"90021010-0000-000", "847330", "10/10/10", "part_number", ""},
    {"９００-２１０１０-００００", "847330", "10/10/10", "part_number", ""},
};

START_TEST(trap_21_look_alikes)
{
    check(&look_alikes[_i]);
}
END_TEST

/* Trap 22: a short name is one only in its surroundings. */
static const struct example false_friends[] = {
    {"H100 HYDRAULIC PUMP", "841350", "none", "none", ""},
    {"H100 HYDRAULIC PUMP", NULL, "none", "none", ""},
    {"H100 HYDRAULIC PUMP FOR DATA CENTER, 80GB LOG", "841350", "none", "none", ""},
    {"A100 PAPER 80 GSM", "480256", "none", "none", ""},
    {"L4 CABLE", "854442", "none", "none", ""},
    {"CABLE CATEGORY L4 24GB", "854442", "none", "none", ""},
    {"H200 BOLT M8", "731815", "none", "none", ""},
    {"A100 FILTER CARTRIDGE", "842123", "none", "none", ""},
    {"НАСОС Н100", "841350", "none", "none", ""},
    {"H100", NULL, "none", "none", ""},
    {"H100 80GB", "901890", "none", "none", ""},
    {"H100 80G", "847330", "10/10/10", "model_name", ""},                       /* more than the bare name */
    {"H100", "847330", "10/10/10", "model_name", "variant_assumed weak_name"},  /* the code is context enough */
    {"L4", "847330", "none", "none", ""},                                       /* but not for two letters */
    {"NVIDIA L4 24GB", "847330", "10/10/10", "model_name", ""},
    {"NVIDIA H100 GPU", "950450", "10/10/10", "model_name", "variant_assumed"}, /* misdeclared */
};

START_TEST(trap_22_false_friends)
{
    check(&false_friends[_i]);
}
END_TEST

/* And by their price: an H100 for 40 USD is another thing of that name, a named NVIDIA H100 is one declared too low. */
START_TEST(trap_22_unit_value)
{
    struct customs_line line = {.text = "H100", .hs6 = "847330", .qty = "10", .unit = "C62", .date = "2025-06-01",
                                .value = "400", .currency = "USD"};
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "none");
    line.text = "NVIDIA H100";
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "10/10/10");
    ck_assert_str_eq(customs_line_flags(customs_line_estimate(line)), "variant_assumed price_implausible");
}
END_TEST

/* Rule 0: what only fits an accelerator holds none; what comes along does not matter; a part number outweighs all. */
static const struct example accessories[] = {
    {"HEATSINK FOR NVIDIA H100", "847330", "0/0/0", "accessory", ""},
    {"HEAT SINK FOR GRAPHICS MODULE H100 SXM5", "847330", "0/0/0", "accessory", ""},
    {"CARRIER FOR USE WITH NVIDIA H100", "847330", "0/0/0", "accessory", ""},
    {"FOR USE WITH NVIDIA H100", "847330", "0/0/0", "accessory", ""},
    {"NVLINK BRIDGE, FOR USE WITH H100", "847330", "0/0/0", "accessory", ""},
    {"NVIDIA H100 PCIE CABLE", "854442", "0/0/0", "accessory", ""},
    {"NVIDIA H100 80GB HEATSINK", "847330", "0/0/0", "accessory", ""},
    {"DGX H100 SERVER POWER SUPPLY", "850440", "0/0/0", "accessory", ""},
    {"用于英伟达H100的散热器", "847330", "0/0/0", "accessory", ""},
    {"散热器适用于H100", "847330", "0/0/0", "accessory", ""},
    {"H100散热器", "847330", "0/0/0", "accessory", ""},
    {"H100用散热器", "847330", "0/0/0", "accessory", ""},
    {"Радиатор для NVIDIA H100", "847330", "0/0/0", "accessory", ""},
    {"Bộ tản nhiệt dùng cho NVIDIA H100", "847330", "0/0/0", "accessory", ""},
    {"Kühlkörper für NVIDIA H100", "847330", "0/0/0", "accessory", ""},
    {"NVIDIA H100 + HEATSINK", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"NVIDIA H100 WITH HEATSINK", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"NVIDIA H100 INCL. CABLE", "847330", "10/10/10", "model_name", "variant_assumed"},
    {"英伟达H100 含散热器", "847330", "10/10/10", "model_name", ""},
    {"HEATSINK FOR 900-21010-0000-000", "847330", "10/10/10", "part_number", ""},
    {"NVIDIA HEATSINK H100", "847330", "0/-/10", "model_name", "variant_assumed fits_model"},
    {"PARTS FOR NVIDIA H100", "847330", "0/-/10", "model_name", "variant_assumed fits_model"},
    {"SUITABLE FOR AI TRAINING, NVIDIA H100", "847330", "10/10/10", "model_name", "variant_assumed"},
};

START_TEST(rule_0_accessories)
{
    check(&accessories[_i]);
}
END_TEST

/* Rule 2: what a unit holds. */
static const struct example units[] = {
    {"DELL POWEREDGE XE9680", "847150", "0/-/80", "model_name", "slots_only"},
    {"XE9680 H100", "847150", "80/80/80", "model_name", ""},
    {"XE9680 WITH HGX H200 8-GPU", "847150", "80/80/80", "model_name", ""},
    {"XE9680, SUPPORTS UP TO 8 NVIDIA H100", "847150", "0/80/80", "model_name", "optional"},
    {"XE9680 BAREBONE WITHOUT GPU, NVIDIA H100", "847150", "0/-/80", "model_name", "empty"},
    {"NF5688M7 服务器 8*NVIDIA H20", "847150", "80/80/80", "model_name", ""},
    {"SERVER NVIDIA H100*4", "847150", "40/40/40", "model_name", "variant_assumed"},
    {"4-GPU SERVER NVIDIA H100", "847150", "40/40/40", "model_name", "variant_assumed"},
    {"PCIE GEN5 X16 SERVER NVIDIA H100", "847150", "10/-/80", "model_name", "variant_assumed server_assumed"},
    {"NVIDIA H100 SXM5 MODULE", "847330", "10/-/80", "model_name", "module_open"},
    {"NVIDIA HGX H100 4-GPU", "847180", "40/40/40", "model_name", ""},
    {"GB200 compute tray", "847150", "40/40/40", "model_name", ""},
    {"900-2G548-0041-000", "847150", "10/10/10", "part_number", ""},
    {"GPU CARD 80GB HBM3", "847330", "none", "none", ""}, /* unknown goods with memory are no memory */
    {"HBM3E TEST FIXTURE", "854232", "none", "none", ""},
};

START_TEST(rule_2_what_a_unit_holds)
{
    check(&units[_i]);
}
END_TEST

/* A module that costs as much as four accelerators is the board. */
START_TEST(module_by_value)
{
    const struct capacity_estimate *e = customs_line_estimate(
        (struct customs_line){.text = "NVIDIA H100 SXM5 MODULE", .hs6 = "847330", .qty = "10", .unit = "C62",
                              .date = "2025-06-01", .value = "2100000", .currency = "USD"});
    ck_assert_str_eq(customs_line_chips(e), "80/80/80");
    ck_assert_str_eq(customs_line_flags(e), "board_assumed");
}
END_TEST

/* Trap 14: sets only of systems whose weight agrees; packages and kilograms never. */
static const struct {
    const char *text, *unit, *kg, *chips;
} counts[] = {
    {"NVIDIA DGX H100", "SET", NULL, "80/80/80"},
    {"NVIDIA DGX H100", "SET", "1300", "80/80/80"},
    {"NVIDIA DGX H100", "SET", "3000", "-/-/250"}, /* 300 kg each: not one system a set */
    {"NVIDIA DGX H100", "SET", "12", "-/-/1"},
    {"NVIDIA HGX H200 8-GPU", "SET", "320", "80/80/80"}, /* weight not published: the class's band */
    {"NVIDIA HGX H200 8-GPU", "SET", "5", "-/-/1"},
    {"NVIDIA H100 PCIE 80GB", "SET", NULL, "-/-/-"},
    {"NVIDIA DGX H100", "XPK", NULL, "-/-/-"},
    {"NVIDIA DGX H100", "XCT", "1300", "-/-/108"},
    {"NVIDIA H100 PCIE 80GB", "KGM", "12", "-/-/13"},
    {"NVIDIA H100 PCIE 80GB", "PR", NULL, "20/20/20"},
};

START_TEST(trap_14_what_is_counted)
{
    const struct capacity_estimate *e = customs_line_estimate((struct customs_line){
        .text = counts[_i].text, .qty = "10", .unit = counts[_i].unit, .net_kg = counts[_i].kg, .date = "2025-06-01"});
    ck_assert_str_eq(customs_line_chips(e), counts[_i].chips);
}
END_TEST

/* A quantity without a unit is one of pieces where the code is counted in pieces; elsewhere that is a guess. */
START_TEST(quantity_without_unit)
{
    struct customs_line line = {.text = "NVIDIA DGX H100", .hs6 = "847150", .qty = "2", .date = "2025-06-01"};
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "16/16/16");
    ck_assert_str_eq(customs_line_flags(customs_line_estimate(line)), "unit_by_code");
    line.hs6 = "847330";
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "-/16/-");
    ck_assert_str_eq(customs_line_flags(customs_line_estimate(line)), "unit_assumed");
}
END_TEST

/* Implausible weights and prices are marked; the count stays as it is declared. */
START_TEST(implausible_units_are_marked)
{
    struct customs_line line = {.text = "NVIDIA H100 PCIE 80GB", .hs6 = "847330", .qty = "10", .unit = "C62",
                                .date = "2025-06-01", .net_kg = "12", .value = "250000", .currency = "USD"};
    ck_assert_str_eq(customs_line_flags(customs_line_estimate(line)), "");
    line.net_kg = "40";
    ck_assert_str_eq(customs_line_flags(customs_line_estimate(line)), "weight_implausible");
    line.value = "900000";
    ck_assert_str_eq(customs_line_flags(customs_line_estimate(line)), "weight_implausible price_implausible");
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "10/10/10");
}
END_TEST

/* Trap 13: the weight of the declaration is none of the line's. */
START_TEST(trap_13_header_weight)
{
    struct customs_line line = {.text = "NVIDIA H100 PCIE 80GB", .hs6 = "847330", .qty = "135000", .unit = "KGM",
                                .date = "2025-06-01", .gross_kg = "135000", .header_weight = true};
    const struct capacity_estimate *e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_chips(e), "-/-/-");
    ck_assert_str_eq(customs_line_flags(e), "count_unknown");
}
END_TEST

/* Trap 11: withheld partners and special codes stand for nothing by their value. */
START_TEST(trap_11_confidential_lines)
{
    struct customs_line line = {.hs6 = "847180", .period = "2025-06-01", .value_usd = "1000000", .origin = "ZZ"};
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "none");
    line.origin = "TW";
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "4/18/38");
    line.flag = "hs_special";
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "none");
}
END_TEST

/* Rule 4: a counted, not estimated quantity bounds a statistic from above. */
START_TEST(rule_4_cap_by_quantity)
{
    struct customs_line line = {.hs6 = "847180", .period = "2025-06-01", .value_usd = "187200000", .qty = "100",
                                .unit = "C62", .origin = "TW"};
    const struct capacity_estimate *e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_chips(e), "748/800/800");
    ck_assert_str_eq(customs_line_flags(e), "capped_by_quantity");
    line.qty_is_estimated = true;
    e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_chips(e), "748/3304/7114");
    ck_assert_str_eq(customs_line_flags(e), "quantity_estimated");
    line.qty_is_estimated = false;
    line.unit = NULL; /* "no quantity" is written as 0 without a unit */
    line.qty = "0";
    e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_chips(e), "748/3304/7114");
    ck_assert_str_eq(customs_line_flags(e), "count_unknown");
    line.hs6 = "854232"; /* memories: no prior, nothing is said */
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "none");
}
END_TEST

/* Rule 5: without a value the weight is a bound. */
START_TEST(rule_5_weight)
{
    struct customs_line line = {.hs6 = "847330", .period = "2025-06-01", .net_kg = "900", .origin = "TW"};
    const struct capacity_estimate *e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_chips(e), "-/-/1000");
    ck_assert_str_eq(customs_line_rule(e), "weight");
    ck_assert_str_eq(customs_line_flags(e), "count_unknown");
    line.period = NULL;
    line.text = "PC PARTS"; /* a shipment's line says what it is: nothing we know */
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "none");
}
END_TEST

/* A value in another currency: by the source's dollars, its rate, the table's for the period; else not at all. */
START_TEST(values_in_dollars)
{
    struct customs_line line = {.text = "NVIDIA H200 SXM", .hs6 = "847330", .qty = "10", .unit = "C62",
                                .date = "2023-05-10", .value = "1000000", .currency = "CNY"};
    const struct capacity_estimate *e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_value(e), "143155.7200"); /* 6.9854 for a dollar in May 2023 */
    ck_assert(slice_equal_text(e->fx_source, "Federal Reserve G.5, average of 2023-05"));
    line.date = "2023-08-10"; /* no such month in the table: the year's */
    e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_value(e), "141224.9900");
    ck_assert(slice_equal_text(e->fx_source, "Federal Reserve G.5A, average of 2023"));
    line.date = "2031-01-01";
    e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_value(e), "-");
    ck_assert_ptr_null(e->fx_rate);
    line.currency = "XXX";
    ck_assert_str_eq(customs_line_value(customs_line_estimate(line)), "-");
}
END_TEST

#define ADD(tests, name, table) tcase_add_loop_test(tests, name, 0, (int)(sizeof table / sizeof *table))

int main(void)
{
    Suite *suite = suite_create("goods");
    TCase *tests = tcase_create("goods");
    tcase_add_checked_fixture(tests, customs_line_set_up, customs_line_tear_down);
    ADD(tests, trap_21_look_alikes, look_alikes);
    ADD(tests, trap_22_false_friends, false_friends);
    tcase_add_test(tests, trap_22_unit_value);
    ADD(tests, rule_0_accessories, accessories);
    ADD(tests, rule_2_what_a_unit_holds, units);
    tcase_add_test(tests, module_by_value);
    ADD(tests, trap_14_what_is_counted, counts);
    tcase_add_test(tests, quantity_without_unit);
    tcase_add_test(tests, implausible_units_are_marked);
    tcase_add_test(tests, trap_13_header_weight);
    tcase_add_test(tests, trap_11_confidential_lines);
    tcase_add_test(tests, rule_4_cap_by_quantity);
    tcase_add_test(tests, rule_5_weight);
    tcase_add_test(tests, values_in_dollars);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
