/*
 * Web archives (WARC): each archived answer that is an HTML page is one article, one event. Common Crawl's news archives
 * are read so, for back-fill.
 *
 *   source         --source, else the site that the page names, else the host of its address
 *   first_seen_at  --observed-at, else WARC-Date: when the archiver saw the page
 *   url, title, body, language, published_at, updated_at: as the input html reads the page; raw_ref: the
 *                  archive and the record's offset in the unpacked bytes
 *
 * Skipped: "not_response" (requests, metadata, revisits, ...), "not_found" (another status than 200), "not_html",
 * "no_text" (pages without a title and running text).
 */
#include <stdio.h>

#include "lib/clock.h"
#include "lib/http_fields.h"
#include "producers/news/news_identity.h"
#include "producers/news/news_input.h"
#include "producers/news/warc.h"

enum { CHARSET_NAME_MAX = 40 };

struct warc_state {
    struct reader *reader;
    const struct input_options *options;
    struct warc warc;
    struct buffer body;
    struct arena page_arena; /* of the page being read */
};

static int recognise(struct slice head, const char *name)
{
    (void)name;
    return slice_starts_with(head, "WARC/1.") || slice_starts_with(head, "WARC/0.") ? 2 : 0;
}

static bool warc_open_input(struct reader *reader, const struct input_options *options, struct arena *arena,
                            void **state, struct error *error)
{
    struct warc_state *input = arena_alloc(arena, sizeof *input);
    if (!input)
        return error_stop(error, EXIT_NO_INPUT, "no memory for a web archive");
    *input = (struct warc_state){.reader = reader, .options = options};
    warc_open(&input->warc, reader);
    buffer_init(&input->body, WARC_BLOCK_MAX);
    if (!arena_init(&input->page_arena, NEWS_RECORD_MEMORY, error))
        return false;
    *state = input;
    return true;
}

static bool is_html(struct slice content_type)
{
    struct slice type = slice_trim(slice_next_part(&content_type, ';'));
    return slice_equal_ignoring_case(type, "text/html") || slice_equal_ignoring_case(type, "application/xhtml+xml");
}

/* The page as input_html reads it, in `event`; its texts live in the arenas until the next page. */
static enum input_result read_page(struct warc_state *input, const struct warc_record *record,
                                   const struct warc_answer *answer, struct arena *arena, struct news_event *event,
                                   struct error *error)
{
    struct http_fields fields = {0};
    struct input_options options = *input->options;
    char charset[CHARSET_NAME_MAX];
    struct slice address = arena_slice(arena, record->address); /* with a NUL behind it */
    struct reader *reader;
    struct input_place place;
    void *page;
    snprintf(fields.content_type, sizeof fields.content_type, "%.*s", SLICE_ARGS(answer->content_type));
    options.charset = http_fields_charset(&fields, charset) ? charset : NULL;
    options.base_url = address.data;
    if (!options.observed_at_is_given)
        time_parse_rfc3339(record->date, &options.observed_at_ms); /* what cannot be read changes nothing */
    if (!reader_open_text(address.data ? address.data : "page", answer->body, &reader, error))
        return INPUT_FAILED;
    arena_reset(&input->page_arena);
    enum input_result result = INPUT_FAILED;
    if (input_html.open(reader, &options, &input->page_arena, &page, error)) {
        result = input_html.next(page, arena, event, &place, error);
        input_html.close(page);
    }
    if (result == INPUT_EVENT)
        event->source = arena_slice(arena, event->source); /* it may be the reader's name */
    reader_close(reader);
    return result;
}

/* What the record is, beside its page. */
static bool place_event(struct warc_state *input, const struct warc_record *record, struct arena *arena,
                        struct news_event *event, struct error *error)
{
    const char *name = reader_name(input->reader);
    event->source_url = slice_of(name);
    event->raw_ref = arena_format(arena, "%s:%lld", name, (long long)record->offset);
    if (record->is_cut)
        news_event_flag(event, "page_cut", arena);
    return news_identity_fill(event, false, arena, error);
}

static bool is_missing(const struct error *error)
{
    return error->kind == ERROR_REJECT && error->reason == REASON_MISSING_FIELD;
}

/* An accepted page, or the word for what is passed over, or a refusal. */
static enum input_result read_answer(struct warc_state *input, const struct warc_record *record, struct arena *arena,
                                     struct news_event *event, struct input_place *place, struct error *error)
{
    struct warc_answer answer;
    if (!warc_answer(record->block, &input->body, &answer, error))
        return INPUT_REFUSED;
    place->skipped = answer.status != 200 ? "not_found" : !is_html(answer.content_type) ? "not_html" : NULL;
    if (place->skipped)
        return INPUT_SKIPPED;
    enum input_result result = read_page(input, record, &answer, arena, event, error);
    if (result == INPUT_EVENT)
        return place_event(input, record, arena, event, error) ? INPUT_EVENT : INPUT_REFUSED;
    place->skipped = is_missing(error) ? "no_text" : NULL;
    return place->skipped ? INPUT_SKIPPED : error->kind == ERROR_REJECT ? INPUT_REFUSED : INPUT_FAILED;
}

static enum input_result warc_next_input(void *state, struct arena *arena, void *event, struct input_place *place,
                                         struct error *error)
{
    struct warc_state *input = state;
    struct warc_record record;
    enum warc_result result = warc_next(&input->warc, &record, error);
    *place = (struct input_place){.offset = record.offset};
    if (result != WARC_RECORD)
        return result == WARC_END ? INPUT_END : INPUT_FAILED;
    if (slice_equal_text(record.type, "response"))
        return read_answer(input, &record, arena, event, place, error);
    place->skipped = "not_response";
    return INPUT_SKIPPED;
}

static void warc_close_input(void *state)
{
    struct warc_state *input = state;
    warc_close(&input->warc);
    buffer_free(&input->body);
    arena_free(&input->page_arena);
}

const struct input input_warc = {
    .name = "warc",
    .help = "web archives: each archived HTML page is an article",
    .type = &news_event_type,
    .recognise = recognise,
    .open = warc_open_input,
    .next = warc_next_input,
    .close = warc_close_input,
};
