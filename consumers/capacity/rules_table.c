#include "consumers/capacity/rules_table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/table_row.h"

const struct rules_regime_words rules_regime_words[RULES_CLASS + 1] = {
    [RULES_EXPORT_CONTROL] = {"export_control", {"not_controlled", "licence_exception", "licence_required",
                                                 "case_by_case", "presumption_of_denial"}},
    [RULES_LETTERS_2025] = {"letters_2025", {"not_affected", "licence_required"}},
    [RULES_WINDOW_2026] = {"window_2026", {"not_applicable", "within", "outside"}},
    [RULES_TARIFF_232] = {"tariff_232", {"not_applicable", "range_1", "range_2", "duty_0"}},
    [RULES_IMPORT] = {"import", {"not_affected", "not_permitted", "restricted", "approved"}},
    [RULES_GUIDANCE] = {"guidance", {"not_affected", "presumed_violation"}},
    [RULES_PROPOSED] = {"proposed", {"not_affected", "would_be_controlled"}},
    [RULES_CLASS] = {"class", {"none", "3A090", "3A090.a", "3A090.b"}},
};

static const struct {
    const char *name;
    enum rule_metric metric;
} metrics[] = {
    {"tpp", METRIC_TPP},
    {"perf_density", METRIC_DENSITY},
    {"dram_bw_gbs", METRIC_DRAM},
    {"interconnect_gbs", METRIC_LINK},
    {"dram_bw_gbs+interconnect_gbs", METRIC_DRAM_LINK},
    {"io_total_gbs", METRIC_IO},
    {"hbm_bw_density", METRIC_UNSTATED},
    {"transistors", METRIC_UNSTATED},
    {"ownership_by_listed", METRIC_UNSTATED},
    {"project_complete", METRIC_UNSTATED},
    {"duty", METRIC_EFFECT},
    {"revenue_share", METRIC_EFFECT},
    {"tpp_sum", METRIC_EFFECT},
    {"tpp_sum_cn_mo/tpp_sum_us", METRIC_EFFECT},
    {"gpu_equivalents", METRIC_EFFECT},
    {"units_per_buyer", METRIC_EFFECT},
    {"units_total", METRIC_EFFECT},
};

static const char *const operators[] = {"<", "<=", "=", ">=", ">"};
static const char *const statuses[] = {"in_force", "suspended", "not_enforced", "proposed", "unknown"};

enum { METRIC_NAMES = sizeof metrics / sizeof *metrics, OPERATORS = sizeof operators / sizeof *operators,
       STATUSES = sizeof statuses / sizeof *statuses };

/* A rules.csv being read: its row, and what the row may refer to. */
struct rule_reading {
    struct table_row row;
    const struct catalogue *catalogue;
    const struct table_csv *countries;
    struct rules *rules;
};

/* The number of a word in a table of texts; `count` and a refusal if it is none of them. */
static size_t number_of(struct table_row *row, struct slice word, const char *const *words, size_t count,
                        const char *what)
{
    for (size_t i = 0; i < count && words[i]; i++)
        if (slice_equal_text(word, words[i]))
            return i;
    table_row_refuse(row, what, word);
    return count;
}

static struct slice next_item(struct slice *rest, char separator)
{
    return slice_trim(slice_next_part(rest, separator));
}

/* ---- figures ---- */

static enum rule_metric metric_of(struct table_row *row, struct slice name)
{
    for (size_t i = 0; i < METRIC_NAMES; i++)
        if (slice_equal_text(name, metrics[i].name))
            return metrics[i].metric;
    table_row_refuse(row, "not a metric:", name);
    return METRIC_UNSTATED;
}

static double number_of_text(struct table_row *row, struct slice cell)
{
    char text[32] = "", *end = text;
    double number = NAN;
    if (cell.size && cell.size < sizeof text) {
        memcpy(text, cell.data, cell.size);
        number = strtod(text, &end);
    }
    if (end == text || *end || !isfinite(number))
        table_row_refuse(row, "not a number:", cell);
    return number;
}

/* Lists in three columns, one AND. */
static void read_figures(struct table_row *row, struct rule *rule)
{
    struct slice names = table_row_text(row, "metric"), signs = table_row_text(row, "operator");
    struct slice numbers = table_row_text(row, "threshold"), all = names;
    while (row->ok && names.size) {
        struct slice name = next_item(&names, ';'), sign = next_item(&signs, ';');
        struct rule_figure figure = {metric_of(row, name), OPERATOR_LESS, 0};
        figure.operator = (enum rule_operator)number_of(row, sign, operators, OPERATORS, "not an operator:");
        figure.threshold = number_of_text(row, next_item(&numbers, ';'));
        if (rule->figure_count == RULES_FIGURES_MAX)
            table_row_refuse(row, "too many figures:", all);
        else
            rule->figures[rule->figure_count++] = figure;
    }
    if (signs.size || numbers.size)
        table_row_refuse(row, "more operators or thresholds than metrics:", all);
}

static void read_slots(struct table_row *row, struct rule *rule)
{
    struct slice rest = table_row_text(row, "slot_gbs"), all = rest;
    while (row->ok && rest.size) {
        double slot = number_of_text(row, next_item(&rest, ';'));
        if (rule->slot_count == RULES_SLOTS_MAX)
            table_row_refuse(row, "too many slots:", all);
        else
            rule->slots_gbs[rule->slot_count++] = slot;
    }
    for (size_t i = 0; row->ok && i < rule->figure_count; i++)
        if (rule->figures[i].metric == METRIC_IO && !rule->slot_count)
            table_row_refuse(row, "io_total_gbs needs slot_gbs:", rule->key);
}

/* ---- countries ---- */

/* Is a country of that list? A term is *, a code or a group; of a country in no row the groups are not known. */
static enum truth is_listed(const struct rule_reading *reading, struct slice list, size_t place)
{
    const struct rules *rules = reading->rules;
    struct table_row country = {reading->countries, place, true, reading->row.error};
    bool stated = place <= rules->country_count, known = place < rules->country_count, maybe = false;
    while (list.size) {
        struct slice term = next_item(&list, '|');
        if (slice_equal_text(term, "*") || (known && slice_equal(term, rules->countries[place])))
            return TRUTH_YES;
        struct slice groups = known ? table_row_text(&country, "ear_groups") : (struct slice){NULL, 0};
        while (groups.size)
            if (slice_equal(next_item(&groups, ';'), term))
                return TRUTH_YES;
        maybe = maybe || !stated || (!known && memchr(term.data, ':', term.size));
    }
    return maybe ? TRUTH_UNKNOWN : TRUTH_NO;
}

/* A list names *, countries that have a row, or groups (D:5). */
static void check_list(struct rule_reading *reading, struct slice list)
{
    do {
        struct slice term = next_item(&list, '|');
        bool group = term.size == 3 && term.data[1] == ':';
        if (!slice_equal_text(term, "*") && !group &&
            (term.size != 2 || rules_place(reading->rules, term) == reading->rules->country_count))
            table_row_refuse(&reading->row, "neither a country of country_groups.csv nor a group:", term);
    } while (list.size);
}

/* "D:5|MO not A:5|A:6" */
static void read_place(struct rule_reading *reading, struct slice text, enum rule_place place, struct rule *rule)
{
    struct slice list = text, except = {NULL, 0};
    for (size_t i = 0; i + 5 <= text.size; i++)
        if (memcmp(text.data + i, " not ", 5) == 0) {
            list = slice_trim(slice_cut(text, 0, i));
            except = slice_trim(slice_cut(text, i + 5, text.size));
        }
    check_list(reading, list);
    if (except.data)
        check_list(reading, except);
    rule->limits[place] = true;
    for (size_t i = 0; reading->row.ok && i < reading->rules->country_count + 2; i++) {
        enum truth in = is_listed(reading, list, i), out = TRUTH_YES - is_listed(reading, except, i);
        rule->places[place][i] = (uint8_t)(in < out ? in : out);
    }
}

/* "from=US; to=CN|MO" */
static void read_route(struct rule_reading *reading, struct rule *rule)
{
    static const char *const names[PLACE_COUNT] = {"from", "to", "hq", "to_or_hq"};
    struct slice rest = table_row_text(&reading->row, "route");
    while (reading->row.ok && rest.size) {
        struct slice text = next_item(&rest, ';'), name = next_item(&text, '=');
        size_t place = number_of(&reading->row, name, names, PLACE_COUNT, "not a part of a route:");
        if (reading->row.ok)
            read_place(reading, slice_trim(text), (enum rule_place)place, rule);
    }
}

static void read_country(struct table_row *row, struct rules *rules)
{
    struct slice code = table_row_text(row, "iso2");
    if (code.size != 2 || rules_place(rules, code) < rules->country_count)
        table_row_refuse(row, "not a code of a country, or twice:", code);
    else if (rules->country_count == RULES_COUNTRIES_MAX)
        table_row_refuse(row, "too many countries:", code);
    else
        rules->countries[rules->country_count++] = code;
}

/* ---- what the goods are ---- */

/* Keys of accelerators, and vendor=NAME for all of one. */
static void read_product(struct rule_reading *reading, struct slice item, struct rule *rule)
{
    const struct catalogue *catalogue = reading->catalogue;
    static const char vendor[] = "vendor=";
    bool of_vendor = slice_starts_with(item, vendor), found = false;
    struct slice wanted = of_vendor ? slice_cut(item, sizeof vendor - 1, item.size) : item;
    for (size_t i = 0; i < catalogue->accelerator_count; i++) {
        const struct accelerator *a = &catalogue->accelerators[i];
        if (!slice_equal(of_vendor ? a->vendor : a->key, wanted))
            continue;
        rule->products[i] = found = true;
    }
    if (!found)
        table_row_refuse(&reading->row, "no such accelerator or vendor:", item);
}

static void read_products(struct rule_reading *reading, struct rule *rule)
{
    struct slice rest = table_row_text(&reading->row, "products");
    if (!reading->row.ok || !rest.size)
        return;
    rule->products = calloc(reading->catalogue->accelerator_count, sizeof *rule->products);
    if (!rule->products)
        table_row_refuse(&reading->row, "no memory for", rule->key);
    while (reading->row.ok && rest.size)
        read_product(reading, next_item(&rest, ';'), rule);
}

/* "y", "n", or "y|n?": where it is unclear whether the rule reaches the others. Blank: reaches all. */
static void read_datacenter(struct table_row *row, struct rule *rule)
{
    static const char *const cells[] = {"", "y", "n", "y|n?", "n|y?"};
    static const enum truth truths[][CAPACITY_DATACENTER_YES + 1] = {
        {TRUTH_YES, TRUTH_YES, TRUTH_YES},     {TRUTH_UNKNOWN, TRUTH_NO, TRUTH_YES},
        {TRUTH_UNKNOWN, TRUTH_YES, TRUTH_NO},  {TRUTH_UNKNOWN, TRUTH_UNKNOWN, TRUTH_YES},
        {TRUTH_UNKNOWN, TRUTH_YES, TRUTH_UNKNOWN}};
    size_t count = sizeof cells / sizeof *cells;
    size_t cell = number_of(row, table_row_text(row, "datacenter"), cells, count, "not for data centres or others:");
    if (cell < count)
        memcpy(rule->datacenter, truths[cell], sizeof rule->datacenter);
}

static void read_classes(struct table_row *row, struct rule *rule)
{
    struct slice rest = table_row_text(row, "class");
    while (row->ok && rest.size)
        rule->classes |= 1U << number_of(row, next_item(&rest, '|'), rules_regime_words[RULES_CLASS].outcomes,
                                         RULES_OUTCOMES_MAX, "not a class:");
}

/* ---- rows ---- */

static size_t regime_of(struct table_row *row, struct slice name)
{
    for (size_t i = 0; i <= RULES_CLASS; i++)
        if (slice_equal_text(name, rules_regime_words[i].name))
            return i;
    table_row_refuse(row, "not a regime:", name);
    return RULES_CLASS;
}

/* What a row says in each of its regimes; without a word it is only mentioned. */
static void read_roles(struct table_row *row, struct rule *rule)
{
    struct slice regimes = table_row_text(row, "regime"), outcomes = table_row_text(row, "outcome");
    for (size_t i = 0; i <= RULES_CLASS; i++)
        rule->roles[i] = ROLE_NONE;
    while (row->ok && regimes.size) {
        struct slice word = {NULL, 0};
        size_t regime = regime_of(row, next_item(&regimes, ';'));
        if (outcomes.size)
            word = next_item(&outcomes, ';');
        rule->roles[regime] = word.size == 0                       ? ROLE_NOTE
                              : slice_equal_text(word, "undecided") ? ROLE_UNDECIDED
                              : (int)number_of(row, word, rules_regime_words[regime].outcomes, RULES_OUTCOMES_MAX,
                                               "not an outcome of its regime:");
    }
    if (outcomes.size)
        table_row_refuse(row, "more outcomes than regimes:", outcomes);
}

static void read_days(struct table_row *row, struct rule *rule)
{
    rule->from = table_row_date(row, "effective_from");
    rule->until = table_row_date(row, "effective_to");
    if (rule->until == INT32_MIN)
        rule->until = INT32_MAX;
    if (rule->until < rule->from)
        table_row_refuse(row, "ends before it begins:", rule->key);
}

static void read_rule(struct rule_reading *reading, struct rule *rule)
{
    struct table_row *row = &reading->row;
    *rule = (struct rule){
        .key = table_row_text(row, "rule_key"),
        .citation = table_row_text(row, "citation"),
        .status = table_row_text(row, "status"),
        .clause = table_row_text(row, "clause"),
    };
    number_of(row, rule->status, statuses, STATUSES, "not a status:");
    rule->in_force = slice_equal_text(rule->status, "in_force");
    rule->proposed = slice_equal_text(rule->status, "proposed");
    read_days(row, rule);
    read_roles(row, rule);
    read_route(reading, rule);
    read_classes(row, rule);
    read_datacenter(row, rule);
    read_products(reading, rule);
    read_figures(row, rule);
    read_slots(row, rule);
}

/* ---- what follows from all rows ---- */

static void note_uses(struct rules *rules, const struct rule *rule, size_t regime)
{
    bool both = rule->limits[PLACE_TO_OR_HEADQUARTERS];
    rules->uses[regime][RULES_FROM] |= rule->limits[PLACE_FROM];
    rules->uses[regime][RULES_TO] |= rule->limits[PLACE_TO] || both;
    rules->uses[regime][RULES_HEADQUARTERS] |= rule->limits[PLACE_HEADQUARTERS] || both;
}

static int compare_days(const void *a, const void *b)
{
    int32_t first = *(const int32_t *)a, second = *(const int32_t *)b;
    return (first > second) - (first < second);
}

/* In order, each once. */
static void sort_days(int32_t *days, size_t *count)
{
    size_t kept = 0;
    qsort(days, *count, sizeof *days, compare_days);
    for (size_t i = 0; i < *count; i++)
        if (!kept || days[kept - 1] != days[i])
            days[kept++] = days[i];
    *count = kept;
}

static bool note_days(struct rules *rules, const struct rule *rule, size_t regime)
{
    size_t *count = &rules->day_counts[regime];
    if (*count + 2 > RULES_DAYS_MAX)
        return false;
    if (rule->from != INT32_MIN)
        rules->days[regime][(*count)++] = rule->from;
    if (rule->until != INT32_MAX)
        rules->days[regime][(*count)++] = rule->until + 1;
    return true;
}

/* Uses and days of a regime; where a rule of it asks for a class, those of the classes are its own. */
static bool summarise(struct rules *rules, size_t regime)
{
    bool asks_class = false, ok = true;
    for (size_t i = 0; i < rules->row_count; i++)
        asks_class = asks_class || (rules->rows[i].roles[regime] != ROLE_NONE && rules->rows[i].classes);
    for (size_t i = 0; ok && i < rules->row_count; i++) {
        const struct rule *rule = &rules->rows[i];
        if (rule->roles[regime] == ROLE_NONE && !(asks_class && rule->roles[RULES_CLASS] != ROLE_NONE))
            continue;
        note_uses(rules, rule, regime);
        ok = note_days(rules, rule, regime);
    }
    sort_days(rules->days[regime], &rules->day_counts[regime]);
    return ok;
}

size_t rules_place(const struct rules *rules, struct slice country)
{
    size_t place = 0;
    if (!country.data || !country.size)
        return rules->country_count + 1;
    while (place < rules->country_count && !slice_equal(rules->countries[place], country))
        place++;
    return place;
}

static bool read_rows(struct rule_reading *reading)
{
    struct table_row *row = &reading->row;
    for (; row->ok && row->number < row->table->rows; row->number++)
        read_rule(reading, &reading->rules->rows[reading->rules->row_count++]);
    for (size_t regime = 0; row->ok && regime <= RULES_CLASS; regime++)
        if (!summarise(reading->rules, regime))
            row->ok = error_stop(row->error, EXIT_CONFIG, "%s: more than %d dates in one regime", row->table->path,
                                 RULES_DAYS_MAX);
    return row->ok;
}

bool rules_read(const struct table_csv *rows, const struct table_csv *countries, const struct catalogue *catalogue,
                struct rules **rules, struct error *error)
{
    struct rules *r = *rules = calloc(1, sizeof *r);
    if (r)
        r->rows = calloc(rows->rows, sizeof *r->rows);
    if (!r || !r->rows)
        return error_stop(error, EXIT_CONFIG, "no memory for %s", rows->path);
    struct table_row country = {countries, 0, true, error};
    for (; country.ok && country.number < countries->rows; country.number++)
        read_country(&country, r);
    struct rule_reading reading = {{rows, 0, country.ok, error}, catalogue, countries, r};
    return country.ok && read_rows(&reading);
}

void rules_free(struct rules *rules)
{
    if (!rules)
        return;
    for (size_t i = 0; i < rules->row_count; i++)
        free(rules->rows[i].products);
    free(rules->rows);
    free(rules);
}
