#include "producers/news/feeds_list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/misspelling.h"
#include "lib/slice.h"
#include "producers/news/news_input.h"
#include "producers/sources.h"

enum key_kind { KEY_TEXT, KEY_LANGUAGE, KEY_FORMAT, KEY_SECONDS, KEY_ENABLED, KEY_PAGES };

static const struct key {
    const char *name;
    enum key_kind kind;
    size_t offset; /* of texts */
} keys[] = {
    {"url", KEY_TEXT, offsetof(struct feed_entry, url)},
    {"source", KEY_TEXT, offsetof(struct feed_entry, source)},
    {"language", KEY_LANGUAGE, offsetof(struct feed_entry, language)},
    {"format", KEY_FORMAT, offsetof(struct feed_entry, format)},
    {"interval_s", KEY_SECONDS, 0},
    {"pages", KEY_PAGES, 0},
    {"enabled", KEY_ENABLED, 0},
};
enum { KEY_COUNT = sizeof keys / sizeof *keys, INTERVAL_MAX_S = 30 * 86400 };

/* What is being read. */
struct reading {
    struct feeds_list *list;
    const char *path;
    int line;
    bool seen[KEY_COUNT]; /* of the section at hand */
};

#define WRONG(reading, error, ...) (error_stop(error, EXIT_CONFIG, __VA_ARGS__), where((reading), (error)))

static bool where(const struct reading *reading, struct error *error)
{
    return error_wrap(error, "%s:%d", reading->path, reading->line);
}

static bool no_memory(struct error *error)
{
    return error_stop(error, EXIT_TRY_AGAIN, "more than %d feeds, or no memory for them", FEEDS_MAX);
}

static struct feed_entry *add_entry(struct feeds_list *list)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity ? list->capacity * 2 : 64;
        struct feed_entry *items = list->count < FEEDS_MAX ? realloc(list->items, capacity * sizeof *items) : NULL;
        if (!items)
            return NULL;
        list->items = items;
        list->capacity = capacity;
    }
    struct feed_entry *entry = &list->items[list->count++];
    *entry = (struct feed_entry){.enabled = true};
    return entry;
}

static bool set_text(char **place, struct slice text)
{
    free(*place);
    *place = strndup(text.data, text.size);
    return *place != NULL;
}

static bool read_seconds(struct slice text, int64_t *seconds)
{
    *seconds = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9' || *seconds > INTERVAL_MAX_S)
            return false;
        *seconds = *seconds * 10 + text.data[i] - '0';
    }
    return *seconds > 0 && *seconds <= INTERVAL_MAX_S;
}

static bool read_flag(struct slice text, bool *flag)
{
    *flag = slice_equal_text(text, "yes");
    return *flag || slice_equal_text(text, "no");
}

static bool is_format(struct slice text)
{
    for (size_t i = 0; news_inputs[i]; i++)
        if (slice_equal_text(text, news_inputs[i]->name))
            return true;
    return false;
}

static bool set_value(const struct reading *reading, const struct key *key, struct slice value, struct error *error)
{
    struct feed_entry *entry = &reading->list->items[reading->list->count - 1];
    bool flag = false;
    if (key->kind == KEY_LANGUAGE && !news_is_language(value))
        return WRONG(reading, error, "%s is a language tag, as en or zh-TW", key->name);
    if (key->kind == KEY_FORMAT && !is_format(value))
        return WRONG(reading, error, "there is no format \"%.*s\"; see --help", SLICE_ARGS(value));
    if (key->kind <= KEY_FORMAT)
        return set_text((char **)(void *)((char *)entry + key->offset), value) || no_memory(error);
    if (key->kind == KEY_SECONDS)
        return read_seconds(value, &entry->interval_s) ||
               WRONG(reading, error, "%s is a number of seconds from 1 to %d", key->name, INTERVAL_MAX_S);
    if (!read_flag(value, &flag))
        return WRONG(reading, error, "%s is yes or no", key->name);
    if (key->kind == KEY_PAGES)
        entry->pages = flag ? FEED_PAGES_YES : FEED_PAGES_NO;
    else
        entry->enabled = flag;
    return true;
}

static bool unknown_key(const struct reading *reading, struct slice name, struct error *error)
{
    char written[64];
    snprintf(written, sizeof written, "%.*s", SLICE_ARGS(name));
    struct misspelling misspelling = {.written = written};
    for (size_t i = 0; i < KEY_COUNT; i++)
        misspelling_try(&misspelling, keys[i].name);
    return misspelling.nearest ? WRONG(reading, error, "there is no key \"%s\"; did you mean \"%s\"?", written,
                                       misspelling.nearest)
                               : WRONG(reading, error, "there is no key \"%s\"", written);
}

static bool read_key(struct reading *reading, struct slice line, struct error *error)
{
    struct slice value = line, name = slice_trim(slice_next_part(&value, '='));
    if (!value.data)
        return WRONG(reading, error, "neither a [section] nor key = value");
    if (!reading->list->count)
        return WRONG(reading, error, "a key before the first [section]");
    value = slice_trim(value);
    for (size_t i = 0; i < KEY_COUNT; i++) {
        if (!slice_equal_text(name, keys[i].name))
            continue;
        if (reading->seen[i])
            return WRONG(reading, error, "%s is given twice", keys[i].name);
        reading->seen[i] = true;
        if (!value.size || !slice_is_text(value))
            return WRONG(reading, error, "%s has no value, or it is not UTF-8", keys[i].name);
        return set_value(reading, &keys[i], value, error);
    }
    return unknown_key(reading, name, error);
}

/* The section that ends here must have said where its feed is. */
static bool end_section(const struct reading *reading, size_t first, struct error *error)
{
    const struct feeds_list *list = reading->list;
    if (list->count == first)
        return true;
    const struct feed_entry *entry = &list->items[list->count - 1];
    if (!entry->url || !source_is_web(entry->url))
        return error_stop(error, EXIT_CONFIG, "%s:%d: [%s] has no url that begins with http:// or https://",
                          reading->path, entry->line, entry->name);
    return true;
}

static bool read_section(struct reading *reading, size_t first, struct slice line, struct error *error)
{
    struct slice name = slice_trim(slice_cut(line, 1, line.size - 1));
    if (!end_section(reading, first, error))
        return false;
    if (line.data[line.size - 1] != ']' || !name.size || !slice_is_text(name))
        return WRONG(reading, error, "a section is [NAME]");
    for (size_t i = first; i < reading->list->count; i++)
        if (slice_equal_text(name, reading->list->items[i].name))
            return WRONG(reading, error, "there are two feeds [%.*s]", SLICE_ARGS(name));
    struct feed_entry *entry = add_entry(reading->list);
    memset(reading->seen, 0, sizeof reading->seen);
    if (!entry || !set_text(&entry->name, name))
        return no_memory(error);
    entry->line = reading->line;
    return true;
}

static bool read_line(struct reading *reading, size_t first, struct slice line, struct error *error)
{
    line = slice_trim(line);
    if (!line.size || line.data[0] == '#' || line.data[0] == ';')
        return true;
    return line.data[0] == '[' ? read_section(reading, first, line, error) : read_key(reading, line, error);
}

bool feeds_list_read(struct feeds_list *list, const char *path, struct error *error)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return error_stop(error, EXIT_CONFIG, "the list of feeds %s cannot be opened: %s", path, strerror(errno));
    struct reading reading = {.list = list, .path = path};
    size_t first = list->count;
    char line[FEEDS_LINE_MAX];
    bool fine = true;
    while (fine && fgets(line, sizeof line, file)) {
        reading.line++;
        struct slice text = slice_of(line);
        if (reading.line == 1 && slice_starts_with(text, "\xEF\xBB\xBF"))
            text = slice_cut(text, 3, text.size);
        fine = text.size < sizeof line - 1 ? read_line(&reading, first, text, error)
                                           : WRONG(&reading, error, "a line is longer than %d bytes", FEEDS_LINE_MAX);
    }
    if (fine && ferror(file))
        fine = error_stop(error, EXIT_CONFIG, "the list of feeds %s cannot be read: %s", path, strerror(errno));
    fclose(file);
    return fine && end_section(&reading, first, error);
}

bool feeds_list_add(struct feeds_list *list, const char *url, struct error *error)
{
    struct feed_entry *entry = add_entry(list);
    return (entry && set_text(&entry->name, slice_of(url)) && set_text(&entry->url, slice_of(url))) ||
           no_memory(error);
}

static void free_entry(struct feed_entry *entry)
{
    free(entry->name);
    free(entry->url);
    free(entry->source);
    free(entry->language);
    free(entry->format);
}

void feeds_list_keep_enabled(struct feeds_list *list)
{
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].enabled)
            list->items[kept++] = list->items[i];
        else
            free_entry(&list->items[i]);
    list->count = kept;
}

void feeds_list_free(struct feeds_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        free_entry(&list->items[i]);
    free(list->items);
    *list = (struct feeds_list){0};
}
