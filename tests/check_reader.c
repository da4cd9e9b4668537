#include "producers/reader.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct error error;

static struct reader *of_text(struct slice text)
{
    struct reader *reader;
    ck_assert(reader_open_text("a text", text, &reader, &error));
    return reader;
}

/* The same bytes as a file, which is removed at once: it lives as long as the reader has it open. */
static struct reader *of_file(struct slice text)
{
    char path[] = "/tmp/check_reader_XXXXXX";
    int file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq(write(file, text.data, text.size), (ssize_t)text.size);
    close(file);
    struct reader *reader;
    ck_assert_msg(reader_open_file(path, &reader, &error), "%s", error.message);
    unlink(path);
    return reader;
}

static struct reader *(*const kinds[])(struct slice) = {of_text, of_file};
enum { KINDS = 2 };

static void assert_line(struct reader *reader, const char *expected, int64_t number, int64_t offset)
{
    struct slice line;
    ck_assert(reader_line(reader, &line, &error));
    ck_assert_msg(slice_equal_text(line, expected), "\"%.*s\"", SLICE_ARGS(line));
    ck_assert_int_eq(reader_line_number(reader), number);
    ck_assert_int_eq(reader_offset(reader), offset);
}

static void assert_no_line(struct reader *reader)
{
    struct slice line;
    ck_assert(reader_line(reader, &line, &error));
    ck_assert_ptr_null(line.data);
}

START_TEST(gives_lines_with_number_and_offset)
{
    struct reader *reader = kinds[_i](SLICE_LITERAL("one\ntwo\r\n\nlast"));
    assert_line(reader, "one", 1, 0);
    assert_line(reader, "two", 2, 4);
    assert_line(reader, "", 3, 9); /* an empty line is a line */
    assert_line(reader, "last", 4, 10);
    assert_no_line(reader);
    assert_no_line(reader);
    reader_close(reader);
}
END_TEST

START_TEST(peeks_without_using_up)
{
    struct reader *reader = kinds[_i](SLICE_LITERAL("head\ntail"));
    struct slice head;
    ck_assert(reader_peek(reader, &head, &error));
    ck_assert(slice_equal_text(head, "head\ntail"));
    assert_line(reader, "head", 1, 0);
    ck_assert(reader_peek(reader, &head, &error));
    ck_assert(slice_equal_text(head, "tail"));
    reader_close(reader);
}
END_TEST

START_TEST(an_empty_source_has_nothing)
{
    struct reader *reader = kinds[_i](SLICE_LITERAL(""));
    struct slice bytes;
    ck_assert(reader_peek(reader, &bytes, &error));
    ck_assert_uint_eq(bytes.size, 0);
    ck_assert(reader_bytes(reader, 100, &bytes, &error));
    ck_assert_ptr_null(bytes.data);
    assert_no_line(reader);
    reader_close(reader);
}
END_TEST

/* Lines around a buffer's size: `size` letters, then a line end, then "next". */
static struct slice long_line(size_t size, const char *end)
{
    char *text = malloc(size + 16);
    memset(text, 'a', size);
    strcpy(text + size, end);
    strcat(text + size, "next");
    return (struct slice){text, size + strlen(text + size)};
}

START_TEST(takes_the_longest_line_and_refuses_a_longer_one)
{
    struct slice longest = long_line(READER_LINE_MAX, "\r\n"), longer = long_line(READER_LINE_MAX + 1, "\n"),
                 much_longer = long_line((size_t)READER_LINE_MAX * 3, "\n"), line;
    struct reader *reader = kinds[_i](longest);
    ck_assert(reader_line(reader, &line, &error));
    ck_assert_uint_eq(line.size, READER_LINE_MAX);
    assert_line(reader, "next", 2, READER_LINE_MAX + 2);
    reader_close(reader);
    const struct slice refused[] = {longer, much_longer};
    for (size_t i = 0; i < 2; i++) {
        reader = kinds[_i](refused[i]);
        ck_assert(!reader_line(reader, &line, &error));
        ck_assert_int_eq(error.kind, ERROR_REJECT);
        ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
        ck_assert_int_eq(reader_line_number(reader), 1);
        ck_assert_int_eq(reader_offset(reader), 0);
        assert_line(reader, "next", 2, (int64_t)refused[i].size - 4); /* and goes on behind it */
        assert_no_line(reader);
        reader_close(reader);
    }
    free((char *)longest.data);
    free((char *)longer.data);
    free((char *)much_longer.data);
}
END_TEST

START_TEST(gives_blocks)
{
    struct reader *reader = kinds[_i](SLICE_LITERAL("abcdefg"));
    struct slice bytes;
    ck_assert(reader_bytes(reader, 3, &bytes, &error));
    ck_assert(slice_equal_text(bytes, "abc"));
    ck_assert(reader_bytes(reader, 100, &bytes, &error));
    ck_assert(slice_equal_text(bytes, "defg"));
    ck_assert_int_eq(reader_offset(reader), 3);
    ck_assert(reader_bytes(reader, 100, &bytes, &error));
    ck_assert_ptr_null(bytes.data);
    reader_close(reader);
}
END_TEST

START_TEST(gives_the_rest_up_to_a_limit)
{
    struct slice rest;
    struct reader *reader = kinds[_i](SLICE_LITERAL("line\nthe rest\n"));
    assert_line(reader, "line", 1, 0);
    ck_assert(reader_rest(reader, 9, &rest, &error));
    ck_assert(slice_equal_text(rest, "the rest\n"));
    ck_assert_int_eq(reader_offset(reader), 5);
    reader_close(reader);
    reader = kinds[_i](SLICE_LITERAL("0123456789"));
    ck_assert(!reader_rest(reader, 9, &rest, &error));
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    reader_close(reader);
}
END_TEST

START_TEST(says_what_cannot_be_opened)
{
    struct reader *reader;
    const char *const paths[] = {"/nowhere/at/all", "/tmp"};
    for (size_t i = 0; i < 2; i++) {
        ck_assert(!reader_open_file(paths[i], &reader, &error));
        ck_assert_int_eq(error.kind, ERROR_STOP);
        ck_assert_int_eq(error.exit_status, EXIT_NO_INPUT);
        ck_assert_ptr_nonnull(strstr(error.message, paths[i]));
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reader");
    TCase *tests = tcase_create("reader");
    tcase_add_loop_test(tests, gives_lines_with_number_and_offset, 0, KINDS);
    tcase_add_loop_test(tests, peeks_without_using_up, 0, KINDS);
    tcase_add_loop_test(tests, an_empty_source_has_nothing, 0, KINDS);
    tcase_add_loop_test(tests, takes_the_longest_line_and_refuses_a_longer_one, 0, KINDS);
    tcase_add_loop_test(tests, gives_blocks, 0, KINDS);
    tcase_add_loop_test(tests, gives_the_rest_up_to_a_limit, 0, KINDS);
    tcase_add_test(tests, says_what_cannot_be_opened);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
