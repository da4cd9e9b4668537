/*
 * Quantities in texts: what is one, what it is worth, and how it is bounded. NAN in the table: that bound is not stated.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "consumers/capacity/numbers.h"
#include "tests/suite.h"

struct example {
    const char *text;
    double low, mid, high;
    enum number_form form;
    enum number_currency currency;
};

static const struct example examples[] = {
    {"400,000 H200 chips", 400000, 400000, 400000, NUMBER_EXACT, CURRENCY_NONE},
    {"400 000 puces", 400000, 400000, 400000, NUMBER_EXACT, CURRENCY_NONE},
    {"400k units", 400000, 400000, 400000, NUMBER_EXACT, CURRENCY_NONE},
    {"1.2 million GPUs", 1.2e6, 1.2e6, 1.2e6, NUMBER_EXACT, CURRENCY_NONE},
    {"four hundred thousand chips", 400000, 400000, 400000, NUMBER_EXACT, CURRENCY_NONE},
    {"half a million chips", 500000, 500000, 500000, NUMBER_EXACT, CURRENCY_NONE},
    {"twenty-five thousand cards", 25000, 25000, 25000, NUMBER_EXACT, CURRENCY_NONE},
    {"more than 400,000 chips", 400000, NAN, NAN, NUMBER_AT_LEAST, CURRENCY_NONE},
    {"over 400,000 chips", 400000, NAN, NAN, NUMBER_AT_LEAST, CURRENCY_NONE},
    {"100,000+ chips", 100000, NAN, NAN, NUMBER_AT_LEAST, CURRENCY_NONE},
    {"up to 50,000 chips", NAN, NAN, 50000, NUMBER_AT_MOST, CURRENCY_NONE},
    {"no more than 75,000 chips", NAN, NAN, 75000, NUMBER_AT_MOST, CURRENCY_NONE},
    {"about 60,000 chips", NAN, 60000, NAN, NUMBER_ABOUT, CURRENCY_NONE},
    {"between 28,000 and 30,000 units", 28000, NAN, 30000, NUMBER_RANGE, CURRENCY_NONE},
    {"1.5-2 million", 1.5e6, NAN, 2e6, NUMBER_RANGE, CURRENCY_NONE},
    {"10 to 20 thousand", 10000, NAN, 20000, NUMBER_RANGE, CURRENCY_NONE},
    {"tens of thousands of GPUs", 20000, NAN, NAN, NUMBER_VAGUE, CURRENCY_NONE},
    {"several hundred thousand", 200000, NAN, NAN, NUMBER_VAGUE, CURRENCY_NONE},
    {"$40 billion", 4e10, 4e10, 4e10, NUMBER_EXACT, CURRENCY_USD},
    {"US$16bn", 1.6e10, 1.6e10, 1.6e10, NUMBER_EXACT, CURRENCY_USD},
    {"mindestens 160 Millionen Dollar", 1.6e8, NAN, NAN, NUMBER_AT_LEAST, CURRENCY_USD},
    {"6,45 Milliarden", 6.45e9, 6.45e9, 6.45e9, NUMBER_EXACT, CURRENCY_NONE},
    {"40万颗", 400000, 400000, 400000, NUMBER_EXACT, CURRENCY_NONE},
    {"超过40万颗", 400000, NAN, NAN, NUMBER_AT_LEAST, CURRENCY_NONE},
    {"逾40萬顆", 400000, NAN, NAN, NUMBER_AT_LEAST, CURRENCY_NONE},
    {"至少四十万", 400000, NAN, NAN, NUMBER_AT_LEAST, CURRENCY_NONE},
    {"40多万颗", 400000, NAN, NAN, NUMBER_AT_LEAST, CURRENCY_NONE},
    {"约14億美元", NAN, 1.4e9, NAN, NUMBER_ABOUT, CURRENCY_USD},
    {"数十万颗", 200000, NAN, NAN, NUMBER_VAGUE, CURRENCY_NONE},
    {"수십만 개", 200000, NAN, NAN, NUMBER_VAGUE, CURRENCY_NONE},
    {"1.8-1.9万", 18000, NAN, 19000, NUMBER_RANGE, CURRENCY_NONE},
    {"１０萬顆", 100000, 100000, 100000, NUMBER_EXACT, CURRENCY_NONE},
    {"1만5000장", 15000, 15000, 15000, NUMBER_EXACT, CURRENCY_NONE},
    {"1000億元", 1e11, 1e11, 1e11, NUMBER_EXACT, CURRENCY_OTHER},
    {"3.5亿美元", 3.5e8, 3.5e8, 3.5e8, NUMBER_EXACT, CURRENCY_USD},
};

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || fabs(a - b) < 1e-6 * fabs(b);
}

START_TEST(values_and_bounds)
{
    const struct example *e = &examples[_i];
    struct number numbers[4];
    ck_assert_msg(numbers_find(slice_of(e->text), numbers, 4) == 1, "%s: not one number", e->text);
    const struct number *n = numbers;
    ck_assert_msg(same(n->low, e->low) && same(n->mid, e->mid) && same(n->high, e->high), "%s: %g %g %g", e->text,
                  n->low, n->mid, n->high);
    ck_assert_msg(n->form == e->form, "%s: form %d", e->text, (int)n->form);
    ck_assert_msg(n->currency == e->currency, "%s: currency %d", e->text, (int)n->currency);
}
END_TEST

/* Model numbers, measures, percentages, years, times, words. */
START_TEST(what_counts_nothing)
{
    static const char *const texts[] = {"H100 and 910C", "141GB at 4.8TB/s", "25%", "42 percent", "in 2026", "2026年1月28日",
                                        "at 09:30", "two sources said", "7nm", "十", "MI-300", "", "a"};
    struct number numbers[4];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(numbers_find(slice_of(texts[i]), numbers, 4) == 0, "%s", texts[i]);
}
END_TEST

START_TEST(where_they_stand)
{
    struct number numbers[4];
    struct slice text = slice_of("China approved more than 400,000 chips for $10 billion.");
    ck_assert_uint_eq(numbers_find(text, numbers, 4), 2);
    struct slice first = slice_cut(text, numbers[0].start, numbers[0].end);
    ck_assert(slice_equal_text(first, "more than 400,000"));
    ck_assert(slice_equal_text(slice_cut(text, numbers[1].start, numbers[1].end), "$10 billion"));
    ck_assert_uint_eq(numbers_find(text, numbers, 1), 1);
}
END_TEST

/* Any bytes are a text: cut characters, endless digits. */
START_TEST(hostile_texts)
{
    static const char *const texts[] = {"\xE5\x8D", "99999999999999999999999999999999999999", "\xEF\xBC", "\xE4\xB8\x87",
                                        "1,", "1.", "$", "1-", "1 to ", "twenty-"};
    struct number numbers[2];
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_uint_le(numbers_find(slice_of(texts[i]), numbers, 2), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("numbers");
    TCase *tests = tcase_create("numbers");
    tcase_add_loop_test(tests, values_and_bounds, 0, (int)(sizeof examples / sizeof *examples));
    tcase_add_test(tests, what_counts_nothing);
    tcase_add_test(tests, where_they_stand);
    tcase_add_test(tests, hostile_texts);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
