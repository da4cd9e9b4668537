#include "consumers/capacity/matcher.h"

#include <stdlib.h>
#include <string.h>

enum { STATES_MAX = 65535, RING_SIZE = 64, SEPARATOR = ' ' };

_Static_assert((int)RING_SIZE >= (int)MATCHER_WORD_MAX, "the ring must hold the offsets of the longest word");

enum byte_type { TYPE_OTHER, TYPE_SEPARATOR, TYPE_LETTER, TYPE_DIGIT, TYPE_WIDE };

struct word {
    unsigned char text[MATCHER_WORD_MAX]; /* folded */
    uint32_t size;
    uint32_t flags;
    uint32_t tag;
};

struct matcher {
    struct word *words;
    size_t word_count, word_capacity;
    uint8_t class_of[256];  /* of a folded byte; 0: in no word */
    size_t class_count;
    uint16_t *next;         /* state * class_count + class */
    uint32_t *word_of;      /* word that ends in a state, counted from 1; 0: none */
    uint16_t *shorter;      /* next state of the failure chain in which a word ends; 0: none */
    size_t state_count;
};

/* One character of the text: the byte that stands for it if it folds to ASCII, else its own bytes go in one by one. */
struct unit {
    unsigned char byte;
    enum byte_type type;
    uint32_t size; /* bytes of the text */
};

static enum byte_type ascii_type(unsigned char byte)
{
    if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z'))
        return TYPE_LETTER;
    if (byte >= '0' && byte <= '9')
        return TYPE_DIGIT;
    bool separates = byte == ' ' || byte == '-' || byte == '_' || (byte >= '\t' && byte <= '\r');
    return separates ? TYPE_SEPARATOR : TYPE_OTHER;
}

static unsigned char ascii_lower(unsigned char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (unsigned char)(byte + ('a' - 'A')) : byte;
}

static bool is_word_byte(unsigned char byte)
{
    enum byte_type type = ascii_type(byte);
    return type == TYPE_LETTER || type == TYPE_DIGIT;
}

/* The characters beyond ASCII that fold to ASCII: no-break space, hyphens and dashes, curly apostrophe, ideographic space,
 * full-width forms. */
static struct unit fold_wide(const unsigned char *text, size_t left)
{
    struct unit unit = {text[0], TYPE_WIDE, 1};
    if (left >= 2 && text[0] == 0xC2 && text[1] == 0xA0)
        return (struct unit){SEPARATOR, TYPE_SEPARATOR, 2};
    if (left < 3)
        return unit;
    if (text[0] == 0xE2 && text[1] == 0x80) {
        if (text[2] >= 0x90 && text[2] <= 0x93)
            return (struct unit){SEPARATOR, TYPE_SEPARATOR, 3};
        if (text[2] == 0x99)
            return (struct unit){'\'', TYPE_OTHER, 3};
        return (struct unit){'.', TYPE_OTHER, 3};
    }
    if (text[0] == 0xE3 && text[1] == 0x80)
        return text[2] == 0x80 ? (struct unit){SEPARATOR, TYPE_SEPARATOR, 3} : (struct unit){'.', TYPE_OTHER, 3};
    if (text[0] == 0xEF && ((text[1] == 0xBC && text[2] >= 0x81) || (text[1] == 0xBD && text[2] <= 0x9E))) {
        unsigned char byte = (unsigned char)(text[1] == 0xBC ? text[2] - 0x60 : text[2] - 0x20);
        return (struct unit){ascii_lower(byte), ascii_type(byte), 3};
    }
    return unit;
}

static inline struct unit fold(const unsigned char *text, size_t left)
{
    if (text[0] < 0x80)
        return (struct unit){ascii_lower(text[0]), ascii_type(text[0]), 1};
    return fold_wide(text, left);
}

/* Whether a separator between two such characters says nothing. */
static inline bool joins(enum byte_type before, enum byte_type after)
{
    return before == TYPE_WIDE || after == TYPE_WIDE || (before == TYPE_LETTER && after == TYPE_DIGIT);
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
    free(matcher->next);
    free(matcher->word_of);
    free(matcher->shorter);
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
        if (unit.type == TYPE_SEPARATOR) {
            pending = true;
            continue;
        }
        if (folded->size + 2 > MATCHER_WORD_MAX)
            return false;
        if (pending && folded->size && !joins(before, unit.type))
            folded->text[folded->size++] = SEPARATOR;
        folded->text[folded->size++] = unit.byte;
        before = unit.type;
        pending = false;
    }
    return folded->size > 0;
}

bool matcher_add(struct matcher *matcher, struct slice word, unsigned flags, uint32_t tag)
{
    struct word folded = {.flags = flags, .tag = tag};
    if (!fold_word(word, &folded))
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

static size_t assign_classes(struct matcher *matcher)
{
    size_t states = 1;
    matcher->class_count = 1;
    for (size_t i = 0; i < matcher->word_count; i++) {
        const struct word *word = &matcher->words[i];
        states += word->size;
        for (uint32_t k = 0; k < word->size; k++)
            if (!matcher->class_of[word->text[k]])
                matcher->class_of[word->text[k]] = (uint8_t)matcher->class_count++;
    }
    return states;
}

static void add_to_trie(struct matcher *matcher, size_t index)
{
    const struct word *word = &matcher->words[index];
    size_t state = 0;
    for (uint32_t k = 0; k < word->size; k++) {
        uint16_t *next = &matcher->next[state * matcher->class_count + matcher->class_of[word->text[k]]];
        if (!*next)
            *next = (uint16_t)matcher->state_count++;
        state = *next;
    }
    if (!matcher->word_of[state])
        matcher->word_of[state] = (uint32_t)index + 1;
}

/* Breadth first: every missing transition becomes that of the longest proper suffix, so that finding needs no loop. */
static void complete_transitions(struct matcher *matcher, uint16_t *queue, uint16_t *failure)
{
    size_t classes = matcher->class_count, tail = 0;
    for (size_t c = 1; c < classes; c++)
        if (matcher->next[c])
            queue[tail++] = matcher->next[c];
    for (size_t head = 0; head < tail; head++) {
        size_t state = queue[head], fallback = failure[state];
        matcher->shorter[state] =
            matcher->word_of[fallback] ? (uint16_t)fallback : matcher->shorter[fallback];
        for (size_t c = 1; c < classes; c++) {
            uint16_t *next = &matcher->next[state * classes + c];
            uint16_t other = matcher->next[fallback * classes + c];
            if (*next) {
                failure[*next] = other;
                queue[tail++] = *next;
            } else {
                *next = other;
            }
        }
    }
}

bool matcher_build(struct matcher *matcher, struct error *error)
{
    size_t states = assign_classes(matcher);
    if (states > STATES_MAX)
        return error_stop(error, EXIT_CONFIG, "too many words to search for: %zu states, the limit is %d", states,
                          STATES_MAX);
    matcher->next = calloc(states * matcher->class_count, sizeof *matcher->next);
    matcher->word_of = calloc(states, sizeof *matcher->word_of);
    matcher->shorter = calloc(states, sizeof *matcher->shorter);
    uint16_t *queue = calloc(states, sizeof *queue), *failure = calloc(states, sizeof *failure);
    bool ok = matcher->next && matcher->word_of && matcher->shorter && queue && failure;
    if (ok) {
        matcher->state_count = 1;
        for (size_t i = 0; i < matcher->word_count; i++)
            add_to_trie(matcher, i);
        complete_transitions(matcher, queue, failure);
    }
    free(queue);
    free(failure);
    return ok || error_stop(error, EXIT_CONFIG, "no memory for the words to search for");
}

/* "1,4090" holds no 4090. */
static bool continues_number(const unsigned char *text, size_t size, size_t mark, size_t digit)
{
    return mark < size && digit < size && (text[mark] == ',' || text[mark] == '.') &&
           ascii_type(text[digit]) == TYPE_DIGIT;
}

static bool left_edge(const unsigned char *text, size_t size, size_t start, const struct word *word)
{
    if (start == 0 || !is_word_byte(word->text[0]))
        return true;
    if (is_word_byte(text[start - 1]))
        return false;
    bool digit = ascii_type(word->text[0]) == TYPE_DIGIT;
    return !(digit && start >= 2 && continues_number(text, size, start - 1, start - 2));
}

/* Where the match ends, 0 if the word goes on in a way that it may not. */
static size_t right_edge(const unsigned char *text, size_t size, size_t end, const struct word *word)
{
    unsigned char last = word->text[word->size - 1];
    if (!is_word_byte(last))
        return end;
    if (word->flags & MATCHER_PREFIX) {
        while (end < size && is_word_byte(text[end]))
            end++;
        return end;
    }
    if (end < size && is_word_byte(text[end])) {
        bool plural = ascii_lower(text[end]) == 's' && (end + 1 == size || !is_word_byte(text[end + 1]));
        return plural ? end + 1 : 0;
    }
    bool number = ascii_type(last) == TYPE_DIGIT && continues_number(text, size, end, end + 1);
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
    /* One letter, a blank, digits: an article or a unit more often than a model ("a 100 MW site", German motorway A 100). */
    bool spread = word->size >= 2 && ascii_type(word->text[0]) == TYPE_LETTER &&
                  ascii_type(word->text[1]) == TYPE_DIGIT && text[start + 1] == ' ';
    return !spread || (is_capital(text[start]) && text[start] != 'A');
}

/* Puts a match behind the others if it does not overlap what lies further left; takes the place of those it covers: of two
 * with the same bytes (L40 with a plural s, L40S) the later one is the longer word. */
static bool place(struct match *matches, size_t *count, size_t capacity, struct match match)
{
    while (*count && matches[*count - 1].end > match.start) {
        const struct match *last = &matches[*count - 1];
        if (match.start > last->start || match.end < last->end)
            return false;
        --*count;
    }
    if (*count == capacity)
        return false;
    matches[(*count)++] = match;
    return true;
}

struct scan {
    const struct matcher *matcher;
    const unsigned char *text;
    size_t size;
    uint32_t offsets[RING_SIZE]; /* where in the text the last folded bytes stood */
    size_t emitted;              /* folded bytes so far */
    struct match *matches;
    size_t count, capacity;
};

/* A state was reached in which words end: takes the longest whose edges and case fit. */
static void report(struct scan *scan, size_t state, size_t end)
{
    for (; state; state = scan->matcher->shorter[state]) {
        uint32_t index = scan->matcher->word_of[state];
        if (!index)
            continue;
        const struct word *word = &scan->matcher->words[index - 1];
        size_t start = scan->offsets[(scan->emitted - word->size) % RING_SIZE];
        size_t edge = right_edge(scan->text, scan->size, end, word);
        if (!edge || !left_edge(scan->text, scan->size, start, word) || !case_fits(scan->text, start, end, word))
            continue;
        struct match match = {(uint32_t)start, (uint32_t)edge, word->tag};
        if (place(scan->matches, &scan->count, scan->capacity, match))
            return;
    }
}

size_t matcher_find(const struct matcher *matcher, struct slice text, struct match *matches, size_t capacity)
{
    struct scan scan = {.matcher = matcher, .text = (const unsigned char *)text.data,
                        .size = text.size < UINT32_MAX ? text.size : UINT32_MAX, .matches = matches,
                        .capacity = capacity};
    size_t state = 0;
    enum byte_type before = TYPE_OTHER;
    bool pending = false;
    for (size_t i = 0; i < scan.size;) {
        struct unit unit = fold(scan.text + i, scan.size - i);
        size_t at = i;
        i += unit.size;
        if (unit.type == TYPE_SEPARATOR) {
            pending = true;
            continue;
        }
        if (pending && state && !joins(before, unit.type)) {
            state = matcher->next[state * matcher->class_count + matcher->class_of[SEPARATOR]];
            scan.offsets[scan.emitted++ % RING_SIZE] = (uint32_t)(at - 1);
        }
        pending = false;
        before = unit.type;
        state = matcher->next[state * matcher->class_count + matcher->class_of[unit.byte]];
        scan.offsets[scan.emitted++ % RING_SIZE] = (uint32_t)at;
        if (matcher->word_of[state] || matcher->shorter[state])
            report(&scan, state, i);
    }
    return scan.count;
}
