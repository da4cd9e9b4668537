#include "producers/customs/profile.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lib/misspelling.h"
#include "producers/customs/country.h"
#include "producers/customs/key_value.h"
#include "producers/customs/name.h"
#include "producers/reader.h"
#include "schemas/customs_event.h"

static const char *const column_names[PROFILE_COLUMN_COUNT] = {
    [PROFILE_DECLARATION] = "declaration_no",
    [PROFILE_LINE] = "line_no",
    [PROFILE_DATE] = "date",
    [PROFILE_HS] = "hs",
    [PROFILE_DESCRIPTION] = "description",
    [PROFILE_PART_NUMBER] = "part_number",
    [PROFILE_QUANTITY] = "qty",
    [PROFILE_UNIT] = "unit",
    [PROFILE_QUANTITY2] = "qty2",
    [PROFILE_UNIT2] = "unit2",
    [PROFILE_NET] = "net_kg",
    [PROFILE_GROSS] = "gross_kg",
    [PROFILE_VALUE] = "value",
    [PROFILE_CURRENCY] = "currency",
    [PROFILE_VALUE_USD] = "value_usd",
    [PROFILE_INCOTERMS] = "incoterms",
    [PROFILE_ORIGIN] = "origin",
    [PROFILE_DISPATCH] = "dispatch",
    [PROFILE_DESTINATION] = "destination",
    [PROFILE_PARTNER] = "partner",
    [PROFILE_REGIME] = "regime",
    [PROFILE_TRANSPORT] = "transport_mode",
    [PROFILE_OFFICE] = "customs_office",
    [PROFILE_REGION] = "region",
    [PROFILE_IMPORTER] = "importer",
    [PROFILE_EXPORTER] = "exporter",
    [PROFILE_CONSIGNEE] = "consignee",
    [PROFILE_CONSIGNOR] = "consignor",
};

const char *profile_column_name(enum profile_column column)
{
    return column_names[column];
}

static int find_column(struct slice name)
{
    for (int i = 0; i < PROFILE_COLUMN_COUNT; i++)
        if (slice_equal_text(name, column_names[i]))
            return i;
    return -1;
}

static const char no_such_column[] = "there is no column", no_such_setting[] = "there is no setting";

/* ---- reading a profile: a setter for each kind of setting, which returns what is wrong with a value, or NULL ---- */

typedef const char *setter(struct profile *profile, struct slice value, size_t offset);

static const char *set_text(struct profile *profile, struct slice value, size_t offset)
{
    memcpy((char *)profile + offset, &value, sizeof value);
    return NULL;
}

static const char *set_names(struct profile *profile, struct slice value, size_t offset)
{
    struct profile_names *names = (struct profile_names *)(void *)((char *)profile + offset);
    names->count = 0;
    while (value.data) {
        struct slice name = slice_trim(slice_next_part(&value, '|'));
        if (!name.size)
            continue;
        if (names->count == PROFILE_NAMES_MAX)
            return "too many names";
        names->items[names->count++] = name;
    }
    return NULL;
}

/* One of the words of a field's enum. */
static const char *set_symbol(const char *field, int *symbol, struct slice value)
{
    *symbol = field_symbol(record_field_find(&customs_event_type, slice_of(field)), value);
    return *symbol < 0 ? "not one of the words that this field takes" : NULL;
}

static const char *set_kind(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    const char *fault = set_symbol("kind", &profile->kind, value);
    return !fault && profile->kind == CUSTOMS_EVENT_KIND_SCOPE_END ? "lines are no ends of scopes" : fault;
}

static const char *set_flow(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    return set_symbol("flow", &profile->flow, value);
}

static const char *set_basis(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    return set_symbol("value_basis", &profile->value_basis, value);
}

static const char *set_weight_scope(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    profile->weight_scope_detected = slice_equal_text(value, "detect");
    profile->weight_scope = CUSTOMS_EVENT_WEIGHT_SCOPE_LINE;
    return profile->weight_scope_detected ? NULL : set_symbol("weight_scope", &profile->weight_scope, value);
}

static const char *set_reporter(struct profile *profile, struct slice value, size_t offset)
{
    return country_is_alpha2(value) ? set_text(profile, value, offset) : "no ISO 3166 alpha-2 code";
}

static const char *set_sign(struct profile *profile, struct slice value, size_t offset)
{
    bool blank = slice_equal_text(value, "blank");
    if (!blank && value.size != 1)
        return "one character, or the word blank, is needed";
    *((char *)profile + offset) = blank ? ' ' : value.data[0];
    return NULL;
}

/* The place of a word among `count` words; -1 if it is none of them. */
static int find_word(struct slice value, const char *const *words, int count)
{
    for (int i = 0; i < count; i++)
        if (slice_equal_text(value, words[i]))
            return i;
    return -1;
}

static const char *set_grouping(struct profile *profile, struct slice value, size_t offset)
{
    static const char *const words[] = {[PROFILE_PROVEN] = "proven", [PROFILE_NO_GROUPING] = "none", [PROFILE_THREES] = "threes",
                                        [PROFILE_LAKH] = "lakh"};
    (void)offset;
    int word = find_word(value, words, 4);
    profile->grouping = word < 0 ? PROFILE_NO_GROUPING : (enum profile_grouping)word;
    return word < 0 ? "proven, none, threes or lakh is needed" : NULL;
}

static const char *set_date_means(struct profile *profile, struct slice value, size_t offset)
{
    static const char *const words[] = {[PERIOD_YEAR] = "year", [PERIOD_MONTH] = "month", [PERIOD_DAY] = "day"};
    (void)offset;
    profile->date_means = find_word(value, words, 3);
    return profile->date_means < 0 ? "day, month or year is needed" : NULL;
}

static const char *set_choose(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    profile->by_name_only = slice_equal_text(value, "name");
    return profile->by_name_only || slice_equal_text(value, "header") ? NULL : "name or header is needed";
}

static const char *set_factor(struct profile *profile, struct slice value, size_t offset)
{
    static const int factors[] = {1, 1000, 1000000};
    static const char *const words[] = {"1", "1000", "1000000"};
    (void)offset;
    int word = find_word(value, words, 3);
    profile->value_factor = word < 0 ? 1 : factors[word];
    return word < 0 ? "1, 1000 or 1000000 is needed" : NULL;
}

static const char *set_encoding(struct profile *profile, struct slice value, size_t offset)
{
    for (size_t i = 0; i < value.size; i++)
        if (!isalnum((unsigned char)value.data[i]) && !strchr("-_.:", value.data[i]))
            return "a name of an encoding such as BIG5 or WINDOWS-1251 is needed";
    return value.size && value.size < 32 ? set_text(profile, value, offset) : "a name of an encoding is needed";
}

static const char *set_date_formats(struct profile *profile, struct slice value, size_t offset)
{
    const char *fault = set_names(profile, value, offset);
    const struct profile_names *formats = &profile->date_formats;
    for (size_t i = 0; !fault && i < formats->count; i++) {
        fault = profile_date_format_fault(formats->items[i]);
        for (size_t j = 0; !fault && j < i; j++)
            if (profile_date_formats_clash(formats->items[i], formats->items[j]))
                fault = "two formats read the same text as different days";
    }
    return fault || formats->count ? fault : "a format is needed";
}

/* "+05:30" */
static const char *set_zone(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    int hours, minutes;
    char sign, text[8] = "";
    if (value.size == 6)
        memcpy(text, value.data, value.size);
    if (sscanf(text, "%c%2d:%2d", &sign, &hours, &minutes) != 3 || (sign != '+' && sign != '-') || hours > 14)
        return "an offset such as +05:30 is needed";
    profile->zone_minutes = (sign == '-' ? -1 : 1) * (hours * 60 + minutes);
    return NULL;
}

static const char *set_digits(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    struct decimal number;
    struct error ignored;
    if (!decimal_parse(value, &number, &ignored) || number.scale || number.unscaled < 4 || number.unscaled > 13)
        return "a number from 4 to 13 is needed";
    profile->hs_digits = (int)number.unscaled;
    return NULL;
}

static const char *set_parties(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    return party_rule_of(value, &profile->parties) ? NULL : "keep, drop or hash is needed";
}

static const char *set_zero(struct profile *profile, struct slice value, size_t offset)
{
    bool withheld = slice_equal_text(value, "withheld");
    *((bool *)((char *)profile + offset)) = withheld;
    return withheld || slice_equal_text(value, "keep") ? NULL : "keep or withheld is needed";
}

static const char *set_currency_rule(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    profile->currency_by_name = slice_equal_text(value, "name");
    return profile->currency_by_name || slice_equal_text(value, "row") ? NULL : "row or name is needed";
}

static const struct {
    const char *key;
    setter *set;
    size_t offset;
} settings[] = {
    {"source", set_text, offsetof(struct profile, source)},
    {"kind", set_kind, 0},
    {"reporter", set_reporter, offsetof(struct profile, reporter)},
    {"flow", set_flow, 0},
    {"choose", set_choose, 0},
    {"match", set_names, offsetof(struct profile, match)},
    {"encoding", set_encoding, offsetof(struct profile, encoding)},
    {"date_format", set_date_formats, offsetof(struct profile, date_formats)},
    {"date_means", set_date_means, 0},
    {"time_zone", set_zone, 0},
    {"date_kind", set_text, offsetof(struct profile, date_kind)},
    {"decimal_sign", set_sign, offsetof(struct profile, decimal_sign)},
    {"grouping", set_grouping, 0},
    {"grouping_sign", set_sign, offsetof(struct profile, grouping_sign)},
    {"null", set_names, offsetof(struct profile, nulls)},
    {"currency", set_text, offsetof(struct profile, currency)},
    {"currency_rule", set_currency_rule, 0},
    {"value_factor", set_factor, 0},
    {"value_basis", set_basis, 0},
    {"weight_scope", set_weight_scope, 0},
    {"hs_digits", set_digits, 0},
    {"zero_value", set_zero, offsetof(struct profile, zero_value_withheld)},
    {"zero_weight", set_zero, offsetof(struct profile, zero_weight_withheld)},
    {"parties", set_parties, 0},
    {"description_lang", set_text, offsetof(struct profile, description_lang)},
};

/* "unit.KARTON = XCT": a spelling and one that units.h knows. */
static const char *set_unit(struct profile *profile, struct slice spelling, struct slice value)
{
    if (profile->unit_count == PROFILE_UNITS_MAX)
        return "too many units";
    profile->units[profile->unit_count].spelling = spelling;
    return unit_of_text(value, &profile->units[profile->unit_count++].unit) ? NULL : "the unit is unknown";
}

/* A profile while it is read, and room to say what is wrong with it. */
struct setting {
    struct profile *profile;
    char fault[160];
};

/* An unknown name, with the known one that it may stand for. */
static const char *unknown(struct setting *setting, const char *fault, struct slice name)
{
    char written[64];
    snprintf(written, sizeof written, "%.*s", (int)(name.size < 60 ? name.size : 60), name.data);
    struct misspelling misspelling = {.written = written};
    for (size_t i = 0; fault == no_such_setting && i < sizeof settings / sizeof settings[0]; i++)
        misspelling_try(&misspelling, settings[i].key);
    for (int i = 0; fault == no_such_column && i < PROFILE_COLUMN_COUNT; i++)
        misspelling_try(&misspelling, column_names[i]);
    snprintf(setting->fault, sizeof setting->fault, misspelling.nearest ? "%s %s; did you mean %s?" : "%s %s", fault,
             written, misspelling.nearest);
    return setting->fault;
}

static const char *set_required(struct setting *setting, struct slice value)
{
    while (value.data) {
        struct slice name = slice_trim(slice_next_part(&value, '|'));
        int column = find_column(name);
        if (column < 0)
            return unknown(setting, no_such_column, name);
        setting->profile->required[column] = true;
    }
    return NULL;
}

static const char *set_column(struct setting *setting, struct slice name, struct slice value)
{
    int column = find_column(name);
    if (column < 0)
        return unknown(setting, no_such_column, name);
    return set_names(setting->profile, value,
                     (size_t)((char *)&setting->profile->columns[column] - (char *)setting->profile));
}

static const char *set(void *context, struct slice key, struct slice value)
{
    struct setting *setting = context;
    if (slice_equal_text(key, "help"))
        return NULL; /* for people */
    if (slice_equal_text(key, "require"))
        return set_required(setting, value);
    if (slice_starts_with(key, "column."))
        return set_column(setting, slice_cut(key, strlen("column."), key.size), value);
    if (slice_starts_with(key, "unit."))
        return set_unit(setting->profile, slice_cut(key, strlen("unit."), key.size), value);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (slice_equal_text(key, settings[i].key))
            return settings[i].set(setting->profile, value, settings[i].offset);
    return unknown(setting, no_such_setting, key);
}

static void set_defaults(struct profile *profile)
{
    *profile = (struct profile){
        .kind = CUSTOMS_EVENT_KIND_SHIPMENT_LINE,
        .flow = -1,
        .date_formats = {.items = {SLICE_LITERAL("ISO")}, .count = 1},
        .date_means = PERIOD_DAY,
        .decimal_sign = '.',
        .value_factor = 1,
        .value_basis = CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN,
        .weight_scope = CUSTOMS_EVENT_WEIGHT_SCOPE_LINE,
        .nulls = {.items = {SLICE_LITERAL("NULL"), SLICE_LITERAL("N/A")}, .count = 2},
    };
}

static const char suffix[] = ".profile";

static bool has_suffix(const char *name)
{
    size_t size = strlen(name);
    return size > strlen(suffix) && !strcmp(name + size - strlen(suffix), suffix);
}

/* The file's name without folder and suffix; false if it is too long to be part of every key. */
static bool set_name(struct profile *profile, const char *path)
{
    const char *slash = strrchr(path, '/'), *file = slash ? slash + 1 : path;
    size_t size = strlen(file) - (has_suffix(file) ? strlen(suffix) : 0);
    if (size > PROFILE_NAME_MAX)
        return false;
    memcpy(profile->name, file, size);
    profile->name[size] = '\0';
    profile->source = slice_of(profile->name);
    return true;
}

const char *profile_default_folder(void)
{
    static const char *const folders[] = {CHIPWATCH_SOURCE_DIR "/deploy/profiles", CHIPWATCH_DATA_DIR "/profiles"};
    return access(folders[0], R_OK) == 0 ? folders[0] : folders[1];
}

bool profile_read(const char *name, const char *folder, struct arena *arena, struct profile **profile,
                  struct error *error)
{
    char path[4096];
    bool is_path = strchr(name, '/') || has_suffix(name);
    if (!folder)
        folder = profile_default_folder();
    int size = is_path ? snprintf(path, sizeof path, "%s", name)
                       : snprintf(path, sizeof path, "%s/%s%s", folder, name, suffix);
    if (size < 0 || (size_t)size >= sizeof path)
        return error_stop(error, EXIT_CONFIG, "the path of profile %.60s is too long", name);
    struct profile *made = arena_alloc(arena, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_CONFIG, "no room for profile %s", path);
    set_defaults(made);
    if (!set_name(made, path))
        return error_stop(error, EXIT_CONFIG, "the name of profile %s is over %d bytes", path, PROFILE_NAME_MAX);
    struct reader *reader;
    if (!reader_open_file(path, &reader, error)) {
        error->exit_status = EXIT_CONFIG;
        return error_wrap(error, "profile %s", name);
    }
    struct setting setting = {.profile = made};
    bool read = key_value_read(reader, arena, set, &setting, error);
    reader_close(reader);
    if (!made->grouping_sign)
        made->grouping_sign = made->decimal_sign == ',' ? '.' : ',';
    if (read)
        *profile = made;
    return read;
}

/* ---- fitting a header ---- */

static int find_field(const struct profile_names *names, const struct slice *fields, size_t count)
{
    for (size_t i = 0; i < names->count; i++)
        for (size_t j = 0; j < count; j++)
            if (name_equal(names->items[i], fields[j]))
                return (int)j;
    return -1;
}

static bool has_field(struct slice name, const struct slice *fields, size_t count)
{
    const struct profile_names one = {.items = {name}, .count = 1};
    return find_field(&one, fields, count) >= 0;
}

bool profile_fits(const struct profile *profile, const struct slice *fields, size_t count,
                  struct profile_header *header, const char **missing)
{
    for (int i = 0; i < PROFILE_COLUMN_COUNT; i++) {
        header->fields[i] = find_field(&profile->columns[i], fields, count);
        if (header->fields[i] < 0 && profile->required[i]) {
            if (missing)
                *missing = column_names[i];
            return false;
        }
    }
    return true;
}

static bool matches(const struct profile *profile, const struct slice *fields, size_t count)
{
    for (size_t i = 0; i < profile->match.count; i++)
        if (!has_field(profile->match.items[i], fields, count))
            return false;
    return true;
}

static bool add_file(const char *folder, const char *file, struct arena *arena, struct profiles *profiles,
                     struct error *error)
{
    char path[4096];
    int size = snprintf(path, sizeof path, "%s/%s", folder, file);
    if (size < 0 || (size_t)size >= sizeof path)
        return error_stop(error, EXIT_CONFIG, "the path of profile %.60s is too long", file);
    if (profiles->count == PROFILES_MAX)
        return error_stop(error, EXIT_CONFIG, "more than %d profiles in %s", PROFILES_MAX, folder);
    return profile_read(path, NULL, arena, &profiles->items[profiles->count++], error);
}

static int is_profile(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && has_suffix(entry->d_name);
}

bool profile_read_all(const char *folder, struct arena *arena, struct profiles *profiles, struct error *error)
{
    struct dirent **entries;
    profiles->count = 0;
    if (!folder)
        folder = profile_default_folder();
    int entry_count = scandir(folder, &entries, is_profile, alphasort);
    if (entry_count < 0)
        return error_stop(error, EXIT_CONFIG, "the folder of profiles %s cannot be read: %s", folder, strerror(errno));
    bool fine = true;
    for (int i = 0; i < entry_count; i++) {
        fine = fine && add_file(folder, entries[i]->d_name, arena, profiles, error);
        free(entries[i]);
    }
    free(entries);
    return fine;
}

bool profile_choose(const struct profiles *profiles, const struct slice *fields, size_t count,
                    const struct profile **profile, struct profile_header *header, struct error *error)
{
    const struct profile *best = NULL, *equal = NULL;
    struct profile_header tried;
    for (size_t i = 0; i < profiles->count; i++) {
        const struct profile *candidate = profiles->items[i];
        if (candidate->by_name_only || !matches(candidate, fields, count) || !profile_fits(candidate, fields, count, &tried, NULL) ||
            (best && candidate->match.count < best->match.count))
            continue;
        equal = best && candidate->match.count == best->match.count ? candidate : NULL;
        if (equal)
            continue;
        best = candidate;
        *header = tried;
    }
    *profile = best;
    return !equal || error_reject(error, REASON_UNKNOWN_PROFILE, "profiles %s and %s fit equally well; choose with "
                                  "--profile", best->name, equal->name);
}
