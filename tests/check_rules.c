/*
 * What the rules say of goods on a way on a day: the oracle of the notes, the whole classification matrix, both sides of
 * every date, and what is undecided because something is not known.
 */
#include <check.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "consumers/capacity/rule_outcomes.h"
#include "consumers/capacity/rules.h"
#include "consumers/capacity/rules_table.h"
#include "lib/clock.h"
#include "tests/suite.h"

static const char reference_folder[] = CHIPWATCH_SOURCE_DIR "/deploy/reference";
static struct catalogue *catalogue;

static void load(void)
{
    struct error error = {0};
    ck_assert_msg(catalogue_load(reference_folder, &catalogue, &error), "%s", error.message);
}

static void unload(void)
{
    catalogue_free(catalogue);
}

/* Keys of the goods, separated by semicolons; NULL: nothing is known of them. */
static struct rules_answer ask_of(const struct catalogue *of, enum rules_regime regime, const char *keys,
                                  const char *from, const char *to, const char *headquarters, const char *date)
{
    const struct accelerator *members[CATALOGUE_MEMBERS_MAX];
    struct rules_question question = {.members = members, .from = slice_of(from), .to = slice_of(to),
                                      .headquarters = slice_of(headquarters), .day = INT32_MIN};
    struct rules_answer answer;
    struct slice rest = slice_of(keys);
    while (rest.size) {
        struct slice key = slice_next_part(&rest, ';');
        members[question.member_count++] = catalogue_accelerator(of, key);
        ck_assert_msg(members[question.member_count - 1] != NULL, "no %.*s", SLICE_ARGS(key));
    }
    ck_assert(!date || date_parse_iso(slice_of(date), &question.day));
    rules_answer(of, regime, &question, &answer);
    ck_assert(question.day == INT32_MIN || (answer.from <= question.day && question.day <= answer.until));
    return answer;
}

static struct rules_answer ask(enum rules_regime regime, const char *keys, const char *from, const char *to,
                               const char *date)
{
    return ask_of(catalogue, regime, keys, from, to, NULL, date);
}

/* NULL: undecided. */
static void check_outcome(const struct rules_answer *answer, const char *expected, const char *of)
{
    const char *outcome = answer->outcome ? answer->outcome : "undecided";
    ck_assert_msg(strcmp(outcome, expected ? expected : "undecided") == 0, "%s: %s, not %s (%s)", of, outcome,
                  expected ? expected : "undecided", answer->reason);
    ck_assert_msg(answer->reason[0] != '\0', "%s: no reason", of);
}

static void expect(enum rules_regime regime, const char *keys, const char *from, const char *to, const char *date,
                   const char *expected)
{
    struct rules_answer answer = ask(regime, keys, from, to, date);
    char of[160];
    snprintf(of, sizeof of, "%s %s %s-%s %s", rules_regime_name(regime), keys, from, to, date);
    check_outcome(&answer, expected, of);
}

/* ---- the oracle ---- */

START_TEST(section_2_2_oracle)
{
    static const struct {
        enum rules_regime regime;
        const char *key, *from, *to, *date, *outcome;
    } oracle[] = {
        {RULES_EXPORT_CONTROL, "nvidia-h200-sxm", "US", "CN", "2025-06-01", "presumption_of_denial"},
        {RULES_EXPORT_CONTROL, "nvidia-h200-sxm", "US", "CN", "2026-02-01", "case_by_case"},
        {RULES_WINDOW_2026, "nvidia-h200-sxm", "US", "CN", "2026-02-01", "within"},
        {RULES_TARIFF_232, "nvidia-h200-sxm", "TW", "US", "2026-02-01", "range_1"},
        {RULES_EXPORT_CONTROL, "nvidia-h200-sxm", "TW", "CN", "2026-02-01", "presumption_of_denial"},
        {RULES_EXPORT_CONTROL, "nvidia-b200-sxm", "US", "CN", "2026-02-01", "presumption_of_denial"},
        {RULES_EXPORT_CONTROL, "nvidia-b200-sxm", "TW", "CN", "2026-02-01", "presumption_of_denial"},
        {RULES_EXPORT_CONTROL, "nvidia-b200-sxm", NULL, "CN", "2026-02-01", "presumption_of_denial"},
        {RULES_EXPORT_CONTROL, "nvidia-rtx-5090d", "US", "CN", "2026-02-01", "not_controlled"},
        {RULES_LETTERS_2025, "nvidia-rtx-5090d", "US", "CN", "2026-02-01", NULL},
        {RULES_EXPORT_CONTROL, "amd-mi308x", "US", "CN", "2026-02-01", NULL},
    };
    for (size_t i = 0; i < sizeof oracle / sizeof *oracle; i++)
        expect(oracle[i].regime, oracle[i].key, oracle[i].from, oracle[i].to, oracle[i].date, oracle[i].outcome);
}
END_TEST

/* 600 GB/s of link and slot together, and 4,800 of bits x TOPS. */
START_TEST(section_2_2_october_2022)
{
    static const struct {
        const char *key;
        bool controlled;
    } parts[] = {
        {"nvidia-a100-sxm4-80gb", true},  {"nvidia-a800-sxm4-80gb", false}, {"nvidia-h100-sxm", true},
        {"nvidia-h800-sxm", false},       {"amd-mi250x", true},             {"nvidia-l40s", false},
        {"nvidia-rtx-4090", false},       {"nvidia-h20-96gb", false},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        const char *outcome = parts[i].controlled ? "presumption_of_denial" : "not_controlled";
        expect(RULES_EXPORT_CONTROL, parts[i].key, "US", "CN", "2022-12-01", outcome);
        expect(RULES_EXPORT_CONTROL, parts[i].key, "US", "HK", "2022-12-01", outcome);
        expect(RULES_EXPORT_CONTROL, parts[i].key, "US", "AE", "2022-12-01", "not_controlled");
    }
    expect(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "MO", "2022-12-01", "not_controlled");
    expect(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "MO", "2023-02-01", "presumption_of_denial");
}
END_TEST

/* ---- the matrix ---- */

/* class: what 3A090 says of it, as the outcome for China on 2026-02-01 from Taiwan shows it; letters, window and tariff as
 * printed, where a part that is not controlled has no window, and letters reach only the makers that got one. */
static const struct {
    const char *key, *from_taiwan, *letters, *window, *tariff;
} matrix[] = {
    {"nvidia-v100-sxm2-32gb", "not_controlled", "not_affected", "not_applicable", "duty_0"},
    {"nvidia-t4", "not_controlled", "not_affected", "not_applicable", "duty_0"},
    {"nvidia-a10", "not_controlled", "not_affected", "not_applicable", "duty_0"},
    {"nvidia-a30", "licence_exception", "not_affected", "within", "duty_0"},
    {"nvidia-a40", "licence_exception", "not_affected", "within", "duty_0"},
    {"nvidia-a100-sxm4-80gb", "presumption_of_denial", "licence_required", "within", "duty_0"},
    {"nvidia-l4", "presumption_of_denial", "not_affected", "within", "duty_0"},
    {"nvidia-l2", "not_controlled", "not_affected", "not_applicable", "duty_0"},
    {"nvidia-l20", "not_controlled", "not_affected", "not_applicable", "duty_0"},
    {"nvidia-l40", "licence_exception", "not_affected", "within", "duty_0"},
    {"nvidia-l40s", "presumption_of_denial", "not_affected", "within", "duty_0"},
    {"nvidia-rtx-4090", "licence_exception", "not_affected", "within", "duty_0"},
    {"nvidia-rtx-4090d", "not_controlled", "not_affected", "not_applicable", "duty_0"},
    {"nvidia-rtx-5090d", "not_controlled", NULL, "not_applicable", "duty_0"},
    {"nvidia-rtx-5090d-v2", "not_controlled", "not_affected", "not_applicable", "duty_0"},
    {"nvidia-h20-96gb", "not_controlled", "licence_required", "not_applicable", "duty_0"},
    {"nvidia-h100-sxm", "presumption_of_denial", "licence_required", "within", "duty_0"},
    {"nvidia-h800-sxm", "presumption_of_denial", "licence_required", "within", "duty_0"},
    {"nvidia-h200-sxm", "presumption_of_denial", "licence_required", "within", "range_1"},
    {"nvidia-h200-nvl", "presumption_of_denial", "licence_required", "within", NULL},
    {"amd-mi250x", "presumption_of_denial", "licence_required", "within", "duty_0"},
    {"amd-mi300x", "presumption_of_denial", "licence_required", "within", "duty_0"},
    {"amd-mi325x", "presumption_of_denial", "licence_required", "within", "range_2"},
    {"intel-gaudi3-oam", "presumption_of_denial", "licence_required", "outside", "duty_0"},
    {"nvidia-b200-sxm", "presumption_of_denial", "licence_required", "outside", "duty_0"},
    {"nvidia-gb300-gpu", "presumption_of_denial", "licence_required", "outside", "duty_0"},
    {"amd-mi355x", "presumption_of_denial", "licence_required", "outside", "duty_0"},
    {"huawei-ascend-910c", NULL, "not_affected", "not_applicable", "duty_0"},
};

START_TEST(section_3_5_classification_matrix)
{
    for (size_t i = 0; i < sizeof matrix / sizeof *matrix; i++) {
        expect(RULES_EXPORT_CONTROL, matrix[i].key, "TW", "CN", "2026-02-01", matrix[i].from_taiwan);
        expect(RULES_LETTERS_2025, matrix[i].key, "US", "CN", "2026-02-01", matrix[i].letters);
        expect(RULES_WINDOW_2026, matrix[i].key, "US", "CN", "2026-02-01", matrix[i].window);
        expect(RULES_TARIFF_232, matrix[i].key, "TW", "US", "2026-02-01", matrix[i].tariff);
    }
}
END_TEST

START_TEST(section_2_5_tariff_ranges)
{
    static const char *const expected[][2] = {{"nvidia-h200-sxm", "range_1"}, {"nvidia-gh200-144gb", "range_1"},
                                              {"amd-mi325x", "range_2"},      {"nvidia-h200-nvl", NULL},
                                              {"nvidia-h100-sxm", "duty_0"},  {"amd-mi300x", "duty_0"}};
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect(RULES_TARIFF_232, expected[i][0], "TW", "US", "2026-02-01", expected[i][1]);
    struct rules_answer nvl = ask(RULES_TARIFF_232, "nvidia-h200-nvl", "TW", "US", "2026-02-01");
    ck_assert_str_eq(nvl.reason, "TPP of the catalogue 13368: duty_0; of the maker 14144: range_1");
    expect(RULES_TARIFF_232, "nvidia-h200-sxm", "US", "CN", "2026-02-01", "not_applicable");
}
END_TEST

/* ---- pitfalls ---- */

/* Gaudi 3 is below 6,500 GB/s and above 21,000; MI300A the other way round would be let in by an "or" as well. */
START_TEST(pitfall_the_window_is_an_and)
{
    struct rules_answer gaudi = ask(RULES_WINDOW_2026, "intel-gaudi3-oam", "US", "CN", "2026-02-01");
    check_outcome(&gaudi, "outside", "only its bandwidth is below");
    expect(RULES_WINDOW_2026, "meta-mtia-300", "US", "CN", "2026-02-01", "within");
    expect(RULES_EXPORT_CONTROL, "intel-gaudi3-oam", "US", "CN", "2026-02-01", "presumption_of_denial");
}
END_TEST

START_TEST(pitfall_the_window_is_from_the_us_only)
{
    expect(RULES_WINDOW_2026, "nvidia-h200-sxm", "TW", "CN", "2026-02-01", "not_applicable");
    expect(RULES_WINDOW_2026, "nvidia-h200-sxm", "US", "MO", "2026-02-01", "within");
    expect(RULES_WINDOW_2026, "nvidia-h200-sxm", "US", "HK", "2026-02-01", "not_applicable");
    expect(RULES_WINDOW_2026, "nvidia-h200-sxm", "US", "RU", "2026-02-01", "not_applicable");
    expect(RULES_WINDOW_2026, "nvidia-h200-sxm", "US", "MY", "2026-02-01", "not_applicable");
    struct rules_answer unknown = ask(RULES_EXPORT_CONTROL, "nvidia-h200-sxm", NULL, "CN", "2026-02-01");
    check_outcome(&unknown, NULL, "from somewhere");
    ck_assert_ptr_nonnull(strstr(unknown.reason, "the country of dispatch"));
    expect(RULES_EXPORT_CONTROL, "nvidia-h200-sxm", NULL, "CN", "2025-06-01", "presumption_of_denial");
}
END_TEST

START_TEST(pitfall_not_controlled_is_not_within)
{
    static const char *const parts[] = {"nvidia-v100-sxm2-32gb", "nvidia-t4", "nvidia-h20-96gb"};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        expect(RULES_WINDOW_2026, parts[i], "US", "CN", "2026-02-01", "not_applicable");
        expect(RULES_EXPORT_CONTROL, parts[i], "US", "CN", "2026-02-01", "not_controlled");
    }
}
END_TEST

START_TEST(pitfall_the_maker_tpp_counts_too)
{
    expect(RULES_TARIFF_232, "nvidia-h200-nvl", "TW", "US", "2026-02-01", NULL);
    expect(RULES_EXPORT_CONTROL, "nvidia-h200-nvl", "US", "CN", "2026-02-01", "case_by_case");
}
END_TEST

/* Without DRAM the bandwidth is 0, not unknown. */
START_TEST(pitfall_sram_only_has_no_dram_bandwidth)
{
    expect(RULES_WINDOW_2026, "groq-lpu-v1", "US", "CN", "2026-02-01", "within");
    expect(RULES_WINDOW_2026, "biren-br104", "US", "CN", "2026-02-01", "not_applicable");
}
END_TEST

START_TEST(pitfall_volume_rules_are_not_those_of_ownership)
{
    struct rules_answer answer = ask(RULES_EXPORT_CONTROL, "nvidia-h200-sxm", "US", "CN", "2025-10-15");
    check_outcome(&answer, "presumption_of_denial", "with the affiliates rule in force");
    ck_assert_str_eq(answer.notes, "us-affiliates-50 (in_force)");
}
END_TEST

/* ---- dates ---- */

START_TEST(both_sides_of_every_date)
{
    static const struct {
        enum rules_regime regime;
        const char *key, *from, *to, *before, *outcome_before, *since, *outcome_since;
    } turns[] = {
        {RULES_EXPORT_CONTROL, "nvidia-a100-sxm4-80gb", "US", "CN", "2022-10-06", "not_controlled", "2022-10-07",
         "presumption_of_denial"},
        {RULES_EXPORT_CONTROL, "nvidia-a100-sxm4-80gb", "US", "MO", "2023-01-16", "not_controlled", "2023-01-17",
         "presumption_of_denial"},
        {RULES_EXPORT_CONTROL, "nvidia-h800-sxm", "US", "CN", "2023-10-22", "not_controlled", "2023-10-23",
         "licence_required"},
        {RULES_EXPORT_CONTROL, "nvidia-h800-sxm", "US", "CN", "2023-11-16", "licence_required", "2023-11-17",
         "presumption_of_denial"},
        {RULES_EXPORT_CONTROL, "intel-gaudi2", "US", "AE", "2023-11-16", "not_controlled", "2023-11-17",
         "licence_required"},
        {RULES_EXPORT_CONTROL, "nvidia-l40", "US", "AE", "2023-11-16", "not_controlled", "2023-11-17",
         "licence_exception"},
        {RULES_EXPORT_CONTROL, "nvidia-h200-sxm", "US", "CN", "2026-01-14", "presumption_of_denial", "2026-01-15",
         "case_by_case"},
        {RULES_LETTERS_2025, "nvidia-h20-96gb", "US", "CN", "2025-04-08", "not_affected", "2025-04-09",
         "licence_required"},
        {RULES_WINDOW_2026, "nvidia-b200-sxm", "US", "CN", "2026-01-14", "not_applicable", "2026-01-15", "outside"},
        {RULES_TARIFF_232, "amd-mi325x", "TW", "US", "2026-01-14", "not_applicable", "2026-01-15", "range_2"},
        {RULES_GUIDANCE, "huawei-ascend-910c", "CN", "MY", "2025-05-12", "not_affected", "2025-05-13",
         "presumed_violation"},
        {RULES_IMPORT, "nvidia-rtx-6000d", "US", "CN", "2025-09-16", "not_affected", "2025-09-17", "restricted"},
        {RULES_IMPORT, "nvidia-h20-96gb", "US", "CN", "2025-09-30", "not_affected", "2025-10-01", "restricted"},
        {RULES_IMPORT, "nvidia-h200-sxm", "US", "CN", "2026-01-13", "not_affected", "2026-01-14", "not_permitted"},
        {RULES_IMPORT, "nvidia-h200-sxm", "US", "CN", "2026-01-27", "not_permitted", "2026-01-28", "approved"},
        {RULES_IMPORT, "nvidia-h200-sxm", "US", "CN", "2026-05-31", "approved", "2026-06-01", "restricted"},
    };
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        expect(turns[i].regime, turns[i].key, turns[i].from, turns[i].to, turns[i].before, turns[i].outcome_before);
        expect(turns[i].regime, turns[i].key, turns[i].from, turns[i].to, turns[i].since, turns[i].outcome_since);
    }
}
END_TEST

/* The exception of 2023 was split: its heir for D:1 and D:4 is another rule, the outcome stays. */
START_TEST(the_exception_was_split_in_april_2024)
{
    struct rules_answer before = ask(RULES_EXPORT_CONTROL, "nvidia-rtx-4090", "US", "VN", "2024-04-03");
    struct rules_answer since = ask(RULES_EXPORT_CONTROL, "nvidia-rtx-4090", "US", "VN", "2024-04-04");
    check_outcome(&before, "licence_exception", "before");
    check_outcome(&since, "licence_exception", "since");
    ck_assert(slice_equal_text(before.rule_key, "us-nac-2023"));
    ck_assert(slice_equal_text(since.rule_key, "us-aca"));
    ck_assert(slice_equal_text(since.citation, "89 FR 23876; 15 CFR 740.8"));
    ck_assert(slice_equal_text(since.status, "in_force"));
}
END_TEST

START_TEST(an_answer_says_how_long_it_holds)
{
    char from[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX];
    struct rules_answer answer = ask(RULES_EXPORT_CONTROL, "nvidia-h800-sxm", "US", "CN", "2023-11-01");
    date_format_iso(answer.from, from);
    date_format_iso(answer.until, until);
    ck_assert_str_eq(from, "2023-10-23");
    ck_assert_str_eq(until, "2023-11-16");
    answer = ask(RULES_EXPORT_CONTROL, "nvidia-h800-sxm", "US", "DE", "2023-11-01");
    ck_assert_int_eq(answer.from, INT32_MIN);
    ck_assert_int_eq(answer.until, INT32_MAX);
}
END_TEST

/* ---- statuses ---- */

START_TEST(what_is_not_in_force_never_decides)
{
    struct rules_answer answer = ask(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "MY", "2025-06-01");
    check_outcome(&answer, "not_controlled", "a country under the cap of 2025");
    ck_assert_str_eq(answer.notes, "us-diffusion-country-cap (not_enforced)");
    answer = ask(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "DE", "2025-12-01");
    ck_assert_str_eq(answer.notes, "us-affiliates-50-suspended (suspended)");
    answer = ask(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "DE", "2026-11-10");
    ck_assert_str_eq(answer.notes, "us-affiliates-50-after (unknown)");
    answer = ask(RULES_PROPOSED, "nvidia-h20-141gb", "US", "CN", "2026-02-01");
    check_outcome(&answer, "would_be_controlled", "a bill");
    ck_assert(slice_equal_text(answer.status, "proposed"));
    expect(RULES_PROPOSED, "nvidia-h20-96gb", "US", "CN", "2026-02-01", "not_affected");
}
END_TEST

/* ---- what is not known ---- */

START_TEST(headquarters_are_asked_where_they_matter)
{
    struct rules_answer answer = ask_of(catalogue, RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "MY", "CN",
                                        "2024-06-01");
    check_outcome(&answer, "presumption_of_denial", "a Chinese firm in Malaysia");
    ck_assert(slice_equal_text(answer.rule_key, "us-hq-d5"));
    answer = ask_of(catalogue, RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "TW", "US", "CN", "2024-06-01");
    check_outcome(&answer, "not_controlled", "a Chinese firm in the US");
    answer = ask_of(catalogue, RULES_EXPORT_CONTROL, "nvidia-h20-96gb", "US", "MY", "CN", "2024-06-01");
    check_outcome(&answer, "not_controlled", "H20 for a Chinese firm in Malaysia");
    expect(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "MY", "2024-06-01", "not_controlled");
}
END_TEST

/* What never leaves the United States is no export, whoever buys it. */
START_TEST(a_sale_within_the_us_is_no_export)
{
    static const struct {
        enum rules_regime regime;
        const char *key, *outcome, *abroad;
    } goods[] = {
        {RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "not_controlled", "presumption_of_denial"},
        {RULES_EXPORT_CONTROL, "nvidia-rtx-4090", "not_controlled", "licence_exception"},
        {RULES_EXPORT_CONTROL, "nvidia-l40", "not_controlled", "licence_exception"},
        {RULES_EXPORT_CONTROL, "huawei-ascend-910c", "not_controlled", NULL},
        {RULES_LETTERS_2025, "nvidia-h20-96gb", "not_affected", "licence_required"},
        {RULES_WINDOW_2026, "nvidia-h200-sxm", "not_applicable", "not_applicable"},
    };
    for (size_t i = 0; i < sizeof goods / sizeof *goods; i++) {
        struct rules_answer at_home = ask_of(catalogue, goods[i].regime, goods[i].key, "US", "US", "CN", "2026-02-01");
        struct rules_answer abroad = ask_of(catalogue, goods[i].regime, goods[i].key, "US", "SG", "CN", "2026-02-01");
        check_outcome(&at_home, goods[i].outcome, goods[i].key);
        check_outcome(&abroad, goods[i].abroad, goods[i].key);
        expect(goods[i].regime, goods[i].key, "SG", "US", "2026-02-01", goods[i].outcome);
    }
}
END_TEST

START_TEST(what_is_missing_counts_only_where_it_matters)
{
    struct rules_answer answer = ask(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", NULL, "2025-06-01");
    check_outcome(&answer, NULL, "destination");
    ck_assert_ptr_nonnull(strstr(answer.reason, "the destination"));
    expect(RULES_EXPORT_CONTROL, "nvidia-t4", "US", NULL, "2025-06-01", "not_controlled");
    expect(RULES_EXPORT_CONTROL, "amd-mi308x", "US", "DE", "2025-06-01", "not_controlled");
    answer = ask(RULES_EXPORT_CONTROL, "amd-mi308x", "US", "CN", "2025-06-01");
    check_outcome(&answer, NULL, "TPP");
    ck_assert_ptr_nonnull(strstr(answer.reason, "not known: TPP"));
    expect(RULES_TARIFF_232, "nvidia-rtx-6000d", "TW", "US", "2026-02-01", "duty_0");
    answer = ask(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "BO", "2025-06-01");
    check_outcome(&answer, NULL, "groups");
    ck_assert_ptr_nonnull(strstr(answer.reason, "the groups of the destination"));
    expect(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "BO", "2022-12-01", "not_controlled");
}
END_TEST

START_TEST(without_a_day_only_what_was_always_so)
{
    struct rules_answer answer = ask(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "CN", NULL);
    check_outcome(&answer, NULL, "no day");
    ck_assert_str_eq(answer.reason, "not known: the day");
    expect(RULES_EXPORT_CONTROL, "nvidia-t4", "US", "CN", NULL, "not_controlled");
    expect(RULES_EXPORT_CONTROL, "nvidia-h100-sxm", "US", "DE", NULL, "not_controlled");
}
END_TEST

START_TEST(goods_of_which_nothing_is_known)
{
    expect(RULES_EXPORT_CONTROL, NULL, "US", "DE", "2025-06-01", "not_controlled");
    struct rules_answer answer = ask(RULES_EXPORT_CONTROL, NULL, "US", "CN", "2025-06-01");
    check_outcome(&answer, NULL, "any goods");
    answer = ask(RULES_IMPORT, NULL, "US", "CN", "2026-02-01");
    check_outcome(&answer, NULL, "any goods");
    ck_assert_ptr_nonnull(strstr(answer.reason, "which product it is"));
}
END_TEST

START_TEST(several_members_must_agree)
{
    expect(RULES_EXPORT_CONTROL, "nvidia-h100-sxm;nvidia-h200-sxm", "US", "CN", "2025-06-01", "presumption_of_denial");
    struct rules_answer answer = ask(RULES_EXPORT_CONTROL, "nvidia-h20-96gb;nvidia-h100-sxm", "US", "CN", "2025-06-01");
    check_outcome(&answer, NULL, "Hopper");
    ck_assert_str_eq(answer.reason, "nvidia-h20-96gb: not_controlled; nvidia-h100-sxm: presumption_of_denial");
    expect(RULES_EXPORT_CONTROL, "nvidia-h20-96gb;nvidia-h100-sxm", "US", "DE", "2025-06-01", "not_controlled");
}
END_TEST

/* Reported limits; what the letters say of cards for players is not known, so it matters only above the limits. */
START_TEST(letters_reach_what_they_name)
{
    expect(RULES_LETTERS_2025, "nvidia-rtx-5090", "US", "CN", "2025-06-01", NULL);
    expect(RULES_LETTERS_2025, "nvidia-rtx-5090d-v2", "US", "CN", "2025-10-01", "not_affected");
    expect(RULES_LETTERS_2025, "nvidia-rtx-6000d", "US", "CN", "2025-10-01", "not_affected");
    expect(RULES_LETTERS_2025, "amd-mi308x", "US", "CN", "2025-10-01", "licence_required");
    expect(RULES_LETTERS_2025, "google-tpu-v5p", "US", "CN", "2025-10-01", "not_affected");
    expect(RULES_LETTERS_2025, "nvidia-h20-96gb", "US", "AE", "2025-10-01", "not_affected");
}
END_TEST

START_TEST(chips_designed_in_china_are_classed_as_if)
{
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-910c", "CN", "AE", "2025-06-01", NULL);
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-910c", "CN", "MY", "2025-06-01", "not_controlled");
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-310", "CN", "AE", "2025-06-01", "not_controlled");
    expect(RULES_GUIDANCE, "huawei-ascend-910c", "CN", "AE", "2025-06-01", "presumed_violation");
    expect(RULES_WINDOW_2026, "cambricon-mlu590", "US", "CN", "2026-02-01", "not_applicable");
}
END_TEST

/* The rule of October 2022 was one for China, Hong Kong and later Macau only, also where it might reach them. */
START_TEST(chips_designed_in_china_before_november_2023)
{
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-910c", "CN", "HK", "2022-12-01", NULL);
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-910c", "CN", "MO", "2022-12-01", "not_controlled");
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-910c", "CN", "MO", "2023-02-01", NULL);
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-910c", "CN", "RU", "2023-11-16", "not_controlled");
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-910c", "CN", "RU", "2023-11-17", NULL);
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-910c", "CN", "AE", "2023-11-16", "not_controlled");
    expect(RULES_EXPORT_CONTROL, "huawei-ascend-910c", "CN", "AE", "2023-11-17", NULL);
}
END_TEST

/* ---- whatever the missing figures may be ---- */

/* Figures on all sides of the thresholds; a part gets those that the catalogue does not know. */
static const double tpps[] = {1000, 1700, 2500, 4700, 5000, 15000, 20900, 25000}, densities[] = {1, 2, 4, 7},
                    bandwidths_gbs[] = {500, 4700, 6000, 7000}, links_gbs[] = {100, 1200};

static double completed(double known, const double *choices, size_t count, size_t *number)
{
    if (!isnan(known))
        return known;
    size_t choice = *number % count;
    *number /= count;
    return choices[choice];
}

/* False behind the last one. */
static bool complete(const struct accelerator *part, size_t number, struct accelerator *whole)
{
    *whole = *part;
    whole->tpp = completed(part->tpp, tpps, 8, &number);
    whole->perf_density = isnan(part->die_area_mm2) ? completed(part->perf_density, densities, 4, &number)
                                                    : whole->tpp / part->die_area_mm2;
    whole->dram_bandwidth_gbs = completed(part->dram_bandwidth_gbs, bandwidths_gbs, 4, &number);
    whole->interconnect_gbs = completed(part->interconnect_gbs, links_gbs, 2, &number);
    if (part->datacenter == CAPACITY_DATACENTER_UNKNOWN) {
        whole->datacenter = number % 2 ? CAPACITY_DATACENTER_YES : CAPACITY_DATACENTER_NO;
        number /= 2;
    }
    return number == 0;
}

/* A part whose figures are not all known is decided as all that it may be are, and only if those agree. */
static void check_completions(enum rules_regime regime, const char *from, const char *to, size_t number)
{
    struct accelerator *part = &catalogue->accelerators[number], kept = *part;
    char key[64];
    snprintf(key, sizeof key, "%.*s", SLICE_ARGS(part->key));
    struct rules_answer said = ask(regime, key, from, to, "2026-02-01"), one;
    const char *first = NULL;
    bool agree = true;
    for (size_t i = 0; complete(&kept, i, part); i++) {
        one = ask(regime, key, from, to, "2026-02-01");
        agree = agree && (i == 0 || one.outcome == first);
        first = one.outcome;
    }
    *part = kept;
    check_outcome(&said, agree ? first : NULL, key);
}

START_TEST(undecided_only_where_a_figure_matters)
{
    for (size_t i = 0; i < catalogue->accelerator_count; i++) {
        const struct accelerator *part = &catalogue->accelerators[i];
        if (!isnan(part->maker_tpp) || !isnan(part->tpp + part->perf_density + part->dram_bandwidth_gbs))
            continue;
        check_completions(RULES_EXPORT_CONTROL, "US", "CN", i);
        check_completions(RULES_WINDOW_2026, "US", "CN", i);
        check_completions(RULES_TARIFF_232, "TW", "US", i);
    }
}
END_TEST

/* The class that estimates carry is computed by a formula; it must be that of the rows. */
START_TEST(the_formula_of_the_class_is_that_of_the_rows)
{
    for (size_t i = 0; i < catalogue->accelerator_count; i++) {
        const struct accelerator *part = &catalogue->accelerators[i];
        struct rules_question question = {.members = &part, .member_count = 1};
        struct rules_answer answer;
        char key[64];
        snprintf(key, sizeof key, "%.*s", SLICE_ARGS(part->key));
        ck_assert(date_parse_iso(slice_of("2026-02-01"), &question.day));
        rules_answer(catalogue, (enum rules_regime)RULES_CLASS, &question, &answer);
        check_outcome(&answer, capacity_control_text(capacity_control_class(part->tpp, part->perf_density,
                                                                            part->datacenter)), key);
    }
}
END_TEST

/* ---- rules are data ---- */

static char copy_folder[] = "/tmp/check_rules.XXXXXX";

/* The reference data with a file of its own, made by a command of sed. */
static void copy_with(const char *file, const char *edit)
{
    char command[1024];
    snprintf(copy_folder, sizeof copy_folder, "/tmp/check_rules.XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(copy_folder));
    snprintf(command, sizeof command, "cp -r %s/. %s && sed -i '%s' %s/%s", reference_folder, copy_folder, edit,
             copy_folder, file);
    ck_assert_int_eq(system(command), 0);
}

static void remove_copy(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf %s", copy_folder);
    ck_assert_int_eq(system(command), 0);
}

static void expect_changed(const char *file, const char *edit, enum rules_regime regime, const char *key,
                           const char *from, const char *to, const char *date, const char *expected)
{
    struct catalogue *changed;
    struct error error = {0};
    copy_with(file, edit);
    ck_assert_msg(catalogue_load(copy_folder, &changed, &error), "%s", error.message);
    struct rules_answer answer = ask_of(changed, regime, key, from, to, NULL, date);
    check_outcome(&answer, expected, edit);
    catalogue_free(changed);
    remove_copy();
}

START_TEST(another_threshold_gives_another_answer)
{
    expect_changed("rules.csv", "/^us-2026-window,/s/21000;6500/15832;6500/", RULES_EXPORT_CONTROL, "nvidia-h200-sxm",
                   "US", "CN", "2026-02-01", "presumption_of_denial");
    expect_changed("rules.csv", "/^us-2026-window,/s/21000;6500/15840.5;6500/", RULES_EXPORT_CONTROL,
                   "nvidia-h200-sxm", "US", "CN", "2026-02-01", "case_by_case");
    expect_changed("rules.csv", "/^us-3a090/s/4800/2368/g", RULES_EXPORT_CONTROL, "nvidia-h20-96gb", "US", "CN",
                   "2025-06-01", "presumption_of_denial");
    expect_changed("rules.csv", "/^us-2026-window,/s/,2026-01-15,/,2026-02-02,/", RULES_EXPORT_CONTROL,
                   "nvidia-h200-sxm", "US", "CN", "2026-02-01", "presumption_of_denial");
    expect_changed("rules.csv", "/^us-2026-window,/s/,in_force,/,suspended,/", RULES_EXPORT_CONTROL, "nvidia-h200-sxm",
                   "US", "CN", "2026-02-01", "presumption_of_denial");
    expect_changed("country_groups.csv", "/^MY,/s/Malaysia,/Malaysia,D:4/", RULES_EXPORT_CONTROL, "nvidia-h200-sxm",
                   "US", "MY", "2026-02-01", "licence_required");
}
END_TEST

/* 21,000 and 6,500 themselves are outside. */
START_TEST(pitfall_21000_and_6500_are_strict)
{
    expect_changed("accelerators.csv", "/^nvidia-h100-sxm,/s/,15832,/,21000,/", RULES_WINDOW_2026, "nvidia-h100-sxm",
                   "US", "CN", "2026-02-01", NULL); /* the maker's figure is below */
    expect_changed("accelerators.csv", "/^amd-mi300x,/s/,20919.2,/,21000,/", RULES_WINDOW_2026, "amd-mi300x", "US",
                   "CN", "2026-02-01", "outside");
    expect_changed("accelerators.csv", "/^amd-mi300x,/s/,20919.2,/,20999.9,/", RULES_WINDOW_2026, "amd-mi300x", "US",
                   "CN", "2026-02-01", "within");
    expect_changed("accelerators.csv", "/^amd-mi300x,/s/,5300,5300,/,6500,6500,/", RULES_WINDOW_2026, "amd-mi300x",
                   "US", "CN", "2026-02-01", "outside");
    expect_changed("accelerators.csv", "/^amd-mi300x,/s/,5300,5300,/,6499.9,6499.9,/", RULES_WINDOW_2026, "amd-mi300x",
                   "US", "CN", "2026-02-01", "within");
}
END_TEST

/* What cannot be read stops, with the line. */
START_TEST(a_row_that_cannot_be_read_is_an_error)
{
    static const char *const edits[][3] = {
        {"rules.csv", "/^us-3a090a1,/s/,>=,4800,/,>=,many,/", "line 4: not a number: many"},
        {"rules.csv", "/^us-3a090a1,/s/,>=,4800,/,=>,4800,/", "line 4: not an operator: =>"},
        {"rules.csv", "/^us-3a090a1,/s/,>=,4800,/,>=;<,4800;9,/", "line 4: more operators or thresholds than metrics"},
        {"rules.csv", "/^us-3a090a1,/s/,tpp,/,tops,/", "line 4: not a metric: tops"},
        {"rules.csv", "/^us-3a090a1,/s/2023-11-17/2023-11-31/", "line 4: not a date: 2023-11-31"},
        {"rules.csv", "/^us-3a090a1,/s/in_force/in force/", "line 4: not a status: in force"},
        {"rules.csv", "/^us-3a090a1,/s/,class,3A090.a/,classes,3A090.a/", "line 4: not a regime: classes"},
        {"rules.csv", "/^us-3a090a1,/s/,class,3A090.a/,class,3A090.x/", "line 4: not an outcome of its regime: 3A090.x"},
        {"rules.csv", "/^us-s232-range1,/s/to=US/into=US/2", "not a part of a route: into"},
        {"rules.csv", "/^us-s232-range1,/s/,to=US/,to=XX/", "neither a country of country_groups.csv nor a group: XX"},
        {"rules.csv", "/^us-gp10-ascend,/s/910d,/910e,/", "no such accelerator or vendor: huawei-ascend-910e"},
        {"rules.csv", "/^us-2022-3a090,/s/,32;64;128$/,/", "line 2: io_total_gbs needs slot_gbs"},
        {"country_groups.csv", "s/^HK,/CN,/", "line 3: not a code of a country, or twice: CN"},
    };
    for (size_t i = 0; i < sizeof edits / sizeof *edits; i++) {
        struct catalogue *none;
        struct error error = {0};
        copy_with(edits[i][0], edits[i][1]);
        ck_assert_msg(!catalogue_load(copy_folder, &none, &error), "%s was read", edits[i][1]);
        ck_assert_int_eq(error.kind, ERROR_STOP);
        ck_assert_msg(strstr(error.message, edits[i][0]) && strstr(error.message, edits[i][2]), "%s", error.message);
        remove_copy();
    }
}
END_TEST

/* ---- the tables ---- */

START_TEST(countries_that_rules_treat_alike_are_one_class)
{
    static const char *const classes[][4] = {{"US", "US", "US", "TW"},    {"CN", "other", "CN", "CN"},
                                             {"MO", "other", "MO", "CN"}, {"BY", "other", "RU", "CN"},
                                             {"AE", "other", "VN", "TW"}, {"BO", "other", "other", "other"}};
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        for (int end = 0; end < RULES_END_COUNT; end++) {
            struct slice class = rules_class(catalogue, (enum rules_end)end, slice_of(classes[i][0]));
            ck_assert_msg(slice_equal_text(class, classes[i][end + 1]), "%s: %.*s", classes[i][0], SLICE_ARGS(class));
        }
    ck_assert(slice_equal_text(rules_class(catalogue, RULES_TO, slice_of(NULL)), "unknown"));
    ck_assert(rules_use(catalogue, RULES_WINDOW_2026, RULES_FROM));
    ck_assert(!rules_use(catalogue, RULES_WINDOW_2026, RULES_HEADQUARTERS));
    ck_assert(!rules_use(catalogue, RULES_PROPOSED, RULES_TO));
}
END_TEST

static size_t count_of(const char *text, const char *what)
{
    size_t count = 0;
    for (const char *found = text; (found = strstr(found, what)); found++)
        count++;
    return count;
}

START_TEST(the_table_of_outcomes_is_small_and_says_the_same)
{
    struct buffer lines;
    buffer_init(&lines, 64 << 20);
    rule_outcomes_write(catalogue, &lines);
    buffer_byte(&lines, '\0');
    ck_assert(!lines.full);
    ck_assert_uint_lt(count_of(lines.data, "\n"), 60000);
    char line[256];
    snprintf(line, sizeof line, "\"%s\",\"nvidia-h800-sxm\",\"export_control\",\"other\",\"CN\",\"CN\",\"2023-10-23\","
             "\"2023-11-16\",\"licence_required\",\"us-2023-letter-nvidia\",", catalogue_version(catalogue));
    ck_assert_uint_eq(count_of(lines.data, line), 1);
    snprintf(line, sizeof line, "\"%s\",\"nvidia-hopper\",\"export_control\",\"US\",\"CN\",\"CN\",\"2023-11-17\","
             "\"2026-01-14\",,,,,\"nvidia-h100-sxm: presumption_of_denial;", catalogue_version(catalogue));
    ck_assert_uint_eq(count_of(lines.data, line), 1);
    buffer_free(&lines);
}
END_TEST

/* ---- */

static void add_tests(TCase *tests)
{
    const TTest *const all[] = {
        section_2_2_oracle, section_2_2_october_2022, section_3_5_classification_matrix, section_2_5_tariff_ranges,
        pitfall_the_window_is_an_and, pitfall_the_window_is_from_the_us_only, pitfall_not_controlled_is_not_within,
        pitfall_the_maker_tpp_counts_too, pitfall_sram_only_has_no_dram_bandwidth,
        pitfall_volume_rules_are_not_those_of_ownership, both_sides_of_every_date,
        the_exception_was_split_in_april_2024, an_answer_says_how_long_it_holds, what_is_not_in_force_never_decides,
        headquarters_are_asked_where_they_matter, a_sale_within_the_us_is_no_export,
        what_is_missing_counts_only_where_it_matters,
        without_a_day_only_what_was_always_so, goods_of_which_nothing_is_known, several_members_must_agree,
        letters_reach_what_they_name, chips_designed_in_china_are_classed_as_if,
        chips_designed_in_china_before_november_2023, undecided_only_where_a_figure_matters,
        the_formula_of_the_class_is_that_of_the_rows,
        another_threshold_gives_another_answer, pitfall_21000_and_6500_are_strict,
        a_row_that_cannot_be_read_is_an_error, countries_that_rules_treat_alike_are_one_class,
        the_table_of_outcomes_is_small_and_says_the_same,
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        tcase_add_test(tests, all[i]);
}

int main(void)
{
    Suite *suite = suite_create("rules");
    TCase *tests = tcase_create("rules");
    tcase_add_unchecked_fixture(tests, load, unload);
    tcase_set_timeout(tests, 60);
    add_tests(tests);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
