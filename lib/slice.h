/*
 * A view of bytes that somebody else owns: a Kafka payload, an arena, a literal.
 *
 * data NULL means "not stated" and is not the same as an empty text (data not NULL, size 0). Not NUL-terminated:
 * print with "%.*s" and SLICE_ARGS(slice). Valid as long as the owner's memory is.
 */
#ifndef LIB_SLICE_H
#define LIB_SLICE_H

#include <stdbool.h>
#include <stddef.h>

struct slice {
    const char *data;
    size_t size; /* bytes */
};

struct slices {
    const struct slice *items;
    size_t count;
};

#define SLICE_LITERAL(text) ((struct slice){(text), sizeof(text) - 1})
#define SLICE_ARGS(slice) (int)(slice).size, (slice).data

struct slice slice_of(const char *text);                       /* of a NUL-terminated text; NULL gives not stated */
bool slice_equal(struct slice a, struct slice b);              /* not stated equals only not stated */
bool slice_equal_text(struct slice slice, const char *text);
bool slice_equal_ignoring_case(struct slice slice, const char *text); /* ASCII letters only */
bool slice_starts_with(struct slice slice, const char *prefix);
int slice_compare(struct slice a, struct slice b);             /* bytewise, as memcmp; shorter first */
struct slice slice_trim(struct slice slice);                   /* without ASCII white space at both ends */
struct slice slice_cut(struct slice slice, size_t from, size_t to); /* the bytes from..to-1 */

/* Cuts what lies before `separator` off the front of *rest and returns it; the whole rest where there is none.
 * *rest is not stated after the last part. */
struct slice slice_next_part(struct slice *rest, char separator);

/* Valid UTF-8 without NUL: exactly what PostgreSQL takes as text. Checks eight ASCII bytes at a time. */
bool slice_is_text(struct slice slice);
/* Bytes of the longest front that is such text. */
size_t slice_text_size(struct slice slice);

#endif
