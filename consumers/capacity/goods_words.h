/*
 * Words in descriptions of goods that are no names: what kind of thing it is, what it only accompanies, and what shows that
 * a short model name is one. One table of words in English and Chinese; found by the catalogue's matchers.
 */
#ifndef CONSUMERS_CAPACITY_GOODS_WORDS_H
#define CONSUMERS_CAPACITY_GOODS_WORDS_H

#include "consumers/capacity/matcher.h"

enum goods_word {
    GOODS_CONTEXT,   /* maker, chip word, memory size: says no more than that the text is about accelerators */
    GOODS_BOARD,     /* baseboard, UBB, 8-GPU, module in the trade's sense */
    GOODS_SERVER,    /* complete machine */
    GOODS_ACCESSORY, /* heat sink, cable, bracket, fan: a part that computes nothing */
    GOODS_FOR,       /* "for": what follows may be what the goods fit */
    GOODS_FITS,      /* "for use with": what follows is what the goods fit, not what they are */
    GOODS_WITH,      /* "with", "including", "+": what follows comes along */
    GOODS_HBM,       /* high-bandwidth memory */
    GOODS_EMPTY,     /* barebone, without GPU */
};

/* Adds all of them with tags of WORD_GOODS. False if there is no memory. */
bool goods_words_add(struct matcher *matcher);

/* Only those of GOODS_CONTEXT, tagged so. */
bool goods_words_add_context(struct matcher *matcher);

/* The table as it is, for the method's version. */
struct slice goods_words_text(size_t row);
size_t goods_words_rows(void);

#endif
