/*
 * What tells copies and near copies of a text, without the text: hashes of its words, SimHash, MinHash.
 *
 * A text is read as units: words (letters and digits of any alphabet, ASCII case and full-width forms folded), and single
 * Chinese and Japanese characters; everything else separates. Two characters count as one word. Headline and body are
 * read as one.
 *
 * simhash: 64 bits; each is what most shingles of three words (of two characters) have there. Small edits of long texts
 *   change few bits: at most FINGERPRINT_BITS_APART. One edited sentence of a short article changes more, so long texts
 *   too are compared by
 * minhash: of shingles of two units the FINGERPRINT_VALUES ones whose hash comes nearest to a given start, one byte each.
 *   The part of equal bytes estimates the part of the shingles that two texts share (Jaccard). They are near copies
 *   from FINGERPRINT_EQUAL equal bytes on, which is 0.6; short texts only if their headlines name the same numbers, or
 *   one names none: "hints for puzzle 938" is no copy of "hints for puzzle 939".
 *
 * Hashes are stored and compared for years: the recipe must not change without a new method version.
 * Costs: one pass, no memory but the struct. Pure; any thread.
 */
#ifndef CONSUMERS_CAPACITY_FINGERPRINT_H
#define CONSUMERS_CAPACITY_FINGERPRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/slice.h"

enum {
    FINGERPRINT_VALUES = 32,
    FINGERPRINT_EQUAL = 20,
    FINGERPRINT_BITS_APART = 3,
    FINGERPRINT_LONG_WORDS = 60, /* below, SimHash says little */
    FINGERPRINT_BODY_WORDS = 20, /* "Read more" is a copy of nothing */
};

struct fingerprint {
    int64_t text_hash;  /* of all units of headline and body, in order */
    int64_t body_hash;  /* of those of the body */
    bool has_body;      /* of FINGERPRINT_BODY_WORDS words: body_hash tells a copy */
    int64_t number_hash; /* of the headline's words with digits, in any order; 0: none */
    uint32_t words;     /* of headline and body */
    bool is_long;       /* simhash is meaningful */
    uint64_t simhash;
    bool has_shingles;  /* of two units or more: minhash is meaningful */
    uint8_t minhash[FINGERPRINT_VALUES];
};

void fingerprint_make(struct slice title, struct slice body, struct fingerprint *fingerprint);

/* In how many bits two SimHashes differ. */
int fingerprint_bits_apart(const struct fingerprint *a, const struct fingerprint *b);

/* Of FINGERPRINT_VALUES, how many values two MinHashes share. */
int fingerprint_equal_values(const struct fingerprint *a, const struct fingerprint *b);

/* Copies or near copies; the same is written in SQL, as pipeline.near_copy. */
bool fingerprint_near(const struct fingerprint *a, const struct fingerprint *b);

#endif
