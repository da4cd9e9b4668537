/*
 * What the news inputs have in common: the fields that come from the source as a whole, and times as sources write
 * them.
 */
#ifndef PRODUCERS_NEWS_NEWS_INPUT_H
#define PRODUCERS_NEWS_NEWS_INPUT_H

#include "producers/input.h"
#include "schemas/news_event.h"

/* The inputs of news-producer, in the order in which they are asked; NULL ends the list. */
extern const struct input *const news_inputs[];
extern const struct input input_jsonl, input_rss, input_json_feed, input_atom, input_gdelt, input_warc, input_html, input_text;

enum { NEWS_FLAGS_MAX = 8, NEWS_RECORD_MEMORY = 16 << 20 };

/* Clears *event and fills op, source (--source, else the name of the file), source_url, language (--language),
 * first_seen_at and raw_ref (`line` 0: without one). ERROR_REJECT if the arena is full. */
bool news_event_begin(struct news_event *event, const struct reader *reader, const struct input_options *options,
                      int64_t line, struct arena *arena, struct error *error);

/* For texts without a declaration: a byte order mark of UTF-16 or UTF-32 is believed (editors of Windows write it),
 * what follows is read as reader_decode says; without one the bytes stay as they are. Call it before reading. */
bool news_decode_marked(struct reader *reader, struct error *error);

/* Adds a stable word to event->flags; nothing happens at NEWS_FLAGS_MAX. */
void news_event_flag(struct news_event *event, const char *word, struct arena *arena);

/* A time as date_scan.h reads it, in the arena; NULL if it is none. */
const int64_t *news_time(struct slice text, struct slice language, struct arena *arena);

/* True for what may stand as a language tag of BCP 47: letters, digits and hyphens, 2 to 35. */
bool news_is_language(struct slice text);

#endif
