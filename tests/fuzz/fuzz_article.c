/*
 * libFuzzer target: any UTF-8 text as a page.
 *
 * What comes out is text, no longer than the page allows; the same page gives the same again.
 */
#include <stdlib.h>

#include "producers/news/article.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 1 << 20 };

static void check_text(struct slice text, size_t bytes_max)
{
    if (text.data && (!slice_is_text(text) || text.size > bytes_max))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena arena;
    struct slice html = {(const char *)data, size};
    struct article_page page, again;
    struct error error;
    if (!slice_is_text(html) || (!arena.memory && !arena_init(&arena, ARENA_BYTES, &error)))
        return 0;
    arena_reset(&arena);
    if (!article_read(html, SLICE_LITERAL("https://example.org/a/b"), &arena, &page, &error))
        return 0;
    check_text(page.title, size * 2);
    check_text(page.body, size * 2);
    check_text(page.site, size * 2);
    check_text(page.language, 35);
    check_text(page.url, 8000);
    if (!article_read(html, SLICE_LITERAL("https://example.org/a/b"), &arena, &again, &error))
        return 0; /* the arena is full */
    if (!slice_equal(page.title, again.title) || !slice_equal(page.body, again.body) ||
        !slice_equal(page.url, again.url) || !page.published_at != !again.published_at)
        abort();
    return 0;
}
