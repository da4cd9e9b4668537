/*
 * The worked examples of customs lines after the consumer: lines as a producer carries them; counts, flags, rules, totals and
 * prices as an analyst reads them. Names are those of the examples. Then counts that descriptions state.
 */
#include <check.h>
#include <stdlib.h>

#include "tests/customs_line.h"
#include "tests/suite.h"

/* A1: Comtrade, monthly import of Malaysia. */
START_TEST(a1_statistic_by_share_and_price)
{
    const struct capacity_estimate *e = customs_line_estimate(
        (struct customs_line){.hs6 = "847180", .period = "2025-04-01", .qty = "5200", .unit = "C62", .net_kg = "41600",
                              .value = "187200000", .currency = "USD", .value_usd = "187200000", .origin = "TW",
                              .destination = "MY", .flag = "taiwan_by_490", .flow = CUSTOMS_EVENT_FLOW_IMPORT});
    ck_assert_str_eq(customs_line_chips(e), "748/3304/7114");
    ck_assert_str_eq(customs_line_rule(e), "share_price");
    ck_assert_str_eq(customs_line_flags(e), "");
    ck_assert_str_eq(customs_line_value(e), "187200000.0000");
    ck_assert_ptr_null(e->product_key.data);
    ck_assert_ptr_null(e->price_per_chip_usd); /* the value is not all accelerators: it has no price for one */
    ck_assert_ptr_null(e->bf16_eflops_mid);
    ck_assert_int_eq(*e->confidence, CAPACITY_ESTIMATE_CONFIDENCE_LOW);
    ck_assert(slice_equal_text(e->stage, "cleared"));
}
END_TEST

/* A2: of the two rows one event arrives; a code without counted units is marked. */
START_TEST(a2_one_event_of_a_breakdown)
{
    const struct capacity_estimate *e = customs_line_estimate((struct customs_line){
        .hs6 = "847330", .period = "2023-01-01", .is_year = true, .value = "900000000", .currency = "USD", .origin = "US"});
    ck_assert_str_eq(customs_line_chips(e), "1800/10588/32400");
    ck_assert_str_eq(customs_line_flags(e), "count_unknown");
}
END_TEST

/* A3: China, renminbi, the rate from the sidecar: 7.18 CNY for a dollar. */
START_TEST(a3_value_by_the_stated_rate)
{
    const struct capacity_estimate *e = customs_line_estimate(
        (struct customs_line){.text = "自动数据处理设备的其他部件", .hs6 = "847180", .period = "2025-06-01", .qty = "1250",
                              .unit = "C62", .qty2 = "8750", .unit2 = "KGM", .net_kg = "8750", .value = "312500000",
                              .currency = "CNY", .fx_rate = "0.1392757660", .fx_source = "sidecar", .origin = "TW",
                              .destination = "CN"});
    ck_assert_str_eq(customs_line_value(e), "43523676.8800");
    ck_assert_str_eq(customs_line_chips(e), "174/768/1654");
    ck_assert(slice_equal_text(e->fx_source, "sidecar"));
    ck_assert_ptr_nonnull(e->fx_rate);
}
END_TEST

/* A4: counted in kilograms only. */
START_TEST(a4_no_count_stated)
{
    const struct capacity_estimate *e = customs_line_estimate(
        (struct customs_line){.text = "Parts/accessories of other machines of heading 84.71", .hs6 = "847330",
                              .period = "2025-06-01", .qty = "152300", .unit = "KGM", .net_kg = "152300",
                              .value = "96400000", .currency = "USD", .origin = "HK", .flag = "processing_trade"});
    ck_assert_str_eq(customs_line_chips(e), "192/1134/3471");
    ck_assert_str_eq(customs_line_flags(e), "count_unknown");
}
END_TEST

/* A5, A6: exact quotients stay exact; the caps of 8 and 72 a unit are not reached. */
START_TEST(a5_a6_united_states)
{
    const struct capacity_estimate *e = customs_line_estimate((struct customs_line){
        .hs6 = "847180", .period = "2025-06-01", .qty = "9100", .unit = "C62", .value_usd = "1450000000", .origin = "TW"});
    ck_assert_str_eq(customs_line_chips(e), "5800/25588/55100");
    e = customs_line_estimate((struct customs_line){
        .hs6 = "847150", .period = "2025-05-01", .qty = "12400", .unit = "C62", .value_usd = "1984000000", .origin = "MX"});
    ck_assert_str_eq(customs_line_chips(e), "3968/29176/71424");
    ck_assert_str_eq(customs_line_flags(e), "");
}
END_TEST

/* A7: India to Russia, a chassis and what is in it, the vendor's dollars beside rupees. */
START_TEST(a7_servers_by_model_name)
{
    const struct capacity_estimate *e = customs_line_estimate(
        (struct customs_line){.text = "DELL POWEREDGE XE9680 SERVER WITH 8X NVIDIA H100 SXM 80GB", .hs6 = "847150",
                              .date = "2024-05-17", .qty = "25", .unit = "C62", .value = "563625000", .currency = "INR",
                              .value_usd = "6750000", .origin = "MY", .destination = "RU", .flag = "fx_by_vendor",
                              .flow = CUSTOMS_EVENT_FLOW_EXPORT});
    ck_assert_str_eq(customs_line_chips(e), "200/200/200");
    ck_assert_str_eq(customs_line_rule(e), "model_name");
    ck_assert_str_eq(customs_line_flags(e), "");
    ck_assert_str_eq(customs_line_value(e), "6750000.0000"); /* not the rupees by our table */
    ck_assert_ptr_null(e->fx_rate);
    ck_assert(slice_equal_text(e->product_key, "nvidia-h100-sxm"));
    ck_assert(slice_equal_text(e->units_reason, "25 items x 8 accelerators: PowerEdge XE9680 (8-GPU chassis) / H100 SXM5 80GB"));
    ck_assert_stated(e->tpp_mid, 3166400);
    ck_assert_stated(e->maker_tpp_total, 3168000); /* all part numbers of the H100 SXM agree on 15,840 */
    ck_assert_stated(e->price_per_chip_usd, 33750);
    ck_assert(slice_equal_text(e->stage, "shipped"));
}
END_TEST

/* A8: Vietnam, the value withheld, a part number in Vietnamese text. */
START_TEST(a8_part_number_in_vietnamese)
{
    const struct capacity_estimate *e = customs_line_estimate(
        (struct customs_line){.text = "Mô-đun xử lý đồ họa NVIDIA HGX B200 8 GPU, P/N 935-26287-00A0-0R0, hàng mới 100%",
                              .hs6 = "847180", .date = "2025-09-30", .qty = "4", .unit = "C62", .origin = "TW",
                              .destination = "VN", .flag = "value_withheld"});
    ck_assert_str_eq(customs_line_chips(e), "32/32/32");
    ck_assert_str_eq(customs_line_rule(e), "part_number");
    ck_assert_stated(e->tpp_mid, 1152000);
    ck_assert_stated(e->maker_tpp_total, 1191936);
    ck_assert_str_eq(customs_line_value(e), "-");
    ck_assert_ptr_null(e->price_per_chip_usd);
    ck_assert_int_eq(*e->confidence, CAPACITY_ESTIMATE_CONFIDENCE_HIGH);
}
END_TEST

/* A9: Malaysia, the weight of the whole declaration on each line. */
START_TEST(a9_boards_of_two_and_a_header_weight)
{
    const struct capacity_estimate *e = customs_line_estimate(
        (struct customs_line){.text = "GB300 1CPU:2GPU 12H BOARD PC 900-2G548-0081-000", .hs6 = "847150",
                              .date = "2025-10-01", .qty = "216", .unit = "C62", .gross_kg = "135000",
                              .header_weight = true, .value = "19379952", .currency = "USD", .origin = "TW"});
    ck_assert_str_eq(customs_line_chips(e), "432/432/432");
    ck_assert_str_eq(customs_line_flags(e), "");
    ck_assert_stated(e->tpp_mid, 25920000);
    ck_assert_stated(e->maker_tpp_total, 25265088);
    ck_assert_stated(e->price_per_chip_usd, 44861);
    e = customs_line_estimate((struct customs_line){.text = "POWER SHELF 33KW", .hs6 = "850440", .date = "2025-10-01",
                                                    .qty = "12", .unit = "C62", .gross_kg = "135000", .header_weight = true});
    ck_assert_str_eq(customs_line_chips(e), "none");
}
END_TEST

/* A10: the heat sink comes along; a part number outweighs all exclusions. A cancelled line stands for nothing. */
START_TEST(a10_part_number_beside_a_heat_sink)
{
    struct customs_line line = {.text = "NVIDIA HGX H200 8 GPU + HEATSINK, P/N 935-24287-0040-000", .hs6 = "847180",
                                .date = "2025-06-11", .qty = "20", .unit = "C62", .gross_kg = "640",
                                .value = "4300000.00", .currency = "USD", .origin = "TW", .destination = "SG"};
    const struct capacity_estimate *e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_chips(e), "160/160/160");
    ck_assert_str_eq(customs_line_rule(e), "part_number");
    ck_assert_str_eq(customs_line_flags(e), "");
    ck_assert_stated(e->tpp_mid, 2533120);
    ck_assert_stated(e->maker_tpp_total, 2534400);
    ck_assert_stated(e->price_per_chip_usd, 26875);
    line.cancelled = true;
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "none");
}
END_TEST

/* A11: pounds by the declaration's rate. */
START_TEST(a11_systems_in_pounds)
{
    const struct capacity_estimate *e = customs_line_estimate(
        (struct customs_line){.text = "NVIDIA DGX H100 640GB system 920-24387-2540-000", .hs6 = "847150",
                              .date = "2025-03-02", .qty = "2", .unit = "C62", .net_kg = "260", .gross_kg = "340",
                              .value = "480000", .currency = "GBP", .fx_rate = "1.26", .fx_source = "sidecar",
                              .destination = "AE", .flow = CUSTOMS_EVENT_FLOW_EXPORT});
    ck_assert_str_eq(customs_line_chips(e), "16/16/16");
    ck_assert_str_eq(customs_line_value(e), "604800.0000");
    ck_assert_stated(e->tpp_mid, 253312);
    ck_assert_stated(e->maker_tpp_total, 253440);
    ck_assert_stated(e->price_per_chip_usd, 37800);
    ck_assert_str_eq(customs_line_flags(e), "");
}
END_TEST

/* A12 a: a code that a spreadsheet damaged says nothing, whatever it is worth. */
START_TEST(a12a_damaged_code)
{
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(
                         (struct customs_line){.date = "2025-06-01", .qty = "10", .unit = "C62", .flag = "hs_damaged"})),
                     "none");
    ck_assert_str_eq(customs_line_chips(customs_line_estimate((struct customs_line){
                         .hs6 = "847180", .period = "2025-06-01", .value_usd = "1000000", .flag = "hs_damaged"})),
                     "none");
}
END_TEST

/* A12 b: worth its weight in accelerators, by another name. */
START_TEST(a12b_worth_its_weight)
{
    struct customs_line line = {.text = "SANDKYAN COMPUTER ADAPTER", .hs6 = "847330", .date = "2025-06-01", .qty = "40",
                                .unit = "C62", .value = "1280000", .currency = "USD", .gross_kg = "44"};
    const struct capacity_estimate *e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_chips(e), "0/40/40");
    ck_assert_str_eq(customs_line_rule(e), "value_weight_anomaly");
    ck_assert_str_eq(customs_line_flags(e), "possible_misdescription");
    ck_assert(slice_equal_text(e->units_reason, "USD 32000 and 1.1 kg a unit, USD 29091 a kg: as a card"));
    ck_assert_int_eq(*e->confidence, CAPACITY_ESTIMATE_CONFIDENCE_LOW);
    ck_assert_ptr_null(e->product_key.data);
    line.value = "4000";
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "none");
}
END_TEST

START_TEST(a12c_memory_is_counted_apart)
{
    const struct capacity_estimate *e = customs_line_estimate((struct customs_line){
        .text = "HBM3E 36GB 12H STACK", .hs6 = "854232", .date = "2025-06-01", .qty = "3840", .unit = "C62"});
    ck_assert_str_eq(customs_line_chips(e), "0/0/0");
    ck_assert_stated(e->hbm_stacks, 3840);
}
END_TEST

START_TEST(a12d_accessory)
{
    const struct capacity_estimate *e = customs_line_estimate(
        (struct customs_line){.text = "HEATSINK FOR NVIDIA H100 SXM5", .hs6 = "847330", .date = "2025-06-01", .qty = "500",
                              .unit = "C62", .value = "45000", .currency = "USD"});
    ck_assert_str_eq(customs_line_chips(e), "0/0/0");
    ck_assert_str_eq(customs_line_rule(e), "accessory");
    ck_assert_str_eq(customs_line_flags(e), "");
}
END_TEST

START_TEST(a12e_credit)
{
    struct customs_line line = {.text = "NVIDIA H100 PCIE 80GB", .hs6 = "847330", .date = "2025-06-01", .qty = "-10",
                                .unit = "C62", .value = "-340000.00", .currency = "USD", .flag = "negative"};
    const struct capacity_estimate *e = customs_line_estimate(line);
    ck_assert_str_eq(customs_line_chips(e), "-/-/-");
    ck_assert_str_eq(customs_line_credit(e), "-10/-10/-10");
    ck_assert_str_eq(customs_line_flags(e), "price_implausible credit"); /* 34,000 for a card of 22,000 to 30,000 */
    ck_assert_str_eq(customs_line_value(e), "-340000.0000");
    ck_assert_ptr_null(e->price_per_chip_usd);
    line.text = "COMPUTER PARTS";
    ck_assert_str_eq(customs_line_chips(customs_line_estimate(line)), "none");
}
END_TEST

/* Lines of trade with their quantities and weights: text, quantity, unit, net kg; chips, TPP, flags. */
static const struct {
    const char *text, *qty, *unit, *kg, *chips;
    double tpp;
    const char *flags;
} lines[] = {
    {"HGX H200 SERVERS", "8", "C62", NULL, "64/64/64", 1013248, ""},
    {"8 x HGX H200 servers", NULL, NULL, NULL, "8/64/64", 1013248, "count_in_text"},
    {"8 x HGX H200 servers", "8", "C62", NULL, "8/64/64", 1013248, "count_in_text"},
    {"8 x HGX H200 servers", "1", "C62", NULL, "8/64/64", 1013248, "count_in_text"},
    {"8 x HGX H200 servers", "25", "C62", NULL, "200/-/1600", 0, "count_in_text"},
    {"4 x DGX H100", "4", "SET", NULL, "32/32/32", 506624, "count_in_text"},
    {"8xH100 SXM 80GB NVIDIA", NULL, NULL, NULL, "8/8/8", 126656, "count_in_text"},
    {"DGX H100", "20", "SET", "3409", "160/160/160", 2533120, ""},
    {"935-24287-0000-000 BASEBOARD", "10", "C62", "240", "80/80/80", 1266560, ""},
    {"900-21010-0000-000", "100", "C62", "120", "100/100/100", 1210400, ""},
    {"GB200 NVL72 RACK", "2", "SET", "2720", "144/144/144", 5760000, ""},
    {"英伟达H20模组", "1000", "SET", NULL, "8000/8000/8000", 18944000, ""},
    {"昇腾384超节点", "1", "SET", NULL, "384/384/384", 4620288, ""},
    {"RTX 5090D", "2000", "C62", NULL, "2000/2000/2000", 9500000, ""},
    {"MI325X UBB", "4", "C62", NULL, "32/32/32", 669414.4, "board_assumed weak_name"},
    {"H200 NVL", "500", "C62", NULL, "500/500/500", 6684000, ""},
};

START_TEST(lines_of_trade)
{
    const struct capacity_estimate *e = customs_line_estimate((struct customs_line){
        .text = lines[_i].text, .qty = lines[_i].qty, .unit = lines[_i].unit, .net_kg = lines[_i].kg, .date = "2026-02-01"});
    ck_assert_str_eq(customs_line_chips(e), lines[_i].chips);
    ck_assert_str_eq(customs_line_flags(e), lines[_i].flags);
    if (lines[_i].tpp > 0)
        ck_assert_stated(e->tpp_mid, lines[_i].tpp);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("customs_examples");
    TCase *tests = tcase_create("examples");
    tcase_add_checked_fixture(tests, customs_line_set_up, customs_line_tear_down);
    tcase_add_test(tests, a1_statistic_by_share_and_price);
    tcase_add_test(tests, a2_one_event_of_a_breakdown);
    tcase_add_test(tests, a3_value_by_the_stated_rate);
    tcase_add_test(tests, a4_no_count_stated);
    tcase_add_test(tests, a5_a6_united_states);
    tcase_add_test(tests, a7_servers_by_model_name);
    tcase_add_test(tests, a8_part_number_in_vietnamese);
    tcase_add_test(tests, a9_boards_of_two_and_a_header_weight);
    tcase_add_test(tests, a10_part_number_beside_a_heat_sink);
    tcase_add_test(tests, a11_systems_in_pounds);
    tcase_add_test(tests, a12a_damaged_code);
    tcase_add_test(tests, a12b_worth_its_weight);
    tcase_add_test(tests, a12c_memory_is_counted_apart);
    tcase_add_test(tests, a12d_accessory);
    tcase_add_test(tests, a12e_credit);
    tcase_add_loop_test(tests, lines_of_trade, 0, (int)(sizeof lines / sizeof *lines));
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
