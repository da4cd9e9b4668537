#include "consumers/capacity/catalogue.h"

#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/goods_words.h"
#include "consumers/capacity/lexicon.h"
#include "consumers/capacity/table_csv.h"
#include "lib/clock.h"
#include "lib/identity.h"

enum table { TABLE_ACCELERATORS, TABLE_SYSTEMS, TABLE_PARTS, TABLE_FAMILIES, TABLE_RULES, TABLE_COUNTRIES, TABLE_COUNT };

static const char *const table_names[TABLE_COUNT] = {"accelerators.csv", "systems.csv", "part_numbers.csv",
                                                     "product_families.csv", "rules.csv", "country_groups.csv"};

static struct table_csv *table_of(const struct catalogue *catalogue, enum table which)
{
    return (struct table_csv *)catalogue->tables + which;
}

/* A row being read: cells by column name; the first failure is kept in *error and all later reads give nothing. */
struct reader {
    const struct table_csv *table;
    size_t row;
    bool ok;
    struct error *error;
};

static struct slice read_text(struct reader *reader, const char *name)
{
    size_t column;
    reader->ok = reader->ok && table_csv_column(reader->table, name, &column, reader->error);
    return reader->ok ? table_csv_cell(reader->table, reader->row, column) : (struct slice){NULL, 0};
}

static double read_number(struct reader *reader, const char *name)
{
    size_t column;
    double number = NAN;
    reader->ok = reader->ok && table_csv_column(reader->table, name, &column, reader->error) &&
                 table_csv_number(reader->table, reader->row, column, &number, reader->error);
    return number;
}

static void refuse(struct reader *reader, const char *what, struct slice text)
{
    if (reader->ok)
        reader->ok = error_stop(reader->error, EXIT_CONFIG, "%s line %zu: %s %.*s", reader->table->path,
                                reader->row + 2, what, SLICE_ARGS(text));
}

/* "2023", "2023-11" and "2023-11-18" all occur; a part that is not known counts as the first. */
static int32_t read_date(struct reader *reader, const char *name)
{
    struct slice text = read_text(reader, name);
    char iso[] = "0000-01-01";
    int32_t days = INT32_MIN;
    if (!text.data || text.size == 0)
        return days;
    if (text.size <= 10)
        memcpy(iso, text.data, text.size);
    if (!date_parse_iso((struct slice){iso, 10}, &days))
        refuse(reader, "not a date:", text);
    return days;
}

static enum capacity_datacenter read_datacenter(struct reader *reader)
{
    struct slice text = read_text(reader, "datacenter");
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

static void read_accelerator(struct reader *reader, struct accelerator *a)
{
    double circuits = read_number(reader, "ics_per_unit");
    struct slice interval = read_text(reader, "price_interval");
    *a = (struct accelerator){
        .key = read_text(reader, "key"),
        .vendor = read_text(reader, "vendor"),
        .model = read_text(reader, "model"),
        .launch_date = read_date(reader, "launch_date"),
        .datacenter = read_datacenter(reader),
        .is_module = is_module(read_text(reader, "form_factor")),
        .circuits_per_unit = isnan(circuits) ? 1 : circuits,
        .bf16_tflops = read_number(reader, "bf16_tflops"),
        .fp8_tflops = read_number(reader, "fp8_tflops"),
        .int8_tops = read_number(reader, "int8_tops"),
        .memory_gb = read_number(reader, "memory_gb"),
        .memory_bandwidth_gbs = read_number(reader, "memory_bw_gbs"),
        .tdp_w = read_number(reader, "tdp_w"),
        .die_area_mm2 = read_number(reader, "die_area_mm2"),
        .tpp = read_number(reader, "tpp"),
        .perf_density = read_number(reader, "perf_density"),
        .price_low_usd = read_number(reader, "price_low_usd"),
        .price_mid_usd = read_number(reader, "price_mid_usd"),
        .price_high_usd = read_number(reader, "price_high_usd"),
        .price_interval_percent = slice_equal_text(interval, "80") ? 80 : 90,
        .overhead_ratio = NAN,
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
static struct accelerator *read_reference(struct reader *reader, const struct catalogue *catalogue, const char *column)
{
    struct slice key = read_text(reader, column);
    struct accelerator *found = key.size ? find_accelerator(catalogue, key) : NULL;
    if (key.size && !found)
        refuse(reader, "no such accelerator:", key);
    return found;
}

static enum system_type system_type_of(struct slice text)
{
    static const struct {
        const char *text;
        enum system_type type;
    } types[] = {{"board", SYSTEM_BOARD}, {"server", SYSTEM_SERVER}, {"rack", SYSTEM_RACK}, {"pod", SYSTEM_RACK},
                 {"chassis", SYSTEM_CHASSIS}};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (slice_equal_text(text, types[i].text))
            return types[i].type;
    return SYSTEM_OTHER;
}

static void read_system(struct reader *reader, const struct catalogue *catalogue, struct system *s)
{
    struct accelerator *accelerator = read_reference(reader, catalogue, "accelerator_key");
    *s = (struct system){
        .key = read_text(reader, "key"),
        .model = read_text(reader, "model"),
        .type = system_type_of(read_text(reader, "system_type")),
        .accelerator = accelerator,
        .accelerators = read_number(reader, "accelerators_per_system"),
        .overhead_ratio = read_number(reader, "overhead_factor"),
        .weight_kg = read_number(reader, "weight_kg"),
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

static size_t read_members(struct reader *reader, const struct catalogue *catalogue, const char *column,
                           const struct accelerator *members[CATALOGUE_MEMBERS_MAX])
{
    struct slice rest = read_text(reader, column);
    size_t count = 0;
    while (reader->ok && rest.size) {
        struct slice key = slice_next_part(&rest, ';');
        const struct accelerator *member = accelerator_of_key(catalogue, key);
        if (!member || count == CATALOGUE_MEMBERS_MAX)
            refuse(reader, "no such accelerator, or too many:", key);
        else
            members[count++] = member;
    }
    return count;
}

static void read_part(struct reader *reader, const struct catalogue *catalogue, struct part_number *part)
{
    *part = (struct part_number){
        .prefix = read_text(reader, "prefix"),
        .match = read_text(reader, "match"),
        .system = find_system(catalogue, read_text(reader, "product_key")),
        .accelerators_per_part = read_number(reader, "accelerators_per_part"),
        .maker_tpp = read_number(reader, "maker_tpp_per_accelerator"),
        .sure = slice_equal_text(read_text(reader, "confidence"), "high"),
    };
    const struct accelerator *one = read_reference(reader, catalogue, "accelerator_key");
    part->candidate_count = read_members(reader, catalogue, "candidates", part->candidates);
    if (one) {
        part->candidates[0] = one;
        part->candidate_count = 1;
    }
    if (part->candidate_count == 0)
        refuse(reader, "neither accelerator nor candidates:", part->prefix);
}

static void read_family(struct reader *reader, const struct catalogue *catalogue, struct family *family)
{
    static const char *const kinds[] = {"model", "bins", "family", "unbounded", "servers", "memory"};
    struct slice kind = read_text(reader, "kind");
    *family = (struct family){
        .slug = read_text(reader, "slug"),
        .context = read_text(reader, "context"),
        .mid = read_reference(reader, catalogue, "mid_key"),
    };
    family->member_count = read_members(reader, catalogue, "members", family->members);
    size_t number = 0;
    while (number < sizeof kinds / sizeof *kinds && !slice_equal_text(kind, kinds[number]))
        number++;
    if (number == sizeof kinds / sizeof *kinds)
        refuse(reader, "not a kind of family:", kind);
    family->kind = (enum family_kind)number;
}

static bool read_accelerators(struct catalogue *catalogue, struct error *error)
{
    struct reader reader = {table_of(catalogue, TABLE_ACCELERATORS), 0, true, error};
    for (; reader.ok && reader.row < reader.table->rows; reader.row++)
        read_accelerator(&reader, &catalogue->accelerators[catalogue->accelerator_count++]);
    return reader.ok;
}

static bool read_systems(struct catalogue *catalogue, struct error *error)
{
    struct reader reader = {table_of(catalogue, TABLE_SYSTEMS), 0, true, error};
    for (; reader.ok && reader.row < reader.table->rows; reader.row++)
        read_system(&reader, catalogue, &catalogue->systems[catalogue->system_count++]);
    return reader.ok;
}

static bool read_parts(struct catalogue *catalogue, struct error *error)
{
    struct reader reader = {table_of(catalogue, TABLE_PARTS), 0, true, error};
    for (; reader.ok && reader.row < reader.table->rows; reader.row++)
        read_part(&reader, catalogue, &catalogue->parts[catalogue->part_count++]);
    return reader.ok;
}

static bool read_families(struct catalogue *catalogue, struct error *error)
{
    struct reader reader = {table_of(catalogue, TABLE_FAMILIES), 0, true, error};
    for (; reader.ok && reader.row < reader.table->rows; reader.row++)
        read_family(&reader, catalogue, &catalogue->families[catalogue->family_count++]);
    return reader.ok;
}

/* Reads the files one by one into memory; the version is the hash of their hashes, in the order of the table. */
static bool read_files(struct catalogue *catalogue, const char *folder, struct error *error)
{
    uint8_t hashes[TABLE_COUNT][CONTENT_HASH_SIZE], all[CONTENT_HASH_SIZE];
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        struct table_csv *table = table_of(catalogue, (enum table)i);
        if (!table_csv_load(folder, table_names[i], table, error))
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
    catalogue->accelerators = calloc(table_of(catalogue, TABLE_ACCELERATORS)->rows, sizeof *catalogue->accelerators);
    catalogue->systems = calloc(table_of(catalogue, TABLE_SYSTEMS)->rows, sizeof *catalogue->systems);
    catalogue->parts = calloc(table_of(catalogue, TABLE_PARTS)->rows, sizeof *catalogue->parts);
    catalogue->families = calloc(table_of(catalogue, TABLE_FAMILIES)->rows, sizeof *catalogue->families);
    catalogue->goods = matcher_new();
    catalogue->news = matcher_new();
    bool ok = catalogue->accelerators && catalogue->systems && catalogue->parts && catalogue->families &&
              catalogue->goods && catalogue->news;
    return ok || error_stop(error, EXIT_CONFIG, "no memory for the catalogue");
}

/* Short names that stand for many things; they count only with a goods word near by. */
static bool is_short_name(struct slice alias)
{
    static const char *const names[] = {"A2", "A10", "A16", "A30", "A40", "L2", "L4", "L20", "L40", "T4", "M100", "K100",
                                        "P800", "C500", "C550", "C600", "S4000", "S5000", "PPU", "DELTA", "4090", "B20",
                                        "B30", "B40", "R100", "R200", "GV100", "CS-2", "CS-3", "RUBIN", "TRILLIUM",
                                        "IRONWOOD", "BIANCA", "REDSTONE", "UMBRIEL", "ZHENWU", "GRACE HOPPER", "G593",
                                        "XD670", "ARTEMIS"};
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

static uint32_t alias_flags(struct slice alias, bool ambiguous)
{
    if (is_short_name(alias))
        return TAG_NEEDS_CONTEXT | TAG_NEEDS_NEAR;
    return ambiguous && is_plain_name(alias) ? TAG_NEEDS_CONTEXT : 0;
}

/* The alias, and the form without blanks between digits and letters ("H200 NVL", "H200NVL"). */
static bool add_alias(struct matcher *matcher, struct slice alias, uint32_t tag)
{
    char joined[MATCHER_WORD_MAX];
    size_t size = 0;
    for (size_t i = 0; i < alias.size && size < sizeof joined; i++) {
        bool between = i && i + 1 < alias.size && (alias.data[i] == ' ' || alias.data[i] == '-') &&
                       alias.data[i - 1] >= '0' && alias.data[i - 1] <= '9' && alias.data[i + 1] >= 'A';
        if (!between)
            joined[size++] = alias.data[i];
    }
    bool ok = matcher_add(matcher, alias, 0, tag);
    return ok && (size == alias.size || matcher_add(matcher, (struct slice){joined, size}, 0, tag));
}

static bool add_aliases(struct catalogue *catalogue, enum table which, enum catalogue_word word, struct error *error)
{
    struct reader reader = {table_of(catalogue, which), 0, true, error};
    for (; reader.ok && reader.row < reader.table->rows; reader.row++) {
        struct slice rest = read_text(&reader, "aliases");
        bool ambiguous = which == TABLE_ACCELERATORS && slice_equal_text(read_text(&reader, "alias_context"), "y");
        while (reader.ok && rest.size) {
            struct slice alias = slice_next_part(&rest, ';');
            uint32_t tag = catalogue_tag(word, reader.row) | alias_flags(alias, ambiguous);
            if (!add_alias(catalogue->goods, alias, tag) || !add_alias(catalogue->news, alias, tag))
                refuse(&reader, "not an alias:", alias);
        }
    }
    return reader.ok;
}

static bool add_parts(struct catalogue *catalogue, struct error *error)
{
    for (size_t i = 0; i < catalogue->part_count; i++) {
        const struct part_number *part = &catalogue->parts[i];
        uint32_t tag = catalogue_tag(WORD_PART, i);
        if (!matcher_add(catalogue->goods, part->prefix, MATCHER_PREFIX, tag) ||
            !matcher_add(catalogue->goods, part->match, MATCHER_PREFIX, tag))
            return error_stop(error, EXIT_CONFIG, "not a part number: %.*s", SLICE_ARGS(part->prefix));
    }
    return true;
}

static bool build_matchers(struct catalogue *catalogue, struct error *error)
{
    if (!add_parts(catalogue, error) || !add_aliases(catalogue, TABLE_SYSTEMS, WORD_SYSTEM, error) ||
        !add_aliases(catalogue, TABLE_ACCELERATORS, WORD_ACCELERATOR, error))
        return false;
    if (!goods_words_add(catalogue->goods) || !lexicon_add(catalogue->news) ||
        !goods_words_add_context(catalogue->news))
        return error_stop(error, EXIT_CONFIG, "no memory for the lexicon");
    return matcher_build(catalogue->goods, error) && matcher_build(catalogue->news, error);
}

bool catalogue_load(const char *folder, struct catalogue **catalogue, struct error *error)
{
    struct catalogue *c = calloc(1, sizeof *c);
    if (c)
        c->tables = calloc(TABLE_COUNT, sizeof(struct table_csv));
    if (!c || !c->tables) {
        free(c);
        return error_stop(error, EXIT_CONFIG, "no memory for the catalogue");
    }
    bool ok = read_files(c, folder, error) && take_memory(c, error) && read_accelerators(c, error) &&
              read_systems(c, error) && read_parts(c, error) && read_families(c, error) && build_matchers(c, error);
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
    for (size_t i = 0; i < TABLE_COUNT; i++)
        table_csv_free(table_of(catalogue, (enum table)i));
    matcher_free(catalogue->goods);
    matcher_free(catalogue->news);
    free(catalogue->accelerators);
    free(catalogue->systems);
    free(catalogue->parts);
    free(catalogue->families);
    free(catalogue->tables);
    free(catalogue);
}

const char *catalogue_version(const struct catalogue *catalogue)
{
    return catalogue->version;
}

const struct accelerator *catalogue_accelerator(const struct catalogue *catalogue, struct slice key)
{
    return find_accelerator(catalogue, key);
}

const struct system *catalogue_system(const struct catalogue *catalogue, struct slice key)
{
    return find_system(catalogue, key);
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
