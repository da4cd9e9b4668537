/*
 * An article from the HTML page it stands in: what a reader would copy out of it.
 *
 *   title      JSON-LD headline, og:title, <h1> where it stands alone, <title> without the site's name
 *   published  JSON-LD datePublished, article:published_time and its kin in <meta>, <time datetime>
 *   updated    JSON-LD dateModified, article:modified_time
 *   url        <link rel=canonical>, og:url, JSON-LD; made whole by <base> and the page's own address
 *   site       og:site_name, JSON-LD publisher
 *   language   <html lang>, og:locale, JSON-LD inLanguage
 *   body       the main text without navigation, lists of links, comments, captions and consent walls
 *
 * What a page does not say is not stated. Costs: a few passes over the page, no DOM; memory for the texts only.
 */
#ifndef PRODUCERS_NEWS_ARTICLE_H
#define PRODUCERS_NEWS_ARTICLE_H

#include <stdint.h>

#include "lib/arena.h"
#include "lib/error.h"
#include "lib/slice.h"

struct article_page {
    struct slice title, url, site, language, body; /* in the arena; not stated where the page says nothing */
    const int64_t *published_at, *updated_at;      /* ms, UTC */
    bool published_unreadable, updated_unreadable; /* a time is stated, but cannot be read */
};

/* `html` is UTF-8; `address` is where the page was found (not stated if unknown). ERROR_REJECT: REASON_TOO_LARGE if
 * the arena is full. A page without any text gives no title and no body, which is for the caller to refuse. */
bool article_read(struct slice html, struct slice address, struct arena *arena, struct article_page *page,
                  struct error *error);

#endif
