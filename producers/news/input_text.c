/*
 * A plain text article, one in a file: the first line that is not empty is the title, the rest the text. A file is
 * taken as such where its name ends in .txt, .text, .md or .markdown or has no ending; others need --format text.
 *
 * The title repeated as the next line is dropped, as pages copied by hand have it. What else is known may stand in
 * front, as lines "Name: value" ended by an empty line; it counts as such only if every line has a known name and one
 * of them is url or published, because a headline may hold a colon too:
 *
 *   url: https://example.org/h200
 *   published: 2026-01-28
 *   source: Example Daily
 *
 * Names ending in .md or .markdown are Markdown (producers/news/markdown.h), where the same may be said between two
 * lines "---" at the begin, also by the names that site generators use: date, source_name, site_name, original_url,
 * link, lang. There other names do no harm, and a time that cannot be read is the flag published_unreadable.
 *
 * Nothing is guessed: without such lines url, published_at and language (unless --language) are not stated.
 */
#include <string.h>
#include <strings.h>

#include "producers/news/markdown.h"
#include "producers/news/news_identity.h"
#include "producers/news/news_input.h"

enum { TEXT_FILE_MAX = NEWS_TEXT_MAX + (64 << 10), FRONT_LINES_MAX = 200 };

struct text_state {
    struct reader *reader;
    const struct input_options *options;
    struct buffer plain; /* of Markdown */
    bool done;
};

static bool has_ending(const char *name, const char *const *endings, size_t count)
{
    const char *slash = strrchr(name, '/'), *base = slash ? slash + 1 : name, *ending = strrchr(base, '.');
    for (size_t i = 0; ending && i < count; i++)
        if (!strcasecmp(ending, endings[i]))
            return true;
    return false;
}

static bool is_markdown(const char *name)
{
    static const char *const endings[] = {".md", ".markdown"};
    return has_ending(name, endings, 2);
}

/* Whether nearly any text is an article only its name can say: .txt, .text, Markdown's, or no ending at all. */
static bool has_name_of_text(const char *name)
{
    static const char *const endings[] = {".txt", ".text"};
    const char *slash = strrchr(name, '/');
    return !strchr(slash ? slash + 1 : name, '.') || is_markdown(name) || has_ending(name, endings, 2);
}

/* The head without a character that its end may have cut in two. */
static struct slice whole_characters(struct slice head)
{
    size_t size = head.size;
    while (size && size + 4 > head.size && ((unsigned char)head.data[size - 1] & 0xC0) == 0x80)
        size--;
    bool cut = size && (unsigned char)head.data[size - 1] >= 0xC0;
    return head.size == READER_PEEK_MAX && cut ? slice_cut(head, 0, size - 1) : head;
}

static int recognise(struct slice head, const char *name)
{
    head = whole_characters(head);
    if (slice_starts_with(head, "\xEF\xBB\xBF"))
        head = slice_cut(head, 3, head.size);
    struct slice text = slice_trim(head);
    if (!has_name_of_text(name) || !text.size || (memchr("<{[", *text.data, 3) && !is_markdown(name)) ||
        !slice_is_text(head))
        return 0;
    for (size_t i = 0; i < head.size; i++)
        if ((unsigned char)head.data[i] < ' ' && !memchr("\t\n\r\f", head.data[i], 4))
            return 0;
    return 1;
}

static bool text_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **state,
                      struct error *error)
{
    struct text_state *text = arena_alloc(arena, sizeof *text);
    if (!text)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a text input");
    if (!news_decode_marked(reader, error))
        return false;
    *text = (struct text_state){.reader = reader, .options = options};
    buffer_init(&text->plain, 2 * TEXT_FILE_MAX);
    *state = text;
    return true;
}

/* Takes the next line that is not empty off the text; not stated at its end. */
static struct slice next_line(struct slice *rest)
{
    while (rest->data) {
        struct slice line = slice_trim(slice_next_part(rest, '\n'));
        if (line.size)
            return line;
    }
    return (struct slice){0};
}

struct header {
    struct slice title, url, published, source, language;
};

/* The value's place for a line "Name: value" of a known name, and the value; NULL for other lines. The names behind
 * the first five are Markdown's. */
static struct slice *header_line(struct header *header, struct slice line, bool is_markdown, struct slice *value)
{
    const struct {
        const char *name;
        struct slice *place;
    } names[] = {{"title", &header->title},          {"url", &header->url},
                 {"published", &header->published},  {"source", &header->source},
                 {"language", &header->language},    {"date", &header->published},
                 {"source_name", &header->source},   {"site_name", &header->source},
                 {"original_url", &header->url},     {"link", &header->url},
                 {"lang", &header->language}};
    struct slice rest = line, name = slice_trim(slice_next_part(&rest, ':'));
    *value = slice_trim(rest);
    if (!value->size)
        return NULL;
    for (size_t i = 0; i < (is_markdown ? sizeof names / sizeof *names : 5); i++)
        if (slice_equal_ignoring_case(name, names[i].name) && !names[i].place->data)
            return names[i].place;
    return NULL;
}

static struct slice without_quotes(struct slice value)
{
    bool quoted = value.size > 1 && (*value.data == '"' || *value.data == '\'') &&
                  value.data[value.size - 1] == *value.data;
    return quoted ? slice_cut(value, 1, value.size - 1) : value;
}

/* Reads what stands between two lines "---" at the begin; leaves both as they were if it has no end. */
static void read_front_matter(struct slice *rest, struct header *header)
{
    struct slice after = *rest, value;
    struct header found = {0};
    if (!slice_equal_text(slice_trim(slice_next_part(&after, '\n')), "---"))
        return;
    for (int lines = 0; after.data && lines < FRONT_LINES_MAX; lines++) {
        struct slice line = slice_trim(slice_next_part(&after, '\n'));
        if (slice_equal_text(line, "---")) {
            *rest = after.data ? after : SLICE_LITERAL("");
            *header = found;
            return;
        }
        struct slice *place = header_line(&found, line, true, &value);
        if (place)
            *place = without_quotes(value);
    }
}

/* Reads the header lines off the front of *rest; leaves both as they were if there is no header. */
static void read_header(struct slice *rest, struct header *header)
{
    struct slice after = *rest, value;
    struct header found = {0};
    for (;;) {
        struct slice line = slice_trim(slice_next_part(&after, '\n'));
        struct slice *place = line.size ? header_line(&found, line, false, &value) : NULL;
        if (place)
            *place = value;
        else if (!line.size && after.data && (found.url.data || found.published.data))
            break;
        else
            return;
    }
    *rest = after;
    *header = found;
}

/* The lines with LF as their end and no white space behind them, trimmed as a whole. */
static struct slice normal_lines(struct slice rest, struct arena *arena)
{
    char *text = arena_alloc(arena, rest.size + 1);
    size_t size = 0;
    while (text && rest.data) {
        struct slice line = slice_next_part(&rest, '\n');
        while (line.size && memchr(" \t\r\f", line.data[line.size - 1], 4))
            line.size--;
        if (line.size)
            memcpy(text + size, line.data, line.size);
        size += line.size;
        text[size++] = '\n';
    }
    return slice_trim((struct slice){text, size});
}

static bool read_published(const struct header *header, bool must_be_readable, struct news_event *event,
                           struct arena *arena, struct error *error)
{
    event->published_at = news_time(header->published, event->language, arena);
    if (!header->published.data || event->published_at)
        return true;
    if (must_be_readable)
        return error_reject(error, REASON_BAD_DATE, "published: \"%.*s\" is no date or time",
                            SLICE_ARGS(slice_cut(header->published, 0, 60)));
    news_event_flag(event, "published_unreadable", arena);
    return true;
}

/* Title and body: the first line, unless the header has it, and what follows. */
static void read_text(struct slice text, const struct header *header, struct news_event *event, struct arena *arena)
{
    event->title = header->title.data ? header->title : next_line(&text);
    struct slice behind = text;
    if (event->title.size && slice_equal(next_line(&behind), event->title))
        text = behind;
    event->body = normal_lines(text, arena);
    if (!event->body.size)
        event->body = (struct slice){0};
}

static bool read_article(struct text_state *input, struct slice text, struct news_event *event, struct arena *arena,
                         struct error *error)
{
    struct header header = {0};
    bool markdown = is_markdown(reader_name(input->reader));
    if (slice_starts_with(text, "\xEF\xBB\xBF"))
        text = slice_cut(text, 3, text.size);
    if (markdown) {
        read_front_matter(&text, &header);
        markdown_text(text, &input->plain);
        text = arena_slice(arena, buffer_view(&input->plain));
        if (!text.data || input->plain.full)
            return error_reject(error, REASON_TOO_LARGE, "the text does not fit the arena of a record");
    } else {
        read_header(&text, &header);
    }
    event->url = header.url;
    if (header.source.data)
        event->source = header.source;
    if (header.language.data)
        event->language = header.language;
    read_text(text, &header, event, arena);
    return read_published(&header, !markdown, event, arena, error);
}

static enum input_result text_next(void *state, struct arena *arena, void *record, struct input_place *place,
                                   struct error *error)
{
    struct text_state *input = state;
    struct news_event *event = record;
    *place = (struct input_place){.line = 1, .offset = 0};
    if (input->done)
        return INPUT_END;
    input->done = true;
    struct slice text;
    if (!reader_rest(input->reader, TEXT_FILE_MAX, &text, error))
        return INPUT_FAILED;
    if (news_event_begin(event, input->reader, input->options, 0, arena, error) &&
        read_article(input, text, event, arena, error) && news_identity_fill(event, false, arena, error))
        return INPUT_EVENT;
    return INPUT_REFUSED;
}

static void text_close(void *state)
{
    struct text_state *input = state;
    buffer_free(&input->plain);
}

const struct input input_text = {
    .name = "text",
    .help = "one article as plain text or Markdown: the first line is the title",
    .type = &news_event_type,
    .recognise = recognise,
    .open = text_open,
    .next = text_next,
    .close = text_close,
};
