/*
 * What a page says about its article beside the text: <meta>, JSON-LD, <time>, <link>, <html lang>, <title>, <h1>.
 *
 * One pass over the page. Of several statements the one of the better kind counts, of one kind the first that can be
 * read. Values over FACT_BYTES_MAX and JSON-LD over FACT_JSON_MAX say nothing, nor do titles and headlines behind the
 * first FACT_CONTENTS_MAX. Texts are put into the arena; an arena that is full sets `full`.
 */
#ifndef PRODUCERS_NEWS_ARTICLE_FACTS_H
#define PRODUCERS_NEWS_ARTICLE_FACTS_H

#include <stdint.h>

#include "lib/arena.h"
#include "lib/buffer.h"

enum { FACT_BYTES_MAX = 4000, FACT_JSON_MAX = 1 << 20, FACT_SCRIPTS_MAX = 32, FACT_HEADLINES_MAX = 16, FACT_CONTENTS_MAX = 100 };

/* The kinds of statements about one thing, the best first. */
enum fact_rank { FACT_BEST = 1, FACT_GOOD, FACT_FAIR, FACT_WEAK, FACT_WEAKEST, FACT_NONE };

struct fact {
    struct slice text;
    int64_t time_ms;
    enum fact_rank rank;
    bool is_unreadable; /* a time is stated that cannot be read */
};

enum fact_kind { FACT_TITLE, FACT_URL, FACT_SITE, FACT_LANGUAGE, FACT_PUBLISHED, FACT_UPDATED, FACT_BODY, FACT_KINDS };

struct article_facts {
    struct fact facts[FACT_KINDS];
    struct slice base;                            /* <base href> */
    struct slice document_title;                  /* <title> */
    struct slice headlines[FACT_HEADLINES_MAX];   /* <h1>, without those that are empty */
    size_t headline_count, script_count, contents_count;
    int64_t only_time_ms;                         /* of <time> elements that do not say which time they are */
    bool has_time, has_other_times;
    struct arena *arena;
    struct buffer scratch, plain;
    bool full;
};

/* `html` is UTF-8. The facts' buffers are freed by article_facts_free. */
void article_facts_read(struct article_facts *facts, struct slice html, struct arena *arena);
void article_facts_free(struct article_facts *facts);

#endif
