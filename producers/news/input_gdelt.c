/*
 * GDELT 2.0: which articles the world's news sites have published, without their texts. A row of the Global Knowledge
 * Graph or of the mentions table is one event that says where an article is, and what its headline is if the row says it.
 *
 *   field         Global Knowledge Graph 2.1            mentions                  event
 *   guid          "gdelt:" DocumentIdentifier           "gdelt-mention:" MentionIdentifier
 *   url           the same, where it is an address      the same
 *   source        SourceCommonName                      MentionSourceName
 *   title         PAGE_TITLE of ExtrasXML, else empty   empty
 *   body          Amounts, one a line: number, object   not stated
 *   published_at  PAGE_PRECISEPUBTIMESTAMP, else DATE   MentionTimeDate
 *   language      srclc of TranslationInfo; English where the article was not translated
 *
 * The guid is not the article's own, so that what GDELT says of an article never replaces the article. Flags:
 * title_missing, published_unreadable. Skipped: "event" (rows of the events table hold no address of their own that
 * the mentions lack), "repeated" (an address that the file has told before, as far as REMEMBERED reaches).
 *
 * As published the files have tabs, no header and no quotes; exports of them have a header and commas. Files without a
 * row are normal.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/identity.h"
#include "lib/url.h"
#include "producers/csv.h"
#include "producers/news/html_text.h"
#include "producers/news/news_identity.h"
#include "producers/news/news_input.h"

enum { MENTIONS_WIDTH = 16, GKG_WIDTH = 27, EVENTS_WIDTH = 61, REMEMBERED = 1 << 16, AMOUNTS_MAX = 200 };

enum column { ADDRESS, COLLECTION, SOURCE, TIME, TRANSLATION, EXTRAS, AMOUNTS, COLUMN_COUNT };
enum table { MENTIONS, GKG };

/* Where the columns stand in files without a header, and what headers call them. -1: the table has no such column. */
static const struct {
    size_t width;
    int places[COLUMN_COUNT];
    const char *names[COLUMN_COUNT];
    const char *guid;
} tables[] = {
    [MENTIONS] = {MENTIONS_WIDTH, {5, 3, 4, 2, 14, -1, -1},
                  {"mentionidentifier", "mentiontype", "mentionsourcename", "mentiontimedate",
                   "mentiondoctranslationinfo", NULL, NULL}, "gdelt-mention:"},
    [GKG] = {GKG_WIDTH, {4, 2, 3, 1, 25, 26, 24},
             {"documentidentifier", "sourcecollectionidentifier", "sourcecommonname", "date", "translationinfo",
              "extras", "amounts"}, "gdelt:"},
};

struct gdelt_state {
    struct reader *reader;
    const struct input_options *options;
    struct csv *csv;           /* a file with a header; else NULL */
    bool is_known;             /* the next two are, since the first row */
    enum table table;
    int places[COLUMN_COUNT];
    int64_t *remembered;       /* REMEMBERED hashes of addresses, each at its own place */
    struct slice fields[EVENTS_WIDTH + 1];
    struct buffer text;
};

/* Parts a line at its tabs; counts on without keeping what lies beyond the room. */
static size_t part_at_tabs(struct slice line, struct slice *fields, size_t most)
{
    size_t count = 0;
    while (line.data) {
        struct slice field = slice_next_part(&line, '\t');
        if (count < most)
            fields[count] = field;
        count++;
    }
    return count;
}

static bool is_digits(struct slice text, size_t size)
{
    for (size_t i = 0; i < text.size; i++)
        if (!isdigit((unsigned char)text.data[i]))
            return false;
    return text.size == size;
}

/* The table of a row without a header: GKG rows begin with the time of their batch, mentions have two such times. */
static bool table_of_row(const struct slice *fields, size_t count, enum table *table)
{
    if (count == GKG_WIDTH && fields[0].size > 15 && fields[0].data[14] == '-' && is_digits(fields[1], 14))
        *table = GKG;
    else if (count == MENTIONS_WIDTH && is_digits(fields[1], 14) && is_digits(fields[2], 14))
        *table = MENTIONS;
    else
        return false;
    return true;
}

/* Events: an id, then day, month and year. */
static bool is_event_row(const struct slice *fields, size_t count)
{
    return count == EVENTS_WIDTH && is_digits(fields[1], 8) && is_digits(fields[2], 6) && is_digits(fields[3], 4);
}

/* The table whose columns a header names, and where they stand. ADDRESS and TIME must be there. */
static bool table_of_header(const struct slice *names, size_t count, enum table *table, int places[COLUMN_COUNT])
{
    for (*table = MENTIONS; *table <= GKG; (*table)++) {
        for (size_t column = 0; column < COLUMN_COUNT; column++) {
            places[column] = -1;
            for (size_t i = 0; tables[*table].names[column] && i < count; i++)
                if (slice_equal_ignoring_case(slice_trim(names[i]), tables[*table].names[column]))
                    places[column] = (int)i;
        }
        if (places[ADDRESS] >= 0 && places[TIME] >= 0)
            return true;
    }
    return false;
}

static int recognise(struct slice head, const char *name)
{
    (void)name;
    struct slice fields[EVENTS_WIDTH + 1], rest = head;
    struct slice line = slice_next_part(&rest, '\n');
    size_t count = part_at_tabs(line, fields, EVENTS_WIDTH + 1);
    enum table table;
    if (table_of_row(fields, count, &table) || is_event_row(fields, count))
        return 2;
    char scratch[4096];
    int places[COLUMN_COUNT];
    count = csv_peek(head, fields, EVENTS_WIDTH, scratch, sizeof scratch);
    return count && table_of_header(fields, count, &table, places) ? 2 : 0;
}

static bool gdelt_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **state,
                       struct error *error)
{
    struct gdelt_state *input = arena_alloc(arena, sizeof *input);
    int64_t *remembered = arena_alloc(arena, REMEMBERED * sizeof *remembered);
    struct slice head;
    if (!input || !remembered)
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be read: no memory", reader_name(reader));
    if (!reader_head(reader, &head, error))
        return false;
    memset(remembered, 0, REMEMBERED * sizeof *remembered);
    *input = (struct gdelt_state){.reader = reader, .options = options, .remembered = remembered};
    buffer_init(&input->text, NEWS_TEXT_MAX);
    struct slice line = slice_next_part(&head, '\n');
    bool has_header = line.size && !isdigit((unsigned char)line.data[0]);
    if (has_header && !csv_open(reader, 0, &input->csv, error))
        return false;
    *state = input;
    return true;
}

/* A row in input->fields; false with *result where there is none to read. */
static bool next_row(struct gdelt_state *input, size_t *count, struct input_place *place, enum input_result *result,
                     struct error *error)
{
    if (!input->csv) {
        struct slice line;
        *place = (struct input_place){.line = reader_line_number(input->reader) + 1, .offset = -1};
        *result = INPUT_END;
        if (!reader_line(input->reader, &line, error))
            *result = error->kind == ERROR_REJECT ? INPUT_REFUSED : INPUT_FAILED;
        else if (line.data)
            *count = part_at_tabs(line, input->fields, EVENTS_WIDTH + 1);
        *place = (struct input_place){.line = reader_line_number(input->reader), .offset = reader_offset(input->reader)};
        return *result == INPUT_END && line.data;
    }
    struct csv_record record;
    enum csv_result read = csv_next(input->csv, &record, error);
    *result = read == CSV_END ? INPUT_END : read == CSV_REFUSED ? INPUT_REFUSED : INPUT_FAILED;
    *place = (struct input_place){.line = record.line, .offset = record.offset};
    if (read == CSV_RECORD && record.count <= EVENTS_WIDTH)
        memcpy(input->fields, record.fields, record.count * sizeof *record.fields);
    *count = record.count;
    return read == CSV_RECORD;
}

/* Learns from the first row what the file holds. *is_header: the row says nothing else. */
static bool know_table(struct gdelt_state *input, size_t count, bool *is_header, struct error *error)
{
    if (input->csv && count <= EVENTS_WIDTH &&
        table_of_header(input->fields, count, &input->table, input->places)) {
        csv_expect_width(input->csv, count);
        *is_header = input->is_known = true;
    } else if (!input->csv && table_of_row(input->fields, count, &input->table)) {
        memcpy(input->places, tables[input->table].places, sizeof input->places);
        input->is_known = true;
    }
    return input->is_known || error_reject(error, REASON_BAD_SYNTAX, "%zu columns: neither mentions (%d) nor GKG (%d)",
                                           count, MENTIONS_WIDTH, GKG_WIDTH);
}

static struct slice field(const struct gdelt_state *input, enum column column)
{
    int place = input->places[column];
    return place < 0 ? (struct slice){NULL, 0} : slice_trim(input->fields[place]);
}

/* YYYYMMDDHHMMSS, UTC. */
static const int64_t *compact_time(struct slice text, struct arena *arena)
{
    static const unsigned char widths[] = {4, 2, 2, 2, 2, 2};
    int parts[6] = {0};
    size_t at = 0;
    if (!is_digits(text, 14))
        return NULL;
    for (size_t i = 0; i < sizeof widths; i++)
        for (size_t k = 0; k < widths[i]; k++)
            parts[i] = parts[i] * 10 + (text.data[at++] - '0');
    int32_t days;
    if (!date_from_ymd(parts[0], parts[1], parts[2], &days) || parts[3] > 23 || parts[4] > 59 || parts[5] > 59)
        return NULL;
    int64_t ms = ((days * INT64_C(24) + parts[3]) * 60 + parts[4]) * 60000 + parts[5] * 1000;
    return arena_copy(arena, &ms, sizeof ms);
}

/* What stands between <name> and </name>; not stated where the element is missing. */
static struct slice element(struct slice xml, const char *name)
{
    char tag[40];
    int size = snprintf(tag, sizeof tag, "<%s>", name);
    const char *start = xml.size ? memmem(xml.data, xml.size, tag, (size_t)size) : NULL;
    if (!start)
        return (struct slice){NULL, 0};
    struct slice rest = slice_cut(xml, (size_t)(start - xml.data) + (size_t)size, xml.size);
    size = snprintf(tag, sizeof tag, "</%s>", name);
    const char *end = rest.size ? memmem(rest.data, rest.size, tag, (size_t)size) : NULL;
    return end ? slice_cut(rest, 0, (size_t)(end - rest.data)) : (struct slice){NULL, 0};
}

/* BCP 47 for the codes of three letters that GDELT's translators name; others stay as they are, as BCP 47 allows. */
static struct slice language_of(struct slice translation)
{
    static const char pairs[][7] = {
        "afr af", "amh am", "ara ar", "aze az", "ben bn", "bos bs", "bul bg", "cat ca", "ces cs", "dan da", "deu de",
        "ell el", "est et", "fas fa", "fin fi", "fra fr", "glg gl", "guj gu", "heb he", "hin hi", "hrv hr", "hun hu",
        "hye hy", "ind id", "isl is", "ita it", "jpn ja", "kan kn", "kat ka", "kaz kk", "kor ko", "lav lv", "lit lt",
        "mal ml", "mar mr", "mkd mk", "mon mn", "msa ms", "mya my", "nep ne", "nld nl", "nor no", "pan pa", "pol pl",
        "por pt", "ron ro", "rus ru", "sin si", "slk sk", "slv sl", "som so", "spa es", "sqi sq", "srp sr", "swa sw",
        "swe sv", "tam ta", "tel te", "tha th", "tur tr", "ukr uk", "urd ur", "vie vi", "zho zh",
    };
    const char prefix[] = "srclc:";
    if (!slice_starts_with(translation, prefix))
        return SLICE_LITERAL("en");
    struct slice code = slice_cut(translation, strlen(prefix), translation.size);
    code = slice_next_part(&code, ';');
    for (size_t i = 0; code.size == 3 && i < sizeof pairs / sizeof *pairs; i++)
        if (memcmp(code.data, pairs[i], 3) == 0)
            return slice_of(pairs[i] + 4);
    return news_is_language(code) ? code : (struct slice){NULL, 0};
}

/* "400000,Nvidia chips,1372;..." as lines "400000 Nvidia chips". */
static struct slice amounts(struct gdelt_state *input, struct arena *arena)
{
    struct slice list = field(input, AMOUNTS);
    buffer_reset(&input->text);
    for (size_t i = 0; list.size && i < AMOUNTS_MAX; i++) {
        struct slice amount = slice_next_part(&list, ';');
        struct slice number = slice_next_part(&amount, ','), object = slice_next_part(&amount, ',');
        if (number.size && object.size)
            buffer_format(&input->text, "%s%.*s %.*s", input->text.size ? "\n" : "", SLICE_ARGS(number),
                          SLICE_ARGS(object));
    }
    return input->text.size ? arena_slice(arena, buffer_view(&input->text)) : (struct slice){NULL, 0};
}

static void fill(struct gdelt_state *input, struct news_event *event, struct arena *arena)
{
    struct slice address = field(input, ADDRESS), source = field(input, SOURCE), extras = field(input, EXTRAS);
    event->guid = arena_format(arena, "%s%.*s", tables[input->table].guid, SLICE_ARGS(address));
    if (url_is_web(address))
        event->url = arena_slice(arena, address);
    if (source.size && !input->options->source)
        event->source = arena_slice(arena, source);
    struct slice time = element(extras, "PAGE_PRECISEPUBTIMESTAMP");
    event->published_at = compact_time(time, arena);
    if (!event->published_at)
        event->published_at = compact_time(field(input, TIME), arena);
    if (!event->published_at)
        news_event_flag(event, "published_unreadable", arena);
    event->language = arena_slice(arena, language_of(field(input, TRANSLATION)));
    buffer_reset(&input->text);
    html_text(element(extras, "PAGE_TITLE"), &input->text);
    event->title = arena_slice(arena, buffer_view(&input->text));
    if (!event->title.size)
        news_event_flag(event, "title_missing", arena);
    event->body = amounts(input, arena);
}

/* True if the address was told before; remembers it. */
static bool is_repeated(struct gdelt_state *input)
{
    int64_t hash = identity_hash_64(field(input, ADDRESS));
    int64_t *place = &input->remembered[(uint64_t)hash % REMEMBERED];
    bool repeated = *place == hash;
    *place = hash;
    return repeated;
}

/* Reads up to a row of a table that is known, in input->fields. */
static enum input_result next_known_row(struct gdelt_state *input, struct input_place *place, struct error *error)
{
    for (;;) {
        enum input_result result;
        size_t count = 0;
        bool is_header = false;
        if (!next_row(input, &count, place, &result, error))
            return result;
        if (!input->csv && is_event_row(input->fields, count)) {
            place->skipped = "event";
            return INPUT_SKIPPED;
        }
        if (!input->is_known && !know_table(input, count, &is_header, error))
            return INPUT_REFUSED;
        if (is_header)
            continue;
        if (input->csv || count == tables[input->table].width)
            return INPUT_EVENT;
        error_reject(error, REASON_BAD_SYNTAX, "%zu columns instead of %zu", count, tables[input->table].width);
        return INPUT_REFUSED;
    }
}

static enum input_result gdelt_next(void *state, struct arena *arena, void *record, struct input_place *place,
                                    struct error *error)
{
    struct gdelt_state *input = state;
    enum input_result result = next_known_row(input, place, error);
    if (result != INPUT_EVENT)
        return result;
    if (!field(input, ADDRESS).size) {
        error_reject(error, REASON_MISSING_FIELD, "the row names no document");
        return INPUT_REFUSED;
    }
    if (is_repeated(input)) {
        place->skipped = "repeated";
        return INPUT_SKIPPED;
    }
    if (!news_event_begin(record, input->reader, input->options, place->line, arena, error))
        return INPUT_REFUSED;
    fill(input, record, arena);
    return news_identity_fill(record, false, arena, error) ? INPUT_EVENT : INPUT_REFUSED;
}

static void gdelt_close(void *state)
{
    struct gdelt_state *input = state;
    csv_close(input->csv);
    buffer_free(&input->text);
}

const struct input input_gdelt = {
    .name = "gdelt",
    .help = "GDELT 2.0 knowledge graph (GKG) and mentions: addresses and headlines of articles",
    .type = &news_event_type,
    .recognise = recognise,
    .open = gdelt_open,
    .next = gdelt_next,
    .close = gdelt_close,
};
