#include "consumers/capacity/matcher.h"

#include <stdlib.h>
#include <string.h>

enum {
    SEPARATOR = ' ',
    HEAD_LETTERS = 37, /* letters, digits, and 0 for all else */
    HEADS = HEAD_LETTERS * HEAD_LETTERS * HEAD_LETTERS,
    WIDE_CHARACTERS = 1 << 16, /* of three bytes and less */
};

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
    /* What most of a text is left by, in the cache: bits of the beginnings that no word has are 0. */
    uint64_t heads[HEADS / 64 + 1];            /* three characters of ASCII */
    uint64_t wide_heads[WIDE_CHARACTERS / 64]; /* one character of three bytes */
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

/* Letters and digits as numbers from 1, 0 for all else. */
static const uint8_t head_letters[256] = {
    ['0'] = 1,  2,  3,  4,  5,  6,  7,  8,  9,  10,
    ['A'] = 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36,
    ['a'] = 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36,
};

static unsigned char letter_of_head(size_t number)
{
    return (unsigned char)(number > 10 ? 'a' + (number - 11) : '0' + (number - 1));
}

/* Whether a word goes on from a state by the letters left: behind what is no letter, or behind a word's end, anything
 * may stand. */
static bool head_lives(const struct matcher *matcher, const size_t letters[3])
{
    size_t state = 0;
    for (size_t i = 0; i < 3; i++) {
        if (i && (letters[i] == 0 || matcher->states[state].word))
            return true;
        state = letters[i] ? next_state(matcher, state, letter_of_head(letters[i])) : 0;
        if (!state)
            return false;
    }
    return true;
}

static void mark_heads(struct matcher *matcher)
{
    for (size_t head = 0; head < HEADS; head++) {
        const size_t letters[3] = {head / HEAD_LETTERS / HEAD_LETTERS, head / HEAD_LETTERS % HEAD_LETTERS,
                                   head % HEAD_LETTERS};
        if (head_lives(matcher, letters))
            set_bit(matcher->heads, head);
    }
}

/* Whether a word begins with a character of three bytes. */
static bool begins_wide(const struct matcher *matcher, const unsigned char bytes[3])
{
    struct unit unit = fold(bytes, 3);
    if (unit.size == 3)
        return unit.type != TYPE_SEPARATOR && unit.type != TYPE_IGNORED && next_state(matcher, 0, unit.byte);
    size_t state = 0;
    for (size_t i = 0; i < 3; i++) {
        state = next_state(matcher, state, bytes[i]);
        if (!state || matcher->states[state].word)
            return state != 0;
    }
    return true;
}

static void mark_wide_heads(struct matcher *matcher)
{
    for (size_t c = 0x800; c < WIDE_CHARACTERS; c++) {
        const unsigned char bytes[3] = {(unsigned char)(0xE0 | c >> 12), (unsigned char)(0x80 | (c >> 6 & 0x3F)),
                                        (unsigned char)(0x80 | (c & 0x3F))};
        if (begins_wide(matcher, bytes))
            set_bit(matcher->wide_heads, c);
    }
}

bool matcher_build(struct matcher *matcher, struct error *error)
{
    if (!make_trie(matcher))
        return error_stop(error, EXIT_CONFIG, "no memory for the words to search for");
    mark_heads(matcher);
    mark_wide_heads(matcher);
    return true;
}

/* "1,4090" holds no 4090. */
static bool continues_number(const unsigned char *text, size_t size, size_t mark, size_t digit)
{
    return mark < size && digit < size && (text[mark] == ',' || text[mark] == '.') &&
           ascii_type(text[digit]) == TYPE_DIGIT;
}

/* Whether a word may begin here: the scan itself begins words only behind what is no letter and no digit. */
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

/* A letter or digit of ASCII: whether a word may begin with it and the two characters behind. */
static inline bool may_begin(const struct matcher *matcher, const unsigned char *text, size_t size, size_t i)
{
    size_t second = i + 1 < size ? head_letters[text[i + 1]] : 0, third = i + 2 < size ? head_letters[text[i + 2]] : 0;
    return has_bit(matcher->heads, (head_letters[text[i]] * HEAD_LETTERS + second) * HEAD_LETTERS + third);
}

/* A character of a script without blanks: U+3040 to U+DFFF. */
static inline bool is_wide(const unsigned char *text, size_t size, size_t i)
{
    return text[i] >= 0xE3 && text[i] <= 0xED && i + 3 <= size && (text[i] != 0xE3 || text[i + 1] != 0x80);
}

/* Whether a word may begin at i, by its first characters alone. If not, *behind is where the next one may. */
static inline bool is_head(const struct matcher *matcher, const unsigned char *text, size_t size, size_t i, size_t *behind)
{
    unsigned char byte = text[i];
    *behind = i + 1;
    if (is_word_byte(byte)) {
        if (may_begin(matcher, text, size, i))
            return true;
        *behind = skip(text, size, i);
        return false;
    }
    if (byte < 0x80)
        return matcher->roots[byte] && ascii_type(byte) != TYPE_SEPARATOR;
    if (is_wide(text, size, i)) {
        *behind = i + 3;
        return has_bit(matcher->wide_heads, (size_t)(byte & 0x0F) << 12 | (size_t)(text[i + 1] & 0x3F) << 6 |
                                                (size_t)(text[i + 2] & 0x3F));
    }
    struct unit unit = fold_wide(text + i, size - i);
    *behind = i + unit.size;
    if (unit.type == TYPE_IGNORED || unit.type == TYPE_SEPARATOR)
        return false;
    if (next_state(matcher, 0, unit.byte))
        return true;
    *behind = skip(text, size, i);
    return false;
}

bool matcher_next(const struct matcher *matcher, struct slice slice, size_t *from, struct match *match)
{
    const unsigned char *text = (const unsigned char *)slice.data;
    size_t size = slice.size < UINT32_MAX ? slice.size : UINT32_MAX, i = *from, behind;
    while (i < size) {
        bool found = false;
        if (is_head(matcher, text, size, i, &behind)) {
            longest_at(matcher, text, size, i, match);
            found = match->end && left_edge(text, size, i);
            behind = skip(text, size, i);
        }
        i = behind;
        if (found) {
            *from = i;
            return true;
        }
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
