/*
 * A table written as JSON, read row by row in bounded memory: [[..], [..], ..], or {.., "data": [{..}, {..}, ..], ..}.
 *
 * Rows are flat: each is an array of plain values, or an object of plain values. The scanner is as strict as JSON is. A
 * bad row is refused with its line and reading goes on behind it, at the bracket that closes it; what is wrong between
 * rows ends the reading. Where chunks of the reader end makes no difference.
 * Costs: one pass over the bytes; texts without escapes are not copied. Memory: fixed, some JSON_ROWS_ROW_MAX.
 * Ownership: cells are slices into the reader's and the scanner's own memory, valid until the next call. Errors:
 * ERROR_REJECT for a row (JSON_ROWS_REFUSED) and for a damaged text (JSON_ROWS_FAILED), else what the reader says.
 */
#ifndef PRODUCERS_CUSTOMS_JSON_ROWS_H
#define PRODUCERS_CUSTOMS_JSON_ROWS_H

#include "producers/input.h"

enum {
    JSON_ROWS_ROW_MAX = 64 << 10,  /* bytes of one row, and of all that stands before or behind the rows */
    JSON_ROWS_CELLS_MAX = 512,     /* of one row */
};

struct json_rows;

struct json_rows_shape {
    bool objects;               /* rows are {"name": value, ..}; else [value, ..] */
    const char *const *members; /* names, NULL behind the last, of which one is the member of the outermost object that
                                   holds the rows; NULL: the text is the array of rows itself */
};

enum json_cell_kind { JSON_CELL_NULL, JSON_CELL_TEXT, JSON_CELL_NUMBER, JSON_CELL_BOOLEAN };

struct json_cell {
    enum json_cell_kind kind;
    struct slice name; /* unescaped; not stated in rows that are arrays. A name may stand twice in a row */
    struct slice text; /* unescaped valid text without NUL; a number as it is written; true, false; not stated: null */
};

struct json_row {
    const struct json_cell *cells;
    size_t count;
    int64_t line;   /* on which it begins, from 1; also of a refused one */
    int64_t offset; /* of its first byte, from 0 */
};

enum json_rows_result { JSON_ROWS_ROW, JSON_ROWS_REFUSED, JSON_ROWS_END, JSON_ROWS_FAILED };

/* Reads to the first row. The reader, on which reader_decode was called, stays the caller's. */
bool json_rows_open(struct reader *reader, const struct json_rows_shape *shape, struct json_rows **rows,
                    struct error *error);
void json_rows_close(struct json_rows *rows);

/* Where the reading stands in *row also for JSON_ROWS_END and JSON_ROWS_FAILED, after which nothing follows. */
enum json_rows_result json_rows_next(struct json_rows *rows, struct json_row *row, struct error *error);

/* Instead of json_rows_next, after json_rows_open: passes over all the rows, looking only at brackets and strings,
 * and tells how many there are. Many times as fast. False, with the place, where the text ends early or brackets do
 * not match; else json_rows_tail holds what stands behind the rows. */
bool json_rows_skip(struct json_rows *rows, int64_t *count, struct input_place *place, struct error *error);

/* What stands before the rows, and behind them once JSON_ROWS_END was told: an object with an empty array in place of
 * the rows, to be parsed by json_parse (which is also what finds mistakes there). Valid until json_rows_close. Not for
 * a text that is the array itself, where nothing may stand. */
struct slice json_rows_head(const struct json_rows *rows);
struct slice json_rows_tail(const struct json_rows *rows);

/* A check for struct input: one value, all its brackets closed, and nothing behind it. Finds every text that was cut
 * off. */
bool json_rows_check(struct reader *reader, struct input_place *place, struct error *error);

#endif
