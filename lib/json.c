#include "lib/json.h"

#include <jansson.h>
#include <string.h>

/*
 * A value is jansson's json_t, with one change: jansson reads numbers into doubles, which loses declared decimals
 * (12345678901234567.89). So after the parse every number in the tree is replaced by a string of NUL and the number's
 * own text. No other string holds a NUL, because jansson refuses \u0000, so the two cannot be confused.
 */

enum {
    DEPTH_MAX = 64,
    NUMBER_BYTES_MAX = 255, /* far more digits than any field of ours takes */
};

/* A value as jansson knows it. */
static const json_t *inside(const struct json *value)
{
    return (const void *)value;
}

/* Walks the numbers of a text that jansson has accepted, in order: its syntax is known to be right. */
struct number_cursor {
    const char *at, *end;
};

static const char *skip_string(const char *at)
{
    for (at++; *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at + 1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static struct slice next_number(struct number_cursor *cursor)
{
    const char *at = cursor->at;
    while (at < cursor->end && *at != '-' && !is_digit(*at))
        at = *at == '"' ? skip_string(at) : at + 1;
    const char *start = at;
    while (at < cursor->end && (is_digit(*at) || memchr("-+.eE", *at, 5)))
        at++;
    cursor->at = at;
    return (struct slice){start, (size_t)(at - start)};
}

/* The string that stands for the next number; NULL if it is too long or there is no memory. */
static json_t *number_string(struct number_cursor *cursor)
{
    char text[1 + NUMBER_BYTES_MAX] = {'\0'};
    struct slice number = next_number(cursor);
    if (number.size > NUMBER_BYTES_MAX)
        return NULL;
    memcpy(text + 1, number.data, number.size);
    return json_stringn_nocheck(text, 1 + number.size);
}

static bool keep_numbers(json_t *value, struct number_cursor *cursor, int depth);

static bool keep_numbers_of_object(json_t *object, struct number_cursor *cursor, int depth)
{
    /* jansson iterates in the order of the text. */
    for (void *at = json_object_iter(object); at; at = json_object_iter_next(object, at)) {
        json_t *item = json_object_iter_value(at);
        bool kept = json_is_real(item) ? json_object_iter_set_new(object, at, number_string(cursor)) == 0
                                       : keep_numbers(item, cursor, depth);
        if (!kept)
            return false;
    }
    return true;
}

static bool keep_numbers_of_array(json_t *array, struct number_cursor *cursor, int depth)
{
    for (size_t i = 0; i < json_array_size(array); i++) {
        json_t *item = json_array_get(array, i);
        bool kept = json_is_real(item) ? json_array_set_new(array, i, number_string(cursor)) == 0
                                       : keep_numbers(item, cursor, depth);
        if (!kept)
            return false;
    }
    return true;
}

/* Replaces the numbers inside `value`, which lies in `depth` others. */
static bool keep_numbers(json_t *value, struct number_cursor *cursor, int depth)
{
    if (!json_is_object(value) && !json_is_array(value))
        return true;
    if (depth == DEPTH_MAX)
        return false;
    return json_is_object(value) ? keep_numbers_of_object(value, cursor, depth + 1)
                                 : keep_numbers_of_array(value, cursor, depth + 1);
}

static enum reason reason_of(const json_error_t *problem)
{
    switch (json_error_code(problem)) {
    case json_error_invalid_utf8:
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return REASON_BAD_ENCODING;
    default:
        return REASON_BAD_SYNTAX;
    }
}

bool json_parse(struct slice text, struct json **root, struct error *error)
{
    json_error_t problem;
    /* Integers as doubles too: one of more than 64 bits is then no error and keeps its text. */
    const size_t flags = JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
    json_t *value = json_loadb(text.data ? text.data : "", text.size, flags, &problem);
    if (!value)
        return error_reject(error, reason_of(&problem), "not JSON, line %d, column %d: %s", problem.line,
                            problem.column, problem.text);
    /* An array around the value lets a number at the top be replaced like any other. */
    struct number_cursor cursor = {text.data, text.data + text.size};
    json_t *around = json_pack("[o]", value);
    bool kept = around && keep_numbers_of_array(around, &cursor, 0);
    value = json_incref(json_array_get(around, 0));
    json_decref(around);
    if (kept) {
        *root = (void *)value;
        return true;
    }
    json_decref(value);
    return error_reject(error, REASON_BAD_SYNTAX, "JSON nested deeper than %d, or a number of more than %d characters",
                        DEPTH_MAX, NUMBER_BYTES_MAX);
}

void json_free(struct json *root)
{
    json_decref((json_t *)(void *)root);
}

/* The parentheses keep jansson's macros of the same name away. */
bool (json_is_object)(const struct json *value)
{
    const json_t *it = inside(value);
    return json_is_object(it);
}

bool (json_is_array)(const struct json *value)
{
    const json_t *it = inside(value);
    return json_is_array(it);
}

bool (json_is_null)(const struct json *value)
{
    const json_t *it = inside(value);
    return !it || json_is_null(it);
}

const struct json *json_member(const struct json *object, const char *name)
{
    return (const void *)json_object_get(inside(object), name);
}

size_t json_count(const struct json *array)
{
    const json_t *it = inside(array);
    return json_is_object(it) ? json_object_size(it) : json_array_size(it);
}

const struct json *json_item(const struct json *array, size_t index)
{
    return (const void *)json_array_get(inside(array), index);
}

bool json_next_member(const struct json *object, size_t *cursor, struct slice *name, const struct json **value)
{
    json_t *it = (json_t *)(uintptr_t)object;
    void *at = *cursor ? json_object_iter_next(it, (void *)(uintptr_t)*cursor) : json_object_iter(it);
    if (!at)
        return false;
    *cursor = (size_t)(uintptr_t)at;
    *name = (struct slice){json_object_iter_key(at), json_object_iter_key_len(at)};
    *value = (const void *)json_object_iter_value(at);
    return true;
}

/* The bytes of a string of jansson's; the first is NUL where it stands for a number. */
static struct slice string_bytes(const struct json *value)
{
    const json_t *it = inside(value);
    return (struct slice){json_string_value(it), json_string_length(it)};
}

static bool stands_for_number(struct slice bytes)
{
    return bytes.size && bytes.data[0] == '\0';
}

struct slice json_text(const struct json *value)
{
    struct slice bytes = string_bytes(value);
    return stands_for_number(bytes) ? (struct slice){NULL, 0} : bytes;
}

struct slice json_number_text(const struct json *value)
{
    struct slice bytes = string_bytes(value);
    return stands_for_number(bytes) ? slice_cut(bytes, 1, bytes.size) : (struct slice){NULL, 0};
}

bool json_int64(const struct json *value, int64_t *integer)
{
    struct slice text = json_number_text(value);
    bool negative = slice_starts_with(text, "-");
    int64_t number = 0;
    for (size_t i = negative; i < text.size; i++) {
        /* Counted downwards, because the least int64 has no positive counterpart. */
        if (!is_digit(text.data[i]) || __builtin_mul_overflow(number, 10, &number) ||
            __builtin_sub_overflow(number, text.data[i] - '0', &number))
            return false;
    }
    if (!text.data || (!negative && number == INT64_MIN))
        return false;
    *integer = negative ? number : -number;
    return true;
}

bool json_bool(const struct json *value, bool *boolean)
{
    const json_t *it = inside(value);
    if (!json_is_boolean(it))
        return false;
    *boolean = json_is_true(it);
    return true;
}
