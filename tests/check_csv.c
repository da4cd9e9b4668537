/*
 * What the CSV reader takes and refuses. Each test feeds a text and reads its records as "field|field" lines.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/csv.h"
#include "tests/suite.h"

/* All results of a text, one a line: fields joined by '/', or "!LINE reason" for a refusal. */
static const char *read_all(const char *text, char delimiter, size_t width)
{
    static char out[4096];
    size_t used = 0;
    struct error error = {0};
    struct reader *reader;
    struct csv *csv;
    struct csv_record record;
    ck_assert(reader_open_text("test", slice_of(text), &reader, &error));
    ck_assert(csv_open(reader, delimiter, &csv, &error));
    csv_expect_width(csv, width);
    enum csv_result result;
    while ((result = csv_next(csv, &record, &error)) != CSV_END) {
        ck_assert_int_ne(result, CSV_FAILED);
        if (result == CSV_REFUSED)
            used += (size_t)snprintf(out + used, sizeof out - used, "!%s: line %lld: %s",
                                     reason_text(error.reason), (long long)record.line, error.message);
        for (size_t i = 0; result == CSV_RECORD && i < record.count; i++)
            used += (size_t)snprintf(out + used, sizeof out - used, "%s%.*s", i ? "/" : "",
                                     SLICE_ARGS(record.fields[i]));
        used += (size_t)snprintf(out + used, sizeof out - used, "\n");
    }
    csv_close(csv);
    reader_close(reader);
    out[used] = '\0';
    return out;
}

START_TEST(plain_records)
{
    ck_assert_str_eq(read_all("a,b\n1,\n,2\n", 0, 0), "a/b\n1/\n/2\n");
    ck_assert_str_eq(read_all("a,b\r\n1,2", 0, 0), "a/b\n1/2\n"); /* CRLF, no line break at the end */
    ck_assert_str_eq(read_all("", 0, 0), "");
}
END_TEST

START_TEST(quotes_hold_delimiters_breaks_and_quotes)
{
    ck_assert_str_eq(read_all("\"a,b\",\"say \"\"H100\"\"\",\"\"\n", 0, 0), "a,b/say \"H100\"/\n");
    ck_assert_str_eq(read_all("a,\"two\r\nlines\"\nb,c\n", 0, 0), "a/two\nlines\nb/c\n");
    ck_assert_str_eq(read_all("a,\"x\n\n\"\"y\"\nb,c\n", 0, 0), "a/x\n\n\"y\nb/c\n");
    ck_assert_str_eq(read_all("a,\"6\"\" wafer\nof silicon\"\nb,c\n", 0, 0), "a/6\" wafer\nof silicon\nb/c\n");
}
END_TEST

START_TEST(delimiter_is_found_or_given)
{
    ck_assert_str_eq(read_all("a;\"b;,,,\";c\n1;2,5;3\n", 0, 0), "a/b;,,,/c\n1/2,5/3\n");
    ck_assert_str_eq(read_all("a\tb\n1\t2\n", 0, 0), "a/b\n1/2\n");
    ck_assert_str_eq(read_all("a|b;c\n", ';', 0), "a|b/c\n");
    ck_assert_str_eq(read_all("sep=;\na;b,c,d\n", 0, 0), "a/b,c,d\n");
}
END_TEST

START_TEST(marks_and_empty_lines_are_passed_over)
{
    ck_assert_str_eq(read_all("\xEF\xBB\xBF\"a\",b\n\n1,2\n\n\n", 0, 0), "a/b\n1/2\n");
}
END_TEST

/* One bad record costs one record: the next line is read as if nothing had been. */
START_TEST(bad_records_are_refused_with_their_line)
{
    ck_assert_str_eq(read_all("a,b\n5\" disc,1\n\"x\"y,2\n1,2\n", 0, 0),
                     "a/b\n!bad_syntax: line 2: a quote stands inside a field that is not quoted\n"
                     "!bad_syntax: line 3: text follows a closing quote\n1/2\n");
    ck_assert_str_eq(read_all("a,b\nx\"\"y,2\n1,2\n", 0, 0),
                     "a/b\n!bad_syntax: line 2: a quote stands inside a field that is not quoted\n1/2\n");
    ck_assert_str_eq(read_all("a,b\n1,\"open\n2,3\n", 0, 0),
                     "a/b\n!bad_syntax: line 2: a quote is opened and not closed before the end\n");
    ck_assert_str_eq(read_all("a,b\n\xC0\xEB,1\n2,3\n", 0, 0),
                     "a/b\n!bad_encoding: line 2: not UTF-8, or a NUL in it\n2/3\n");
}
END_TEST

START_TEST(width_is_the_headers)
{
    ck_assert_str_eq(read_all("1,2\n1\n1,2,3\n1,2,\n", 0, 2),
                     "1/2\n"
                     "!bad_syntax: line 2: 1 fields where 2 were expected\n"
                     "!bad_syntax: line 3: 3 fields where 2 were expected\n"
                     "!bad_syntax: line 4: 3 fields where 2 were expected\n");
}
END_TEST

/* Records may all end in a delimiter that the header does not have. One that alone does is ragged: "a,b" unquoted. */
START_TEST(a_delimiter_at_the_end_is_of_all_records)
{
    ck_assert_str_eq(read_all("1,2,\n3,4,\n5,6\n", 0, 2),
                     "1/2/\n3/4/\n!bad_syntax: line 3: 2 fields where 3 were expected\n");
}
END_TEST

/* A quote that is never closed must end at a limit and in linear time. */
START_TEST(size_is_bounded)
{
    enum { LINES = 600000 };
    char *text = malloc(4 + 2 * LINES + 5);
    ck_assert_ptr_nonnull(text);
    strcpy(text, "a,\"\n");
    for (size_t i = 0; i < LINES; i++)
        memcpy(text + 4 + 2 * i, "x\n", 2);
    strcpy(text + 4 + 2 * LINES, "b,c\n");
    struct error error = {0};
    struct reader *reader;
    struct csv *csv;
    struct csv_record record;
    ck_assert(reader_open_text("test", slice_of(text), &reader, &error));
    ck_assert(csv_open(reader, ',', &csv, &error));
    ck_assert_int_eq(csv_next(csv, &record, &error), CSV_REFUSED);
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    ck_assert_int_eq(csv_next(csv, &record, &error), CSV_RECORD); /* goes on behind it */
    csv_close(csv);
    reader_close(reader);
    free(text);
}
END_TEST

/* Records without quotes go a shorter way, eight bytes at a time: the same fields come out, wherever a field ends. */
START_TEST(both_ways_give_the_same_fields)
{
    for (size_t length = 0; length < 20; length++)
        for (size_t end = 0; end <= length; end++) {
            char plain[64], quoted[64], expected[64];
            snprintf(plain, sizeof plain, "%.*s,%.*s", (int)end, "abcdefghijklmnopqrst", (int)(length - end),
                     "ABCDEFGHIJKLMNOPQRST");
            snprintf(expected, sizeof expected, "%.*s/%.*s\n", (int)end, "abcdefghijklmnopqrst", (int)(length - end),
                     "ABCDEFGHIJKLMNOPQRST");
            snprintf(quoted, sizeof quoted, "\"%.*s\",%s", (int)end, plain, plain + end + 1);
            ck_assert_str_eq(read_all(plain, ',', 2), expected);
            ck_assert_str_eq(read_all(quoted, ',', 2), expected);
        }
    ck_assert_str_eq(read_all("abcdefgh,\xC3\xA9,x\n", ',', 0), "abcdefgh/\xC3\xA9/x\n");
    ck_assert_str_eq(read_all("abcdefgh,\xC3,x\n", ',', 0), "!bad_encoding: line 1: not UTF-8, or a NUL in it\n");
}
END_TEST

/* At the limit of fields, and one over it. */
START_TEST(fields_are_bounded)
{
    char text[CSV_FIELDS_MAX + 2];
    memset(text, ',', sizeof text);
    text[CSV_FIELDS_MAX - 1] = '\0';
    ck_assert_uint_eq(strlen(read_all(text, ',', CSV_FIELDS_MAX)), CSV_FIELDS_MAX); /* all but the first begin with '/' */
    text[CSV_FIELDS_MAX - 1] = ',';
    text[CSV_FIELDS_MAX] = '\0';
    ck_assert_str_eq(read_all(text, ',', 0), "!bad_syntax: line 1: more than 1024 fields\n");
}
END_TEST

/* One line with all of the file in it would be a header without rows: nothing would be taken, and nothing told. */
START_TEST(lines_that_end_in_cr_alone_are_refused)
{
    ck_assert_str_eq(read_all("a,b\r1,2\r", ',', 0), "!bad_syntax: line 1: its lines end in CR alone: convert them to LF\n");
    ck_assert_str_eq(read_all("a,b\r\r\n", ',', 0), "a/b\r\n");
    ck_assert_str_eq(read_all("\"a\rb\",c\n", ',', 0), "a\rb/c\n"); /* a break in a name is none of lines */
}
END_TEST

START_TEST(a_head_gives_its_header)
{
    struct slice fields[3];
    char scratch[64];
    ck_assert_uint_eq(csv_peek(slice_of("\"HS CODE\";DATE\r\n1;2\n"), fields, 3, scratch, sizeof scratch), 2);
    ck_assert(slice_equal_text(fields[0], "HS CODE"));
    ck_assert(slice_equal_text(fields[1], "DATE"));
    ck_assert_uint_eq(csv_peek(slice_of("a,b,c,d\n"), fields, 3, scratch, sizeof scratch), 0); /* more than asked for */
    ck_assert_uint_eq(csv_peek(slice_of("a\xFF,b\n"), fields, 3, scratch, sizeof scratch), 0);
    ck_assert_uint_eq(csv_peek(slice_of(""), fields, 3, scratch, sizeof scratch), 1);
    ck_assert_uint_eq(csv_peek(slice_of("\xEF\xBB\xBFsep=;\r\nA;B;C\r\n"), fields, 3, scratch, sizeof scratch), 3);
    ck_assert_uint_eq(csv_peek(slice_of("\n \r\nA,B\n1,2\n"), fields, 3, scratch, sizeof scratch), 2);
    ck_assert(slice_equal_text(fields[0], "A"));
    ck_assert_uint_eq(csv_begin(slice_of("A\n")).size, 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("csv");
    TCase *tests = tcase_create("csv");
    tcase_add_test(tests, plain_records);
    tcase_add_test(tests, quotes_hold_delimiters_breaks_and_quotes);
    tcase_add_test(tests, delimiter_is_found_or_given);
    tcase_add_test(tests, marks_and_empty_lines_are_passed_over);
    tcase_add_test(tests, bad_records_are_refused_with_their_line);
    tcase_add_test(tests, width_is_the_headers);
    tcase_add_test(tests, a_delimiter_at_the_end_is_of_all_records);
    tcase_add_test(tests, size_is_bounded);
    tcase_add_test(tests, both_ways_give_the_same_fields);
    tcase_add_test(tests, fields_are_bounded);
    tcase_add_test(tests, lines_that_end_in_cr_alone_are_refused);
    tcase_add_test(tests, a_head_gives_its_header);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
