#include "consumers/capacity/fingerprint.h"

#include <string.h>

enum { BIN_BITS = 5, PLANES = 32, FULL_WIDTH_FIRST = 0xFF01, FULL_WIDTH_LAST = 0xFF5E, FULL_WIDTH_TO_ASCII = 0xFEE0 };

/* ---- code points ---- */

enum unit { UNIT_NONE, UNIT_LETTER, UNIT_CHARACTER };

struct span {
    uint32_t first, last;
    enum unit unit;
};

/* What is no letter, above ASCII; all that is not listed is one. */
static const struct span spans[] = {
    {0x0080, 0x00A9, UNIT_NONE},      {0x00AB, 0x00B4, UNIT_NONE},      {0x00B6, 0x00B9, UNIT_NONE},
    {0x00BB, 0x00BF, UNIT_NONE},      {0x00D7, 0x00D7, UNIT_NONE},      {0x00F7, 0x00F7, UNIT_NONE},
    {0x2000, 0x206F, UNIT_NONE},      {0x2190, 0x2BFF, UNIT_NONE},      {0x3000, 0x3004, UNIT_NONE},
    {0x3005, 0x3007, UNIT_CHARACTER}, {0x3008, 0x3030, UNIT_NONE},      {0x3040, 0x30FA, UNIT_CHARACTER},
    {0x30FB, 0x30FB, UNIT_NONE},      {0x30FC, 0x30FF, UNIT_CHARACTER}, {0x3400, 0x4DBF, UNIT_CHARACTER},
    {0x4E00, 0x9FFF, UNIT_CHARACTER}, {0xF900, 0xFAFF, UNIT_CHARACTER}, {0xFE10, 0xFE6F, UNIT_NONE},
    {0xFEFF, 0xFEFF, UNIT_NONE},      {0xFF5F, 0xFF65, UNIT_NONE},      {0xFFE0, 0xFFFF, UNIT_NONE},
    {0x1F000, 0x1FAFF, UNIT_NONE},    {0x20000, 0x3FFFF, UNIT_CHARACTER},
};

static enum unit unit_of(uint32_t code)
{
    for (size_t i = 0; i < sizeof spans / sizeof *spans && code >= spans[i].first; i++)
        if (code <= spans[i].last)
            return spans[i].unit;
    return UNIT_LETTER;
}

/* The code point at `at` and its size; of what is no UTF-8 one byte, as a separator (0). */
static uint32_t decode(const unsigned char *at, const unsigned char *end, size_t *size)
{
    static const uint8_t marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t wanted = *at >= 0xF0 ? 4 : *at >= 0xE0 ? 3 : *at >= 0xC0 ? 2 : 1;
    *size = 1;
    if (wanted == 1 || (size_t)(end - at) < wanted)
        return 0;
    uint32_t code = *at & (uint32_t)(0xFF & ~marks[wanted]);
    for (size_t i = 1; i < wanted; i++) {
        if ((at[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (at[i] & 0x3F);
    }
    *size = wanted;
    return code;
}

/* ASCII letters, made small, and digits; 0 for what separates. */
#define NONE_OF_8 "\0\0\0\0\0\0\0\0"
static const char folded[128] = NONE_OF_8 NONE_OF_8 NONE_OF_8 NONE_OF_8 NONE_OF_8 NONE_OF_8
    "0123456789" "\0\0\0\0\0\0\0" "abcdefghijklmnopqrstuvwxyz" "\0\0\0\0\0\0" "abcdefghijklmnopqrstuvwxyz";
#undef NONE_OF_8

/* What stands at `at`, folded; its size in bytes. */
static enum unit read_code(const unsigned char *at, const unsigned char *end, uint32_t *code, size_t *size)
{
    *size = 1;
    *code = *at < 0x80 ? *at : decode(at, end, size);
    if (*code >= FULL_WIDTH_FIRST && *code <= FULL_WIDTH_LAST)
        *code -= FULL_WIDTH_TO_ASCII;
    if (*code >= 0x80)
        return unit_of(*code);
    *code = (unsigned char)folded[*code];
    return *code ? UNIT_LETTER : UNIT_NONE;
}

/* ---- shingles ---- */

struct reading {
    struct fingerprint *fingerprint;
    uint64_t last, before_last;    /* hashes of the units before; 0 at the beginning */
    bool last_is_character;
    uint64_t text_hash, body_hash, number_hash; /* under way */
    uint64_t words, characters, shingles;
    uint64_t nearest[FINGERPRINT_VALUES]; /* least shingle of each bin; UINT64_MAX: none */
    uint64_t planes[PLANES];              /* bit b of plane p: digit p of how many shingles have bit b */
};

/* Every bit of the input moves every bit of the output (the finaliser of MurmurHash3). */
static uint64_t mix(uint64_t hash)
{
    hash = (hash ^ hash >> 33) * 0xFF51AFD7ED558CCDu;
    hash = (hash ^ hash >> 33) * 0xC4CEB9FE1A85EC53u;
    return hash ^ hash >> 33;
}

enum { TURN_BITS = 23 };
static const uint64_t golden = 0x9E3779B97F4A7C15u;

/* Takes a well mixed hash into one of a sequence. */
static uint64_t append(uint64_t before, uint64_t hash)
{
    return ((before << TURN_BITS | before >> (64 - TURN_BITS)) ^ hash) * golden;
}

/* Adds one to the counter of every bit that is set: sixty-four counters at once, digit by digit. */
static void count_bits(struct reading *reading, uint64_t bits)
{
    for (size_t i = 0; i < PLANES && bits; i++) {
        uint64_t carry = reading->planes[i] & bits;
        reading->planes[i] ^= bits;
        bits = carry;
    }
}

/* Shingles of the units before and a new one. Two neighbouring characters are a whole shingle. */
static void add_shingles(struct reading *reading, uint64_t hash, bool is_character)
{
    uint64_t pair = mix(reading->last * golden + hash), *least = &reading->nearest[pair >> (64 - BIN_BITS)];
    if (pair < *least)
        *least = pair;
    if (is_character && reading->last_is_character) {
        count_bits(reading, pair);
    } else if (reading->before_last) {
        uint64_t triple = append(reading->before_last, pair);
        count_bits(reading, triple ^ triple >> 32);
    } else {
        return;
    }
    reading->shingles++;
}

static void add_unit(struct reading *reading, uint64_t hash, bool is_character, bool has_digit)
{
    hash = mix(hash);
    if (has_digit)
        reading->number_hash += hash; /* in any order */
    reading->text_hash = append(reading->text_hash, hash);
    reading->body_hash = append(reading->body_hash, hash);
    if (is_character)
        reading->characters++;
    else
        reading->words++;
    if (reading->last)
        add_shingles(reading, hash, is_character);
    reading->before_last = reading->last;
    reading->last = hash;
    reading->last_is_character = is_character;
}

static const uint64_t word_start = 0xCBF29CE484222325u, word_prime = 0x100000001B3u; /* FNV-1a */

/* Takes ASCII letters and digits, most of most texts, into the hash of a word; returns where they end. */
static const unsigned char *read_ascii(const unsigned char *at, const unsigned char *end, uint64_t *word, bool *digit)
{
    uint64_t hash = *word;
    unsigned least = 'z';
    for (unsigned char c; at < end && *at < 0x80 && (c = (unsigned char)folded[*at]); at++) {
        hash = (hash ^ c) * word_prime;
        least = c < least ? c : least;
    }
    *digit = *digit || least <= '9';
    *word = hash;
    return at;
}

static void read_text(struct reading *reading, struct slice text)
{
    const unsigned char *at = (const unsigned char *)(text.data ? text.data : ""), *end = at + text.size, *begin;
    uint64_t word = word_start;
    bool digit = false;
    while (at < end) {
        uint32_t code;
        size_t size;
        begin = at;
        if ((at = read_ascii(at, end, &word, &digit)) > begin)
            continue;
        enum unit unit = read_code(at, end, &code, &size);
        at += size;
        if (unit == UNIT_LETTER) {
            word = (word ^ code) * word_prime;
            digit = digit || (code >= '0' && code <= '9');
            continue;
        }
        if (word != word_start)
            add_unit(reading, word, false, digit);
        word = word_start;
        digit = false;
        if (unit == UNIT_CHARACTER)
            add_unit(reading, (word_start ^ code) * word_prime, true, false);
    }
    if (word != word_start)
        add_unit(reading, word, false, digit);
}

/* ---- the end ---- */

static uint32_t words_read(const struct reading *reading)
{
    return (uint32_t)(reading->words + reading->characters / 2);
}

static uint64_t majority(const struct reading *reading)
{
    uint64_t simhash = 0;
    for (unsigned bit = 0; bit < 64; bit++) {
        uint64_t count = 0;
        for (unsigned i = 0; i < PLANES; i++)
            count |= (reading->planes[i] >> bit & 1) << i;
        if (2 * count > reading->shingles)
            simhash |= UINT64_C(1) << bit;
    }
    return simhash;
}

/* Value i is of the shingle whose hash, with i added to its first bits without carry, is the least: that of bin i, else
 * that of the nearest bin with one. So a shingle is chosen for i by both texts exactly if it is the nearest of all that
 * they have, which for one in both has the probability that Jaccard's index says. */
static void write_minhash(struct reading *reading)
{
    struct fingerprint *fingerprint = reading->fingerprint;
    for (size_t i = 0; fingerprint->has_shingles && i < FINGERPRINT_VALUES; i++) {
        size_t away = 0;
        while (reading->nearest[i ^ away] == UINT64_MAX)
            away++;
        fingerprint->minhash[i] = (uint8_t)reading->nearest[i ^ away];
    }
}

void fingerprint_make(struct slice title, struct slice body, struct fingerprint *fingerprint)
{
    struct reading reading = {.fingerprint = fingerprint};
    memset(fingerprint, 0, sizeof *fingerprint);
    memset(reading.nearest, 0xFF, sizeof reading.nearest);
    read_text(&reading, title);
    uint32_t title_words = words_read(&reading);
    fingerprint->number_hash = (int64_t)reading.number_hash;
    reading.text_hash = append(reading.text_hash, golden); /* where the headline ends is part of the text */
    reading.body_hash = 0;
    read_text(&reading, body);
    fingerprint->words = words_read(&reading);
    fingerprint->text_hash = (int64_t)reading.text_hash;
    fingerprint->body_hash = (int64_t)reading.body_hash;
    fingerprint->has_body = fingerprint->words - title_words >= FINGERPRINT_BODY_WORDS;
    fingerprint->is_long = fingerprint->words >= FINGERPRINT_LONG_WORDS;
    fingerprint->simhash = fingerprint->is_long ? majority(&reading) : 0;
    fingerprint->has_shingles = reading.words + reading.characters >= 2;
    write_minhash(&reading);
}

/* ---- comparing ---- */

int fingerprint_bits_apart(const struct fingerprint *a, const struct fingerprint *b)
{
    return __builtin_popcountll(a->simhash ^ b->simhash);
}

int fingerprint_equal_values(const struct fingerprint *a, const struct fingerprint *b)
{
    int equal = 0;
    for (size_t i = 0; i < FINGERPRINT_VALUES; i++)
        equal += a->minhash[i] == b->minhash[i];
    return equal;
}

bool fingerprint_near(const struct fingerprint *a, const struct fingerprint *b)
{
    if (a->is_long && b->is_long && fingerprint_bits_apart(a, b) <= FINGERPRINT_BITS_APART)
        return true;
    bool other_numbers = a->number_hash && b->number_hash && a->number_hash != b->number_hash;
    if (other_numbers && !(a->is_long && b->is_long))
        return false;
    return a->has_shingles && b->has_shingles && fingerprint_equal_values(a, b) >= FINGERPRINT_EQUAL;
}
