#include "consumers/capacity/catalogue.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/goods_words.h"
#include "consumers/capacity/rules_table.h"
#include "consumers/capacity/table_row.h"
#include "lib/buffer.h"
#include "lib/identity.h"

static const char *const file_names[FILE_COUNT] = {
    "accelerators.csv",   "systems.csv",      "part_numbers.csv", "product_families.csv", "rules.csv",
    "country_groups.csv", "share_priors.csv", "unit_classes.csv", "exchange_rates.csv",   "exclusions.csv",
    "assumptions.csv",    "training_runs.csv", "prices.csv"};

enum { PART_HYPHENS_MAX = 4, WORDS_BYTES_MAX = 32 << 20 };

static struct table_csv *table_of(const struct catalogue *catalogue, enum catalogue_file which)
{
    return (struct table_csv *)catalogue->tables + which;
}

static enum capacity_datacenter read_datacenter(struct table_row *row)
{
    struct slice text = table_row_text(row, "datacenter");
    if (slice_equal_text(text, "y"))
        return CAPACITY_DATACENTER_YES;
    return slice_equal_text(text, "n") ? CAPACITY_DATACENTER_NO : CAPACITY_DATACENTER_UNKNOWN;
}

static bool is_module(struct slice form_factor)
{
    static const char *const modules[] = {"SXM", "OAM"};
    for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
        if (slice_starts_with(form_factor, modules[i]))
            return true;
    return false;
}

static struct accelerator_stated read_stated(struct table_row *row)
{
    return (struct accelerator_stated){
        .eccn_2023 = table_row_text(row, "eccn_2023"),
        .apr2025_bw_test = table_row_text(row, "apr2025_bw_test"),
        .jan2026_thresholds = table_row_text(row, "jan2026_thresholds"),
        .s232_2026_range = table_row_text(row, "s232_2026_range"),
        .h100e_8bit = table_row_number(row, "h100e_8bit"),
        .h100e_bf16 = table_row_number(row, "h100e_bf16"),
        .h100e_tpp = table_row_number(row, "h100e_tpp"),
    };
}

static struct price read_own_price(struct table_row *row)
{
    return (struct price){table_row_number(row, "price_low_usd"), table_row_number(row, "price_mid_usd"),
                          table_row_number(row, "price_high_usd"),
                          prices_interval_percent(table_row_text(row, "price_interval"))};
}

void catalogue_read_accelerator(struct table_row *row, struct accelerator *a)
{
    double circuits = table_row_number(row, "ics_per_unit");
    struct slice form_factor = table_row_text(row, "form_factor"), link = table_row_text(row, "interconnect_type");
    *a = (struct accelerator){
        .key = table_row_text(row, "key"),
        .vendor = table_row_text(row, "vendor"),
        .model = table_row_text(row, "model"),
        .form_factor = form_factor,
        .confidence = table_row_text(row, "confidence"),
        .launch_date = table_row_date(row, "launch_date"),
        .datacenter = read_datacenter(row),
        .is_module = is_module(form_factor),
        .circuits_per_unit = isnan(circuits) ? 1 : circuits,
        .fp64_tflops = table_row_number(row, "fp64_tflops"),
        .fp32_tflops = table_row_number(row, "fp32_tflops"),
        .tf32_tflops = table_row_number(row, "tf32_tflops"),
        .bf16_tflops = table_row_number(row, "bf16_tflops"),
        .fp8_tflops = table_row_number(row, "fp8_tflops"),
        .int8_tops = table_row_number(row, "int8_tops"),
        .fp6_tflops = table_row_number(row, "fp6_tflops"),
        .fp4_tflops = table_row_number(row, "fp4_tflops"),
        .int4_tops = table_row_number(row, "int4_tops"),
        .memory_gb = table_row_number(row, "memory_gb"),
        .memory_bandwidth_gbs = table_row_number(row, "memory_bw_gbs"),
        .dram_bandwidth_gbs = table_row_number(row, "dram_bw_gbs"),
        .interconnect_gbs = table_row_number(row, "interconnect_gbs"),
        .interconnect_type = link,
        .interconnect_is_slot = slice_starts_with(link, "PCIe"),
        .tdp_w = table_row_number(row, "tdp_w"),
        .die_area_mm2 = table_row_number(row, "die_area_mm2"),
        .tpp = table_row_number(row, "tpp"),
        .perf_density = table_row_number(row, "perf_density"),
        .tpp_basis = table_row_text(row, "tpp_basis"),
        .stated = read_stated(row),
        .price = read_own_price(row),
        .price_date = table_row_text(row, "price_date"),
        .overhead_ratio = NAN,
        .weight_kg = table_row_number(row, "unit_weight_kg"),
        .maker_tpp = NAN,
    };
}

static struct accelerator *find_accelerator(const struct catalogue *catalogue, struct slice key)
{
    for (size_t i = 0; i < catalogue->accelerator_count; i++)
        if (slice_equal(catalogue->accelerators[i].key, key))
            return &catalogue->accelerators[i];
    return NULL;
}

static struct system *find_system(const struct catalogue *catalogue, struct slice key)
{
    for (size_t i = 0; i < catalogue->system_count; i++)
        if (slice_equal(catalogue->systems[i].key, key))
            return &catalogue->systems[i];
    return NULL;
}

/* The accelerator that a cell names; NULL for an empty cell, and refused if it is in no row. */
static struct accelerator *read_reference(struct table_row *row, const struct catalogue *catalogue, const char *column)
{
    struct slice key = table_row_text(row, column);
    struct accelerator *found = key.size ? find_accelerator(catalogue, key) : NULL;
    if (key.size && !found)
        table_row_refuse(row, "no such accelerator:", key);
    return found;
}

static enum system_type system_type_of(struct slice text)
{
    static const struct {
        const char *text;
        enum system_type type;
    } types[] = {{"board", SYSTEM_BOARD}, {"server", SYSTEM_SERVER}, {"rack", SYSTEM_RACK}, {"pod", SYSTEM_POD},
                 {"chassis", SYSTEM_CHASSIS}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_equal_text(text, types[i].text))
            return types[i].type;
    return SYSTEM_OTHER;
}

static void read_system(struct table_row *row, const struct catalogue *catalogue, struct system *s)
{
    struct accelerator *accelerator = read_reference(row, catalogue, "accelerator_key");
    *s = (struct system){
        .key = table_row_text(row, "key"),
        .model = table_row_text(row, "model"),
        .type = system_type_of(table_row_text(row, "system_type")),
        .accelerator = accelerator,
        .accelerators = table_row_number(row, "accelerators_per_system"),
        .overhead_ratio = table_row_number(row, "overhead_factor"),
        .max_power_w = table_row_number(row, "system_max_power_w"),
        .weight_kg = table_row_number(row, "weight_kg"),
        .weight_basis = table_row_text(row, "weight_basis"),
        .price_date = table_row_text(row, "price_date"),
        .price_low_usd = table_row_number(row, "price_low_usd"),
        .price_mid_usd = table_row_number(row, "price_mid_usd"),
        .price_high_usd = table_row_number(row, "price_high_usd"),
    };
    if (accelerator && isnan(accelerator->overhead_ratio))
        accelerator->overhead_ratio = s->overhead_ratio;
}

/* One of the keys in a list: an accelerator, or a system that stands for its own. */
static const struct accelerator *accelerator_of_key(const struct catalogue *catalogue, struct slice key)
{
    const struct system *system = find_system(catalogue, key);
    return system ? system->accelerator : find_accelerator(catalogue, key);
}

static size_t read_members(struct table_row *row, const struct catalogue *catalogue, const char *column,
                           const struct accelerator *members[CATALOGUE_MEMBERS_MAX])
{
    struct slice rest = table_row_text(row, column);
    size_t count = 0;
    while (row->ok && rest.size) {
        struct slice key = slice_next_part(&rest, ';');
        const struct accelerator *member = accelerator_of_key(catalogue, key);
        if (!member || count == CATALOGUE_MEMBERS_MAX)
            table_row_refuse(row, "no such accelerator, or too many:", key);
        else
            members[count++] = member;
    }
    return count;
}

static void read_part(struct table_row *row, const struct catalogue *catalogue, struct part_number *part)
{
    *part = (struct part_number){
        .prefix = table_row_text(row, "prefix"),
        .match = table_row_text(row, "match"),
        .system = find_system(catalogue, table_row_text(row, "product_key")),
        .accelerators_per_part = table_row_number(row, "accelerators_per_part"),
        .maker_tpp = table_row_number(row, "maker_tpp_per_accelerator"),
        .sure = slice_equal_text(table_row_text(row, "confidence"), "high"),
    };
    const struct accelerator *one = read_reference(row, catalogue, "accelerator_key");
    part->candidate_count = read_members(row, catalogue, "candidates", part->candidates);
    if (one) {
        part->candidates[0] = one;
        part->candidate_count = 1;
    }
    if (part->candidate_count == 0)
        table_row_refuse(row, "neither accelerator nor candidates:", part->prefix);
}

static void read_family(struct table_row *row, const struct catalogue *catalogue, struct family *family)
{
    static const char *const kinds[] = {"model", "bins", "family", "unbounded", "servers", "memory"};
    struct slice kind = table_row_text(row, "kind");
    *family = (struct family){
        .slug = table_row_text(row, "slug"),
        .context = table_row_text(row, "context"),
        .mid = read_reference(row, catalogue, "mid_key"),
    };
    family->member_count = read_members(row, catalogue, "members", family->members);
    size_t number = 0;
    while (number < sizeof kinds / sizeof *kinds && !slice_equal_text(kind, kinds[number]))
        number++;
    if (number == sizeof kinds / sizeof *kinds)
        table_row_refuse(row, "not a kind of family:", kind);
    family->kind = (enum family_kind)number;
}

/* What equivalents are measured in. The B300 of those who count in it is the one of 60,000 TPP, on a GB300 board. */
static bool find_measures(struct catalogue *catalogue, struct error *error)
{
    static const char h100[] = "nvidia-h100-sxm", b300[] = "nvidia-gb300-gpu";
    catalogue->h100 = find_accelerator(catalogue, slice_of(h100));
    catalogue->b300 = find_accelerator(catalogue, slice_of(b300));
    return (catalogue->h100 && catalogue->b300) ||
           error_stop(error, EXIT_CONFIG, "%s: no row %s, which equivalents are measured in",
                      table_of(catalogue, FILE_ACCELERATORS)->path, catalogue->h100 ? b300 : h100);
}

static bool read_accelerators(struct catalogue *catalogue, struct error *error)
{
    struct table_row row = {table_of(catalogue, FILE_ACCELERATORS), 0, true, error};
    for (; row.ok && row.number < row.table->rows; row.number++)
        catalogue_read_accelerator(&row, &catalogue->accelerators[catalogue->accelerator_count++]);
    return row.ok && find_measures(catalogue, error);
}

static bool read_systems(struct catalogue *catalogue, struct error *error)
{
    struct table_row row = {table_of(catalogue, FILE_SYSTEMS), 0, true, error};
    for (; row.ok && row.number < row.table->rows; row.number++)
        read_system(&row, catalogue, &catalogue->systems[catalogue->system_count++]);
    return row.ok;
}

/* The maker's figure for goods that are known by name: where its part numbers agree. */
static void note_maker_tpp(struct catalogue *catalogue)
{
    for (size_t i = 0; i < catalogue->accelerator_count; i++) {
        struct accelerator *a = &catalogue->accelerators[i];
        bool agree = true;
        for (size_t k = 0; k < catalogue->part_count; k++) {
            const struct part_number *part = &catalogue->parts[k];
            if (part->candidate_count != 1 || part->candidates[0] != a || isnan(part->maker_tpp))
                continue;
            agree = agree && (isnan(a->maker_tpp) || a->maker_tpp == part->maker_tpp);
            a->maker_tpp = part->maker_tpp;
        }
        if (!agree)
            a->maker_tpp = NAN;
    }
}

static bool read_parts(struct catalogue *catalogue, struct error *error)
{
    struct table_row row = {table_of(catalogue, FILE_PARTS), 0, true, error};
    for (; row.ok && row.number < row.table->rows; row.number++)
        read_part(&row, catalogue, &catalogue->parts[catalogue->part_count++]);
    note_maker_tpp(catalogue);
    return row.ok;
}

static bool read_families(struct catalogue *catalogue, struct error *error)
{
    struct table_row row = {table_of(catalogue, FILE_FAMILIES), 0, true, error};
    for (; row.ok && row.number < row.table->rows; row.number++)
        read_family(&row, catalogue, &catalogue->families[catalogue->family_count++]);
    return row.ok;
}

static bool read_shares(struct catalogue *catalogue, struct error *error)
{
    struct table_row row = {table_of(catalogue, FILE_SHARES), 0, true, error};
    for (; row.ok && row.number < row.table->rows; row.number++) {
        struct share_prior *prior = &catalogue->shares[catalogue->share_count++];
        priors_read_share(&row, prior);
        if (row.ok && prior->hs6.size == 0)
            catalogue->any_share = prior;
    }
    return row.ok &&
           (catalogue->any_share || error_stop(error, EXIT_CONFIG, "%s: no row without hs6", row.table->path));
}

static bool read_classes(struct catalogue *catalogue, struct error *error)
{
    struct table_row row = {table_of(catalogue, FILE_CLASSES), 0, true, error};
    for (; row.ok && row.number < row.table->rows && row.number < CLASS_COUNT; row.number++)
        priors_read_class(&row, &catalogue->classes[row.number]);
    return row.ok && (row.table->rows == CLASS_COUNT ||
                      error_stop(error, EXIT_CONFIG, "%s: not %d classes", row.table->path, CLASS_COUNT));
}

static bool read_rates(struct catalogue *catalogue, struct error *error)
{
    struct table_row row = {table_of(catalogue, FILE_RATES), 0, true, error};
    for (; row.ok && row.number < row.table->rows; row.number++)
        exchange_read(&row, &catalogue->exchange.rates[catalogue->exchange.count++]);
    exchange_sort(&catalogue->exchange);
    return row.ok;
}

static bool read_prices(struct catalogue *catalogue, struct error *error)
{
    struct table_row row = {table_of(catalogue, FILE_PRICES), 0, true, error};
    for (; row.ok && row.number < row.table->rows; row.number++) {
        read_reference(&row, catalogue, "accelerator_key");
        prices_read(&row, &catalogue->prices.rows[catalogue->prices.count++]);
    }
    return row.ok;
}

/* Reads the files one by one into memory; the version is the hash of their hashes, in the order of the table. */
static bool read_files(struct catalogue *catalogue, const char *folder, struct error *error)
{
    uint8_t hashes[FILE_COUNT][CONTENT_HASH_SIZE], all[CONTENT_HASH_SIZE];
    for (size_t i = 0; i < FILE_COUNT; i++) {
        struct table_csv *table = table_of(catalogue, (enum catalogue_file)i);
        if (!table_csv_load(folder, file_names[i], table, error))
            return false;
        memcpy(hashes[i], table->content_hash, CONTENT_HASH_SIZE);
    }
    identity_hash_bytes((struct slice){(const char *)hashes, sizeof hashes}, all);
    for (size_t i = 0; i < 8; i++)
        snprintf(catalogue->version + 2 * i, 3, "%02x", all[i]);
    return true;
}

static bool take_memory(struct catalogue *catalogue, struct error *error)
{
    catalogue->accelerators = calloc(table_of(catalogue, FILE_ACCELERATORS)->rows, sizeof *catalogue->accelerators);
    catalogue->systems = calloc(table_of(catalogue, FILE_SYSTEMS)->rows, sizeof *catalogue->systems);
    catalogue->parts = calloc(table_of(catalogue, FILE_PARTS)->rows, sizeof *catalogue->parts);
    catalogue->families = calloc(table_of(catalogue, FILE_FAMILIES)->rows, sizeof *catalogue->families);
    catalogue->shares = calloc(table_of(catalogue, FILE_SHARES)->rows + 1, sizeof *catalogue->shares);
    catalogue->exchange.rates = calloc(table_of(catalogue, FILE_RATES)->rows + 1, sizeof *catalogue->exchange.rates);
    catalogue->prices.rows = calloc(table_of(catalogue, FILE_PRICES)->rows, sizeof *catalogue->prices.rows);
    catalogue->goods = matcher_new();
    catalogue->products = matcher_new();
    bool ok = true;
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        ok = (catalogue->news[i] = matcher_new()) && ok;
    ok = ok && catalogue->accelerators && catalogue->systems && catalogue->parts && catalogue->families &&
         catalogue->shares && catalogue->exchange.rates && catalogue->prices.rows && catalogue->goods &&
         catalogue->products;
    return ok || error_stop(error, EXIT_CONFIG, "no memory for the catalogue");
}

/* Short names that stand for many things; they count only with a goods word near by. */
static bool is_short_name(struct slice alias)
{
    static const char *const names[] = {
        "A2", "A10", "A16", "A30", "A40", "L2", "L4", "L20", "L40", "T4", "M100", "K100", "P800", "C500", "C550",
        "C600", "S4000", "S5000", "PPU", "DELTA", "4090", "B20", "B30", "B40", "R100", "R200", "GV100", "CS-2", "CS-3",
        "RUBIN", "TRILLIUM", "IRONWOOD", "BIANCA", "REDSTONE", "UMBRIEL", "ZHENWU", "GRACE HOPPER", "G593", "XD670",
        "ARTEMIS",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (slice_equal_ignoring_case(alias, names[i]))
            return true;
    return false;
}

/* A name of several words, or with characters beyond ASCII, brings its context along. */
static bool is_plain_name(struct slice alias)
{
    for (size_t i = 0; i < alias.size; i++)
        if (alias.data[i] == ' ' || (unsigned char)alias.data[i] >= 0x80)
            return false;
    return true;
}

/* Whether another accelerator's model holds that name as a word of its own: H100 is SXM5, PCIe or NVL. */
static bool has_variants(const struct catalogue *catalogue, struct slice alias, const struct accelerator *own)
{
    for (size_t i = 0; i < catalogue->accelerator_count; i++) {
        struct slice rest = catalogue->accelerators[i].model;
        while (&catalogue->accelerators[i] != own && rest.data && rest.size)
            if (slice_equal(slice_next_part(&rest, ' '), alias))
                return true;
    }
    return false;
}

static uint32_t accelerator_flags(const struct catalogue *catalogue, const struct accelerator *a, struct slice alias,
                                  bool ambiguous)
{
    uint32_t open = has_variants(catalogue, alias, a) ? TAG_OPEN_VARIANT : 0;
    if (is_short_name(alias))
        return open | TAG_NEEDS_CONTEXT | TAG_NEEDS_NEAR;
    return open | (ambiguous && is_plain_name(alias) ? TAG_NEEDS_CONTEXT : 0);
}

size_t catalogue_join_alias(struct slice alias, char joined[MATCHER_WORD_MAX])
{
    size_t size = 0;
    for (size_t i = 0; i < alias.size && size < MATCHER_WORD_MAX; i++) {
        bool between = i && i + 1 < alias.size && (alias.data[i] == ' ' || alias.data[i] == '-') &&
                       alias.data[i - 1] >= '0' && alias.data[i - 1] <= '9' && alias.data[i + 1] >= 'A';
        if (!between)
            joined[size++] = alias.data[i];
    }
    return size;
}

static bool add_alias(struct matcher *matcher, struct slice alias, uint32_t tag)
{
    char joined[MATCHER_WORD_MAX];
    size_t size = catalogue_join_alias(alias, joined);
    bool ok = matcher_add(matcher, alias, 0, tag);
    return ok && (size == alias.size || matcher_add(matcher, (struct slice){joined, size}, 0, tag));
}

static bool add_alias_everywhere(struct catalogue *catalogue, struct slice alias, uint32_t tag)
{
    bool ok = add_alias(catalogue->goods, alias, tag) && add_alias(catalogue->products, alias, tag);
    for (size_t i = 0; ok && i < LANGUAGE_COUNT; i++)
        ok = add_alias(catalogue->news[i], alias, tag);
    return ok;
}

static bool add_aliases(struct catalogue *catalogue, enum catalogue_file which, enum catalogue_word word,
                        struct error *error)
{
    struct table_row row = {table_of(catalogue, which), 0, true, error};
    bool of_accelerators = which == FILE_ACCELERATORS;
    for (; row.ok && row.number < row.table->rows; row.number++) {
        struct slice rest = table_row_text(&row, "aliases");
        bool ambiguous = of_accelerators && slice_equal_text(table_row_text(&row, "alias_context"), "y");
        while (row.ok && rest.size) {
            struct slice alias = slice_next_part(&rest, ';');
            const struct accelerator *own = of_accelerators ? &catalogue->accelerators[row.number] : NULL;
            uint32_t flags = own                   ? accelerator_flags(catalogue, own, alias, ambiguous)
                             : is_short_name(alias) ? TAG_NEEDS_CONTEXT | TAG_NEEDS_NEAR
                                                    : 0;
            uint32_t tag = catalogue_tag(word, row.number) | flags;
            if (!add_alias_everywhere(catalogue, alias, tag))
                table_row_refuse(&row, "not an alias:", alias);
        }
    }
    return row.ok;
}

/* A part number in every way of writing its hyphens or leaving them out: 935-26287-00A, 93526287-00A, 9352628700A. */
static bool add_part_forms(struct matcher *matcher, struct slice prefix, uint32_t tag)
{
    size_t hyphens = 0;
    for (size_t i = 0; i < prefix.size; i++)
        hyphens += prefix.data[i] == '-';
    if (hyphens > PART_HYPHENS_MAX || prefix.size > MATCHER_WORD_MAX)
        return false;
    for (unsigned left_out = 0; left_out < 1U << hyphens; left_out++) {
        char form[MATCHER_WORD_MAX];
        size_t size = 0, hyphen = 0;
        for (size_t i = 0; i < prefix.size; i++)
            if (prefix.data[i] != '-' || !(left_out >> hyphen++ & 1))
                form[size++] = prefix.data[i];
        if (!matcher_add(matcher, (struct slice){form, size}, MATCHER_PREFIX, tag))
            return false;
    }
    return true;
}

static bool add_parts(struct catalogue *catalogue, struct error *error)
{
    for (size_t i = 0; i < catalogue->part_count; i++)
        if (!add_part_forms(catalogue->goods, catalogue->parts[i].prefix, catalogue_tag(WORD_PART, i)))
            return error_stop(error, EXIT_CONFIG, "not a part number: %.*s", SLICE_ARGS(catalogue->parts[i].prefix));
    return true;
}

static bool add_exclusions(struct catalogue *catalogue, struct error *error)
{
    struct table_row row = {table_of(catalogue, FILE_EXCLUSIONS), 0, true, error};
    for (; row.ok && row.number < row.table->rows; row.number++)
        goods_words_add_exclusion(catalogue->goods, &row);
    return row.ok;
}

static bool build_news_matcher(struct catalogue *catalogue, enum language language, struct error *error)
{
    struct matcher *matcher = catalogue->news[language];
    if (!lexicon_add(&catalogue->lexicon, language, matcher) || !goods_words_add_context(matcher))
        return error_stop(error, EXIT_CONFIG, "no memory for the lexicon");
    return matcher_build(matcher, error);
}

static bool build_matchers(struct catalogue *catalogue, struct error *error)
{
    if (!add_parts(catalogue, error) || !add_aliases(catalogue, FILE_SYSTEMS, WORD_SYSTEM, error) ||
        !add_aliases(catalogue, FILE_ACCELERATORS, WORD_ACCELERATOR, error))
        return false;
    if (!goods_words_add(catalogue->goods) || !lexicon_add_products(&catalogue->lexicon, catalogue->products))
        return error_stop(error, EXIT_CONFIG, "no memory for the lexicon");
    bool ok = add_exclusions(catalogue, error) && matcher_build(catalogue->goods, error) &&
              matcher_build(catalogue->products, error);
    for (int language = 0; ok && language < LANGUAGE_COUNT; language++)
        ok = build_news_matcher(catalogue, (enum language)language, error);
    return ok;
}

static bool make_method_version(struct catalogue *catalogue, struct error *error)
{
    struct buffer text;
    buffer_init(&text, WORDS_BYTES_MAX);
    lexicon_write(&catalogue->lexicon, &text);
    for (size_t i = 0; i < goods_words_rows(); i++)
        buffer_slice(&text, goods_words_text(i));
    bool ok = !text.full || error_stop(error, EXIT_CONFIG, "the lexicon is larger than %d bytes", WORDS_BYTES_MAX);
    unsigned long long hash = (unsigned long long)identity_hash_64(buffer_view(&text));
    snprintf(catalogue->method_version, sizeof catalogue->method_version, "%d-%012llx", METHOD_NUMBER, hash >> 16);
    buffer_free(&text);
    return ok;
}

const char *catalogue_file_name(enum catalogue_file file)
{
    return file_names[file];
}

bool catalogue_load(const char *folder, struct catalogue **catalogue, struct error *error)
{
    struct catalogue *c = calloc(1, sizeof *c);
    if (c)
        c->tables = calloc(FILE_COUNT, sizeof(struct table_csv));
    if (!c || !c->tables) {
        free(c);
        return error_stop(error, EXIT_CONFIG, "no memory for the catalogue");
    }
    bool ok = read_files(c, folder, error) && take_memory(c, error) && read_accelerators(c, error) &&
              read_systems(c, error) && read_parts(c, error) && read_families(c, error) && read_shares(c, error) &&
              read_classes(c, error) && read_rates(c, error) && read_prices(c, error) &&
              assumptions_read(table_of(c, FILE_ASSUMPTIONS), table_of(c, FILE_RUNS), &c->assumptions, error) &&
              rules_read(table_of(c, FILE_RULES), table_of(c, FILE_COUNTRIES), c, &c->rules, error) &&
              lexicon_load(folder, c, &c->lexicon, error) &&
              make_method_version(c, error) && build_matchers(c, error);
    if (!ok) {
        catalogue_free(c);
        return false;
    }
    *catalogue = c;
    return true;
}

void catalogue_free(struct catalogue *catalogue)
{
    if (!catalogue)
        return;
    for (size_t i = 0; i < FILE_COUNT; i++)
        table_csv_free(table_of(catalogue, (enum catalogue_file)i));
    lexicon_free(&catalogue->lexicon);
    matcher_free(catalogue->goods);
    for (size_t i = 0; i < LANGUAGE_COUNT; i++)
        matcher_free(catalogue->news[i]);
    matcher_free(catalogue->products);
    rules_free(catalogue->rules);
    free(catalogue->accelerators);
    free(catalogue->systems);
    free(catalogue->parts);
    free(catalogue->families);
    free(catalogue->shares);
    free(catalogue->exchange.rates);
    free(catalogue->prices.rows);
    assumptions_free(&catalogue->assumptions);
    free(catalogue->tables);
    free(catalogue);
}

const char *catalogue_version(const struct catalogue *catalogue)
{
    return catalogue->version;
}

const char *catalogue_method_version(const struct catalogue *catalogue)
{
    return catalogue->method_version;
}

const struct share_prior *catalogue_share(const struct catalogue *catalogue, struct slice hs6)
{
    if (hs6.size != 6)
        return NULL;
    for (size_t i = 0; i < catalogue->share_count; i++)
        if (catalogue->shares[i].hs6.size == 6 && memcmp(hs6.data, catalogue->shares[i].hs6.data, 6) == 0)
            return &catalogue->shares[i];
    return NULL;
}

struct price catalogue_price(const struct catalogue *catalogue, const struct accelerator *accelerator,
                             const int32_t *day)
{
    const struct price_period *period = day ? prices_find(&catalogue->prices, accelerator->key, *day) : NULL;
    return period ? period->price : accelerator->price;
}

const struct accelerator *catalogue_accelerator(const struct catalogue *catalogue, struct slice key)
{
    return find_accelerator(catalogue, key);
}

const struct system *catalogue_system(const struct catalogue *catalogue, struct slice key)
{
    return find_system(catalogue, key);
}

void catalogue_rates(const struct accelerator *accelerator, double rates[CAPACITY_PRECISION_COUNT])
{
    const double of_unit[CAPACITY_PRECISION_COUNT] = {
        [CAPACITY_INT8] = accelerator->int8_tops,   [CAPACITY_FP8] = accelerator->fp8_tflops,
        [CAPACITY_BF16] = accelerator->bf16_tflops, [CAPACITY_FP32] = accelerator->fp32_tflops,
        [CAPACITY_FP64] = accelerator->fp64_tflops, [CAPACITY_FP6] = accelerator->fp6_tflops,
        [CAPACITY_FP4] = accelerator->fp4_tflops,   [CAPACITY_INT4] = accelerator->int4_tops,
        [CAPACITY_TF32] = accelerator->tf32_tflops,
    };
    for (size_t i = 0; i < CAPACITY_PRECISION_COUNT; i++)
        rates[i] = of_unit[i] / accelerator->circuits_per_unit;
}

const struct family *catalogue_family(const struct catalogue *catalogue, struct slice slug, struct slice to_country)
{
    const struct family *elsewhere = NULL;
    for (size_t i = 0; i < catalogue->family_count; i++) {
        const struct family *family = &catalogue->families[i];
        if (!slice_equal(family->slug, slug))
            continue;
        if (slice_equal_text(family->context, "any") || slice_equal(family->context, to_country))
            return family;
        if (slice_equal_text(family->context, "other"))
            elsewhere = family;
    }
    return elsewhere;
}

struct slice catalogue_slug(const struct catalogue *catalogue, const struct accelerator *accelerator)
{
    for (size_t i = 0; i < catalogue->family_count; i++)
        if (catalogue->families[i].mid == accelerator)
            return catalogue->families[i].slug;
    return accelerator->key;
}

const struct system *catalogue_board(const struct catalogue *catalogue, const struct accelerator *accelerator,
                                     double count)
{
    const struct system *server = NULL;
    for (size_t i = 0; i < catalogue->system_count; i++) {
        const struct system *system = &catalogue->systems[i];
        if (system->accelerator != accelerator || !(fabs(system->accelerators - count) < 0.5))
            continue;
        if (system->type == SYSTEM_BOARD)
            return system;
        if (!server && system->type == SYSTEM_SERVER)
            server = system;
    }
    return server;
}

/* Letters and digits of a part number in capitals; false if it is longer than any. */
static bool squeeze(struct slice number, char *squeezed, size_t *size)
{
    *size = 0;
    for (size_t i = 0; i < number.size; i++) {
        char c = number.data[i];
        if (c == ' ' || c == '-')
            continue;
        if (*size == MATCHER_WORD_MAX)
            return false;
        squeezed[(*size)++] = c >= 'a' && c <= 'z' ? (char)(c - ('a' - 'A')) : c;
    }
    return true;
}

const struct part_number *catalogue_part(const struct catalogue *catalogue, struct slice number)
{
    char squeezed[MATCHER_WORD_MAX];
    size_t size;
    const struct part_number *best = NULL;
    if (!squeeze(number, squeezed, &size))
        return NULL;
    for (size_t i = 0; i < catalogue->part_count; i++) {
        const struct part_number *part = &catalogue->parts[i];
        if (part->match.size <= size && memcmp(part->match.data, squeezed, part->match.size) == 0 &&
            (!best || part->match.size > best->match.size))
            best = part;
    }
    return best;
}
