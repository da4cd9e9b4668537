#include "consumers/capacity/number_words.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define WORDS(table) {table, COUNT(table)}
#define W(text, value) {text, sizeof(text) - 1, value}

enum { EN = ATOM_ENGLISH, DE = ATOM_GERMAN, FR = ATOM_FRENCH };

/* In the order of their first letters, which the search for one uses. */
const struct number_atom number_atoms[] = {
    {"a", ATOM_ARTICLE, 1, EN}, {"an", ATOM_ARTICLE, 1, EN}, {"acht", ATOM_UNIT, 8, DE},
    {"achtzehn", ATOM_UNIT, 18, DE}, {"achtzig", ATOM_TENS, 80, DE},
    {"billion", ATOM_SCALE, 1e9, EN}, {"billions", ATOM_PLURAL, 1e9, EN}, {"billionen", ATOM_PLURAL, 1e12, DE},
    {"cinq", ATOM_UNIT, 5, FR}, {"cinquante", ATOM_TENS, 50, FR}, {"cents", ATOM_HUNDRED, 100, FR},
    {"cent", ATOM_HUNDRED, 100, FR}, {"crore", ATOM_SCALE, 1e7, EN}, {"centaines", ATOM_PLURAL, 100, FR},
    {"cinquantaine", ATOM_ROUGH, 50, FR}, {"centaine", ATOM_ROUGH, 100, FR}, {"couple", ATOM_SOME, 2, EN},
    {"demi", ATOM_FRACTION, 0.5, FR}, {"drei", ATOM_UNIT, 3, DE}, {"dreizehn", ATOM_UNIT, 13, DE},
    {"deux", ATOM_UNIT, 2, FR}, {"dix", ATOM_UNIT, 10, FR}, {"douze", ATOM_UNIT, 12, FR},
    {"dreißig", ATOM_TENS, 30, DE}, {"dreissig", ATOM_TENS, 30, DE}, {"dozen", ATOM_HUNDRED, 12, EN},
    {"dutzend", ATOM_HUNDRED, 12, DE}, {"dozens", ATOM_PLURAL, 12, EN}, {"dutzende", ATOM_PLURAL, 12, DE},
    {"dutzenden", ATOM_PLURAL, 12, DE}, {"dizaines", ATOM_PLURAL, 10, FR}, {"douzaines", ATOM_PLURAL, 12, FR},
    {"dizaine", ATOM_ROUGH, 10, FR}, {"douzaine", ATOM_HUNDRED, 12, FR},
    {"ein", ATOM_ARTICLE, 1, DE}, {"eine", ATOM_ARTICLE, 1, DE}, {"einen", ATOM_ARTICLE, 1, DE},
    {"einer", ATOM_ARTICLE, 1, DE}, {"einem", ATOM_ARTICLE, 1, DE}, {"eins", ATOM_ARTICLE, 1, DE},
    {"eineinhalb", ATOM_FRACTION, 1.5, DE}, {"eight", ATOM_UNIT, 8, EN}, {"eleven", ATOM_UNIT, 11, EN},
    {"eighteen", ATOM_UNIT, 18, EN}, {"elf", ATOM_UNIT, 11, DE}, {"eighty", ATOM_TENS, 80, EN},
    {"einige", ATOM_SOME, 2, DE}, {"einigen", ATOM_SOME, 2, DE}, {"einiger", ATOM_SOME, 2, DE},
    {"four", ATOM_UNIT, 4, EN}, {"five", ATOM_UNIT, 5, EN}, {"fourteen", ATOM_UNIT, 14, EN},
    {"fifteen", ATOM_UNIT, 15, EN}, {"fünf", ATOM_UNIT, 5, DE}, {"fuenf", ATOM_UNIT, 5, DE},
    {"fünfzehn", ATOM_UNIT, 15, DE}, {"forty", ATOM_TENS, 40, EN}, {"fifty", ATOM_TENS, 50, EN},
    {"fünfzig", ATOM_TENS, 50, DE}, {"fuenfzig", ATOM_TENS, 50, DE}, {"few", ATOM_SOME, 2, EN},
    {"half", ATOM_FRACTION, 0.5, EN}, {"halbe", ATOM_FRACTION, 0.5, DE}, {"halben", ATOM_FRACTION, 0.5, DE},
    {"huit", ATOM_UNIT, 8, FR}, {"hundred", ATOM_HUNDRED, 100, EN}, {"hundert", ATOM_HUNDRED, 100, DE},
    {"hundreds", ATOM_PLURAL, 100, EN}, {"hunderte", ATOM_PLURAL, 100, DE}, {"hunderten", ATOM_PLURAL, 100, DE},
    {"lakh", ATOM_SCALE, 1e5, EN},
    {"million", ATOM_SCALE, 1e6, EN | DE | FR}, {"milliarde", ATOM_SCALE, 1e9, DE}, {"mille", ATOM_SCALE, 1e3, FR},
    {"milliard", ATOM_SCALE, 1e9, FR}, {"millions", ATOM_PLURAL, 1e6, EN | FR}, {"millionen", ATOM_PLURAL, 1e6, DE},
    {"milliarden", ATOM_PLURAL, 1e9, DE}, {"milliers", ATOM_PLURAL, 1e3, FR}, {"milliards", ATOM_PLURAL, 1e9, FR},
    {"millier", ATOM_ROUGH, 1e3, FR}, {"many", ATOM_SOME, 2, EN}, {"multiple", ATOM_SOME, 2, EN},
    {"mehrere", ATOM_SOME, 2, DE}, {"mehreren", ATOM_SOME, 2, DE}, {"mehrerer", ATOM_SOME, 2, DE},
    {"nine", ATOM_UNIT, 9, EN}, {"nineteen", ATOM_UNIT, 19, EN}, {"neun", ATOM_UNIT, 9, DE},
    {"neunzehn", ATOM_UNIT, 19, DE}, {"neuf", ATOM_UNIT, 9, FR}, {"ninety", ATOM_TENS, 90, EN},
    {"neunzig", ATOM_TENS, 90, DE}, {"nonante", ATOM_TENS, 90, FR},
    {"one", ATOM_UNIT, 1, EN}, {"onze", ATOM_UNIT, 11, FR},
    {"plusieurs", ATOM_SOME, 2, FR},
    {"quarter", ATOM_FRACTION, 0.25, EN}, {"quatre", ATOM_UNIT, 4, FR}, {"quatorze", ATOM_UNIT, 14, FR},
    {"quinze", ATOM_UNIT, 15, FR}, {"quarante", ATOM_TENS, 40, FR}, {"quarantaine", ATOM_ROUGH, 40, FR},
    {"quelques", ATOM_SOME, 2, FR},
    {"six", ATOM_UNIT, 6, EN | FR}, {"seven", ATOM_UNIT, 7, EN}, {"sixteen", ATOM_UNIT, 16, EN},
    {"seventeen", ATOM_UNIT, 17, EN}, {"sechs", ATOM_UNIT, 6, DE}, {"sieben", ATOM_UNIT, 7, DE},
    {"sechzehn", ATOM_UNIT, 16, DE}, {"siebzehn", ATOM_UNIT, 17, DE}, {"sept", ATOM_UNIT, 7, FR},
    {"seize", ATOM_UNIT, 16, FR}, {"sixty", ATOM_TENS, 60, EN}, {"seventy", ATOM_TENS, 70, EN},
    {"sechzig", ATOM_TENS, 60, DE}, {"siebzig", ATOM_TENS, 70, DE}, {"soixante", ATOM_TENS, 60, FR},
    {"septante", ATOM_TENS, 70, FR}, {"several", ATOM_SOME, 2, EN},
    {"two", ATOM_UNIT, 2, EN}, {"three", ATOM_UNIT, 3, EN}, {"ten", ATOM_UNIT, 10, EN}, {"twelve", ATOM_UNIT, 12, EN},
    {"thirteen", ATOM_UNIT, 13, EN}, {"trois", ATOM_UNIT, 3, FR}, {"treize", ATOM_UNIT, 13, FR},
    {"twenty", ATOM_TENS, 20, EN}, {"thirty", ATOM_TENS, 30, EN}, {"trente", ATOM_TENS, 30, FR},
    {"thousand", ATOM_SCALE, 1e3, EN}, {"trillion", ATOM_SCALE, 1e12, EN}, {"tausend", ATOM_SCALE, 1e3, DE},
    {"tens", ATOM_PLURAL, 10, EN}, {"thousands", ATOM_PLURAL, 1e3, EN}, {"trillions", ATOM_PLURAL, 1e12, EN},
    {"tausende", ATOM_PLURAL, 1e3, DE}, {"tausenden", ATOM_PLURAL, 1e3, DE}, {"tausender", ATOM_PLURAL, 1e3, DE},
    {"trentaine", ATOM_ROUGH, 30, FR},
    {"un", ATOM_ARTICLE, 1, FR}, {"une", ATOM_ARTICLE, 1, FR},
    {"viertel", ATOM_FRACTION, 0.25, DE}, {"vier", ATOM_UNIT, 4, DE}, {"vierzehn", ATOM_UNIT, 14, DE},
    {"vierzig", ATOM_TENS, 40, DE}, {"vingts", ATOM_TENS, 20, FR}, {"vingt", ATOM_TENS, 20, FR},
    {"vingtaines", ATOM_PLURAL, 20, FR}, {"vingtaine", ATOM_ROUGH, 20, FR}, {"viele", ATOM_SOME, 2, DE},
    {"zweieinhalb", ATOM_FRACTION, 2.5, DE}, {"zwei", ATOM_UNIT, 2, DE}, {"zehn", ATOM_UNIT, 10, DE},
    {"zwölf", ATOM_UNIT, 12, DE}, {"zwoelf", ATOM_UNIT, 12, DE}, {"zwanzig", ATOM_TENS, 20, DE},
};
const size_t number_atom_count = COUNT(number_atoms);

bool number_word_may_begin(unsigned char first, unsigned char second, unsigned char third)
{
    /* The second and third bytes of all words, by their first letter; a blank where the word ends before. */
    static const char *const pairs[26] = {
        ['a' - 'a'] = "  chn ", ['b' - 'a'] = "il", ['c' - 'a'] = "eninouro", ['d' - 'a'] = "emeuixizouozreut",
        ['e' - 'a'] = "iginlelf", ['f' - 'a'] = "ewifivorouue\xC3" "\xBC", ['h' - 'a'] = "aluiun",
        ['l' - 'a'] = "ak", ['m' - 'a'] = "anehilul", ['n' - 'a'] = "euinon", ['o' - 'a'] = "nenz",
        ['p' - 'a'] = "lu", ['q' - 'a'] = "uaueui", ['s' - 'a'] = "eceiepevieixoi",
        ['t' - 'a'] = "auenhihohrrerirowewo", ['u' - 'a'] = "n ne", ['v' - 'a'] = "iein",
        ['z' - 'a'] = "ehwawewow\xC3"};
    if (first < 'a' || first > 'z' || !pairs[first - 'a'])
        return false;
    bool ends = second < 'a', ends_next = third < 'a';
    for (const char *pair = pairs[first - 'a']; *pair; pair += 2) {
        unsigned char a = (unsigned char)pair[0], b = (unsigned char)pair[1];
        if ((a == second || (a == ' ' && ends)) && (b == third || (b == ' ' && (ends || ends_next))))
            return true;
    }
    return false;
}

const struct number_scale number_scales[] = {
    {"thousand", 1e3, false}, {"thousands", 1e3, false}, {"million", 1e6, false}, {"millions", 1e6, false},
    {"billion", 1e9, false}, {"billions", 1e9, false}, {"trillion", 1e12, false}, {"trillions", 1e12, false},
    {"hundred", 1e2, false}, {"dozen", 12, false}, {"dozens", 12, false}, {"lakh", 1e5, false}, {"crore", 1e7, false},
    {"tausend", 1e3, false}, {"tsd.", 1e3, false}, {"hunderttausend", 1e5, false}, {"millionen", 1e6, false},
    {"mio.", 1e6, false}, {"mio", 1e6, false}, {"milliarden", 1e9, false}, {"milliarde", 1e9, false},
    {"mrd.", 1e9, false}, {"mrd", 1e9, false}, {"mia.", 1e9, false}, {"billionen", 1e12, false},
    {"bio.", 1e12, false}, {"dutzend", 12, false}, {"milliards", 1e9, false}, {"milliard", 1e9, false},
    {"milliers", 1e3, false}, {"millier", 1e3, false}, {"mille", 1e3, false}, {"bn", 1e9, false}, {"mn", 1e6, false},
    {"mln", 1e6, false}, {"tn", 1e12, true}, {"k", 1e3, true}, {"m", 1e6, true}, {"b", 1e9, true},
};
const size_t number_scale_count = COUNT(number_scales);

/* Sorted by character for the search. */
static const struct numeral numerals[] = {
    {U'○', NUMERAL_DIGIT, 0}, {U'〇', NUMERAL_DIGIT, 0}, {U'一', NUMERAL_DIGIT, 1}, {U'七', NUMERAL_DIGIT, 7},
    {U'万', NUMERAL_MYRIAD, 1e4}, {U'三', NUMERAL_DIGIT, 3}, {U'两', NUMERAL_DIGIT, 2}, {U'九', NUMERAL_DIGIT, 9},
    {U'二', NUMERAL_DIGIT, 2}, {U'五', NUMERAL_DIGIT, 5}, {U'亿', NUMERAL_MYRIAD, 1e8}, {U'仟', NUMERAL_UNIT, 1e3},
    {U'伍', NUMERAL_DIGIT, 5}, {U'佰', NUMERAL_UNIT, 1e2}, {U'億', NUMERAL_MYRIAD, 1e8}, {U'兆', NUMERAL_MYRIAD, 1e12},
    {U'兩', NUMERAL_DIGIT, 2}, {U'八', NUMERAL_DIGIT, 8}, {U'六', NUMERAL_DIGIT, 6}, {U'几', NUMERAL_SOME, 2},
    {U'十', NUMERAL_UNIT, 10}, {U'千', NUMERAL_UNIT, 1e3}, {U'叁', NUMERAL_DIGIT, 3}, {U'四', NUMERAL_DIGIT, 4},
    {U'壹', NUMERAL_DIGIT, 1}, {U'幾', NUMERAL_SOME, 2}, {U'拾', NUMERAL_UNIT, 10}, {U'捌', NUMERAL_DIGIT, 8},
    {U'数', NUMERAL_SOME, 2}, {U'數', NUMERAL_SOME, 2}, {U'柒', NUMERAL_DIGIT, 7}, {U'玖', NUMERAL_DIGIT, 9},
    {U'百', NUMERAL_UNIT, 1e2}, {U'肆', NUMERAL_DIGIT, 4}, {U'萬', NUMERAL_MYRIAD, 1e4},
    {U'貳', NUMERAL_DIGIT, 2}, {U'贰', NUMERAL_DIGIT, 2},
    {U'陆', NUMERAL_DIGIT, 6}, {U'陸', NUMERAL_DIGIT, 6}, {U'零', NUMERAL_DIGIT, 0}, {U'구', NUMERAL_DIGIT, 9},
    {U'만', NUMERAL_MYRIAD, 1e4},
    {U'몇', NUMERAL_SOME, 2}, {U'백', NUMERAL_UNIT, 1e2}, {U'사', NUMERAL_DIGIT, 4}, {U'삼', NUMERAL_DIGIT, 3},
    {U'수', NUMERAL_SOME, 2}, {U'십', NUMERAL_UNIT, 10}, {U'억', NUMERAL_MYRIAD, 1e8}, {U'영', NUMERAL_DIGIT, 0},
    {U'오', NUMERAL_DIGIT, 5}, {U'육', NUMERAL_DIGIT, 6}, {U'이', NUMERAL_DIGIT, 2}, {U'일', NUMERAL_DIGIT, 1},
    {U'조', NUMERAL_MYRIAD, 1e12}, {U'천', NUMERAL_UNIT, 1e3}, {U'칠', NUMERAL_DIGIT, 7}, {U'팔', NUMERAL_DIGIT, 8},
};

const struct numeral *numeral_of(uint32_t character)
{
    /* By the upper byte of a character: most have none of them. */
    static const bool pages[256] = {
        [0x25] = true, [0x30] = true, [0x4E] = true, [0x4F] = true, [0x51] = true, [0x53] = true, [0x56] = true,
        [0x58] = true, [0x5E] = true, [0x62] = true, [0x63] = true, [0x65] = true, [0x67] = true, [0x73] = true,
        [0x76] = true, [0x80] = true, [0x84] = true, [0x8C] = true, [0x8D] = true, [0x96] = true, [0xAD] = true,
        [0xB9] = true, [0xBA] = true, [0xBC] = true, [0xC0] = true, [0xC2] = true, [0xC5] = true, [0xC6] = true,
        [0xC7] = true, [0xC8] = true, [0xCC] = true, [0xCE] = true, [0xD3] = true};
    if (character > 0xFFFF || !pages[character >> 8])
        return NULL;
    size_t low = 0, high = COUNT(numerals);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (numerals[middle].character < character)
            low = middle + 1;
        else
            high = middle;
    }
    return low < COUNT(numerals) && numerals[low].character == character ? &numerals[low] : NULL;
}

const struct number_money number_money_before[] = {
    W("us$", "USD"), W("hk$", "HKD"), W("nt$", "TWD"), W("ca$", "CAD"), W("au$", "AUD"), W("nz$", "NZD"), W("sg$",
    "SGD"),
    W("s$", "SGD"), W("a$", "AUD"), W("c$", "CAD"), W("r$", "BRL"), W("$", "USD"), W("＄", "USD"), W("usd", "USD"),
    W("€", "EUR"), W("eur", "EUR"), W("£", "GBP"), W("gbp", "GBP"), W("rmb", "CNY"), W("cny", "CNY"), W("cn¥", "CNY"),
    W("¥", ""), W("￥", ""), W("jpy", "JPY"), W("₩", "KRW"), W("￦", "KRW"), W("krw", "KRW"), W("hkd", "HKD"), W("twd",
    "TWD"),
    W("sgd", "SGD"), W("aud", "AUD"), W("cad", "CAD"), W("chf", "CHF"), W("₹", "INR"), W("inr", "INR"), W("rs.", "INR"),
    W("rs", "INR"), W("rm", "MYR"), W("myr", "MYR"), W("₽", "RUB"), W("₫", "VND"), W("฿", "THB"), W("aed", "AED"),
    W("sar", "SAR"), W("人民币", "CNY"), W("人民幣", "CNY"), W("新台币", "TWD"), W("新台幣", "TWD"), W("新臺幣", "TWD"),
    W("台幣", "TWD"), W("港币", "HKD"), W("港幣", "HKD"), W("美金", "USD"),
};
const size_t number_money_before_count = COUNT(number_money_before);

const struct number_money number_money_behind[] = {
    W("us dollars", "USD"), W("of dollars", "USD"), W("of us dollars", "USD"), W("of u.s. dollars", "USD"),
    W("of euros", "EUR"), W("of yuan", "CNY"), W("u.s. dollars", "USD"), W("us-dollar", "USD"), W("us dollar", "USD"),
    W("singapore dollars", "SGD"), W("hong kong dollars", "HKD"), W("new taiwan dollars", "TWD"),
    W("taiwan dollars", "TWD"), W("canadian dollars", "CAD"), W("australian dollars", "AUD"),
    W("dollars américains", "USD"), W("dollars", "USD"), W("dollar", "USD"), W("de dollars", "USD"), W("us$", "USD"),
    W("usd", "USD"), W("$", "USD"), W("yuan", "CNY"), W("yuans", "CNY"), W("de yuans", "CNY"), W("renminbi", "CNY"),
    W("rmb", "CNY"), W("cny", "CNY"), W("euros", "EUR"), W("euro", "EUR"), W("d'euros", "EUR"), W("d’euros", "EUR"),
    W("eur", "EUR"), W("€", "EUR"), W("pounds sterling", "GBP"), W("pfund", "GBP"), W("gbp", "GBP"), W("£", "GBP"),
    W("de livres sterling", "GBP"), W("won", "KRW"), W("de wons", "KRW"), W("wons", "KRW"), W("krw", "KRW"),
    W("yen", "JPY"), W("de yens", "JPY"), W("yens", "JPY"), W("jpy", "JPY"), W("swiss francs", "CHF"), W("franken",
    "CHF"),
    W("chf", "CHF"), W("rupees", "INR"), W("rubles", "RUB"), W("roubles", "RUB"), W("ringgit", "MYR"), W("dirhams",
    "AED"),
    W("hkd", "HKD"), W("twd", "TWD"), W("sgd", "SGD"),
    W("美元", "USD"), W("美金", "USD"), W("ドル", "USD"), W("米ドル", "USD"), W("달러", "USD"), W("미국 달러", "USD"),
    W("人民币", "CNY"), W("人民幣", "CNY"), W("元人民币", "CNY"), W("元人民幣", "CNY"), W("人民元", "CNY"), W("위안", "CNY"),
    W("港元", "HKD"), W("港币", "HKD"), W("港幣", "HKD"), W("元新台币", "TWD"), W("元新台幣", "TWD"), W("新台币", "TWD"),
    W("新台幣", "TWD"), W("新臺幣", "TWD"), W("台币", "TWD"), W("台幣", "TWD"), W("台湾ドル", "TWD"), W("대만달러", "TWD"),
    W("欧元", "EUR"), W("歐元", "EUR"), W("ユーロ", "EUR"), W("유로", "EUR"), W("英镑", "GBP"), W("英鎊", "GBP"),
    W("ポンド", "GBP"), W("파운드", "GBP"), W("日元", "JPY"), W("日圆", "JPY"), W("日圓", "JPY"), W("円", "JPY"),
    W("엔", "JPY"), W("韩元", "KRW"), W("韓元", "KRW"), W("韓圜", "KRW"), W("ウォン", "KRW"), W("원", "KRW"),
    W("新加坡元", "SGD"), W("新元", "SGD"), W("坡币", "SGD"), W("卢比", "INR"), W("盧比", "INR"), W("ルピー", "INR"),
    W("卢布", "RUB"), W("盧布", "RUB"), W("瑞士法郎", "CHF"), W("元", ""),
};
const size_t number_money_behind_count = COUNT(number_money_behind);

const struct number_measure number_measures[] = {
    {"kilowatts", "kW"}, {"kilowatt", "kW"}, {"megawatts", "MW"}, {"megawatt", "MW"}, {"gigawatts", "GW"},
    {"gigawatt", "GW"}, {"mégawatts", "MW"}, {"terawatts", "TW"}, {"kw", "kW"}, {"mw", "MW"}, {"gw", "GW"},
    {"tw", "TW"}, {"千瓦", "kW"}, {"兆瓦", "MW"}, {"吉瓦", "GW"}, {"百万瓦", "MW"}, {"キロワット", "kW"},
    {"メガワット", "MW"}, {"ギガワット", "GW"}, {"킬로와트", "kW"}, {"메가와트", "MW"}, {"기가와트", "GW"},
};
const size_t number_measure_count = COUNT(number_measures);

enum { LEAST = NUMBER_AT_LEAST, MOST = NUMBER_AT_MOST, ABOUT = NUMBER_ABOUT };

static const struct number_word bounds_before[] = {
    W("no more than", MOST), W("not more than", MOST), W("more than", LEAST), W("no less than", LEAST),
    W("not less than", LEAST), W("no fewer than", LEAST), W("fewer than", MOST), W("less than", MOST),
    W("at least", LEAST),
    W("at most", MOST), W("as many as", MOST), W("as much as", MOST), W("up to", MOST), W("capped at", MOST),
    W("a maximum of", MOST), W("maximum of", MOST), W("a minimum of", LEAST), W("minimum of", LEAST),
    W("upwards of", LEAST), W("upward of", LEAST), W("in excess of", LEAST), W("greater than", LEAST),
    W("larger than", LEAST),
    W("bigger than", LEAST), W("higher than", LEAST), W("smaller than", MOST), W("lower than", MOST),
    W("less than or equal to", MOST), W("greater than or equal to", LEAST), W(">", LEAST), W("<", MOST),
    W("exceeding", LEAST), W("exceed", LEAST), W("exceeds", LEAST), W("exceeded", LEAST), W("surpassing", LEAST),
    W("surpassed", LEAST), W("topping", LEAST), W("well over", LEAST), W("over", LEAST), W("above", LEAST),
    W("under", MOST), W("below", MOST), W("approximately", ABOUT), W("approx.", ABOUT), W("an estimated", ABOUT),
    W("estimated", ABOUT), W("an approximate", ABOUT), W("roughly", ABOUT), W("around", ABOUT), W("about", ABOUT),
    W("nearly", ABOUT), W("almost", ABOUT), W("close to", ABOUT), W("just shy of", ABOUT), W("some", ABOUT),
    W("circa", ABOUT),

    W("nicht mehr als", MOST), W("mehr als", LEAST), W("nicht weniger als", LEAST), W("weniger als", MOST),
    W("mindestens", LEAST), W("wenigstens", LEAST), W("über", LEAST), W("gut", LEAST), W("höchstens", MOST),
    W("maximal", MOST), W("bis zu", MOST), W("unter", MOST), W("rund", ABOUT), W("etwa", ABOUT), W("ca.", ABOUT),
    W("ungefähr", ABOUT), W("knapp", ABOUT), W("fast", ABOUT), W("nahezu", ABOUT), W("schätzungsweise", ABOUT),
    W("um die", ABOUT),

    W("pas plus de", MOST), W("plus de", LEAST), W("plus d'", LEAST), W("plus d’", LEAST), W("pas moins de", LEAST),
    W("moins de", MOST), W("moins d'", MOST), W("moins d’", MOST), W("au moins", LEAST), W("au minimum", LEAST),
    W("un minimum de", LEAST), W("jusqu'à", MOST), W("jusqu’à", MOST), W("au plus", MOST), W("au maximum", MOST),
    W("un maximum de", MOST), W("environ", ABOUT), W("près de", ABOUT), W("près d'", ABOUT), W("près d’", ABOUT),
    W("quelque", ABOUT), W("quelques", ABOUT), W("autour de", ABOUT), W("à peu près", ABOUT),

    W("不超过", MOST), W("不超過", MOST), W("不得超过", MOST), W("不得超過", MOST), W("不少于", LEAST), W("不少於", LEAST),
    W("不低于", LEAST), W("不低於", LEAST), W("不多于", MOST), W("不高于", MOST), W("不高於", MOST), W("超过", LEAST),
    W("超過", LEAST), W("突破", LEAST), W("超", LEAST), W("逾", LEAST), W("至少", LEAST), W("最少", LEAST), W("起码", LEAST),
    W("多于", LEAST), W("多於", LEAST), W("高于", LEAST), W("高於", LEAST), W("大于", LEAST), W("大於", LEAST),
    W("高达", MOST), W("高達", MOST), W("多达", MOST), W("多達", MOST), W("最多", MOST), W("至多", MOST), W("不足", MOST),
    W("不到", MOST), W("少于", MOST), W("少於", MOST), W("低于", MOST), W("低於", MOST), W("小于", MOST), W("小於", MOST),
    W("未满", MOST), W("上限", MOST), W("大约", ABOUT), W("大約", ABOUT), W("大概", ABOUT), W("约", ABOUT), W("約", ABOUT),
    W("接近", ABOUT), W("将近", ABOUT), W("將近", ABOUT), W("近", ABOUT), W("估计", ABOUT), W("估計", ABOUT),

    W("およそ", ABOUT), W("ざっと", ABOUT), W("ほぼ", ABOUT), W("概ね", ABOUT), W("推定", ABOUT), W("少なくとも", LEAST),
    W("最低でも", LEAST), W("最低", LEAST), W("最大で", MOST), W("最大", MOST), W("最高", MOST),

    W("약", ABOUT), W("대략", ABOUT), W("거의", ABOUT), W("최소한", LEAST), W("최소", LEAST), W("적어도", LEAST),
    W("최대", MOST), W("많게는", MOST), W("많아야", MOST),
};
const struct number_words number_bounds_before = WORDS(bounds_before);

static const struct number_word bounds_tight[] = {W("上", LEAST), W("过", LEAST), W("過", LEAST)};
const struct number_words number_bounds_tight = WORDS(bounds_tight);

static const struct number_word bounds_behind[] = {
    W("or more", LEAST), W("and more", LEAST), W("or greater", LEAST), W("or so", ABOUT), W("or fewer", MOST), W("or less", MOST),
    W("-plus", LEAST),
    W("plus", LEAST),
    W("+", LEAST), W("＋", LEAST), W("-odd", ABOUT), W("odd", ABOUT), W("oder mehr", LEAST), W("und mehr", LEAST),
    W("ou plus", LEAST), W("au moins", LEAST), W("au plus", MOST), W("au maximum", MOST), W("environ", ABOUT),
    W("以上", LEAST), W("多", LEAST), W("余り", LEAST), W("余", LEAST), W("餘", LEAST), W("开外", LEAST), W("左右", ABOUT),
    W("上下", ABOUT), W("以内", MOST), W("以內", MOST), W("之内", MOST), W("以下", MOST), W("超", LEAST), W("強", LEAST),
    W("弱", ABOUT), W("未満", MOST), W("程度", ABOUT), W("前後", ABOUT), W("近く", ABOUT), W("ほど", ABOUT), W("くらい", ABOUT),
    W("ぐらい", ABOUT), W("이상", LEAST), W("초과", LEAST), W("넘는", LEAST), W("여", LEAST), W("남짓", LEAST), W("이하", MOST),
    W("미만", MOST), W("이내", MOST), W("안팎", ABOUT), W("정도", ABOUT), W("가량", ABOUT), W("내외", ABOUT),
};
const struct number_words number_bounds_behind = WORDS(bounds_behind);

static const struct number_word range_joins[] = {
    W(" to ", JOIN_TO), W(" – ", JOIN_TO), W(" — ", JOIN_TO), W(" - ", JOIN_TO), W(" ~ ", JOIN_TO), W("-", JOIN_TO),
    W("–", JOIN_TO), W("—", JOIN_TO), W("～", JOIN_TO), W("~", JOIN_TO), W("〜", JOIN_TO), W("－", JOIN_TO),
    W(" or ", JOIN_TO), W("至", JOIN_TO), W("到", JOIN_TO), W("から", JOIN_PARTICLE), W(" bis zu ", JOIN_TO),
    W(" bis ", JOIN_TO), W(" à ", JOIN_TO), W(" ou ", JOIN_TO), W(" oder ", JOIN_TO), W(" 내지 ", JOIN_TO),
    W("에서 ", JOIN_PARTICLE), W(" and ", JOIN_AND), W(" und ", JOIN_AND), W(" et ", JOIN_AND), W("和", JOIN_AND),
    W("与", JOIN_AND), W("與", JOIN_AND), W(" auf ", JOIN_CHANGE), W("增至", JOIN_CHANGE), W("增加到", JOIN_CHANGE),
    W("增长到", JOIN_CHANGE), W("提高到", JOIN_CHANGE), W("提高至", JOIN_CHANGE), W("降至", JOIN_CHANGE),
    W("降到", JOIN_CHANGE), W("减至", JOIN_CHANGE), W("減至", JOIN_CHANGE), W("减少到", JOIN_CHANGE),
    W("下调至", JOIN_CHANGE), W("下調至", JOIN_CHANGE), W("上调至", JOIN_CHANGE), W("上調至", JOIN_CHANGE),
    W("削减至", JOIN_CHANGE), W("削減至", JOIN_CHANGE), W("调整至", JOIN_CHANGE),
};
const struct number_words number_range_joins = WORDS(range_joins);

static const struct number_word between[] = {
    W("between", BETWEEN), W("zwischen", BETWEEN), W("entre", BETWEEN), W("介于", BETWEEN), W("介於", BETWEEN),
    W("在", BETWEEN), W("from", FROM), W("von", FROM), W("de", FROM), W("从", FROM), W("從", FROM), W("由", FROM),
};
const struct number_words number_between = WORDS(between);

static const struct number_word counters[] = {
    W("颗", 0), W("顆", 0), W("基", 0), W("枚", 0), W("块", 0), W("塊", 0), W("张", 0), W("張", 0), W("片", 0), W("台", 0), W("臺", 0),
    W("个", 0), W("個", 0), W("件", 0), W("套", 0), W("卡", 0), W("架", 0), W("箱", 0), W("批", 0), W("组", 0), W("組", 0),
    W("기", 0), W("개", 0), W("장", 0), W("대", 0), W("건", 0), W("명", 0), W("人", 0), W("つ", 0),
};
const struct number_words number_counters = WORDS(counters);

static const struct number_word nothing_behind[] = {
    W("%", 0), W("％", 0), W("‰", 0), W("percent", 0), W("percentage", 0), W("per cent", 0), W("pct", 0),
    W("basis points", 0),
    W("bps", 0), W("prozent", 0), W("prozentpunkte", 0), W("pour cent", 0), W("p. cent", 0), W("パーセント", 0),
    W("퍼센트", 0), W("프로", 0), W("成", 0), W("割", 0), W("个百分点", 0), W("個百分點", 0), W("百分点", 0), W("ポイント", 0),
    W("포인트", 0), W("倍", 0), W("배", 0), W("times", 0), W("fold", 0), W("-fold", 0), W("fois", 0), W("折", 0),

    W("年", 0), W("月", 0), W("日", 0), W("号", 0), W("號", 0), W("季", 0), W("四半期", 0), W("周", 0), W("週", 0), W("天", 0),
    W("个月", 0), W("個月", 0), W("か月", 0), W("カ月", 0), W("ヶ月", 0), W("小时", 0), W("小時", 0), W("時間", 0), W("时", 0),
    W("時", 0), W("点钟", 0), W("分", 0), W("秒", 0), W("岁", 0), W("歲", 0), W("歳", 0), W("世纪", 0), W("世紀", 0), W("년", 0),
    W("월", 0), W("일", 0), W("분기", 0), W("주", 0), W("개월", 0), W("시간", 0), W("시", 0), W("분", 0), W("초", 0), W("세", 0),
    W("year", 0), W("years", 0), W("year-old", 0), W("month", 0), W("months", 0), W("week", 0), W("weeks", 0),
    W("day", 0),
    W("days", 0), W("hour", 0), W("hours", 0), W("minutes", 0), W("seconds", 0), W("am", 0), W("pm", 0), W("a.m.", 0),
    W("p.m.", 0), W("jahr", 0), W("jahre", 0), W("jahren", 0), W("monate", 0), W("monaten", 0), W("wochen", 0),
    W("tage", 0),
    W("tagen", 0), W("stunden", 0), W("uhr", 0), W("ans", 0), W("années", 0), W("mois", 0), W("semaines", 0),
    W("jours", 0),
    W("heures", 0),

    W("flops", 0), W("gflops", 0), W("tflops", 0), W("pflops", 0), W("eflops", 0), W("teraflops", 0), W("petaflops", 0),
    W("exaflops", 0), W("tops", 0), W("gb", 0), W("tb", 0), W("pb", 0), W("mb", 0), W("gib", 0), W("gbps", 0),
    W("tbps", 0),
    W("gigabytes", 0), W("terabytes", 0), W("hz", 0), W("khz", 0), W("mhz", 0), W("ghz", 0), W("nm", 0), W("mm", 0),
    W("cm", 0),
    W("km", 0), W("kg", 0), W("nanometer", 0), W("nanometers", 0), W("nanometre", 0), W("nanometres", 0),
    W("nanomètres", 0),
    W("kilometers", 0), W("kilometres", 0), W("miles", 0), W("square", 0), W("sq", 0), W("acres", 0), W("degrees", 0),
    W("watts", 0), W("watt", 0), W("w", 0), W("kwh", 0), W("mwh", 0), W("gwh", 0), W("twh", 0), W("瓦", 0), W("ワット", 0),
    W("와트", 0), W("纳米", 0), W("納米", 0), W("奈米", 0), W("ナノ", 0), W("나노", 0), W("毫米", 0), W("厘米", 0), W("公里", 0),
    W("平方", 0), W("千米", 0), W("兆赫", 0), W("兆字节", 0), W("比特", 0), W("位", 0), W("°", 0), W("℃", 0), W("度", 0),
    W("ギガバイト", 0), W("テラバイト", 0), W("기가바이트", 0), W("테라바이트", 0), W("英寸", 0), W("吋", 0), W("インチ", 0),
    W("인치", 0), W("단", 0), W("层", 0), W("層", 0), W("亩", 0),

    W("强", 0), W("強企業", 0), W("大", 0), W("期", 0), W("届", 0), W("屆", 0), W("代", 0), W("番", 0), W("条", 0), W("條", 0),
    W("項", 0), W("次", 0), W("回", 0), W("章", 0), W("节", 0), W("위", 0), W("호", 0), W("세대", 0), W("차", 0), W("회", 0),
    W("fr ", 0), W("cfr", 0), W("u.s.c.", 0), W("points", 0),
};
const struct number_words number_nothing_behind = WORDS(nothing_behind);

/* Value 1: also before numbers with a multiplier. */
static const struct number_word nothing_before[] = {
    W("section", 0), W("sections", 0), W("sec.", 0), W("§", 0), W("§§", 0), W("article", 0), W("chapter", 0),
    W("part", 0),
    W("annex", 0), W("title", 0), W("rule", 0), W("page", 0), W("figure", 0), W("table", 0), W("no.", 0), W("no", 0),
    W("nr.", 0), W("nr", 0), W("n°", 0), W("nº", 0), W("№", 0), W("#", 0), W("cfr", 0), W("fr", 0), W("hs", 0),
    W("hs code", 0),
    W("hts", 0), W("eccn", 0), W("top", 0), W("top-", 0), W("fortune", 0), W("s&p", 0), W("nasdaq", 0), W("russell", 0),
    W("ftse", 0), W("csi", 0), W("version", 0), W("v.", 0), W("level", 0), W("phase", 0), W("aged", 0), W("age", 0),
    W("rtx", 0), W("gtx", 0), W("rtx pro", 0), W("geforce", 0), W("radeon", 0), W("instinct", 0), W("ascend", 0),
    W("atlas", 0),
    W("kirin", 0), W("snapdragon", 0), W("xeon", 0), W("epyc", 0), W("ryzen", 0), W("gaudi", 0), W("trainium", 0),
    W("gpt", 0), W("gpt-", 0), W("claude", 0), W("llama", 0), W("qwen", 0), W("gemini", 0), W("pcie", 0), W("hbm", 0),
    W("boeing", 0), W("airbus", 0), W("iphone", 0), W("galaxy", 0), W("windows", 0), W("cuda", 0), W("artikel", 0),
    W("absatz", 0), W("abs.", 0), W("kapitel", 0), W("seite", 0), W("paragraf", 0), W("platz", 0), W("chapitre", 0),
    W("alinéa", 0), W("classement", 0), W("第", 1), W("제", 1), W("昇腾", 0), W("昇騰", 0), W("升腾", 0), W("麒麟", 0),
    W("标普", 0), W("標普", 0), W("沪深", 0), W("代码", 0), W("代码：", 0), W("代號", 0), W("代號：", 0), W("コード", 0),
    W("코드", 0), W("百分之", 1), W("股票代码", 0), W("stock code", 0), W("stock code:", 0), W("ticker", 0),
};
const struct number_words number_nothing_before = WORDS(nothing_before);

static const struct number_word months[] = {
    W("january", 0), W("february", 0), W("march", 0), W("april", 0), W("may", 0), W("june", 0), W("july", 0),
    W("august", 0),
    W("september", 0), W("october", 0), W("november", 0), W("december", 0), W("jan.", 0), W("feb.", 0), W("aug.", 0),
    W("sept.", 0), W("sep.", 0), W("oct.", 0), W("nov.", 0), W("dec.", 0), W("jan", 0), W("feb", 0), W("mar", 0),
    W("apr", 0),
    W("jun", 0), W("jul", 0), W("aug", 0), W("sep", 0), W("oct", 0), W("nov", 0), W("dec", 0), W("januar", 0),
    W("jänner", 0),
    W("februar", 0), W("märz", 0), W("mai", 0), W("juni", 0), W("juli", 0), W("oktober", 0), W("dezember", 0),
    W("janvier", 0), W("février", 0), W("mars", 0), W("avril", 0), W("juin", 0), W("juillet", 0), W("août", 0),
    W("septembre", 0), W("octobre", 0), W("novembre", 0), W("décembre", 0),
};
const struct number_words number_months = WORDS(months);

static const struct number_word year_words[] = {
    W("in", 0), W("since", 0), W("by", 0), W("of", 0), W("year", 0), W("until", 0), W("im jahr", 0), W("seit", 0),
    W("en", 0),
    W("depuis", 0),
};
const struct number_words number_year_words = WORDS(year_words);

static const struct number_word change_words[] = {
    W("cut", 0), W("cuts", 0), W("cutting", 0), W("reduc", 0), W("lower", 0), W("rais", 0), W("increas", 0),
    W("grow", 0),
    W("grew", 0), W("rose", 0), W("ris", 0), W("fell", 0), W("fall", 0), W("drop", 0), W("declin", 0), W("revis", 0),
    W("slash", 0), W("scal", 0), W("expand", 0), W("climb", 0), W("jump", 0), W("surg", 0), W("shr", 0),
    W("up from", 0),
    W("down from", 0), W("trim", 0), W("lift", 0), W("boost", 0), W("went", 0), W("mov", 0), W("senk", 0), W("kürz", 0),
    W("reduz", 0), W("erhöh", 0), W("steiger", 0), W("gestiegen", 0), W("pass", 0), W("rédui", 0), W("augment", 0),
    W("abaiss", 0), W("relev", 0), W("tomb", 0),
};
const struct number_words number_change_words = WORDS(change_words);
