#include "producers/reader.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "lib/buffer.h"
#include "producers/archive.h"
#include "tests/suite.h"
#include "tests/zip_file.h"

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

/* ---- encodings ---- */

#define BYTES(literal) ((struct slice){literal, sizeof(literal) - 1})

static void assert_rest(struct reader *reader, const char *expected)
{
    struct slice rest;
    ck_assert_msg(reader_rest(reader, 1 << 20, &rest, &error), "%s", error.message);
    ck_assert_msg(slice_equal_text(rest, expected), "%.*s", SLICE_ARGS(rest));
}

static void assert_decodes(struct slice text, const char *fallback, const char *encoding, const char *expected)
{
    struct reader *reader = kinds[text.size % KINDS](text);
    ck_assert_msg(reader_decode(reader, fallback, &error), "%s", error.message);
    ck_assert_str_eq(reader_encoding(reader), encoding);
    assert_rest(reader, expected);
    reader_close(reader);
}

START_TEST(the_mark_wins_then_utf8_then_the_fallback)
{
    assert_decodes(BYTES("plain"), "GB18030", "UTF-8", "plain");
    assert_decodes(BYTES("\xE4\xB8\xAD"), "GB18030", "UTF-8", "中"); /* which GB18030 would read as gibberish */
    assert_decodes(BYTES("\xEF\xBB\xBF" "a"), "GB18030", "UTF-8", "a");
    assert_decodes(BYTES("\xD6\xD0"), "GB18030", "GB18030", "中");
    assert_decodes(BYTES("\xFF\xFE" "a\0\x2D\x4E"), "GB18030", "UTF-16LE", "a中");
    assert_decodes(BYTES("\xFE\xFF\0a"), NULL, "UTF-16BE", "a");
    assert_decodes(BYTES("\xFF\xFE\0\0a\0\0\0"), NULL, "UTF-32LE", "a");
    assert_decodes(BYTES(""), "GB18030", "UTF-8", "");
}
END_TEST

static void assert_bad(struct slice text, const char *fallback, int64_t offset, int64_t line, const char *named)
{
    for (size_t kind = 0; kind < KINDS; kind++) {
        struct reader *reader = kinds[kind](text);
        ck_assert(!reader_decode(reader, fallback, &error));
        ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
        ck_assert_msg(strstr(error.message, named) != NULL, "%s", error.message);
        ck_assert_int_eq(reader_offset(reader), offset);
        ck_assert_int_eq(reader_line_number(reader), line);
        reader_close(reader);
    }
}

START_TEST(trap_3_a_wrong_encoding_is_refused_with_its_first_bad_byte_and_line)
{
    assert_bad(BYTES("a\nb\xD6\xD0"), NULL, 3, 2, "not UTF-8");
    assert_bad(BYTES("a\nb\xD6\xD0\nc\xFF\xFF"), "GB18030", 7, 3, "not GB18030");
    assert_bad(BYTES("a\n\0"), "GB18030", 2, 2, "not UTF-8");
    assert_bad(BYTES("a\nb\xD6\xD0"), "UTF-8", 3, 2, "not UTF-8");
    assert_bad(BYTES("\xFF\xFE" "a\0\n\0\0\xDC"), NULL, 6, 2, "not UTF-16LE");
    assert_bad(BYTES("a,b\n\x84\x31\xA4\x37"), "GB18030", 4, 2, "GB18030"); /* its code for U+FFFD */
}
END_TEST

/* Sixteen characters of UTF-8, then a line of GB18030: the fallback would read the whole, the first part as gibberish. */
START_TEST(trap_3_two_encodings_in_one_file_are_refused)
{
    struct buffer text;
    buffer_init(&text, 1 << 20);
    buffer_text(&text, "商品名称,国家\n自动数据处理设备的部件,中国\n");
    size_t offset = text.size;
    buffer_text(&text, "\xD6\xD0\xB9\xFA,1\n");
    assert_bad(buffer_view(&text), "GB18030", (int64_t)offset, 3, "two encodings in one text");
    buffer_free(&text);
}
END_TEST

/* Larger than the window, with characters on all borders: what comes out is the same at any size of piece. */
START_TEST(a_long_text_is_decoded_as_a_whole)
{
    enum { LINES = 60000 };
    struct buffer text;
    buffer_init(&text, 4 << 20);
    for (int i = 0; i < LINES; i++)
        buffer_text(&text, i % 3 ? "\xD6\xD0\xB9\xFA,1\n" : "\xD6\xD0,22\r\n");
    struct reader *reader = kinds[_i](buffer_view(&text));
    ck_assert(reader_decode(reader, "GBK", &error));
    for (int turn = 0; turn < 2; turn++) {
        for (int i = 0; i < LINES; i++) {
            struct slice line;
            ck_assert(reader_line(reader, &line, &error));
            ck_assert(slice_equal_text(line, i % 3 ? "中国,1" : "中,22"));
            ck_assert_int_eq(reader_line_number(reader), i + 1);
        }
        assert_no_line(reader);
        ck_assert(reader_is_rewindable(reader) && reader_rewind(reader, &error)); /* and once more */
        ck_assert(reader_decode(reader, "GBK", &error));                          /* which is remembered */
    }
    reader_close(reader);
    buffer_free(&text);
}
END_TEST

START_TEST(a_head_for_recognisers_has_no_mark)
{
    const struct slice texts[] = {BYTES("a,b"), BYTES("\xEF\xBB\xBF" "a,b"), BYTES("\xFF\xFE" "a\0,\0b\0")};
    for (size_t i = 0; i < 3; i++) {
        struct reader *reader = of_file(texts[i]);
        struct slice head;
        ck_assert(reader_head(reader, &head, &error));
        ck_assert(slice_equal_text(head, "a,b"));
        ck_assert(reader_decode(reader, NULL, &error));
        assert_line(reader, "a,b", 1, i == 1 ? 3 : 0); /* the offset is the source's */
        reader_close(reader);
    }
}
END_TEST

/* A reader of standard input that is a pipe with these bytes in it, whose other end is closed. */
static struct reader *of_pipe(struct slice text)
{
    int ends[2];
    struct reader *reader;
    ck_assert_int_eq(pipe(ends), 0);
    ck_assert_int_eq(write(ends[1], text.data, text.size), (ssize_t)text.size);
    close(ends[1]);
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    ck_assert(reader_open_file("-", &reader, &error));
    ck_assert(!reader_is_rewindable(reader));
    return reader;
}

START_TEST(a_pipe_is_decoded_as_it_comes)
{
    struct slice line;
    struct reader *reader = of_pipe(BYTES("\xD6\xD0\n\xB9\xFA\n\xFF\n"));
    ck_assert(reader_decode(reader, "GB18030", &error));
    assert_line(reader, "中", 1, 0);
    assert_line(reader, "国", 2, 4);
    ck_assert(!reader_line(reader, &line, &error)); /* fails where it turns bad */
    ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
    reader_close(reader);
    reader = of_pipe(BYTES("\xEF\xBB\xBFok\n\xD6\xD0\n"));
    ck_assert(reader_decode(reader, NULL, &error));
    assert_line(reader, "ok", 1, 3);
    ck_assert(!reader_line(reader, &line, &error));
    ck_assert_ptr_nonnull(strstr(error.message, "offset 6, line 2"));
    reader_close(reader);
}
END_TEST

/* ---- packed sources ---- */

static struct slice gzip(struct slice text)
{
    static unsigned char packed[4096];
    z_stream z = {.next_in = (Bytef *)(uintptr_t)text.data, .avail_in = (uInt)text.size};
    z.next_out = packed;
    z.avail_out = sizeof packed;
    ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 16 + 15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    ck_assert_int_eq(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return (struct slice){(char *)packed, sizeof packed - z.avail_out};
}

START_TEST(what_gzip_packed_is_read_as_if_it_were_not)
{
    struct reader *(*const all[])(struct slice) = {of_text, of_file, of_pipe};
    for (size_t i = 0; i < 3; i++) {
        struct reader *reader = all[i](gzip(BYTES("one\n\xD6\xD0\n")));
        ck_assert(reader_test(reader, &error));
        ck_assert(reader_decode(reader, "GB18030", &error));
        assert_line(reader, "one", 1, 0);
        assert_line(reader, "中", 2, 4);
        assert_no_line(reader);
        ck_assert(reader_is_packed(reader));
        reader_close(reader);
    }
}
END_TEST

START_TEST(a_damaged_packed_source_is_found_before_anything_is_taken)
{
    const struct slice texts[] = {BYTES("one\ntwo\n"), BYTES("one\n\xD6\xD0\n")};
    for (size_t i = 0; i < 4; i++) {
        struct slice packed = gzip(texts[i / 2]);
        packed.size -= 1;
        struct reader *reader = kinds[i % 2](packed);
        ck_assert(!reader_test(reader, &error) && error.reason == REASON_TRUNCATED);
        ck_assert(reader_rewind(reader, &error));
        ck_assert(!reader_decode(reader, "GB18030", &error) && error.reason == REASON_TRUNCATED);
        reader_close(reader);
    }
}
END_TEST

START_TEST(a_member_of_an_archive_is_a_source)
{
    static const struct zip_member members[] = {{.name = "d/a.csv", .text = {"one\ntwo\n", 8}, .method = 8},
                                                {.name = "d/A.CSV.Meta", .text = {"flow=import", 11}},
                                                {.name = "units.txt", .text = {"elsewhere", 9}}};
    struct buffer bytes;
    struct archive *archive;
    struct reader *reader, *sibling;
    buffer_init(&bytes, 1 << 20);
    zip_file_make(members, 3, &bytes);
    ck_assert(archive_open_text(buffer_view(&bytes), &archive, &error));
    ck_assert(reader_open_member(archive, 0, "x.zip/d/a.csv", &reader, &error));
    ck_assert(reader_decode(reader, NULL, &error));
    assert_line(reader, "one", 1, 0);
    ck_assert(reader_open_sibling(reader, "a.csv.meta", &sibling, &error));
    ck_assert_str_eq(reader_name(sibling), "x.zip/d/A.CSV.Meta");
    assert_rest(sibling, "flow=import");
    reader_close(sibling);
    assert_line(reader, "two", 2, 4); /* two are read side by side */
    ck_assert(reader_open_sibling(reader, "units.txt", &sibling, &error));
    ck_assert_ptr_null(sibling);
    reader_close(reader);
    archive_close(archive);
    buffer_free(&bytes);
}
END_TEST

/* ---- siblings ---- */

START_TEST(a_sibling_is_found_whatever_its_case_and_only_beside)
{
    char folder[] = "/tmp/check_reader_XXXXXX", path[64];
    static const char *const files[] = {"a.csv", "IMP_detl.TXT", "b.meta", "B.meta"};
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
    for (size_t i = 0; i < 4; i++)
        close(open(files[i], O_CREAT | O_WRONLY, 0600));
    mkdir("folder.meta", 0700);
    struct reader *reader, *sibling;
    snprintf(path, sizeof path, "%s/a.csv", folder);
    const char *const opened[] = {"a.csv", path};
    for (size_t i = 0; i < 2; i++) {
        ck_assert(reader_open_file(opened[i], &reader, &error));
        ck_assert(reader_open_sibling(reader, "imp_DETL.txt", &sibling, &error));
        ck_assert_msg(sibling && strstr(reader_name(sibling), "IMP_detl.TXT"), "not found");
        reader_close(sibling);
        ck_assert(reader_open_sibling(reader, "B.meta", &sibling, &error)); /* the exact one first */
        ck_assert_ptr_nonnull(strstr(reader_name(sibling), "B.meta"));
        reader_close(sibling);
        const char *const none[] = {"", "missing", "folder.meta", "../tmp", "./a.csv", "/etc/passwd", ".", ".."};
        for (size_t j = 0; j < sizeof none / sizeof *none; j++) {
            ck_assert(reader_open_sibling(reader, none[j], &sibling, &error));
            ck_assert_msg(!sibling, "%s", none[j]);
        }
        reader_close(reader);
    }
    reader = of_text(BYTES("x")); /* a text lies nowhere */
    ck_assert(reader_open_sibling(reader, "a.csv", &sibling, &error) && !sibling);
    reader_close(reader);
    for (size_t i = 0; i < 4; i++)
        unlink(files[i]);
    rmdir("folder.meta");
    rmdir(folder);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("reader");
    TCase *tests = tcase_create("reader");
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, gives_lines_with_number_and_offset, 0, KINDS);
    tcase_add_loop_test(tests, peeks_without_using_up, 0, KINDS);
    tcase_add_loop_test(tests, an_empty_source_has_nothing, 0, KINDS);
    tcase_add_loop_test(tests, takes_the_longest_line_and_refuses_a_longer_one, 0, KINDS);
    tcase_add_loop_test(tests, gives_blocks, 0, KINDS);
    tcase_add_loop_test(tests, gives_the_rest_up_to_a_limit, 0, KINDS);
    tcase_add_test(tests, says_what_cannot_be_opened);
    tcase_add_test(tests, the_mark_wins_then_utf8_then_the_fallback);
    tcase_add_test(tests, trap_3_a_wrong_encoding_is_refused_with_its_first_bad_byte_and_line);
    tcase_add_test(tests, trap_3_two_encodings_in_one_file_are_refused);
    tcase_add_loop_test(tests, a_long_text_is_decoded_as_a_whole, 0, KINDS);
    tcase_add_test(tests, a_head_for_recognisers_has_no_mark);
    tcase_add_test(tests, a_pipe_is_decoded_as_it_comes);
    tcase_add_test(tests, what_gzip_packed_is_read_as_if_it_were_not);
    tcase_add_test(tests, a_damaged_packed_source_is_found_before_anything_is_taken);
    tcase_add_test(tests, a_member_of_an_archive_is_a_source);
    tcase_add_test(tests, a_sibling_is_found_whatever_its_case_and_only_beside);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
