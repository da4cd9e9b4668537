/*
 * The words of one description and what stands between them: which words of the catalogue it holds, how far one is from
 * another, which number stands before or behind a name. Used by goods.c only.
 */
#ifndef CONSUMERS_CAPACITY_GOODS_TEXT_H
#define CONSUMERS_CAPACITY_GOODS_TEXT_H

#include "consumers/capacity/catalogue.h"
#include "consumers/capacity/goods_words.h"

enum { GOODS_MATCHES_MAX = 48 }; /* words of a description that are looked at; more say nothing new */

struct goods_text {
    const struct catalogue *catalogue;
    struct slice text;
    struct match matches[GOODS_MATCHES_MAX]; /* in order, without overlaps */
    size_t count;
    unsigned seen; /* bits of enum goods_word */
};

void goods_text_read(const struct catalogue *catalogue, struct slice text, struct goods_text *read);

bool goods_text_is(const struct match *match, enum goods_word word);
static inline bool goods_text_has(const struct goods_text *text, enum goods_word word)
{
    return text->seen >> word & 1;
}

/* Bytes between two places that are neither blanks nor words of those kinds (bits of enum goods_word); `stop` if a
 * mark of a new clause, or "with", stands between. */
size_t goods_text_loose(const struct goods_text *text, size_t from, size_t to, unsigned kinds, size_t stop);

/* The number in "8 x H100", "8*NVIDIA H100", "(8) H100", "8卡 H100" before a name; 0 if there is none. */
double goods_text_count_before(const struct goods_text *text, const struct match *name);

/* The number in "H100*8", "H100 × 8" behind a name; 0 if there is none. A plain x there may be lanes (PCIe x16). */
double goods_text_count_behind(const struct goods_text *text, const struct match *name);

/* The number in "4-GPU", "2GPU"; 0 if there is none. */
double goods_text_gpu_count(const struct goods_text *text);

#endif
