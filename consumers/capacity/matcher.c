#include "consumers/capacity/matcher.h"

#include <stdlib.h>
#include <string.h>

enum {
    SEPARATOR = ' ',
    HEAD_BITS = 6,
    HEADS = 1 << 3 * HEAD_BITS,
    WIDE_CHARACTERS = 1 << 16, /* of three bytes and less */
};

/* What the bytes of a head are told apart by. */
enum head_class {
    HEAD_OTHER,
    HEAD_SEPARATOR,
    HEAD_RARE,                 /* letters, in the order of rare_letters */
    HEAD_HIGH = HEAD_RARE + 4, /* first bytes of two, three and four, those of Chinese one class each */
    HEAD_CONTINUATION = HEAD_HIGH + 9, /* several bytes share one */
    HEAD_LETTER = 32,          /* letters and digits, in the order of common_letters: their first bit tells them */
    HEAD_CLASSES = 1 << HEAD_BITS,
};
static const char rare_letters[] = "jqxz", common_letters[] = "0123456789abcdefghiklmnoprstuvwy";

enum byte_type {
    TYPE_OTHER,
    TYPE_SEPARATOR,
    TYPE_LETTER,     /* ASCII, or folded to it */
    TYPE_DIGIT,
    TYPE_WIDE,       /* scripts without blanks between words; continuation bytes */
    TYPE_ALPHABETIC, /* first byte of a letter of another alphabet: words have edges as in ASCII */
    TYPE_IGNORED,    /* zero width: not there */
};

struct word {
    unsigned char text[MATCHER_WORD_MAX]; /* folded */
    uint32_t size;
    uint32_t flags;
    uint32_t tag;
    const void *row;
    bool has_edge; /* ends in a letter or digit: another must not follow */
};

/* A state of the trie; those that follow it lie side by side, ordered by their byte. */
struct state {
    uint32_t children;
    uint32_t word; /* that ends here, counted from 1; 0: none */
    uint16_t count;
    uint8_t byte;  /* that leads here */
};

struct matcher {
    struct word *words;
    size_t word_count, word_capacity;
    struct state *states;
    size_t state_count;
    uint32_t roots[256]; /* what a byte leads to from the first state; 0: no word begins so */
    /* What most of a text is left by, in the cache: the bit of three bytes, by their classes, is 0 if no word begins
     * with them; in the second half of the bits they stand behind one of the common letters. */
    uint8_t classes[256];
    uint64_t heads[2 * HEADS / 64];
    uint64_t wide_heads[WIDE_CHARACTERS / 64]; /* characters of three bytes that a word begins with */
};

/* One character of the text: the byte that stands for it if it folds to ASCII, else its own bytes go in one by one. */
struct unit {
    unsigned char byte;
    enum byte_type type;
    uint32_t size; /* bytes of the text */
};

/* Types of the bytes of ASCII, the others are TYPE_OTHER: a table, because every byte of every text is looked up in it. */
#define LETTERS_13 TYPE_LETTER, TYPE_LETTER, TYPE_LETTER, TYPE_LETTER, TYPE_LETTER, TYPE_LETTER, TYPE_LETTER, \
                   TYPE_LETTER, TYPE_LETTER, TYPE_LETTER, TYPE_LETTER, TYPE_LETTER, TYPE_LETTER
static const uint8_t ascii_types[256] = {
    ['\t'] = TYPE_SEPARATOR, ['\n'] = TYPE_SEPARATOR, ['\v'] = TYPE_SEPARATOR, ['\f'] = TYPE_SEPARATOR,
    ['\r'] = TYPE_SEPARATOR, [' '] = TYPE_SEPARATOR,  ['-'] = TYPE_SEPARATOR,  ['_'] = TYPE_SEPARATOR,
    ['0'] = TYPE_DIGIT, TYPE_DIGIT, TYPE_DIGIT, TYPE_DIGIT, TYPE_DIGIT, TYPE_DIGIT, TYPE_DIGIT, TYPE_DIGIT,
    TYPE_DIGIT, TYPE_DIGIT, ['A'] = LETTERS_13, LETTERS_13, ['a'] = LETTERS_13, LETTERS_13,
};
#undef LETTERS_13

static inline enum byte_type ascii_type(unsigned char byte)
{
    return (enum byte_type)ascii_types[byte];
}

static inline unsigned char ascii_lower(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

static inline bool is_word_byte(unsigned char byte)
{
    return ascii_type(byte) >= TYPE_LETTER; /* no byte of ASCII is wide */
}

/* Letters of other alphabets that look like ones of ASCII, in both cases: second byte and what it stands for. */
struct look_alike {
    unsigned char second, ascii;
};
static const struct look_alike cyrillic_d0[] = {
    {0x85, 's'}, {0x86, 'i'}, {0x88, 'j'}, {0x90, 'a'}, {0x92, 'b'}, {0x95, 'e'}, {0x9A, 'k'}, {0x9C, 'm'}, {0x9D, 'h'},
    {0x9E, 'o'}, {0xA0, 'p'}, {0xA1, 'c'}, {0xA2, 't'}, {0xA3, 'y'}, {0xA5, 'x'}, {0xB0, 'a'}, {0xB2, 'b'}, {0xB5, 'e'},
    {0xBA, 'k'}, {0xBC, 'm'}, {0xBD, 'h'}, {0xBE, 'o'}, {0, 0}};
static const struct look_alike cyrillic_d1[] = {{0x80, 'p'}, {0x81, 'c'}, {0x82, 't'}, {0x83, 'y'}, {0x85, 'x'},
                                                {0x95, 's'}, {0x96, 'i'}, {0x98, 'j'}, {0, 0}};
static const struct look_alike greek_ce[] = {
    {0x91, 'a'}, {0x92, 'b'}, {0x95, 'e'}, {0x96, 'z'}, {0x97, 'h'}, {0x99, 'i'}, {0x9A, 'k'}, {0x9C, 'm'}, {0x9D, 'n'},
    {0x9F, 'o'}, {0xA1, 'p'}, {0xA4, 't'}, {0xA5, 'y'}, {0xA7, 'x'}, {0, 0}};

/* A character of two bytes: letters of Latin, Greek, Cyrillic and their neighbours, and three signs. */
static struct unit fold_two_bytes(const unsigned char *text)
{
    const struct look_alike *like = text[0] == 0xD0   ? cyrillic_d0
                                    : text[0] == 0xD1 ? cyrillic_d1
                                    : text[0] == 0xCE ? greek_ce
                                                      : NULL;
    for (; like && like->second; like++)
        if (like->second == text[1])
            return (struct unit){like->ascii, TYPE_LETTER, 2};
    if (text[0] == 0xC2 && text[1] == 0xA0)
        return (struct unit){SEPARATOR, TYPE_SEPARATOR, 2};
    if (text[0] == 0xC2 && text[1] == 0xAD)
        return (struct unit){0, TYPE_IGNORED, 2};
    bool sign = text[0] < 0xC3 || (text[0] == 0xC3 && (text[1] == 0x97 || text[1] == 0xB7)); /* times, by */
    return (struct unit){text[0], sign ? TYPE_WIDE : TYPE_ALPHABETIC, 1};
}

/* Of three bytes and more: full-width forms, dashes, curly apostrophe, ideographic space; what has no width. */
static struct unit fold_three_bytes(const unsigned char *text)
{
    if (text[0] == 0xE2 && text[1] == 0x80) {
        if ((text[2] >= 0x8B && text[2] <= 0x8F) || (text[2] >= 0xAA && text[2] <= 0xAE))
            return (struct unit){0, TYPE_IGNORED, 3};
        if (text[2] >= 0x90 && text[2] <= 0x93)
            return (struct unit){SEPARATOR, TYPE_SEPARATOR, 3};
        return (struct unit){text[2] == 0x99 ? '\'' : '.', TYPE_OTHER, 3};
    }
    bool joiner = text[0] == 0xE2 && text[1] == 0x81 && text[2] == 0xA0;
    bool byte_order_mark = text[0] == 0xEF && text[1] == 0xBB && text[2] == 0xBF;
    if (joiner || byte_order_mark)
        return (struct unit){0, TYPE_IGNORED, 3};
    if (text[0] == 0xE3 && text[1] == 0x80)
        return text[2] == 0x80 ? (struct unit){SEPARATOR, TYPE_SEPARATOR, 3} : (struct unit){'.', TYPE_OTHER, 3};
    if (text[0] == 0xEF && ((text[1] == 0xBC && text[2] >= 0x81) || (text[1] == 0xBD && text[2] <= 0x9E))) {
        unsigned char byte = (unsigned char)(text[1] == 0xBC ? text[2] - 0x60 : text[2] - 0x20);
        return (struct unit){ascii_lower(byte), ascii_type(byte), 3};
    }
    bool latin = text[0] == 0xE1 && text[1] >= 0xB8 && text[1] <= 0xBB; /* Vietnamese */
    return (struct unit){text[0], latin ? TYPE_ALPHABETIC : TYPE_WIDE, 1};
}

static struct unit fold_wide(const unsigned char *text, size_t left)
{
    if (text[0] >= 0xC2 && text[0] <= 0xD4 && left >= 2)
        return fold_two_bytes(text);
    if (text[0] >= 0xE1 && left >= 3)
        return fold_three_bytes(text);
    return (struct unit){text[0], TYPE_WIDE, 1};
}

static inline struct unit fold(const unsigned char *text, size_t left)
{
    if (text[0] < 0x80)
        return (struct unit){ascii_lower(text[0]), ascii_type(text[0]), 1};
    return fold_wide(text, left);
}

/* Whether words of that have edges. */
static inline bool is_letter(enum byte_type type)
{
    return type == TYPE_LETTER || type == TYPE_DIGIT || type == TYPE_ALPHABETIC;
}

/* Whether a separator between two such characters says nothing. */
static inline bool joins(enum byte_type before, enum byte_type after)
{
    return before == TYPE_WIDE || after >= TYPE_WIDE || (before == TYPE_LETTER && after == TYPE_DIGIT);
}

struct matcher *matcher_new(void)
{
    return calloc(1, sizeof(struct matcher));
}

void matcher_free(struct matcher *matcher)
{
    if (!matcher)
        return;
    free(matcher->words);
    free(matcher->states);
    free(matcher);
}

/* Folds a word as the text will be folded; false if it is empty or too long. */
static bool fold_word(struct slice word, struct word *folded)
{
    enum byte_type before = TYPE_OTHER;
    bool pending = false;
    for (size_t i = 0; i < word.size;) {
        struct unit unit = fold((const unsigned char *)word.data + i, word.size - i);
        i += unit.size;
        if (unit.type == TYPE_SEPARATOR || unit.type == TYPE_IGNORED) {
            pending = pending || unit.type == TYPE_SEPARATOR;
            continue;
        }
        if (folded->size + 2 > MATCHER_WORD_MAX)
            return false;
        if (unit.type != TYPE_WIDE || (unit.byte & 0xC0) != 0x80) /* a continuation is what its first byte is */
            folded->has_edge = is_letter(unit.type);
        if (pending && folded->size && !joins(before, unit.type))
            folded->text[folded->size++] = SEPARATOR;
        folded->text[folded->size++] = unit.byte;
        before = unit.type;
        pending = false;
    }
    return folded->size > 0;
}

size_t matcher_fold(struct slice word, char folded[MATCHER_WORD_MAX])
{
    struct word whole = {.size = 0};
    if (!fold_word(word, &whole))
        return 0;
    memcpy(folded, whole.text, whole.size);
    return whole.size;
}

bool matcher_add(struct matcher *matcher, struct slice word, unsigned flags, uint32_t tag)
{
    return matcher_add_row(matcher, word, flags, tag, NULL);
}

bool matcher_add_row(struct matcher *matcher, struct slice word, unsigned flags, uint32_t tag, const void *row)
{
    struct word folded = {.flags = flags, .tag = tag, .row = row};
    if (matcher->word_count == MATCHER_WORDS_MAX || !fold_word(word, &folded))
        return false;
    if (matcher->word_count == matcher->word_capacity) {
        size_t capacity = matcher->word_capacity ? 2 * matcher->word_capacity : 256;
        struct word *grown = realloc(matcher->words, capacity * sizeof *grown);
        if (!grown)
            return false;
        matcher->words = grown;
        matcher->word_capacity = capacity;
    }
    matcher->words[matcher->word_count++] = folded;
    return true;
}

static int compare_words(const void *a, const void *b)
{
    const struct word *x = *(const struct word *const *)a, *y = *(const struct word *const *)b;
    int order = slice_compare((struct slice){(const char *)x->text, x->size}, (struct slice){(const char *)y->text, y->size});
    return order ? order : (x > y) - (x < y); /* of equal words the first added comes first */
}

/* The words, in order, that share the first `depth` bytes which lead to a state. */
struct range {
    uint32_t from, to, depth;
};

/* Gives a state its word and its children; their ranges lie behind those of all states so far. */
static void grow(struct matcher *matcher, const struct word *const *sorted, struct range *ranges, size_t number)
{
    struct state *state = &matcher->states[number];
    struct range range = ranges[number];
    uint32_t i = range.from;
    if (sorted[i]->size == range.depth)
        state->word = (uint32_t)(sorted[i] - matcher->words) + 1;
    while (i < range.to && sorted[i]->size == range.depth)
        i++;
    state->children = (uint32_t)matcher->state_count;
    while (i < range.to) {
        uint8_t byte = sorted[i]->text[range.depth];
        uint32_t first = i;
        while (i < range.to && sorted[i]->text[range.depth] == byte)
            i++;
        state->count++;
        ranges[matcher->state_count] = (struct range){first, i, range.depth + 1};
        matcher->states[matcher->state_count++] = (struct state){.byte = byte};
    }
}

static bool make_trie(struct matcher *matcher)
{
    size_t most = 1;
    for (size_t i = 0; i < matcher->word_count; i++)
        most += matcher->words[i].size;
    const struct word **sorted = calloc(matcher->word_count + 1, sizeof *sorted);
    struct range *ranges = calloc(most, sizeof *ranges);
    matcher->states = calloc(most, sizeof *matcher->states);
    bool ok = sorted && ranges && matcher->states;
    for (size_t i = 0; ok && i < matcher->word_count; i++)
        sorted[i] = &matcher->words[i];
    if (ok && matcher->word_count) {
        qsort(sorted, matcher->word_count, sizeof *sorted, compare_words);
        ranges[0] = (struct range){0, (uint32_t)matcher->word_count, 0};
        matcher->state_count = 1;
        for (size_t i = 0; i < matcher->state_count; i++)
            grow(matcher, sorted, ranges, i);
        for (uint32_t i = 0; i < matcher->states[0].count; i++)
            matcher->roots[matcher->states[matcher->states[0].children + i].byte] = matcher->states[0].children + i;
    }
    free(sorted);
    free(ranges);
    return ok;
}

/* Where a byte leads from a state; 0: no word goes on so. */
static inline size_t next_state(const struct matcher *matcher, size_t number, unsigned char byte)
{
    if (number == 0)
        return matcher->roots[byte];
    const struct state *state = &matcher->states[number];
    size_t low = state->children, end = low + state->count, high = end;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (matcher->states[middle].byte < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && matcher->states[low].byte == byte ? low : 0;
}

static inline void set_bit(uint64_t *bits, size_t number)
{
    bits[number / 64] |= UINT64_C(1) << number % 64;
}

static inline bool has_bit(const uint64_t *bits, size_t number)
{
    return bits[number / 64] >> number % 64 & 1;
}

static unsigned byte_class(unsigned char byte)
{
    if (byte >= 0x80 && byte < 0xC0)
        return HEAD_CONTINUATION + byte % (HEAD_LETTER - HEAD_CONTINUATION);
    if (byte >= 0xE4 && byte <= 0xE9)
        return HEAD_HIGH + 3 + byte - 0xE4;
    if (byte >= 0xC0)
        return HEAD_HIGH + (byte < 0xE0 ? 0 : byte == 0xE3 || (byte >= 0xEA && byte <= 0xED) ? 1 : 2);
    if (!is_word_byte(byte))
        return ascii_type(byte) == TYPE_SEPARATOR ? HEAD_SEPARATOR : HEAD_OTHER;
    const char *rare = strchr(rare_letters, ascii_lower(byte));
    return rare ? HEAD_RARE + (unsigned)(rare - rare_letters)
                : HEAD_LETTER + (unsigned)(strchr(common_letters, ascii_lower(byte)) - common_letters);
}

static bool is_letter_class(unsigned class)
{
    return class >= HEAD_LETTER || (class >= HEAD_RARE && class < HEAD_HIGH);
}

static unsigned char letter_of_class(unsigned class)
{
    const char *letter = class >= HEAD_LETTER ? &common_letters[class - HEAD_LETTER] : &rare_letters[class - HEAD_RARE];
    return (unsigned char)*letter;
}

/* Whether a word goes on from a state with what is no letter: beyond ASCII it may be anything. */
static bool goes_on(const struct matcher *matcher, size_t number, enum byte_type before, unsigned class)
{
    const struct state *state = &matcher->states[number];
    bool found = class >= HEAD_HIGH && class < HEAD_LETTER;
    for (uint32_t i = 0; i < state->count && !found; i++) {
        unsigned char byte = matcher->states[state->children + i].byte;
        enum byte_type type = byte < 0x80 ? ascii_type(byte) : TYPE_WIDE;
        found = class == HEAD_SEPARATOR ? byte == SEPARATOR || joins(before, type) : byte_class(byte) == HEAD_OTHER;
    }
    return found;
}

/* Whether a word can begin with a letter or digit and the two bytes behind. */
static bool head_lives(const struct matcher *matcher, const unsigned classes[3])
{
    size_t state = next_state(matcher, 0, letter_of_class(classes[0]));
    for (size_t i = 1; state && i < 3 && !matcher->states[state].word; i++) {
        if (!is_letter_class(classes[i]))
            return goes_on(matcher, state, ascii_type(letter_of_class(classes[i - 1])), classes[i]);
        state = next_state(matcher, state, letter_of_class(classes[i]));
    }
    return state != 0;
}

/* Sets the bits of all heads that begin with one byte or more. */
static void mark_heads(struct matcher *matcher, const unsigned char *bytes, size_t count)
{
    size_t head = 0, others = 1;
    for (size_t i = 0; i < 3; i++) {
        head = head * HEAD_CLASSES + (i < count ? matcher->classes[bytes[i]] : 0);
        others *= i < count ? 1 : HEAD_CLASSES;
    }
    for (size_t i = 0; i < others; i++) {
        set_bit(matcher->heads, head + i);
        set_bit(matcher->heads, HEADS + head + i);
    }
}

static void mark_letter_heads(struct matcher *matcher)
{
    for (size_t head = 0; head < HEADS; head++) {
        const unsigned classes[3] = {(unsigned)(head / HEAD_CLASSES / HEAD_CLASSES), head / HEAD_CLASSES % HEAD_CLASSES,
                                     head % HEAD_CLASSES};
        if (is_letter_class(classes[0]) && head_lives(matcher, classes))
            set_bit(matcher->heads, head);
    }
}

/* Whether a word can begin with a character beyond ASCII. */
static bool begins_high(const struct matcher *matcher, const unsigned char *bytes, size_t size)
{
    struct unit unit = fold(bytes, size);
    if (unit.size == size)
        return unit.type != TYPE_SEPARATOR && unit.type != TYPE_IGNORED && next_state(matcher, 0, unit.byte);
    size_t state = next_state(matcher, 0, bytes[0]);
    for (size_t i = 1; state && i < size && !matcher->states[state].word; i++)
        state = next_state(matcher, state, bytes[i]);
    return state != 0;
}

/* Of two bytes and of three. */
static void mark_high_heads(struct matcher *matcher)
{
    for (size_t c = 0x80; c < 0x800; c++) {
        const unsigned char bytes[2] = {(unsigned char)(0xC0 | c >> 6), (unsigned char)(0x80 | (c & 0x3F))};
        if (begins_high(matcher, bytes, 2))
            mark_heads(matcher, bytes, 2);
    }
    for (size_t c = 0x800; c < 0x10000; c++) {
        const unsigned char bytes[3] = {(unsigned char)(0xE0 | c >> 12), (unsigned char)(0x80 | (c >> 6 & 0x3F)),
                                        (unsigned char)(0x80 | (c & 0x3F))};
        if (!begins_high(matcher, bytes, 3))
            continue;
        mark_heads(matcher, bytes, 3);
        set_bit(matcher->wide_heads, c);
    }
}

/* Of signs of ASCII, and of characters of four bytes. */
static void mark_other_heads(struct matcher *matcher)
{
    for (size_t c = 0; c < 256; c++) {
        const unsigned char byte = (unsigned char)c;
        if (matcher->roots[c] && (byte >= 0xF0 || matcher->classes[c] == HEAD_OTHER))
            mark_heads(matcher, &byte, 1);
    }
}

bool matcher_build(struct matcher *matcher, struct error *error)
{
    if (!make_trie(matcher))
        return error_stop(error, EXIT_CONFIG, "no memory for the words to search for");
    for (size_t c = 0; c < 256; c++)
        matcher->classes[c] = (uint8_t)byte_class((unsigned char)c);
    if (matcher->word_count) {
        mark_letter_heads(matcher);
        mark_high_heads(matcher);
        mark_other_heads(matcher);
    }
    return true;
}

/* "1,4090" holds no 4090. */
static bool continues_number(const unsigned char *text, size_t size, size_t mark, size_t digit)
{
    return mark < size && digit < size && (text[mark] == ',' || text[mark] == '.') &&
           ascii_type(text[digit]) == TYPE_DIGIT;
}

/* Whether no number goes on here. */
static bool left_edge(const unsigned char *text, size_t size, size_t start)
{
    return start < 2 || ascii_type(text[start]) != TYPE_DIGIT || !continues_number(text, size, start - 1, start - 2);
}

/* Behind the run of letters and digits that begins at i; i if there is none. What has no width belongs to the run. */
static size_t run_end(const unsigned char *text, size_t size, size_t i)
{
    for (;;) {
        while (i < size && is_word_byte(text[i]))
            i++;
        if (i >= size || text[i] < 0x80)
            return i;
        struct unit unit = fold_wide(text + i, size - i);
        if (!is_letter(unit.type) && unit.type != TYPE_IGNORED)
            return i;
        i += unit.size;
        while (unit.type == TYPE_ALPHABETIC && i < size && (text[i] & 0xC0) == 0x80)
            i++;
    }
}

static bool letter_at(const unsigned char *text, size_t size, size_t i)
{
    while (i < size) {
        struct unit unit = fold(text + i, size - i);
        if (unit.type != TYPE_IGNORED)
            return is_letter(unit.type);
        i += unit.size;
    }
    return false;
}

/* "GPU2万基": behind letters digits, behind these Chinese, Japanese or Korean: the number counts, it is no part of a name. */
static bool is_count(const unsigned char *text, size_t size, size_t i, const struct word *word)
{
    if (ascii_type(word->text[word->size - 1]) != TYPE_LETTER || word->size < 3)
        return false;
    size_t digits = i;
    while (i < size && (ascii_type(text[i]) == TYPE_DIGIT || continues_number(text, size, i, i + 1)))
        i++;
    return i > digits && i < size && text[i] >= 0xE4;
}

/* Where the match ends, 0 if the word goes on in a way that it may not. */
static size_t right_edge(const unsigned char *text, size_t size, size_t end, const struct word *word)
{
    if (!word->has_edge)
        return end;
    if (word->flags & MATCHER_PREFIX)
        return run_end(text, size, end);
    if (letter_at(text, size, end)) {
        bool plural = ascii_lower(text[end]) == 's' && !letter_at(text, size, end + 1);
        return plural ? end + 1 : is_count(text, size, end, word) ? end : 0;
    }
    bool number = ascii_type(word->text[word->size - 1]) == TYPE_DIGIT && continues_number(text, size, end, end + 1);
    return number ? 0 : end;
}

static bool is_capital(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z';
}

static bool case_fits(const unsigned char *text, size_t start, size_t end, const struct word *word)
{
    if ((word->flags & MATCHER_CAPITAL) && text[start] >= 'a' && text[start] <= 'z')
        return false;
    if ((word->flags & MATCHER_LOWER) && is_capital(text[start]))
        return false;
    for (size_t i = start; (word->flags & MATCHER_UPPER) && i < end; i++)
        if (text[i] != ascii_lower(text[i]) ? false : ascii_type(text[i]) == TYPE_LETTER)
            return false;
    for (size_t i = start; (word->flags & MATCHER_TITLE) && i < end; i++)
        if (text[i] >= 'a' && text[i] <= 'z' && (i == start || ascii_type(text[i - 1]) == TYPE_SEPARATOR))
            return false;
    /* One letter, a blank, digits: an article or a unit more often than a model ("a 100 MW site", German motorway A
     * 100). */
    bool spread = word->size >= 2 && ascii_type(word->text[0]) == TYPE_LETTER &&
                  ascii_type(word->text[1]) == TYPE_DIGIT && text[start + 1] == ' ';
    return !spread || (is_capital(text[start]) && text[start] != 'A');
}

/* The longest word that begins at `start`, edges and case fitting; match->end is 0 if there is none. */
static void longest_at(const struct matcher *matcher, const unsigned char *text, size_t size, size_t start,
                       struct match *match)
{
    size_t state = 0;
    enum byte_type before = TYPE_OTHER;
    bool pending = false;
    match->end = 0;
    for (size_t i = start; i < size;) {
        struct unit unit = fold(text + i, size - i);
        i += unit.size;
        if (unit.type == TYPE_SEPARATOR || unit.type == TYPE_IGNORED) {
            pending = pending || unit.type == TYPE_SEPARATOR;
            continue;
        }
        if (pending && !joins(before, unit.type)) {
            state = next_state(matcher, state, SEPARATOR);
            if (!state)
                return;
        }
        state = next_state(matcher, state, unit.byte);
        if (!state)
            return;
        pending = false;
        before = unit.type;
        if (!matcher->states[state].word)
            continue;
        const struct word *word = &matcher->words[matcher->states[state].word - 1];
        size_t edge = right_edge(text, size, i, word);
        if (edge && edge >= match->end && case_fits(text, start, i, word))
            *match = (struct match){(uint32_t)start, (uint32_t)edge, word->tag, word->row};
    }
}

/* Behind "8x" of "8xH100" and "4X" of "4XGPU": a name may begin there; 0 if nothing of the kind begins at i. */
static size_t count_end(const unsigned char *text, size_t size, size_t i)
{
    size_t digits = 0;
    while (i < size && ascii_type(text[i]) == TYPE_DIGIT && ++digits <= 4)
        i++;
    if (digits == 0 || digits > 4 || i >= size)
        return 0;
    struct unit sign = fold(text + i, size - i);
    i += sign.size;
    bool counts = sign.byte == 'x' && sign.type == TYPE_LETTER;
    return counts && i < size && fold(text + i, size - i).type == TYPE_LETTER ? i : 0;
}

/* Behind the character at i, or, of a word with edges, behind the word: no other begins inside it. */
static inline size_t skip(const unsigned char *text, size_t size, size_t i)
{
    size_t end = ascii_type(text[i]) == TYPE_DIGIT ? count_end(text, size, i) : 0;
    if (end)
        return end;
    end = run_end(text, size, i);
    if (end > i)
        return end;
    for (i++; i < size && (text[i] & 0xC0) == 0x80;)
        i++;
    return i;
}

/* Whether the character that ends before `end` is there and a letter; *start is where it begins. */
static bool letter_before(const unsigned char *text, size_t from, size_t end, size_t *start, unsigned char *letter)
{
    struct unit unit = {0, TYPE_IGNORED, 0};
    *start = end;
    for (; end > from && unit.type == TYPE_IGNORED; end = *start) {
        *start = end - 1;
        while (*start > from && end - *start < 4 && (text[*start] & 0xC0) == 0x80)
            (*start)--;
        unit = fold(text + *start, end - *start);
    }
    *letter = unit.byte;
    return is_letter(unit.type);
}

/* Whether no word of letters is under way at i, or only "8x". Text before `from` is not looked at. */
static bool is_edge(const unsigned char *text, size_t size, size_t from, size_t i)
{
    size_t start, other;
    unsigned char letter;
    if (!letter_before(text, from, i, &start, &letter))
        return true;
    if (letter != 'x' || start == from || ascii_type(text[start - 1]) != TYPE_DIGIT)
        return false;
    for (size_t digits = 0; start > from && digits <= 4 && ascii_type(text[start - 1]) == TYPE_DIGIT; digits++)
        start--;
    return !letter_before(text, from, start, &other, &letter) && count_end(text, size, start) == i;
}

/* Whether a word may begin with three bytes, by the classes of the one before and theirs. Behind an x, which is no common
 * letter, a count may have ended. */
static inline bool is_head(const struct matcher *matcher, uint32_t classes)
{
    return has_bit(matcher->heads, (classes >> (HEAD_BITS - 1) & HEADS) | (classes & (HEADS - 1)));
}

/* The first place from i on where a word may begin; *head holds the classes up to the first two bytes, what lies behind
 * the text's end is no letter. One branch a byte, nearly always the same way: this loop is what most texts cost. */
static size_t next_head(const struct matcher *matcher, const unsigned char *text, size_t size, size_t i, uint32_t *head)
{
    uint32_t classes = *head;
    bool found = false;
    for (; i + 2 < size && !found; i++)
        found = is_head(matcher, classes = classes << HEAD_BITS | matcher->classes[text[i + 2]]);
    for (; i < size && !found; i++)
        found = is_head(matcher, classes = classes << HEAD_BITS | HEAD_OTHER);
    *head = classes;
    return found ? i - 1 : size;
}

/* Whether a word may begin at i: the head only says where it may at most. */
static bool is_beginning(const struct matcher *matcher, const unsigned char *text, size_t size, size_t from, size_t i)
{
    if ((text[i] & 0xC0) == 0x80)
        return false;
    if ((text[i] & 0xF0) == 0xE0 && i + 3 <= size &&
        !has_bit(matcher->wide_heads, (size_t)(text[i] & 0x0F) << 12 | (size_t)(text[i + 1] & 0x3F) << 6 | (text[i + 2] & 0x3F)))
        return false;
    struct unit unit = fold(text + i, size - i);
    if (unit.type == TYPE_IGNORED || unit.type == TYPE_SEPARATOR || !matcher->roots[unit.byte])
        return false;
    return !is_letter(unit.type) || is_edge(text, size, from, i);
}

bool matcher_next(const struct matcher *matcher, struct slice slice, size_t *from, struct match *match)
{
    const unsigned char *text = (const unsigned char *)slice.data;
    size_t size = slice.size < UINT32_MAX ? slice.size : UINT32_MAX, i = *from;
    uint32_t head = i < size ? matcher->classes[text[i]] : HEAD_OTHER;
    head = head << HEAD_BITS | (i + 1 < size ? matcher->classes[text[i + 1]] : HEAD_OTHER);
    while ((i = next_head(matcher, text, size, i, &head)) < size) {
        if (is_beginning(matcher, text, size, *from, i)) {
            longest_at(matcher, text, size, i, match);
            if (match->end && left_edge(text, size, i)) {
                *from = skip(text, size, i);
                return true;
            }
        }
        i++;
    }
    return false;
}

size_t matcher_find(const struct matcher *matcher, struct slice slice, struct match *matches, size_t capacity)
{
    size_t count = 0, from = 0;
    while (count < capacity && matcher_next(matcher, slice, &from, &matches[count]))
        from = matches[count++].end;
    return count;
}
