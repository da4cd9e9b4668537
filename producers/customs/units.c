#include "producers/customs/units.h"

#include "producers/customs/name.h"

/* One row a unit: what events carry, the factor as digits and scale, and its spellings in any case, parted by blanks
 * ('_' stands for a blank inside one). Sources: UN/ECE Rec 20 revision 17; EDIFACT, customs and vendors' files in
 * use. */
static const struct {
    const char *code; /* NULL: the spelling states that there is no unit */
    int factor, factor_scale;
    const char *spellings;
} spelled[] = {
    {"C62", 1, 0,
     "C62 H87 EA NAR NIU U NO NO. NOS NMB NBR PCE PCS PCS. PC PC. UNT UNIT UNITS UNIT(S) PIECE PIECES EACH ITEM ITEMS NUMBER "
     "NUMBERS NUMBER_OF_ITEM NUMBER_OF_ITEMS 台 个 個 件 只 隻 个/只 ШТ ШТУКА ШТУК "
     "CÁI CHIẾC 辆 艘 架 头 株 条 张 把 支 枝 片 副 幅 盘 座 块 根"},
    {"C62", 2, 0, "2U PR PRS PA PAIR PAIRS 双 雙 ПАР"},
    {"C62", 12, 0, "12U DZN DOZ DOZEN"},
    {"C62", 100, 0, "CEN HUNDRED IN_HUNDREDS 百个 百支"},
    {"C62", 144, 0, "GRO GRS GROSS"},
    {"C62", 1000, 0, "1000U MIL THD THOUSAND IN_THOUSANDS 千个 千支 千块 ТЫС.ШТ"},
    {"KGM", 1, 0, "KG KG. KGS KGS. KGM KILO KILOS KILOGRAM KILOGRAMS KILOGRAMME KILOGRAMMES 千克 公斤 КГ"},
    {"KGM", 1, 3, "G GM GMS GRM GRAM GRAMS 克"},
    {"KGM", 1000, 0, "T TNE MTS MT TON TONS TONNE TONNES METRIC_TON METRIC_TONS 1000_KG 吨 噸 公噸 Т"},
    {"KGM", 45359237, 8, "LB LBS LBR POUND POUNDS"},
    {"SET", 1, 0, "SET SETS 套 组 組 KIT KITS КОМПЛ КОМПЛЕКТ BỘ"},
    {"XPK", 1, 0, "PK PKG PKGS PACKAGE PACKAGES 包 УПАК KIỆN"},
    {"XPA", 1, 0, "PACK PACKS PACKET PACKETS"},
    {"XCT", 1, 0, "CT CTN CTNS CARTON CARTONS 箱"},
    {"XBX", 1, 0, "BX BOX BOXES 盒"},
    {"MTK", 1, 0, "MTK SQM M2 SQUARE_METRE SQUARE_METRES SQUARE_METER SQUARE_METERS 平方米"},
    {"MTR", 1, 0, "MTR M METRE METRES METER METERS 米"},
    {"MTQ", 1, 0, "MTQ M3 CBM CUBIC_METRE CUBIC_METRES 立方米"},
    {"LTR", 1, 0, "LTR L LITRE LITRES LITER LITERS 升"},
    {"LTR", 1000, 0, "KILOLITRE 千升"},
    {"CTM", 1, 0, "CARAT CARATS 克拉"},
    {"KWH", 1, 0, "KILOWATT-HOUR 千瓦时"},
    {"4N", 1, 0, "MILLION_BQ 百万贝可"},
    {NULL, 1, 0, "- ? N/A NA NULL NONE X"},
};

/* Recommendation 20's codes for what no table above spells, carried as they are: neither a number of things nor a
 * weight. */
static const char carried[] = "BLL CMK CMT CTM D30 GLL HEA K6 KMT KWH LO LPA MLT MMT MWH NPT R9 ST XBG XBX XCS XCT XPA XPK XPX "
                              "XRO";

/* UN Comtrade's quantity codes, without the substance kilograms 25 to 41. Source: uncomtrade.org, quantity units. */
static const struct {
    int number;
    const char *code;
    int factor, factor_scale;
} comtrade_units[] = {
    {-1, NULL, 1, 0},  {1, NULL, 1, 0},      {2, "MTK", 1, 0},     {3, "MWH", 1, 0},  {4, "MTR", 1, 0},
    {5, "C62", 1, 0},  {6, "C62", 2, 0},     {7, "LTR", 1, 0},     {8, "KGM", 1, 0},  {9, "C62", 1000, 0},
    {10, "XPK", 1, 0}, {11, "C62", 12, 0},   {12, "MTQ", 1, 0},    {13, "CTM", 1, 0}, {14, "KMT", 1, 0},
    {15, "KGM", 1, 3}, {17, "R9", 1, 0},     {18, "D30", 1, 0},    {19, "BLL", 1, 0}, {20, "K6", 1, 0},
    {21, "KGM", 1000, 0}, {22, "KWH", 1, 0}, {23, "LPA", 1, 0},    {24, "HEA", 1, 0},
};

/* A unit in an office's own list of codes. */
struct unit_code {
    const char *spelling, *code; /* NULL: no quantity is collected */
    int factor, factor_scale;
};

/* The US Census Bureau's units that are a number or a measure of the goods themselves: not those of their content (CKG,
 * CGM, CTN, CYK) nor what only one trade uses. Source: its list of HTS codes of 2022. */
static const struct unit_code census_units[] = {
    {"NO", "C62", 1, 0},    {"KG", "KGM", 1, 0},   {"X", NULL, 1, 0},     {"", NULL, 1, 0},      {"-", NULL, 1, 0},
    {"PCS", "C62", 1, 0},   {"PRS", "C62", 2, 0},  {"DOZ", "C62", 12, 0}, {"DPC", "C62", 12, 0}, {"DPR", "C62", 24, 0},
    {"HUN", "C62", 100, 0}, {"GRS", "C62", 144, 0}, {"THS", "C62", 1000, 0}, {"GM", "KGM", 1, 3}, {"T", "KGM", 1000, 0},
    {"M", "MTR", 1, 0},     {"M2", "MTK", 1, 0},   {"CM2", "CMK", 1, 0},  {"M3", "MTQ", 1, 0},   {"KM3", "R9", 1, 0},
    {"L", "LTR", 1, 0},     {"BBL", "BLL", 1, 0},  {"CAR", "CTM", 1, 0},  {"PK", "XPK", 1, 0},   {"W", "WTT", 1, 0},
    {"MWH", "MWH", 1, 0},
};

/* Those of Japan's customs. CT is the carat here, a carton elsewhere. */
static const struct unit_code japan_units[] = {
    {"", NULL, 1, 0},      {"NO", "C62", 1, 0},    {"DZ", "C62", 12, 0}, {"GS", "C62", 144, 0}, {"TH", "C62", 1000, 0},
    {"PR", "C62", 2, 0},   {"ST", "SET", 1, 0},    {"KG", "KGM", 1, 0},  {"GR", "KGM", 1, 3},   {"MT", "KGM", 1000, 0},
    {"CT", "CTM", 1, 0},   {"L", "LTR", 1, 0},     {"KL", "LTR", 1000, 0}, {"M", "MTR", 1, 0},  {"SM", "MTK", 1, 0},
    {"CM", "MTQ", 1, 0},
};

static bool is_ascii(struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

/* True if `text` is the spelling, in which '_' stands for one blank. */
static bool is_spelling(struct slice text, struct slice spelling)
{
    if (!is_ascii(text))
        return !is_ascii(spelling) && name_equal(text, spelling);
    if (text.size != spelling.size)
        return false;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i] >= 'a' && text.data[i] <= 'z' ? (char)(text.data[i] - 'a' + 'A') : text.data[i];
        if (c != (spelling.data[i] == '_' ? ' ' : spelling.data[i]))
            return false;
    }
    return true;
}

static bool is_spelled(struct slice text, const char *spellings)
{
    struct slice rest = slice_of(spellings);
    while (rest.data)
        if (is_spelling(text, slice_next_part(&rest, ' ')))
            return true;
    return false;
}

static void set_unit(struct unit *unit, const char *code, int factor, int factor_scale)
{
    unit->code = slice_of(code);
    unit->factor = (struct decimal){factor, factor_scale};
}

/* Finds a code that is carried as it is; the slice stays a literal. */
static bool find_carried(struct slice text, struct unit *unit)
{
    struct slice rest = slice_of(carried);
    while (rest.data) {
        struct slice code = slice_next_part(&rest, ' ');
        if (is_spelling(text, code)) {
            *unit = (struct unit){.code = code, .factor = {1, 0}};
            return true;
        }
    }
    return false;
}

bool unit_of_text(struct slice text, struct unit *unit)
{
    text = slice_trim(text);
    if (!text.size) {
        set_unit(unit, NULL, 1, 0);
        return true;
    }
    for (size_t i = 0; i < sizeof spelled / sizeof spelled[0]; i++)
        if (is_spelled(text, spelled[i].spellings)) {
            set_unit(unit, spelled[i].code, spelled[i].factor, spelled[i].factor_scale);
            return true;
        }
    return find_carried(text, unit);
}

bool unit_of_comtrade(int64_t code, struct unit *unit)
{
    for (size_t i = 0; i < sizeof comtrade_units / sizeof comtrade_units[0]; i++)
        if (comtrade_units[i].number == code) {
            set_unit(unit, comtrade_units[i].code, comtrade_units[i].factor, comtrade_units[i].factor_scale);
            return true;
        }
    return false;
}

static bool find_unit(const struct unit_code *units, size_t count, struct slice code, struct unit *unit)
{
    code = code.data ? slice_trim(code) : SLICE_LITERAL("");
    for (size_t i = 0; i < count; i++)
        if (slice_equal_text(code, units[i].spelling)) {
            set_unit(unit, units[i].code, units[i].factor, units[i].factor_scale);
            return true;
        }
    return false;
}

bool unit_of_census(struct slice code, struct unit *unit)
{
    return find_unit(census_units, sizeof census_units / sizeof census_units[0], code, unit);
}

bool unit_of_japan(struct slice code, struct unit *unit)
{
    return find_unit(japan_units, sizeof japan_units / sizeof japan_units[0], code, unit);
}

bool unit_convert(const struct unit *unit, struct decimal *quantity, int precision, int scale, bool *rounded)
{
    struct decimal product = {0, quantity->scale + unit->factor.scale};
    if (product.scale > DECIMAL_DIGITS_MAX ||
        __builtin_mul_overflow(quantity->unscaled, unit->factor.unscaled, &product.unscaled))
        return false;
    if (!decimal_rescale(&product, precision, scale)) {
        if (!decimal_round(&product, precision, scale))
            return false;
        *rounded = true;
    }
    *quantity = product;
    return true;
}
