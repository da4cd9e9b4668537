/*
 * Tables written as JSON: rows in any layout come out cell by cell; one bad row costs one row; a damaged text is found.
 */
#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "producers/customs/json_rows.h"
#include "tests/suite.h"

static const struct json_rows_shape arrays = {.objects = false};
static const char *const members[] = {"data", "dataset", NULL};
static const struct json_rows_shape objects = {.objects = true, .members = members};

/* All rows as one text: cells by kind letter and text, rows in brackets, "!" for a refused one, "." at the end, "?" where
 * reading failed. */
struct told {
    char text[4096];
    struct error error; /* the last */
    int64_t line, offset; /* of the last row or end */
    char head[256], tail[256];
};

static void tell_row(const struct json_row *row, char *text)
{
    static const char letters[] = {[JSON_CELL_NULL] = 'x', [JSON_CELL_TEXT] = 't', [JSON_CELL_NUMBER] = 'n',
                                   [JSON_CELL_BOOLEAN] = 'b'};
    text += strlen(text);
    text += sprintf(text, "[");
    for (size_t i = 0; i < row->count; i++) {
        const struct json_cell *cell = &row->cells[i];
        if (cell->name.data)
            text += sprintf(text, "%.*s=", SLICE_ARGS(cell->name));
        text += sprintf(text, "%c%.*s%s", letters[cell->kind], (int)cell->text.size,
                        cell->text.data ? cell->text.data : "", i + 1 < row->count ? " " : "");
    }
    sprintf(text, "]");
}

static struct told tell_reader(const struct json_rows_shape *shape, struct reader *reader)
{
    struct told told = {.text = ""};
    struct json_rows *rows;
    struct json_row row;
    if (!json_rows_open(reader, shape, &rows, &told.error)) {
        strcpy(told.text, "?");
        reader_close(reader);
        return told;
    }
    enum json_rows_result result;
    do {
        result = json_rows_next(rows, &row, &told.error);
        if (result == JSON_ROWS_ROW)
            tell_row(&row, told.text);
        else
            strcat(told.text, result == JSON_ROWS_REFUSED ? "!" : result == JSON_ROWS_END ? "." : "?");
        told.line = row.line;
        told.offset = row.offset;
    } while (result == JSON_ROWS_ROW || result == JSON_ROWS_REFUSED);
    snprintf(told.head, sizeof told.head, "%.*s", SLICE_ARGS(json_rows_head(rows)));
    snprintf(told.tail, sizeof told.tail, "%.*s", SLICE_ARGS(json_rows_tail(rows)));
    json_rows_close(rows);
    reader_close(reader);
    return told;
}

static struct told tell(const struct json_rows_shape *shape, const char *text)
{
    struct reader *reader;
    struct error error;
    ck_assert(reader_open_text("test", slice_of(text), &reader, &error));
    return tell_reader(shape, reader);
}

START_TEST(rows_are_arrays_or_objects)
{
    struct told told = tell(&arrays, " [ [\"a\", \"b\"] ,\n [1.50,null],\r\n[true,-2e+3],[] ]\n");
    ck_assert_str_eq(told.text, "[ta tb][n1.50 x][btrue n-2e+3][].");
    told = tell(&objects, "{\"count\": 2, \"data\": [{\"a\": 1, \"b\": \"x\"},{}], \"error\": \"\"}");
    ck_assert_str_eq(told.text, "[a=n1 b=tx][].");
    ck_assert_str_eq(told.head, "{\"count\": 2, \"data\": []}");
    ck_assert_str_eq(told.tail, "{\"data\":[], \"error\": \"\"}");
    ck_assert_str_eq(tell(&arrays, "[]").text, ".");
}
END_TEST

/* What looks like the member of rows but stands deeper, or in a text, is not it. */
START_TEST(the_rows_are_a_member_of_the_outermost_object)
{
    struct told told = tell(&objects, "{\"a\": {\"data\": [{\"no\": 1}]}, \"b\": \"\\\"data\\\": [\", \"dataset\" : [{\"c\": 1}]}");
    ck_assert_str_eq(told.text, "[c=n1].");
    ck_assert_str_eq(told.tail, "{\"dataset\":[]}");
    ck_assert_str_eq(tell(&objects, "{\"rows\": [{\"c\": 1}]}").text, "?");
    ck_assert_str_eq(tell(&objects, "[]").text, "?");
    ck_assert_str_eq(tell(&arrays, "{\"error\": \"unknown variable\"}").text, "?");
}
END_TEST

START_TEST(escapes_are_resolved)
{
    ck_assert_str_eq(tell(&arrays, "[[\"a\\\"b\\\\\\/\\n\\t\", \"\\u00e9\\u4e2D\\uD83D\\uDE00\", \"é中\"]]").text,
                     "[ta\"b\\/\n\t té中\xF0\x9F\x98\x80 té中].");
    static const char *const bad[] = {
        "[[\"\\x\"]]",          "[[\"\\u12\"]]",  "[[\"\\u0000\"]]",       "[[\"\\uD800\"]]",
        "[[\"\\uD800\\n\"]]",   "[[\"\\uDC00\"]]", "[[\"\\uD800\\u0041\"]]", "[[\"a\nb\"]]",
        "[[\"\xC3\"]]",         "[[\"\xED\xA0\x80\"]]",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!strcmp(tell(&arrays, bad[i]).text, "!."), "%s", bad[i]);
}
END_TEST

START_TEST(a_bad_row_costs_one_row)
{
    static const char *const bad[] = {
        "[1,]",    "[,1]",        "[1 2]",  "[01]",         "[1.]",  "[.5]",   "[+1]", "[1e]", "[nul]", "[True]",
        "[NaN]",   "[[1]]",       "[{}]",   "[\"a\" \"b\"]", "[1,2}", "[\"a\":1]", "[--1]", "[1.2.3]",
        "[\"]\" x]",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char text[128];
        snprintf(text, sizeof text, "[[1],\n%s,\n[2]]", bad[i]);
        struct told told = tell(&arrays, text);
        ck_assert_msg(!strcmp(told.text, "[n1]![n2]."), "%s: %s", bad[i], told.text);
        ck_assert_int_eq(told.error.reason, REASON_BAD_SYNTAX);
        ck_assert_int_eq(told.line, 3);
    }
    ck_assert_str_eq(tell(&objects, "{\"data\":[{\"a\":1},{\"a\"},{a:1},{\"a\":1,},{\"a\":[]},{\"a\":2}]}").text,
                     "[a=n1]!!!![a=n2].");
}
END_TEST

START_TEST(what_is_wrong_between_rows_ends_the_reading)
{
    static const char *const bad[] = {"[[1] [2]]", "[[1],]", "[,[1]]", "[[1],2]", "[[1]]]", "[[1]] x", "[[1],{}]"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct told told = tell(&arrays, bad[i]);
        ck_assert_msg(told.text[strlen(told.text) - 1] == '?', "%s: %s", bad[i], told.text);
        ck_assert_int_eq(told.error.reason, REASON_BAD_SYNTAX);
    }
}
END_TEST

/* However a text is cut, the cut is told: by the rows, and by the check of the whole. */
START_TEST(a_text_that_was_cut_off_is_found)
{
    static const char text[] = "[[\"a\",\"\\u00e9\"],\n[\"]\",-1.5e3],\n[null,\"b\\\\\"]]";
    for (size_t size = 0; size < strlen(text); size++) {
        struct reader *reader;
        struct error error = {0};
        struct input_place place;
        char cut[sizeof text];
        snprintf(cut, sizeof cut, "%.*s", (int)size, text);
        struct told told = tell(&arrays, cut);
        ck_assert_msg(told.text[strlen(told.text) - 1] == '?', "%s: %s", cut, told.text);
        ck_assert(reader_open_text("test", slice_of(cut), &reader, &error));
        ck_assert_msg(!json_rows_check(reader, &place, &error), "%s", cut);
        ck_assert_int_eq(error.reason, REASON_TRUNCATED);
        ck_assert_int_eq(place.offset, (int64_t)size);
        reader_close(reader);
    }
    ck_assert_str_eq(tell(&arrays, text).text, "[ta té][t] n-1.5e3][x tb\\].");
}
END_TEST

START_TEST(the_check_wants_one_closed_value)
{
    static const struct {
        const char *text;
        bool fine;
    } cases[] = {{"[[\"[\"]]", true}, {" {\"a\": \"}\"} \n", true}, {"[] []", false}, {"[]]", false},
                 {"", false},        {"[\"]", false},              {"1", false},     {"]", true /* left to open */}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reader *reader;
        struct error error = {0};
        struct input_place place;
        ck_assert(reader_open_text("test", slice_of(cases[i].text), &reader, &error));
        ck_assert_msg(json_rows_check(reader, &place, &error) == cases[i].fine, "%s", cases[i].text);
        reader_close(reader);
    }
}
END_TEST

START_TEST(lines_and_offsets_are_those_of_the_row)
{
    struct reader *reader;
    struct json_rows *rows;
    struct json_row row;
    struct error error;
    ck_assert(reader_open_text("test", SLICE_LITERAL("[[1],\n[2,\n3],\n\n [4]]"), &reader, &error));
    ck_assert(json_rows_open(reader, &arrays, &rows, &error));
    static const struct {
        int64_t line, offset;
    } places[] = {{1, 1}, {2, 6}, {5, 16}};
    for (size_t i = 0; i < 3; i++) {
        ck_assert_int_eq(json_rows_next(rows, &row, &error), JSON_ROWS_ROW);
        ck_assert_int_eq(row.line, places[i].line);
        ck_assert_int_eq(row.offset, places[i].offset);
    }
    ck_assert_int_eq(json_rows_next(rows, &row, &error), JSON_ROWS_END);
    ck_assert_int_eq(json_rows_next(rows, &row, &error), JSON_ROWS_END);
    json_rows_close(rows);
    reader_close(reader);
}
END_TEST

/* A pipe that gives a byte at a time: every place is once the end of a chunk. */
START_TEST(chunks_make_no_difference)
{
    static const char text[] = "[[\"a\\u00e9\", 12.5, null],\n[\"b\", bad],\r\n [true, \"\\uD83D\\uDE00\"]]";
    struct told whole = tell(&arrays, text);
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        for (size_t i = 0; i < strlen(text); i++) {
            if (write(ends[1], text + i, 1) != 1)
                _exit(1);
            usleep(200);
        }
        _exit(0);
    }
    close(ends[1]);
    ck_assert_int_eq(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    close(ends[0]);
    struct reader *reader;
    struct error error;
    ck_assert(reader_open_file("-", &reader, &error));
    struct told parts = tell_reader(&arrays, reader);
    ck_assert_str_eq(whole.text, "[taé n12.5 x]![btrue t\xF0\x9F\x98\x80].");
    ck_assert_str_eq(parts.text, whole.text);
    ck_assert_int_eq(parts.line, whole.line);
    ck_assert_int_eq(parts.offset, whole.offset);
}
END_TEST

/* Rows over the limits are refused, and those behind them are read. */
START_TEST(limits_hold)
{
    size_t size = JSON_ROWS_ROW_MAX + 100;
    char *text = malloc(size + 64);
    ck_assert_ptr_nonnull(text);
    size_t used = (size_t)sprintf(text, "[[1],[\"");
    memset(text + used, 'x', size);
    strcpy(text + used + size, "\"],[2]]");
    struct told told = tell(&arrays, text);
    ck_assert_str_eq(told.text, "[n1]![n2].");
    ck_assert_int_eq(told.error.reason, REASON_TOO_LARGE);
    used = (size_t)sprintf(text, "[[1],[1");
    for (int i = 0; i < JSON_ROWS_CELLS_MAX; i++)
        used += (size_t)sprintf(text + used, ",1");
    strcpy(text + used, "],[2]]");
    told = tell(&arrays, text);
    ck_assert_str_eq(told.text, "[n1]![n2].");
    ck_assert_int_eq(told.error.reason, REASON_TOO_LARGE);
    used = (size_t)sprintf(text, "{\"a\":\"");
    memset(text + used, 'x', size);
    strcpy(text + used + size, "\",\"data\":[{}]}");
    ck_assert_str_eq(tell(&objects, text).text, "?");
    memset(text, '[', size);
    text[size] = '\0';
    ck_assert_str_eq(tell(&arrays, text).text, "?"); /* no recursion */
    free(text);
}
END_TEST
/* Names are compared with those of the row before: others in the same place are read as they stand. */
START_TEST(names_may_change_from_row_to_row)
{
    struct told told = tell(&objects, "{\"data\":[{\"ab\":1,\"c\":2},{\"ab\":3,\"c\":4},{\"abc\":5,\"\":6},{\"a\":7},"
                                      "{\"\\u0061b\":8},{\"ab\":9}]}");
    ck_assert_str_eq(told.text, "[ab=n1 c=n2][ab=n3 c=n4][abc=n5 =n6][a=n7][ab=n8][ab=n9].");
}
END_TEST

/* Rows are counted without being read: a bad one counts, brackets in texts and in rows do not. */
START_TEST(rows_are_passed_over_and_counted)
{
    static const struct {
        const char *text;
        int64_t count; /* -1: it fails */
    } cases[] = {{"{\"data\":[]}", 0},
                 {"{\"data\":[{\"a\":\"]}\\\"\\\\\"},{\"b\":{\"c\":[]}}, {nonsense}],\"count\":3}", 3},
                 {"{\"data\":[{\"a\":\"]}", -1},
                 {"{\"data\":[{\"a\":1}", -1}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reader *reader;
        struct json_rows *rows;
        struct error error;
        struct input_place place;
        int64_t count = -1;
        ck_assert(reader_open_text("test", slice_of(cases[i].text), &reader, &error));
        ck_assert(json_rows_open(reader, &objects, &rows, &error));
        bool fine = json_rows_skip(rows, &count, &place, &error);
        ck_assert_msg(fine == (cases[i].count >= 0) && (!fine || count == cases[i].count), "%s", cases[i].text);
        json_rows_close(rows);
        reader_close(reader);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("json_rows");
    TCase *tests = tcase_create("json_rows");
    tcase_add_test(tests, rows_are_arrays_or_objects);
    tcase_add_test(tests, the_rows_are_a_member_of_the_outermost_object);
    tcase_add_test(tests, escapes_are_resolved);
    tcase_add_test(tests, a_bad_row_costs_one_row);
    tcase_add_test(tests, what_is_wrong_between_rows_ends_the_reading);
    tcase_add_test(tests, a_text_that_was_cut_off_is_found);
    tcase_add_test(tests, the_check_wants_one_closed_value);
    tcase_add_test(tests, lines_and_offsets_are_those_of_the_row);
    tcase_add_test(tests, chunks_make_no_difference);
    tcase_add_test(tests, names_may_change_from_row_to_row);
    tcase_add_test(tests, rows_are_passed_over_and_counted);
    tcase_add_test(tests, limits_hold);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
