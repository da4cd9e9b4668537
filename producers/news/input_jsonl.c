/*
 * JSON lines, one article a line: {"title": ..., "url": ..., "published": ..., "body": ... or "html": ...}
 *
 *   member      meaning                                                      field
 *   id          the source's own identifier, text or integer                 guid
 *   url         address of the article                                       url
 *   title       headline, plain text                                         title
 *   body        text without markup                                          body
 *   html        the same as markup, where there is no body                   body
 *   published   time or date as date_scan.h reads it; a number: Unix seconds published_at
 *   updated     the same, of the last change                                 updated_at
 *   lang        language tag, BCP 47                                         language
 *   source      name of the source; else --source, else the file's name      source
 *   op          "upsert" (default) or "cancel": the source withdraws it      op
 *
 * An article needs a title or a text; one that is withdrawn only needs to be named. Members by other names are not read.
 * null is the same as absent. flags: title_missing.
 */
#include <string.h>

#include "lib/json.h"
#include "producers/news/html_text.h"
#include "producers/news/news_identity.h"
#include "producers/news/news_input.h"

struct jsonl_state {
    struct reader *reader;
    const struct input_options *options;
    struct buffer text; /* of "html" */
};

/* A line is ours if it is a JSON object with a title; a feed as JSON has items, a record of --print says so itself. */
static bool is_article(struct slice line)
{
    struct json *root;
    struct error ignored;
    if (!json_parse(line, &root, &ignored))
        return false;
    bool article = json_is_object(root) && json_text(json_member(root, "title")).data &&
                   json_is_null(json_member(root, "items")) && json_is_null(json_member(root, "record"));
    json_free(root);
    return article;
}

static bool has_ending(const char *name, const char *ending)
{
    size_t size = strlen(name), ending_size = strlen(ending);
    return size > ending_size && !strcmp(name + size - ending_size, ending);
}

static int recognise(struct slice head, const char *name)
{
    if (slice_starts_with(head, "\xEF\xBB\xBF"))
        head = slice_cut(head, 3, head.size);
    struct slice rest = slice_trim(head);
    if (!slice_starts_with(rest, "{"))
        return 0;
    if (has_ending(name, ".jsonl") || has_ending(name, ".ndjson"))
        return 1;
    struct slice line = slice_trim(slice_next_part(&rest, '\n'));
    bool whole = rest.data || head.size < READER_PEEK_MAX;
    return !whole ? memmem(line.data, line.size, "\"title\"", 7) != NULL : is_article(line) ? 2 : 0;
}

static bool jsonl_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **state,
                       struct error *error)
{
    struct jsonl_state *jsonl = arena_alloc(arena, sizeof *jsonl);
    if (!jsonl)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a JSON lines input");
    if (!news_decode_marked(reader, error))
        return false;
    *jsonl = (struct jsonl_state){.reader = reader, .options = options};
    buffer_init(&jsonl->text, READER_LINE_MAX);
    *state = jsonl;
    return true;
}

/* Copies a text member into *place, which keeps what it holds where the member is absent. */
static bool take_text(const struct json *root, const char *name, struct slice *place, struct arena *arena,
                      struct error *error)
{
    const struct json *member = json_member(root, name);
    if (json_is_null(member))
        return true;
    struct slice text = json_text(member);
    if (!text.data)
        return error_reject(error, REASON_BAD_SYNTAX, "\"%s\" is not a text", name);
    *place = arena_slice(arena, text);
    if (!place->data)
        return error_reject(error, REASON_TOO_LARGE, "\"%s\" does not fit the arena of a record", name);
    return true;
}

static bool take_id(const struct json *root, struct slice *guid, struct arena *arena, struct error *error)
{
    int64_t number;
    if (!json_int64(json_member(root, "id"), &number))
        return take_text(root, "id", guid, arena, error);
    *guid = arena_format(arena, "%lld", (long long)number);
    return true;
}

/* A whole number is Unix seconds, if these lie in the years 1 to 9999; else it is read as its digits. */
static bool take_time(const struct json *root, const char *name, struct slice language, const int64_t **place,
                      struct arena *arena, struct error *error)
{
    const struct json *member = json_member(root, name);
    if (json_is_null(member))
        return true;
    int64_t number;
    bool is_number = json_int64(member, &number);
    if (is_number && number >= -62135596800 && number <= 253402300799) {
        *place = arena_copy(arena, &(int64_t){number * 1000}, sizeof(int64_t));
        return true;
    }
    struct slice text = is_number ? arena_format(arena, "%lld", (long long)number) : json_text(member);
    *place = news_time(text, language, arena);
    if (!*place)
        return error_reject(error, REASON_BAD_DATE, "\"%s\": \"%.*s\" is no date or time", name,
                            SLICE_ARGS(slice_cut(text.data ? text : SLICE_LITERAL(""), 0, 60)));
    return true;
}

static bool take_body(struct jsonl_state *input, const struct json *root, struct slice *body, struct arena *arena,
                      struct error *error)
{
    if (!json_is_null(json_member(root, "body")))
        return take_text(root, "body", body, arena, error);
    struct slice html = {0};
    if (!take_text(root, "html", &html, arena, error))
        return false;
    if (!html.data)
        return true;
    buffer_reset(&input->text);
    html_text(html, &input->text);
    *body = arena_slice(arena, buffer_view(&input->text));
    if (!body->data || input->text.full)
        return error_reject(error, REASON_TOO_LARGE, "the text of \"html\" does not fit the arena of a record");
    return true;
}

static bool take_op(const struct json *root, int *op, struct error *error)
{
    const struct json *member = json_member(root, "op");
    if (json_is_null(member))
        return true;
    *op = field_symbol(record_field_find(&news_event_type, SLICE_LITERAL("op")), json_text(member));
    if (*op < 0)
        return error_reject(error, REASON_BAD_CODE, "\"op\" is neither \"upsert\" nor \"cancel\"");
    return true;
}

static bool check_article(struct news_event *event, struct arena *arena, struct error *error)
{
    if (!slice_trim(event->title).size) {
        if (!slice_trim(event->body).size && event->op != NEWS_EVENT_OP_CANCEL)
            return error_reject(error, REASON_MISSING_FIELD, "neither \"title\" nor \"body\" says anything");
        event->title = SLICE_LITERAL("");
        news_event_flag(event, "title_missing", arena);
    }
    if (event->language.data && !news_is_language(event->language))
        return error_reject(error, REASON_BAD_CODE, "\"lang\" is no language tag");
    return true;
}

static bool read_article(struct jsonl_state *input, const struct json *root, struct news_event *event,
                         struct arena *arena, struct error *error)
{
    if (!json_is_object(root))
        return error_reject(error, REASON_BAD_SYNTAX, "the line is no JSON object");
    return news_event_begin(event, input->reader, input->options, reader_line_number(input->reader), arena, error) &&
           take_id(root, &event->guid, arena, error) && take_text(root, "url", &event->url, arena, error) &&
           take_text(root, "title", &event->title, arena, error) &&
           take_body(input, root, &event->body, arena, error) &&
           take_text(root, "lang", &event->language, arena, error) &&
           take_time(root, "published", event->language, &event->published_at, arena, error) &&
           take_time(root, "updated", event->language, &event->updated_at, arena, error) &&
           take_text(root, "source", &event->source, arena, error) && take_op(root, &event->op, error) &&
           check_article(event, arena, error) && news_identity_fill(event, false, arena, error);
}

/* The next line that is not empty, where *place says; not stated at the end. */
static bool next_line(struct reader *reader, struct slice *line, struct input_place *place, struct error *error)
{
    do {
        bool read = reader_line(reader, line, error);
        *place = (struct input_place){.line = reader_line_number(reader), .offset = reader_offset(reader)};
        if (!read)
            return false;
        if (place->line == 1 && slice_starts_with(*line, "\xEF\xBB\xBF"))
            *line = slice_cut(*line, 3, line->size);
    } while (line->data && !slice_trim(*line).size);
    return true;
}

static enum input_result jsonl_next(void *state, struct arena *arena, void *record, struct input_place *place,
                                    struct error *error)
{
    struct jsonl_state *input = state;
    struct slice line;
    if (!next_line(input->reader, &line, place, error))
        return error->kind == ERROR_REJECT ? INPUT_REFUSED : INPUT_FAILED;
    if (!line.data)
        return INPUT_END;
    struct json *root;
    if (!json_parse(line, &root, error))
        return INPUT_REFUSED;
    bool accepted = read_article(input, root, record, arena, error);
    json_free(root);
    return accepted ? INPUT_EVENT : INPUT_REFUSED;
}

static void jsonl_close(void *state)
{
    struct jsonl_state *input = state;
    buffer_free(&input->text);
}

const struct input input_jsonl = {
    .name = "jsonl",
    .help = "JSON lines: id, url, title, body or html, published, updated, lang, source, op",
    .type = &news_event_type,
    .recognise = recognise,
    .open = jsonl_open,
    .next = jsonl_next,
    .close = jsonl_close,
};
