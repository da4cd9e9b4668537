#include "producers/customs/profile.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "lib/clock.h"
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
    [PROFILE_ORIGIN] = "origin",
    [PROFILE_DISPATCH] = "dispatch",
    [PROFILE_DESTINATION] = "destination",
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

static const char *set_required(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    while (value.data) {
        struct slice name = slice_trim(slice_next_part(&value, '|'));
        int column = find_column(name);
        if (column < 0)
            return "there is no such column";
        profile->required[column] = true;
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
    return set_symbol("kind", &profile->kind, value);
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
    return set_symbol("weight_scope", &profile->weight_scope, value);
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

static const char *set_grouping(struct profile *profile, struct slice value, size_t offset)
{
    static const char *const words[] = {"none", "threes", "lakh"};
    (void)offset;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (slice_equal_text(value, words[i])) {
            profile->grouping = (enum profile_grouping)i;
            return NULL;
        }
    return "none, threes or lakh is needed";
}

static const char *set_date_format(struct profile *profile, struct slice value, size_t offset)
{
    for (size_t i = 0; i < value.size && !slice_equal_text(value, "ISO"); i++)
        if (!strchr("YMD./- ", value.data[i]))
            return "ISO, or a pattern of YYYY YY MMM MM M DD D and . / - is needed";
    return set_text(profile, value, offset);
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

/* One of two words; the second means true. */
static const char *set_choice(bool *choice, struct slice value, const char *no, const char *yes)
{
    *choice = slice_equal_text(value, yes);
    return *choice || slice_equal_text(value, no) ? NULL : "not one of the two words that this setting takes";
}

static const char *set_parties(struct profile *profile, struct slice value, size_t offset)
{
    (void)offset;
    return set_choice(&profile->parties_dropped, value, "keep", "drop");
}

static const char *set_zero(struct profile *profile, struct slice value, size_t offset)
{
    return set_choice((bool *)((char *)profile + offset), value, "keep", "withheld");
}

static const struct {
    const char *key;
    setter *set;
    size_t offset;
} settings[] = {
    {"help", NULL, 0}, /* for people */
    {"source", set_text, offsetof(struct profile, source)},
    {"kind", set_kind, 0},
    {"reporter", set_reporter, offsetof(struct profile, reporter)},
    {"flow", set_flow, 0},
    {"require", set_required, 0},
    {"match", set_names, offsetof(struct profile, match)},
    {"date_format", set_date_format, offsetof(struct profile, date_format)},
    {"time_zone", set_zone, 0},
    {"date_kind", set_text, offsetof(struct profile, date_kind)},
    {"decimal_sign", set_sign, offsetof(struct profile, decimal_sign)},
    {"grouping", set_grouping, 0},
    {"grouping_sign", set_sign, offsetof(struct profile, grouping_sign)},
    {"null", set_names, offsetof(struct profile, nulls)},
    {"currency", set_text, offsetof(struct profile, currency)},
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

static const char *set(void *context, struct slice key, struct slice value)
{
    struct profile *profile = context;
    if (slice_starts_with(key, "column.")) {
        int column = find_column(slice_cut(key, strlen("column."), key.size));
        return column < 0 ? "there is no such column"
                          : set_names(profile, value,
                                      (size_t)((char *)&profile->columns[column] - (char *)profile));
    }
    if (slice_starts_with(key, "unit."))
        return set_unit(profile, slice_cut(key, strlen("unit."), key.size), value);
    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++)
        if (slice_equal_text(key, settings[i].key))
            return settings[i].set ? settings[i].set(profile, value, settings[i].offset) : NULL;
    return "there is no such setting";
}

static void set_defaults(struct profile *profile)
{
    *profile = (struct profile){
        .kind = CUSTOMS_EVENT_KIND_SHIPMENT_LINE,
        .flow = -1,
        .date_format = SLICE_LITERAL("ISO"),
        .decimal_sign = '.',
        .grouping_sign = ',',
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
    bool read = key_value_read(reader, arena, set, made, error);
    reader_close(reader);
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

/* Keeps `candidate` as the best if it is; gives back its memory if it is not. */
static bool consider(struct profile *candidate, size_t mark, struct arena *arena, struct profile **best,
                     const struct slice *fields, size_t count, struct error *error)
{
    struct profile_header header;
    bool fits = matches(candidate, fields, count) && profile_fits(candidate, fields, count, &header, NULL);
    if (fits && *best && (*best)->match.count == candidate->match.count)
        return error_reject(error, REASON_UNKNOWN_PROFILE, "profiles %s and %s fit equally well; choose with --profile",
                            (*best)->name, candidate->name);
    if (fits && (!*best || candidate->match.count > (*best)->match.count))
        *best = candidate;
    else
        arena_truncate(arena, mark);
    return true;
}

static bool consider_file(const char *folder, const char *file, struct arena *arena, struct profile **best,
                          const struct slice *fields, size_t count, struct error *error)
{
    char path[4096];
    struct profile *candidate;
    size_t mark = arena->used;
    int size = snprintf(path, sizeof path, "%s/%s", folder, file);
    if (size < 0 || (size_t)size >= sizeof path)
        return error_stop(error, EXIT_CONFIG, "the path of profile %.60s is too long", file);
    return profile_read(path, NULL, arena, &candidate, error) &&
           consider(candidate, mark, arena, best, fields, count, error);
}

static int is_profile(const struct dirent *entry)
{
    return entry->d_name[0] != '.' && has_suffix(entry->d_name);
}

bool profile_choose(const char *folder, const struct slice *fields, size_t count, struct arena *arena,
                    struct profile **profile, struct profile_header *header, struct error *error)
{
    struct dirent **entries;
    if (!folder)
        folder = profile_default_folder();
    int entry_count = scandir(folder, &entries, is_profile, alphasort);
    if (entry_count < 0)
        return error_stop(error, EXIT_CONFIG, "the folder of profiles %s cannot be read: %s", folder, strerror(errno));
    bool fine = true;
    *profile = NULL;
    for (int i = 0; i < entry_count; i++) {
        fine = fine && consider_file(folder, entries[i]->d_name, arena, profile, fields, count, error);
        free(entries[i]);
    }
    free(entries);
    if (fine && *profile)
        profile_fits(*profile, fields, count, header, NULL);
    return fine;
}

/* ---- values ---- */

/* Signs count here, other than in names: "-" and "?" are texts of their own. */
static bool same_text(struct slice a, struct slice b)
{
    return a.size == b.size && strncasecmp(a.data, b.data, a.size) == 0;
}

bool profile_is_null(const struct profile *profile, struct slice text)
{
    for (size_t i = 0; text.size && i < profile->nulls.count; i++)
        if (same_text(profile->nulls.items[i], text))
            return true;
    return !text.size;
}

bool profile_unit(const struct profile *profile, struct slice text, struct unit *unit)
{
    for (size_t i = 0; i < profile->unit_count; i++)
        if (same_text(profile->units[i].spelling, text)) {
            *unit = profile->units[i].unit;
            return true;
        }
    return unit_of_text(text, unit);
}

/* Takes the grouping signs out of the digits before the decimal sign; false if the groups are not those of the profile:
 * three digits last, before them threes or pairs, one digit at least at the front. */
static bool ungroup(const struct profile *profile, struct slice whole, char *out, size_t *size)
{
    size_t step = profile->grouping == PROFILE_LAKH ? 2 : 3, in_group = 0, wanted = 3;
    bool grouped = false;
    for (size_t i = whole.size; i-- > 0;) {
        if (whole.data[i] != profile->grouping_sign) {
            in_group++;
            continue;
        }
        if (profile->grouping == PROFILE_NO_GROUPING || in_group != wanted)
            return false;
        grouped = true;
        in_group = 0;
        wanted = step;
    }
    if (grouped && (in_group == 0 || in_group > wanted))
        return false;
    *size = 0;
    for (size_t i = 0; i < whole.size; i++)
        if (whole.data[i] != profile->grouping_sign)
            out[(*size)++] = whole.data[i];
    return true;
}

static bool bad_number(struct slice text, struct error *error)
{
    return error_reject(error, REASON_BAD_NUMBER, "\"%.*s\" is no number as the profile writes them",
                        (int)(text.size < 60 ? text.size : 60), text.data);
}

bool profile_number(const struct profile *profile, struct slice text, struct decimal *number, struct error *error)
{
    char plain[DECIMAL_TEXT_MAX * 2];
    struct slice rest = text;
    size_t sign = text.size && (text.data[0] == '-' || text.data[0] == '+'), size;
    if (text.size >= sizeof plain)
        return bad_number(text, error);
    struct slice whole = slice_next_part(&rest, profile->decimal_sign);
    if (sign)
        plain[0] = text.data[0];
    if (!ungroup(profile, slice_cut(whole, sign, whole.size), plain + sign, &size))
        return bad_number(text, error);
    size += sign;
    if (rest.data) {
        plain[size++] = '.';
        memcpy(plain + size, rest.data, rest.size);
        size += rest.size;
    }
    return decimal_parse((struct slice){plain, size}, number, error) || bad_number(text, error);
}

/* Up to `most` digits off the front of *rest; false if there are fewer than `least`. */
static bool take_digits(struct slice *rest, size_t least, size_t most, int *number)
{
    size_t i = 0;
    for (*number = 0; i < most && i < rest->size && rest->data[i] >= '0' && rest->data[i] <= '9'; i++)
        *number = *number * 10 + (rest->data[i] - '0');
    *rest = slice_cut(*rest, i, rest->size);
    return i >= least;
}

static bool take_month_name(struct slice *rest, int *month)
{
    static const char names[] = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    for (*month = 1; *month <= 12; ++*month) {
        char name[4] = {0};
        memcpy(name, names + 3 * (*month - 1), 3);
        if (slice_equal_ignoring_case(slice_cut(*rest, 0, 3), name)) {
            *rest = slice_cut(*rest, 3, rest->size);
            return true;
        }
    }
    return false;
}

/* One run of a letter in a pattern: "MM" takes two digits, "M" one or two, "MMM" a name. */
static bool take_part(char letter, size_t run, struct slice *rest, int *year, int *month, int *day)
{
    int *target = letter == 'Y' ? year : letter == 'M' ? month : day;
    if (letter == 'M' && run == 3)
        return take_month_name(rest, month);
    if (!take_digits(rest, run, run == 1 ? 2 : run, target))
        return false;
    if (letter == 'Y' && run == 2)
        *year += *year < 70 ? 2000 : 1900;
    return true;
}

/* A time of day behind a date says nothing about the day. */
static bool is_time_of_day(struct slice text)
{
    if (text.size && text.data[0] != ' ' && text.data[0] != 'T')
        return false;
    for (size_t i = 1; i < text.size; i++)
        if (!strchr("0123456789:. APM", text.data[i]))
            return false;
    return true;
}

static bool match_pattern(struct slice pattern, struct slice text, int32_t *days)
{
    int year = 0, month = 0, day = 1;
    for (size_t i = 0; i < pattern.size;) {
        char letter = pattern.data[i];
        size_t run = 1;
        while (i + run < pattern.size && pattern.data[i + run] == letter)
            run++;
        i += run;
        if (strchr("YMD", letter)) {
            if (!take_part(letter, run, &text, &year, &month, &day))
                return false;
        } else if (text.size < run || text.data[0] != letter) {
            return false;
        } else {
            text = slice_cut(text, run, text.size);
        }
    }
    return is_time_of_day(text) && date_from_ymd(year, month, day, days);
}

/* A bare date, or a time, whose own day counts. One in UTC is brought to the profile's zone first: midnight in India is
 * written as 18:30Z of the day before. */
static bool match_iso(const struct profile *profile, struct slice text, int32_t *days)
{
    int64_t ms;
    if (text.size <= 10)
        return date_parse_iso(text, days);
    if (!time_parse_rfc3339(text, &ms))
        return false;
    if (text.data[text.size - 1] != 'Z')
        return date_parse_iso(slice_cut(text, 0, 10), days);
    ms += (int64_t)profile->zone_minutes * 60000;
    const int64_t day_ms = 86400000;
    *days = (int32_t)(ms / day_ms - (ms % day_ms < 0));
    return true;
}

bool profile_date(const struct profile *profile, struct slice text, int32_t *days, struct error *error)
{
    bool iso = slice_equal_text(profile->date_format, "ISO");
    if (iso ? match_iso(profile, text, days) : match_pattern(profile->date_format, text, days))
        return true;
    return error_reject(error, REASON_BAD_DATE, "\"%.*s\" is no date of the form %.*s%s",
                        (int)(text.size < 40 ? text.size : 40), text.data, SLICE_ARGS(profile->date_format),
                        iso ? "; if it is one of another form, a profile must say which" : "");
}
