/*
 * Reading JSON values: the only file that knows jansson.
 *
 * Duplicate names, depth over 64, numbers of more than 255 characters or beyond a double's range, NUL in texts, and
 * anything behind the value are refused. Values live until json_free of their root. A value is read by any one thread.
 *
 * The names here avoid those of jansson's own functions (json_string, json_integer): the linker would mix them up.
 */
#ifndef LIB_JSON_H
#define LIB_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/error.h"
#include "lib/slice.h"

struct json; /* a value; never NULL where a function returns true */

/* Parses one value. Numbers keep their exact decimal text (json_number_text). ERROR_REJECT, REASON_BAD_SYNTAX or
 * REASON_BAD_ENCODING, with line and column. */
bool json_parse(struct slice text, struct json **root, struct error *error);
void json_free(struct json *root);

bool json_is_object(const struct json *value);
bool json_is_array(const struct json *value);
bool json_is_null(const struct json *value); /* also true for NULL: an absent member reads as null */
const struct json *json_member(const struct json *object, const char *name); /* NULL if absent or not an object */
size_t json_count(const struct json *array);                                /* items or members */
const struct json *json_item(const struct json *array, size_t index);
/* Walks the members of an object in order of the text: false after the last. */
bool json_next_member(const struct json *object, size_t *cursor, struct slice *name, const struct json **value);

struct slice json_text(const struct json *value);               /* of a string; not stated if it is none */
bool json_int64(const struct json *value, int64_t *integer); /* false if no number, not whole ("1.0") or too large */
bool json_bool(const struct json *value, bool *boolean);     /* false if neither true nor false */
struct slice json_number_text(const struct json *value); /* digits as written ("1.50"); not stated if no number */

#endif
