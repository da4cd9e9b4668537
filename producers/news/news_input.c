#include "producers/news/news_input.h"

#include <string.h>

#include "producers/encoding.h"
#include "producers/news/date_scan.h"

static struct slice base_name(const char *path)
{
    if (!strcmp(path, "-"))
        return SLICE_LITERAL("stdin");
    const char *slash = strrchr(path, '/');
    return slice_of(slash && slash[1] ? slash + 1 : path);
}

bool news_event_begin(struct news_event *event, const struct reader *reader, const struct input_options *options,
                      int64_t line, struct arena *arena, struct error *error)
{
    const char *name = reader_name(reader);
    *event = (struct news_event){
        .op = NEWS_EVENT_OP_UPSERT,
        .source = options->source ? slice_of(options->source) : base_name(name),
        .language = slice_of(options->language),
        .first_seen_at = options->observed_at_ms,
    };
    if (strcmp(name, "-"))
        event->source_url = slice_of(name);
    event->raw_ref = line ? arena_format(arena, "%s:%lld", name, (long long)line) : slice_of(name);
    if (!event->raw_ref.data)
        return error_reject(error, REASON_TOO_LARGE, "the item does not fit the arena of a record");
    return true;
}

bool news_decode_marked(struct reader *reader, struct error *error)
{
    struct slice head;
    if (!reader_peek(reader, &head, error))
        return false;
    const char *marked = encoding_by_mark(head);
    return !marked || !strcmp(marked, "UTF-8") || reader_decode(reader, NULL, error);
}

void news_event_flag(struct news_event *event, const char *word, struct arena *arena)
{
    struct slice *flags = (struct slice *)event->flags.items;
    if (!flags)
        event->flags.items = flags = arena_alloc(arena, NEWS_FLAGS_MAX * sizeof *flags);
    if (flags && event->flags.count < NEWS_FLAGS_MAX)
        flags[event->flags.count++] = slice_of(word);
}

const int64_t *news_time(struct slice text, struct slice language, struct arena *arena)
{
    int64_t time_ms;
    return date_scan(text, language, &time_ms) ? arena_copy(arena, &time_ms, sizeof time_ms) : NULL;
}

bool news_is_language(struct slice text)
{
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9' && i) || c == '-'))
            return false;
    }
    return text.size >= 2 && text.size <= 35;
}
