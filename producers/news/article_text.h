/*
 * The main text of a page: the running text of its article, without what stands around it on every page.
 *
 * The page is cut into blocks at its block elements. Left out are navigation, asides, footers, captions, forms, what is
 * hidden, and what calls itself so in its class, id or role (comments, related, share, cookie, newsletter ...), unless
 * the headline or <main> stands in it; of headers only sentences are taken. A block is *running text* if it is long,
 * has a sentence's end, and less than a third of its letters are links. The article is sought in
 * [itemprop=articleBody], else <article>, else <main> or role=main, where these hold a third of the page's running text, else in the page;
 * then in the smallest element that holds nearly all of its running text. Of that the blocks from the first sentence to
 * the last are the text, but for those that are mostly links.
 *
 * Where this leaves nothing, the page is read once more without asking what elements call themselves. No DOM: a stack
 * of open elements, a list of blocks and one of elements with running text. Costs: two passes at most, linear; a page
 * of more than ARTICLE_BLOCKS_MAX blocks is read up to there.
 */
#ifndef PRODUCERS_NEWS_ARTICLE_TEXT_H
#define PRODUCERS_NEWS_ARTICLE_TEXT_H

#include "lib/buffer.h"

enum { ARTICLE_BLOCKS_MAX = 50000 };

/* Appends the text of `html` (UTF-8), blocks apart by line ends. Nothing where there is none. Test out->full. */
void article_text(struct slice html, struct buffer *out);

#endif
