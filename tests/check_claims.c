/*
 * Claims in sentences: what is one, with which roles, and what is none. The sentences are ours; that the extractor also does
 * well on text it has never seen is measured on labelled samples outside the project.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/claims.h"
#include "tests/suite.h"

enum { CLAIMS_MAX = 16 };

static struct catalogue *catalogue;
static struct arena arena;
static struct claim claims[CLAIMS_MAX];

static void set_up(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
    ck_assert(arena_init(&arena, 1 << 20, &error));
}

static void tear_down(void)
{
    arena_free(&arena);
    catalogue_free(catalogue);
}

static size_t find(const char *text)
{
    size_t count;
    struct claims_text input = {.title = SLICE_LITERAL(""), .body = slice_of(text)};
    ck_assert(claims_find(catalogue, &input, &arena, claims, CLAIMS_MAX, &count));
    ck_assert_uint_eq(arena.used, 0);
    return count;
}

#define ACTION(name) NEWS_CLAIM_ACTION_##name
#define MODALITY(name) NEWS_CLAIM_MODALITY_##name

/* One sentence, one claim. A quantity of 0: none is stated. */
static const struct {
    const char *text;
    int action, modality;
    const char *product, *actor, *to_country;
    double low;
} examples[] = {
    {"China has approved imports of more than 400,000 Nvidia H200 chips.", ACTION(APPROVE), MODALITY(ASSERTED),
     "nvidia-h200", "China", "CN", 400000},
    {"Beijing has not approved a single purchase of Nvidia's H20.", ACTION(APPROVE), MODALITY(DENIED), "nvidia-h20",
     "China", "CN", 0},
    {"Washington is considering whether to allow sales of Nvidia's B30A to China.", ACTION(APPROVE),
     MODALITY(CONSIDERED), "nvidia-b30a", "US", "CN", 0},
    {"The Commerce Department issued licences for AMD's MI308 exports to China, sources said.", ACTION(LICENSE),
     MODALITY(REPORTED), "amd-mi308", "US Commerce Department", "CN", 0},
    {"US denies licence for Nvidia B200 exports to China", ACTION(DENY), MODALITY(ASSERTED), "nvidia-b200", "US", "CN", 0},
    {"US refuses licence for B200 sale to Chinese firm", ACTION(DENY), MODALITY(ASSERTED), "nvidia-b200", "US", "CN", 0},
    {"Total shipments of H200 to China could reach 1 million units.", ACTION(SHIP), MODALITY(CONSIDERED), "nvidia-h200",
     NULL, "CN", 1000000},
    {"Meta plans to deploy 350,000 Nvidia H100 GPUs.", ACTION(INSTALL), MODALITY(PLANNED), "nvidia-h100", "Meta", NULL,
     350000},
    {"Microsoft bought 5,000 GB200 chips from Nvidia.", ACTION(ORDER), MODALITY(ASSERTED), "nvidia-gb200", "Microsoft",
     NULL, 5000},
    {"Saudi firm Humain ordered 18,000 Nvidia GB300 chips.", ACTION(ORDER), MODALITY(ASSERTED), "nvidia-gb300", "Humain",
     "SA", 18000},
    {"Huawei reportedly shipped at least 200,000 Ascend 910C chips.", ACTION(SHIP), MODALITY(REPORTED),
     "huawei-ascend-910c", "Huawei", NULL, 200000},
    {"Shenzhen police seized 300 smuggled RTX 4090 graphics cards.", ACTION(SEIZE), MODALITY(ASSERTED),
     "nvidia-rtx-4090", NULL, NULL, 300},
    /* R4: who tells others to stop restricts, who stops itself suspends; a ban lifted is an approval. */
    {"China told its carriers to stop buying Nvidia's H20.", ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-h20", "China",
     "CN", 0},
    {"Samsung stopped production of HBM3E for Nvidia.", ACTION(SUSPEND), MODALITY(ASSERTED), "hbm", "Samsung", NULL, 0},
    {"Washington lifted its ban on H20 sales to China.", ACTION(APPROVE), MODALITY(ASSERTED), "nvidia-h20", "US", "CN", 0},
    {"Exporters must obtain a licence for AI chips, the Commerce Department said.", ACTION(RESTRICT), MODALITY(ASSERTED),
     "ai-accelerator", "US Commerce Department", NULL, 0},
    {"The Commerce Department refused AMD a licence to sell the MI308 to China.", ACTION(DENY), MODALITY(ASSERTED),
     "amd-mi308", "US Commerce Department", "CN", 0},
    {"The men shipped Nvidia A100 chips to China without a licence.", ACTION(SMUGGLE), MODALITY(ASSERTED), "nvidia-a100",
     NULL, "CN", 0},
    /* R5: the first that holds of denied, considered, planned, reported, asserted. */
    {"Bloomberg reported that Tencent will buy 3,000 H20 chips.", ACTION(ORDER), MODALITY(PLANNED), "nvidia-h20", "Tencent",
     NULL, 3000},
    {"Nvidia chips are not permitted to be sold to Russia, US officials said.", ACTION(RESTRICT), MODALITY(ASSERTED),
     "nvidia-gpu", "US", "RU", 0},
    {"The US will allow sales of the H20 to China.", ACTION(APPROVE), MODALITY(ASSERTED), "nvidia-h20", "US", "CN", 0},
    {"Oracle to install 12,000 AMD MI355X chips", ACTION(INSTALL), MODALITY(PLANNED), "amd-mi355x", "Oracle", NULL, 12000},
    /* Traps: "not only" denies nothing; "cut from X to Y" is Y; a passive verb has its agent behind it. */
    {"Meta not only bought 6,000 H100 chips.", ACTION(ORDER), MODALITY(ASSERTED), "nvidia-h100", "Meta", NULL, 6000},
    {"Huawei's output of Ascend 910C chips was cut from 300,000 to 200,000 units.", ACTION(OTHER), MODALITY(ASSERTED),
     "huawei-ascend-910c", NULL, NULL, 200000},
    {"The H20 was banned by Beijing.", ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-h20", "China", "CN", 0},
    {"AMD, which is based in California, sold 800 MI300X chips to India.", ACTION(SHIP), MODALITY(ASSERTED), "amd-mi300x",
     "AMD", "IN", 800},
    /* English: a denial behind the verb, the country that is given, what is stopped before the verb, a plan without a verb. */
    {"AMD said it has sold no MI308 chips in China.", ACTION(SHIP), MODALITY(DENIED), "amd-mi308", "AMD", "CN", 0},
    {"Washington would not let Nvidia sell China the B30A.", ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-b30a", "US", "CN", 0},
    {"Shipments of Nvidia's H20 to China were put on hold in May.", ACTION(SUSPEND), MODALITY(ASSERTED), "nvidia-h20", NULL,
     "CN", 0},
    {"Nebius plans 30,000 Nvidia GPUs in Finland.", ACTION(INSTALL), MODALITY(PLANNED), "nvidia-gpu", "Nebius", "FI", 30000},
    {"No HBM may be exported to China without a licence, the Commerce Department said.", ACTION(RESTRICT), MODALITY(ASSERTED),
     "hbm", "US Commerce Department", "CN", 0},
    {"A bill before Congress would bar sales of Nvidia's H20 to China.", ACTION(RESTRICT), MODALITY(CONSIDERED), "nvidia-h20",
     "US Congress", "CN", 0},
    {"Microsoft placed an order with Dell for 24,000 GH200 superchips.", ACTION(ORDER), MODALITY(ASSERTED),
     "nvidia-gh200-96gb", "Microsoft", NULL, 24000},
    /* Refusals in the present and in headlines; what a closed gap let pass; a limit is at most; orders that buy nothing. */
    {"Washington rejects AMD's request for a licence to ship the MI308 to China.", ACTION(DENY), MODALITY(ASSERTED), "amd-mi308",
     "US", "CN", 0},
    {"The US did not refuse Nvidia a licence for the H20.", ACTION(DENY), MODALITY(DENIED), "nvidia-h20", "US", NULL, 0},
    {"US closes gap that let Nvidia sell A800 chips to China", ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-a800", "US",
     "CN", 0},
    {"The US plugged a loophole that allowed exports of the H800 to China.", ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-h800",
     "US", "CN", 0},
    {"Shenzhen customs has seized 1,200 H100 GPUs.", ACTION(SEIZE), MODALITY(ASSERTED), "nvidia-h100", "China Customs",
     NULL, 1200},
    {"Customs officers in Shanghai seized 440 Nvidia A100 chips.", ACTION(SEIZE), MODALITY(ASSERTED), "nvidia-a100",
     "China Customs", NULL, 440},
    {"The US Commerce Department has granted Alibaba a licence for 75,000 H200 chips.", ACTION(LICENSE), MODALITY(ASSERTED),
     "nvidia-h200", "US Commerce Department", "CN", 75000},
    {"No Nvidia H200 has been delivered under the licences so far.", ACTION(SHIP), MODALITY(DENIED), "nvidia-h200", NULL,
     NULL, 0},
    {"Under the licences, Nvidia shipped 20,000 H20 chips to China.", ACTION(SHIP), MODALITY(ASSERTED), "nvidia-h20", "Nvidia",
     "CN", 20000},
    {"美国政府要求其向中国出口H20芯片须获得许可证", ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-h20", "US", "CN", 0},
    {"美国商务部称，对华出口MI308芯片必须获得批准。", ACTION(RESTRICT), MODALITY(ASSERTED), "amd-mi308",
     "US Commerce Department", "CN", 0},
    {"中国尚未批准英伟达H200芯片进口。", ACTION(APPROVE), MODALITY(DENIED), "nvidia-h200", "China", "CN", 0},
    {"中国禁止进口英伟达RTX PRO 6000D芯片。", ACTION(RESTRICT), MODALITY(ASSERTED), "nvidia-b40", "China", "CN", 0},
    {"美国允许英伟达向中国出售H20芯片。", ACTION(APPROVE), MODALITY(ASSERTED), "nvidia-h20", "US", "CN", 0},
    {"字节跳动计划采购2万颗昇腾910B芯片。", ACTION(ORDER), MODALITY(PLANNED), "huawei-ascend-910b", "ByteDance", NULL,
     20000},
};

START_TEST(one_claim)
{
    size_t count = find(examples[_i].text);
    ck_assert_msg(count == 1, "%s: %zu claims", examples[_i].text, count);
    ck_assert_msg(claims->action == examples[_i].action, "%s: action %d", examples[_i].text, claims->action);
    ck_assert_msg(claims->modality == examples[_i].modality, "%s: modality %d", examples[_i].text, claims->modality);
    ck_assert_msg(slice_equal_text(claims->product, examples[_i].product), "%s: %.*s", examples[_i].text,
                  SLICE_ARGS(claims->product));
    ck_assert_msg(slice_equal_text(claims->actor, examples[_i].actor), "%s: actor %.*s", examples[_i].text,
                  SLICE_ARGS(claims->actor));
    ck_assert_msg(slice_equal_text(claims->to_country, examples[_i].to_country), "%s: to %.*s", examples[_i].text,
                  SLICE_ARGS(claims->to_country));
    ck_assert_msg(claims->has_quantity == (examples[_i].low > 0), "%s: quantity", examples[_i].text);
    if (examples[_i].low > 0)
        ck_assert_double_eq(claims->quantity.low, examples[_i].low);
}
END_TEST

/* Specifications, prices, namesakes, hypotheses. */
START_TEST(no_claim)
{
    static const char *const texts[] = {
        "The H200 has 141GB of memory and delivers 4.8TB/s.", "The farmers sold 400,000 tons of wheat to China.",
        "The A100 motorway will be blocked on Friday.", "A B200 aircraft crashed in Kansas.",
        "China approved 12 new trains.", "If the US approves exports of the H200, prices may fall.",
        "If approved, Nvidia may rise.", "The H20 costs $12,000 each, and H2O is water.", "H2O was sold to China.",
        "Nvidia's revenue from H20 sales was $4.6 billion.", "The board of Foxconn approved a dividend; the GB200 is new.",
        "Critics fear that Nvidia chips would be smuggled to China.", "H20 deliveries may be held up unless China approves.",
        "Nvidia's shares rose 3% on Monday.", "China has ordered state-funded data centres to use only domestic AI chips.",
        "Beijing ordered carriers to use only Chinese AI chips.", "", "。。。",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(find(texts[i]) == 0, "%s: %d", texts[i], claims->action);
}
END_TEST

/* The number of a cap is what may be at most, unless the text itself says "about". */
START_TEST(a_cap_is_at_most)
{
    static const char *const texts[] = {
        "The US will cap sales of Nvidia's H200 at 75,000 chips for each Chinese customer.",
        "The Commerce Department will limit each Chinese customer to no more than 75,000 H200 chips.",
        "Washington limits sales of the H200 to China to 75,000 chips a buyer.",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_msg(find(texts[i]) == 1, "%s", texts[i]);
        ck_assert_msg(claims->action == ACTION(RESTRICT), "%s: action %d", texts[i], claims->action);
        ck_assert_msg(isnan(claims->quantity.low) && isnan(claims->quantity.mid), "%s: exact", texts[i]);
        ck_assert_double_eq(claims->quantity.high, 75000);
        ck_assert(slice_equal_text(claims->to_country, "CN"));
    }
    ck_assert_uint_eq(find("Washington caps exports to China at roughly 50,000 Nvidia GPUs."), 1);
    ck_assert_double_eq(claims->quantity.mid, 50000);
}
END_TEST

/* A number apiece: a claim for each who takes it, which names nobody else as its buyer. */
START_TEST(a_number_for_each)
{
    ck_assert_uint_eq(find("Alibaba and Tencent have each ordered 60,000 H200 chips from Nvidia."), 2);
    ck_assert(slice_equal_text(claims[0].actor, "Alibaba") && slice_equal_text(claims[1].actor, "Tencent"));
    ck_assert_uint_eq(claims[1].org_count, 1); /* the maker */
    ck_assert(slice_equal_text(claims[1].actor_home, "CN"));
    static const char *const texts[] = {"The US licensed sales of 75,000 H200 chips each to Alibaba and Tencent.",
                                        "Nvidia has shipped 75,000 H200 chips each to Alibaba and Tencent.",
                                        "The US granted Alibaba and Tencent licences for 75,000 H200 chips each."};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_msg(find(texts[i]) == 2, "%s", texts[i]);
        for (size_t k = 0; k < 2; k++) {
            ck_assert_msg(slice_equal_text(claims[k].orgs[0].name, k ? "Tencent" : "Alibaba"), "%s", texts[i]);
            ck_assert_uint_eq(claims[k].org_count, 1);
            ck_assert_double_eq(claims[k].quantity.mid, 75000);
            ck_assert_msg(slice_equal_text(claims[k].to_country, "CN"), "%s", texts[i]);
        }
    }
}
END_TEST

/* Ten take a number apiece, three are named: one claim that names the three. */
START_TEST(examples_of_a_group)
{
    static const char *const texts[] = {
        "The US has licensed about 10 Chinese companies, among them Alibaba, Tencent and ByteDance, to buy up to 75,000 H200 "
        "chips each.",
        "知情人士称,美国已向阿里巴巴、腾讯和字节跳动等约10家中国企业发放许可证,每家至多7.5万颗英伟达H200芯片。",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        ck_assert_msg(find(texts[i]) == 1, "%s", texts[i]);
        ck_assert_int_eq(claims->action, ACTION(LICENSE));
        ck_assert_uint_eq(claims->org_count, 3);
        ck_assert(slice_equal_text(claims->orgs[2].name, "ByteDance"));
        ck_assert(isnan(claims->quantity.low));
        ck_assert_double_eq(claims->quantity.high, 75000);
    }
}
END_TEST

/* What is said is denied, not a licence. */
START_TEST(a_denied_report_refuses_nothing)
{
    static const char *const texts[] = {"US officials deny a report that H20 licences were granted to Nvidia.",
                                        "Nvidia denied it needs a licence to sell the H20 to China."};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (size_t k = find(texts[i]); k-- > 0;)
            ck_assert_msg(claims[k].action != ACTION(DENY) && claims[k].modality == MODALITY(DENIED), "%s", texts[i]);
}
END_TEST

START_TEST(a_loophole_approves_nothing)
{
    for (size_t i = find("US lawmakers speak of a loophole that lets Nvidia sell China the H20."); i-- > 0;)
        ck_assert_int_ne(claims[i].action, ACTION(APPROVE));
}
END_TEST

START_TEST(a_restated_claim_is_one)
{
    ck_assert_uint_eq(find("China approves imports of Nvidia H200 AI chips. The approval covers more than 400,000 H200 chips. "
                           "China has approved over 400,000 H200 units."), 1);
    ck_assert_double_eq(claims->quantity.low, 400000);
    ck_assert(slice_equal_text(claims->to_country, "CN"));
}
END_TEST

/* A count and a value of the same goods are two claims; so are two products with a number each. */
START_TEST(several_claims_of_one_sentence)
{
    ck_assert_uint_eq(find("Oracle ordered 400,000 Nvidia GB200 chips worth $40 billion."), 2);
    ck_assert_int_eq(claims[0].unit, NEWS_CLAIM_QUANTITY_UNIT_CHIPS);
    ck_assert_int_eq(claims[1].unit, NEWS_CLAIM_QUANTITY_UNIT_USD);
    ck_assert_uint_eq(find("Huawei will produce 100,000 Ascend 910C chips and 300,000 Ascend 910B chips."), 2);
    ck_assert(slice_equal_text(claims[1].product, "huawei-ascend-910b"));
    ck_assert_double_eq(claims[1].quantity.mid, 300000);
    ck_assert_uint_eq(find("The US banned exports of the A100 and H100 to China."), 2);
}
END_TEST

/* One sum for several products: the family that holds them all. */
START_TEST(a_joint_quantity)
{
    ck_assert_uint_eq(find("The men smuggled Nvidia H100 and H200 chips worth $160 million to China."), 1);
    ck_assert(slice_equal_text(claims->product, "nvidia-hopper"));
}
END_TEST

START_TEST(the_finest_unit)
{
    ck_assert_uint_eq(find("Dell delivered 250 servers, or 2,000 Nvidia H100 chips."), 1);
    ck_assert_double_eq(claims->quantity.mid, 2000);
    ck_assert_int_eq(claims->unit, NEWS_CLAIM_QUANTITY_UNIT_CHIPS);
}
END_TEST

START_TEST(the_chips_are_those_named_before)
{
    ck_assert_uint_eq(find("Nvidia's H20 is back in the news. China has approved the chips."), 1);
    ck_assert(slice_equal_text(claims->product, "nvidia-h20"));
}
END_TEST

/* R3: "each" is one claim a taker, several destinations without a number one each, a part of a total another. */
START_TEST(one_claim_for_each)
{
    ck_assert_uint_eq(find("The US approved the sale of up to 5,000 GB300 chips each to Abu Dhabi's G42 and Saudi firm Humain."), 1);
    ck_assert_uint_eq(find("Abu Dhabi's G42 and Saudi firm Humain each bought 5,000 Nvidia GB300 chips."), 2);
    ck_assert(slice_equal_text(claims[0].actor, "G42") && slice_equal_text(claims[0].to_country, "AE"));
    ck_assert(slice_equal_text(claims[1].actor, "Humain") && slice_equal_text(claims[1].to_country, "SA"));
    ck_assert_uint_eq(claims[0].org_count + claims[1].org_count, 0); /* neither has a part in the other's number */
    ck_assert(slice_equal_text(claims[0].actor_home, "AE") && slice_equal_text(claims[1].actor_home, "SA"));
    ck_assert_uint_eq(find("The US bans exports of Nvidia chips to Malaysia and Thailand."), 2);
    ck_assert_uint_eq(find("Meta will install 64,000 GB200 chips from Nvidia, with the first 16,000 this year."), 2);
    ck_assert_double_eq(claims[1].quantity.mid, 16000);
}
END_TEST

/* Where and when it is said, how often, who is credited, through where. */
START_TEST(what_else_a_claim_says)
{
    int32_t published = 20400; /* 2025-11-08 */
    size_t count;
    struct claims_text text = {.title = SLICE_LITERAL("News"), .published = &published, .body = SLICE_LITERAL(
        "Nothing here. On 17 October Dell shipped 5,000 Nvidia H100 chips a month to India via Singapore, Reuters reported.")};
    ck_assert(claims_find(catalogue, &text, &arena, claims, CLAIMS_MAX, &count));
    ck_assert_uint_eq(count, 1);
    ck_assert_str_eq(claims->period, "month");
    ck_assert(slice_equal_text(claims->credited_outlet, "Reuters"));
    ck_assert_int_eq(claims->modality, NEWS_CLAIM_MODALITY_REPORTED);
    ck_assert(claims->via_count == 1 && slice_equal_text(claims->via[0], "SG"));
    ck_assert_int_eq(claims->moment.day, 20378);
    ck_assert_str_eq(claims->moment.precision, "day");
    ck_assert_uint_eq(claims->evidence_start, strlen("News\nNothing here. "));
    ck_assert(slice_starts_with(claims->evidence, "On 17 October"));
    ck_assert_str_eq(claims->language, "en");
    ck_assert_str_eq(claims->rule, "party-act");
}
END_TEST

/* A text without any end of sentence costs no more than one with: the rules look at a bounded number of words. */
START_TEST(hostile_text)
{
    static char text[400000];
    static const char words[] = "China approved and banned H200 chips for ";
    for (size_t i = 0; i + sizeof words < sizeof text; i += sizeof words - 1)
        memcpy(text + i, words, sizeof words - 1);
    find(text);
    for (size_t i = 0; i + 8 < sizeof text; i += 7)
        memcpy(text + i, "9,9 H20", 7);
    find(text);
}
END_TEST

START_TEST(capacity_bounds_the_list)
{
    size_t count;
    struct claims_text input = {.body = SLICE_LITERAL("The US banned the A100, H100 and H200 for China.")};
    ck_assert(claims_find(catalogue, &input, &arena, claims, 1, &count));
    ck_assert_uint_eq(count, 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("claims");
    TCase *tests = tcase_create("claims");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_loop_test(tests, one_claim, 0, (int)(sizeof examples / sizeof *examples));
    tcase_add_test(tests, no_claim);
    tcase_add_test(tests, a_cap_is_at_most);
    tcase_add_test(tests, a_number_for_each);
    tcase_add_test(tests, examples_of_a_group);
    tcase_add_test(tests, a_denied_report_refuses_nothing);
    tcase_add_test(tests, a_loophole_approves_nothing);
    tcase_add_test(tests, a_restated_claim_is_one);
    tcase_add_test(tests, several_claims_of_one_sentence);
    tcase_add_test(tests, a_joint_quantity);
    tcase_add_test(tests, the_finest_unit);
    tcase_add_test(tests, the_chips_are_those_named_before);
    tcase_add_test(tests, one_claim_for_each);
    tcase_add_test(tests, what_else_a_claim_says);
    tcase_add_test(tests, hostile_text);
    tcase_add_test(tests, capacity_bounds_the_list);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
