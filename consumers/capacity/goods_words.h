/*
 * Words in descriptions of goods that are no names. What kind of thing it is, and what shows that a short model name is
 * one, stand in a table here; what the goods only accompany, and what makes a name mean something else, in
 * deploy/reference/exclusions.csv. Both are found by the catalogue's matchers.
 */
#ifndef CONSUMERS_CAPACITY_GOODS_WORDS_H
#define CONSUMERS_CAPACITY_GOODS_WORDS_H

#include "consumers/capacity/matcher.h"
#include "consumers/capacity/table_row.h"

enum goods_word {
    GOODS_MAKER,     /* who makes accelerators */
    GOODS_DEVICE,    /* GPU, accelerator, graphics card */
    GOODS_CONTEXT,   /* memory size, socket, data centre: says no more than that the text may be about accelerators */
    GOODS_BOARD,     /* baseboard, UBB, 8-GPU, 模组: the board of eight */
    GOODS_MODULE,    /* module: one accelerator, or the board */
    GOODS_SERVER,    /* complete machine */
    GOODS_HBM,       /* high-bandwidth memory */
    GOODS_ACCESSORY, /* heat sink, cable, bracket, fan: a part that computes nothing */
    GOODS_FOR,       /* "for": what follows may be what the goods fit */
    GOODS_FITS,      /* "for use with": what follows is what the goods fit, not what they are */
    GOODS_WITH,      /* "with", "including", "+": what follows comes along */
    GOODS_JOINT,     /* 用, 的: joins a name to the word behind it */
    GOODS_EMPTY,     /* barebone, without GPU */
    GOODS_OPTIONAL,  /* up to, optional: may be there or not */
    GOODS_OTHER,     /* pump, paper: a short name beside it is another maker's */
};

/* Adds those of the table here with tags of WORD_GOODS. False if there is no memory. */
bool goods_words_add(struct matcher *matcher);

/* Only those that speak of accelerators (makers, devices, context), all tagged GOODS_CONTEXT. */
bool goods_words_add_context(struct matcher *matcher);

/* Adds the word in one row of exclusions.csv. */
void goods_words_add_exclusion(struct matcher *matcher, struct table_row *row);

/* The table as it is, for the method's version. */
struct slice goods_words_text(size_t row);
size_t goods_words_rows(void);

#endif
