/*
 * Quantities in texts: what is one, what it is worth, how it is bounded. One table for each kind of form, with its rows
 * in English, Chinese, German, French, Japanese and Korean; the last table is what must not become a quantity.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <uchar.h>

#include "consumers/capacity/number_words.h"
#include "consumers/capacity/numbers.h"
#include "tests/suite.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* A text that holds one number, and its bounds: those that its form does not state are NAN. */
struct example {
    const char *text;
    double low, high;
};

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static struct number only_number(const char *text)
{
    struct number numbers[4];
    size_t count = numbers_find(slice_of(text), numbers, COUNT(numbers));
    ck_assert_msg(count == 1, "%s: %zu numbers", text, count);
    return numbers[0];
}

static void check_one(const struct example *e, enum number_form form)
{
    struct number n = only_number(e->text);
    bool low = form == NUMBER_AT_LEAST || form == NUMBER_RANGE || form == NUMBER_VAGUE || form == NUMBER_EXACT;
    bool high = form == NUMBER_AT_MOST || form == NUMBER_RANGE || form == NUMBER_EXACT;
    bool mid = form == NUMBER_EXACT || form == NUMBER_ABOUT;
    double value = e->low;
    ck_assert_msg(n.form == form, "%s: form %d", e->text, (int)n.form);
    ck_assert_msg(same(n.low, low ? value : (double)NAN), "%s: low %.17g", e->text, n.low);
    ck_assert_msg(same(n.mid, mid ? value : (double)NAN), "%s: mid %.17g", e->text, n.mid);
    double highest = form == NUMBER_RANGE ? e->high : value;
    ck_assert_msg(same(n.high, high ? highest : (double)NAN), "%s: high %.17g", e->text, n.high);
}

static void check_all(const struct example *examples, size_t count, enum number_form form)
{
    for (size_t i = 0; i < count; i++)
        check_one(&examples[i], form);
}

START_TEST(plain_digits)
{
    static const struct example examples[] = {
        {"400,000 H200 chips", 400000, 0}, {"400 000 puces", 400000, 0}, {"400'000 Chips", 400000, 0},
        {"400’000 Chips", 400000, 0}, {"400\xC2\xA0" "000 puces", 400000, 0},
        {"400\xE2\x80\xAF" "000 puces", 400000, 0},
        {"1.234.567 Chips", 1234567, 0}, {"180.000 Chips", 180000, 0}, {"1,50,000 GPUs", 150000, 0},
        {"12.345 Chips wurden von der Firma und der Bank bestellt", 12345, 0}, {"0.5 chips", 0.5, 0},
        {"１０萬顆", 100000, 0}, {"１，２３４颗", 1234, 0}, {"2,500颗", 2500, 0}, {"5 000 puces", 5000, 0},
        {"9007199254740 chips", 9007199254740, 0}, {"2000 chips", 2000, 0}, {"2024颗芯片", 2024, 0},
    };
    check_all(examples, COUNT(examples), NUMBER_EXACT);
}
END_TEST

START_TEST(magnitudes)
{
    static const struct example examples[] = {
        {"400k units", 400000, 0}, {"400K units", 400000, 0}, {"0.4m chips", 400000, 0}, {"2bn", 2e9, 0},
        {"5mn", 5e6, 0},
        {"1.2 million GPUs", 1.2e6, 0}, {"1.1 billion", 1.1e9, 0}, {"3 trillion", 3e12, 0}, {"2 lakh", 200000, 0},
        {"40万颗", 400000, 0}, {"40萬顆", 400000, 0}, {"2.5萬", 25000, 0}, {"3.5亿", 3.5e8, 0}, {"1000億", 1e11, 0},
        {"1亿2000万", 1.2e8, 0}, {"40 万颗", 400000, 0},
        {"6,45 Milliarden", 6.45e9, 0}, {"2,5 Mio. Chips", 2.5e6, 0}, {"3 Mrd. Stück", 3e9, 0},
        {"500 Tsd. Stück", 5e5, 0},
        {"2,5 milliards", 2.5e9, 0}, {"20 milliers de puces", 20000, 0}, {"3 millions de puces", 3e6, 0},
        {"4万個", 40000, 0}, {"3億5000万", 3.5e8, 0}, {"1万5000枚", 15000, 0},
        {"40만 개", 400000, 0}, {"1만5000장", 15000, 0}, {"1만 5000장", 15000, 0}, {"3조 5000억", 3.5e12, 0},
        {"2만5천 개", 25000, 0},
    };
    check_all(examples, COUNT(examples), NUMBER_EXACT);
}
END_TEST

START_TEST(spelled)
{
    static const struct example examples[] = {
        {"four hundred thousand chips", 400000, 0}, {"half a million chips", 500000, 0}, {"one million", 1e6, 0},
        {"a quarter-million chips", 250000, 0}, {"a quarter of a million", 250000, 0}, {"three dozen servers", 36, 0},
        {"a dozen servers", 12, 0}, {"twenty-five thousand cards", 25000, 0}, {"one and a half million", 1.5e6, 0},
        {"two hundred and fifty thousand", 250000, 0},
        {"四十万", 400000, 0}, {"一．六億", 1.6e8, 0}, {"一点六亿", 1.6e8, 0}, {"百万", 1e6, 0}, {"两亿三千万", 2.3e8, 0},
        {"一百二十三万四千", 1234000, 0}, {"一千零五", 1005, 0}, {"九百九", 990, 0}, {"二五〇〇万", 2.5e7, 0},
        {"zwölftausend Chips", 12000, 0}, {"fünfundzwanzigtausend", 25000, 0}, {"zweihunderttausend", 200000, 0},
        {"eine Million Chips", 1e6, 0}, {"eine halbe Million", 500000, 0}, {"drei Dutzend", 36, 0},
        {"eineinhalb Millionen", 1.5e6, 0}, {"zwei Millionen", 2e6, 0},
        {"deux cents puces", 200, 0}, {"deux mille", 2000, 0}, {"cent mille puces", 100000, 0}, {"un million", 1e6, 0},
        {"quatre-vingt mille", 80000, 0}, {"vingt et un mille", 21000, 0}, {"un demi-million", 500000, 0},
        {"百二十枚", 120, 0}, {"三千億", 3e11, 0}, {"二十万個", 200000, 0},
        {"십만 대", 100000, 0}, {"오백만 개", 5e6, 0}, {"이십오만 장", 250000, 0},
    };
    check_all(examples, COUNT(examples), NUMBER_EXACT);
}
END_TEST

START_TEST(at_least)
{
    static const struct example examples[] = {
        {"more than 400,000 chips", 400000, 0}, {"over 400,000 chips", 400000, 0}, {"at least 30 servers", 30, 0},
        {"upwards of 3,000", 3000, 0}, {"100,000+ chips", 100000, 0}, {"50-plus servers", 50, 0},
        {"5,000 or more", 5000, 0}, {"at least an estimated 400", 400, 0}, {"more than half a million", 500000, 0},
        {"超过40万颗", 400000, 0}, {"逾40萬顆", 400000, 0}, {"至少四十万", 400000, 0}, {"不低于300台", 300, 0},
        {"40多万颗", 400000, 0}, {"40余万颗", 400000, 0}, {"40萬餘顆", 400000, 0}, {"上万颗", 10000, 0}, {"过万", 10000, 0},
        {"40万颗以上", 400000, 0}, {"至少有40万颗", 400000, 0}, {"超百万颗", 1e6, 0},
        {"mehr als 10.000 Chips", 10000, 0}, {"mindestens 160 Millionen", 1.6e8, 0}, {"über 100.000 Chips", 100000, 0},
        {"plus de 10 000 puces", 10000, 0}, {"au moins 500 puces", 500, 0}, {"plus d'un million", 1e6, 0},
        {"1万個以上", 10000, 0}, {"5万枚超", 50000, 0}, {"少なくとも5000枚", 5000, 0},
        {"5만 개 이상", 50000, 0}, {"최소 5만 개", 50000, 0}, {"1만여 대", 10000, 0}, {"2만5천여 개", 25000, 0},
    };
    check_all(examples, COUNT(examples), NUMBER_AT_LEAST);
}
END_TEST

START_TEST(at_most)
{
    static const struct example examples[] = {
        {"up to 50,000 chips", 50000, 0}, {"as many as 70,000", 70000, 0}, {"fewer than 30 servers", 30, 0},
        {"no more than 75,000 chips", 75000, 0}, {"under 5,000", 5000, 0}, {"capped at 75,000", 75000, 0},
        {"最多5万颗", 50000, 0}, {"不超过5万颗", 50000, 0}, {"至多5萬顆", 50000, 0}, {"5万颗以内", 50000, 0}, {"不足5万", 50000, 0},
        {"bis zu 20.000 Chips", 20000, 0}, {"höchstens 300", 300, 0}, {"weniger als 300", 300, 0},
        {"jusqu'à 20 000 puces", 20000, 0}, {"moins de 50", 50, 0}, {"au plus 300", 300, 0},
        {"最大5万枚", 50000, 0}, {"5000台以下", 5000, 0}, {"300台未満", 300, 0},
        {"최대 10만 대", 100000, 0}, {"20만 장 이하", 200000, 0}, {"5만 개 미만", 50000, 0},
    };
    check_all(examples, COUNT(examples), NUMBER_AT_MOST);
}
END_TEST

START_TEST(about)
{
    static const struct example examples[] = {
        {"about 60,000 chips", 60000, 0}, {"roughly 60,000", 60000, 0}, {"some 5,000 servers", 5000, 0},
        {"nearly 40,000", 40000, 0}, {"an estimated 50,000", 50000, 0}, {"approximately half a million", 500000, 0},
        {"约40万颗", 400000, 0}, {"約40萬顆", 400000, 0}, {"大约有40万", 400000, 0}, {"近40万", 400000, 0}, {"近万颗", 10000, 0},
        {"40万左右", 400000, 0}, {"40万颗左右", 400000, 0}, {"估计40万", 400000, 0}, {"10来万", 100000, 0},
        {"rund 60.000 Chips", 60000, 0}, {"etwa 400", 400, 0}, {"knapp 1000", 1000, 0},
        {"environ 400 puces", 400, 0}, {"près de 1 000", 1000, 0}, {"quelque 5 000", 5000, 0}, {"une centaine", 100, 0},
        {"約3万個", 30000, 0}, {"1万枚程度", 10000, 0}, {"1万枚前後", 10000, 0}, {"およそ3万", 30000, 0},
        {"약 5만 개", 50000, 0}, {"10만 개 안팎", 100000, 0}, {"10만 개 정도", 100000, 0},
        {"万卡集群", 10000, 0}, {"千卡集群", 1000, 0}, /* the size of a cluster, not a count of its cards */
    };
    check_all(examples, COUNT(examples), NUMBER_ABOUT);
}
END_TEST

START_TEST(ranges)
{
    static const struct example examples[] = {
        {"between 28,000 and 30,000 units", 28000, 30000}, {"1.5-2 million", 1.5e6, 2e6},
        {"10 to 20 thousand", 1e4, 2e4},
        {"10,000–20,000 chips", 10000, 20000}, {"two or three thousand", 2000, 3000},
        {"from 5 to 10 million", 5e6, 1e7},
        {"$500 million to $1 billion", 5e8, 1e9}, {"$1.5-$2 billion", 1.5e9, 2e9},
        {"1.8-1.9万", 18000, 19000}, {"3至5万颗", 30000, 50000}, {"1.4萬至1.5萬", 14000, 15000}, {"3万颗到5万颗", 3e4, 5e4},
        {"5亿～10亿美元", 5e8, 1e9}, {"二三十万", 200000, 300000}, {"三至五万", 30000, 50000}, {"两三千台", 2000, 3000},
        {"在3万和5万之间", 30000, 50000},
        {"zwischen 10.000 und 20.000", 10000, 20000}, {"10 bis 20 Millionen", 1e7, 2e7}, {"von 5 bis 6 Mio.", 5e6, 6e6},
        {"de 5 000 à 10 000 puces", 5000, 10000}, {"entre 10 000 et 20 000", 10000, 20000},
        {"2～3万個", 20000, 30000}, {"1万から2万個", 10000, 20000}, {"5000〜1万枚", 5000, 10000},
        {"5000~1만 개", 5000, 10000}, {"2만 내지 3만 개", 20000, 30000}, {"3만~5만 장", 30000, 50000},
    };
    check_all(examples, COUNT(examples), NUMBER_RANGE);
}
END_TEST

START_TEST(vague_plurals)
{
    static const struct example examples[] = {
        {"dozens of servers", 24, 0}, {"hundreds of GPUs", 200, 0}, {"tens of thousands of GPUs", 20000, 0},
        {"several hundred thousand", 200000, 0}, {"several billion dollars", 2e9, 0}, {"a few thousand", 2000, 0},
        {"hundreds of millions of dollars", 2e8, 0}, {"millions of chips", 2e6, 0},
        {"数十台", 20, 0}, {"数百", 200, 0}, {"数千颗", 2000, 0}, {"數十萬顆", 200000, 0}, {"几十万", 200000, 0},
        {"十几万", 120000, 0}, {"數十億美元", 2e9, 0},
        {"Tausende Chips", 2000, 0}, {"Zehntausende", 20000, 0}, {"mehrere tausend", 2000, 0}, {"Dutzende", 24, 0},
        {"Hunderte Millionen", 2e8, 0}, {"mehrere Milliarden", 2e9, 0},
        {"des milliers de puces", 2000, 0}, {"des dizaines de milliers", 20000, 0}, {"plusieurs milliards", 2e9, 0},
        {"des centaines de milliers", 200000, 0},
        {"数万個", 20000, 0}, {"十数万枚", 120000, 0}, {"数百億円", 2e10, 0},
        {"수십만 개", 200000, 0}, {"수천 대", 2000, 0}, {"수천억원", 2e11, 0}, {"수만 장", 20000, 0},
    };
    check_all(examples, COUNT(examples), NUMBER_VAGUE);
}
END_TEST

/* Which money it is: dollars of the US, or another with its code; "" where the words do not tell. */
START_TEST(money)
{
    static const struct {
        const char *text, *code;
        double value;
    } examples[] = {
        {"$40 billion", "USD", 4e10}, {"US$16bn", "USD", 1.6e10}, {"2 million dollars", "USD", 2e6},
        {"USD 5,000", "USD", 5000},
        {"USD5bn", "USD", 5e9}, {"HK$400m", "HKD", 4e8}, {"NT$3 billion", "TWD", 3e9}, {"S$3 million", "SGD", 3e6},
        {"€5bn", "EUR", 5e9}, {"£300m", "GBP", 3e8}, {"¥5 billion", "", 5e9}, {"RMB 5bn", "CNY", 5e9},
        {"RMB400m", "CNY", 4e8}, {"4.2 billion yuan", "CNY", 4.2e9}, {"3 trillion won", "KRW", 3e12},
        {"3.5亿美元", "USD", 3.5e8}, {"500亿元", "CNY", 5e10}, {"1000億元", "", 1e11}, {"1000億元新台幣", "TWD", 1e11},
        {"人民币500亿元", "CNY", 5e10}, {"400億元人民幣", "CNY", 4e10}, {"5亿港元", "HKD", 5e8}, {"2亿欧元", "EUR", 2e8},
        {"160 Millionen Dollar", "USD", 1.6e8}, {"3 Mrd. Euro", "EUR", 3e9}, {"1,5 Millionen US-Dollar", "USD", 1.5e6},
        {"2,5 milliards de dollars", "USD", 2.5e9}, {"3 millions d'euros", "EUR", 3e6},
        {"50 millions de yuans", "CNY", 5e7},
        {"10億ドル", "USD", 1e9}, {"3000億円", "JPY", 3e11}, {"2兆ウォン", "KRW", 2e12},
        {"5000억 달러", "USD", 5e11}, {"14조 원", "KRW", 1.4e13}, {"3억 위안", "CNY", 3e8},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct number n = only_number(examples[i].text);
        enum number_currency currency = strcmp(examples[i].code, "USD") == 0 ? CURRENCY_USD : CURRENCY_OTHER;
        ck_assert_msg(n.currency == currency, "%s: currency %d", examples[i].text, (int)n.currency);
        ck_assert_msg(strcmp(n.currency_code, examples[i].code) == 0, "%s: %s", examples[i].text, n.currency_code);
        ck_assert_msg(n.mid == examples[i].value, "%s: %.17g", examples[i].text, n.mid);
        ck_assert_msg(n.start == 0 && n.end == strlen(examples[i].text), "%s: does not cover it", examples[i].text);
    }
    ck_assert_ptr_null(only_number("400 chips").currency_code);
}
END_TEST

/* Power is a quantity, with its unit; all other measures are none. */
START_TEST(power)
{
    static const struct {
        const char *text, *unit;
        double value;
    } examples[] = {
        {"1GW of chips", "GW", 1}, {"100 MW", "MW", 100}, {"1.2-gigawatt site", "GW", 1.2}, {"27兆瓦", "MW", 27},
        {"10万千瓦", "kW", 100000}, {"100 Megawatt", "MW", 100}, {"300 mégawatts", "MW", 300}, {"2ギガワット", "GW", 2},
        {"300메가와트", "MW", 300},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct number n = only_number(examples[i].text);
        ck_assert_msg(n.measure && strcmp(n.measure, examples[i].unit) == 0, "%s", examples[i].text);
        ck_assert_msg(n.mid == examples[i].value, "%s: %.17g", examples[i].text, n.mid);
    }
    ck_assert_ptr_null(only_number("400 chips").measure);
}
END_TEST

/* "cut from X to Y" leaves Y and says so; without a verb of change it is a range. */
START_TEST(changes)
{
    static const struct {
        const char *text;
        double value;
    } examples[] = {
        {"cut from 400,000 to 200,000 chips", 200000}, {"raised its target from 1 million to 1.5 million", 1.5e6},
        {"从40万颗增至60万颗", 600000}, {"由10万下调至5万", 50000}, {"von 10.000 auf 5.000 gesenkt", 5000},
        {"passé de 5 000 à 10 000 puces", 10000}, {"生産を5000から1万に増やす", 10000}, {"10만 장에서 20만 장으로", 200000},
    };
    for (size_t i = 0; i < COUNT(examples); i++) {
        struct number n = only_number(examples[i].text);
        ck_assert_msg(n.is_change && n.form == NUMBER_EXACT, "%s", examples[i].text);
        ck_assert_msg(n.mid == examples[i].value, "%s: %.17g", examples[i].text, n.mid);
    }
    ck_assert(!only_number("shipments from 400,000 to 500,000 chips").is_change);
}
END_TEST

START_TEST(composed)
{
    struct number numbers[4];
    ck_assert_uint_eq(numbers_find(slice_of("8-GPU servers"), numbers, 4), 0);
    ck_assert_uint_eq(numbers_find(slice_of("8卡服务器"), numbers, 4), 0);
    ck_assert(only_number("a 20,000-GPU cluster").mid == 20000);
    ck_assert(only_number("十万卡集群").mid == 100000);
    ck_assert_uint_eq(numbers_find(slice_of("250 servers (2,000 chips)"), numbers, 4), 2);
    ck_assert(numbers[0].mid == 250 && numbers[1].mid == 2000);
}
END_TEST

/* What must not become a quantity. */
static const char *const nothing[] = {
    /* model numbers */
    "H100 and 910C", "RTX 5090", "GB200 NVL72", "MI308", "A800", "MI-300X", "Ascend 910", "昇腾910", "H20芯片", "GPT-4.5",
    /* years, dates, times, ages, spans of time, quarters */
    "in 2026", "since 2020", "the 1990s", "2024-2026", "from 2024 to 2026", "2026年", "2026年1月28日", "im Jahr 2025",
    "en 2025",
    "2026년", "2026年度", "Jan. 15", "15 January", "May 4", "2025-01-15", "12.03.2025", "12/03/2025", "am 15. Januar",
    "le 15 janvier", "1월 15일", "at 09:30", "9:30", "um 9:30 Uhr", "午前9時30分", "aged 45", "45-year-old", "45 years old",
    "45岁", "45歳", "45세", "45 ans", "3 years", "三十年", "5 Jahre", "Q3", "3Q25", "三季度", "第三季度", "3분기", "第2四半期",
    /* percentages and multiples */
    "25%", "25％", "42 percent", "25 per cent", "10-20%", "10% to 20%", "25 Prozent", "25 pour cent", "三成", "七成五",
    "百分之三十", "百分之30", "5个百分点", "3割", "30パーセント", "30퍼센트", "3倍", "三倍", "1.5배", "three times", "3 times",
    /* measures */
    "141GB at 4.8TB/s", "141 GB", "7nm", "5 nm", "989 TFLOPS", "700 W", "3.2GHz", "40 °C", "5纳米", "5ナノ", "3나노", "12层",
    "12层HBM", "12단", "12層",
    /* codes, sections, versions, ranks, scores */
    "0700.HK", "(005930)", "(2330)", "600519.SH", "688981.SH", "version 3.5", "1.2.3", "192.168.1.2", "§ 3A090",
    "§ 744.23",
    "Section 232", "91 FR 1684", "15 CFR 744", "No. 1", "Nr. 3", "top 10", "S&P 500", "500强", "第3", "第三", "1位", "제3",
    "1위",
    "3-1", "24/7", "Artikel 12", "article 12", "+1 202-555-0123",
    /* words that are numerals only by their signs */
    "two sources said", "十", "半数", "百度", "一些", "万一", "十四五规划", "이천 공장", "사천 공장", "오만 정부", "이만 끝내다",
    "a", "", "twenty", "the million chips",
};

START_TEST(what_counts_nothing)
{
    struct number numbers[4];
    size_t count = numbers_find(slice_of(nothing[_i]), numbers, 4);
    ck_assert_msg(count == 0, "%s: %.*s", nothing[_i], (int)(numbers[0].end - numbers[0].start),
                  nothing[_i] + numbers[0].start);
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
    static const char *const texts[] = {"\xE5\x8D", "99999999999999999999999999999999999999", "\xEF\xBC",
                                        "\xE4\xB8\x87",
                                        "1,", "1.", "$", "1-", "1 to ", "twenty-", "\xE4\xB8\x80\xE4", "\xC3", "5\xEC"};
    struct number numbers[2];
    for (size_t i = 0; i < COUNT(texts); i++)
        ck_assert_uint_le(numbers_find(slice_of(texts[i]), numbers, 2), 1);
}
END_TEST

/* Work that grew with the square of a text would not end before the time of a test does. */
START_TEST(long_texts_end)
{
    static const char *const parts[] = {"1", "1,", "1.", "1-", "1 ", "111,", "1 to ", "一", "万", "百", "一万", "수", "1万",
                                        "$",
                                        "more than ", "hundred ", "hundert", "twenty ", "de ", "1'111", "１，", "一至",
                                        "one or "};
    enum { SIZE = 1 << 17 };
    char *text = malloc(SIZE);
    struct number numbers[8];
    ck_assert_ptr_nonnull(text);
    for (size_t i = 0; i < COUNT(parts); i++) {
        size_t size = strlen(parts[i]);
        for (size_t k = 0; k < SIZE; k++)
            text[k] = parts[i][k % size];
        numbers_find((struct slice){text, SIZE}, numbers, COUNT(numbers));
    }
    free(text);
}
END_TEST

/* The cheap test for where words may begin lets all of them pass, and one table is sorted for its search. */
START_TEST(tables_agree)
{
    for (size_t i = 0; i < number_atom_count; i++) {
        const unsigned char *text = (const unsigned char *)number_atoms[i].text;
        unsigned char third = text[1] ? text[2] : ' ';
        ck_assert_msg(number_word_may_begin(text[0], text[1], third), "%s", number_atoms[i].text);
        ck_assert_msg(!i || text[0] >= (unsigned char)number_atoms[i - 1].text[0], "%s", number_atoms[i].text);
    }
    ck_assert(!number_word_may_begin('x', 'x', 'x') && !number_word_may_begin('a', 'n', 'd'));
    static const char32_t numerals[] = U"○〇一七万三两九二五亿仟伍佰億兆兩八六几十千叁四壹幾拾捌数數柒玖百肆萬贰陆零구만몇백사삼수십억영오육이일조천칠팔";
    for (size_t i = 0; numerals[i]; i++)
        ck_assert_msg(numeral_of(numerals[i]) != NULL, "numeral %zu", i);
    ck_assert_ptr_null(numeral_of(U'芯'));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("numbers");
    TCase *tests = tcase_create("numbers");
    tcase_add_test(tests, plain_digits);
    tcase_add_test(tests, magnitudes);
    tcase_add_test(tests, spelled);
    tcase_add_test(tests, at_least);
    tcase_add_test(tests, at_most);
    tcase_add_test(tests, about);
    tcase_add_test(tests, ranges);
    tcase_add_test(tests, vague_plurals);
    tcase_add_test(tests, money);
    tcase_add_test(tests, power);
    tcase_add_test(tests, changes);
    tcase_add_test(tests, composed);
    tcase_add_loop_test(tests, what_counts_nothing, 0, (int)COUNT(nothing));
    tcase_add_test(tests, where_they_stand);
    tcase_add_test(tests, hostile_texts);
    tcase_add_test(tests, long_texts_end);
    tcase_add_test(tests, tables_agree);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
