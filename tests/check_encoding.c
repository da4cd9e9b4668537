/*
 * Encodings to UTF-8: each one that customs files come in, and everything that must be refused instead of replaced.
 */
#include "producers/encoding.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct error error;
static struct buffer out;

static void set_up(void)
{
    buffer_init(&out, 1 << 20);
}

static void tear_down(void)
{
    buffer_free(&out);
}

/* Texts hold NULs, so they come with their size. */
#define BYTES(literal) {literal, sizeof(literal) - 1}

static const struct {
    const char *encoding;
    struct slice text;
    const char *utf8;
} texts[] = {
    {"UTF-8", BYTES("a\xC3\xA9\xE4\xB8\xAD\xF0\x9F\x98\x80"), "aé中😀"},
    {"GB18030", BYTES("\xD6\xD0\xB9\xFA\xA3\xACx"), "中国，x"},
    {"GB18030", BYTES("\x81\x30\x81\x30\x95\x32\x82\x36"), "\xC2\x80\xF0\xA0\x80\x80"}, /* four bytes each */
    {"GBK", BYTES("\xD6\xD0\xB9\xFA"), "中国"},
    {"BIG5", BYTES("\xA4\xA4\xB0\xEA"), "中國"},
    {"BIG5-HKSCS", BYTES("\xA4\xA4\x88\x62"), "中\xC3\x8A\xCC\x84"}, /* one code, two characters */
    {"CP949", BYTES("\xC7\xD1\xB1\xB9\x81\x41"), "한국갂"},
    {"EUC-KR", BYTES("\xC7\xD1\xB1\xB9"), "한국"},
    {"SHIFT_JIS", BYTES("\x93\xFA\x96{\\~"), "日本\\~"}, /* not the yen sign and the overline of the standard */
    {"CP932", BYTES("\x87\x40"), "①"},
    {"EUC-JP", BYTES("\xC6\xFC\xCB\xDC"), "日本"},
    {"CP1251", BYTES("\xD0\xEE\xF1\xF1\xE8\xFF"), "Россия"},
    {"CP1252", BYTES("\x80 5"), "€ 5"},
    {"CP1258", BYTES("Vi\xEA\xF2t"), "Vi\xE1\xBB\x87t"}, /* ê and the dot below it, joined */
    {"CP1258", BYTES("e"), "e"},                          /* kept until the end, since a sign might follow */
    {"ISO-8859-15", BYTES("\xA4"), "€"},
    {"UTF-16LE", BYTES("\xFF\xFE" "a\0\x2D\x4E\x3D\xD8\x00\xDE"), "a中😀"},
    {"UTF-16BE", BYTES("\0a\x4E\x2D"), "a中"},
    {"UTF-32LE", BYTES("\xFF\xFE\0\0" "a\0\0\0"), "a"},
    {"utf8", BYTES("\xEF\xBB\xBFx"), "x"},
};

START_TEST(every_encoding_becomes_utf8)
{
    ck_assert(encoding_is_known(texts[_i].encoding));
    ck_assert_msg(encoding_convert(texts[_i].text, texts[_i].encoding, &out, &error), "%s: %s", texts[_i].encoding,
                  error.message);
    ck_assert_msg(slice_equal_text(buffer_view(&out), texts[_i].utf8), "%s: %.*s", texts[_i].encoding,
                  SLICE_ARGS(buffer_view(&out)));
}
END_TEST

static const struct {
    const char *encoding;
    struct slice text;
    const char *fault;
} faults[] = {
    {"UTF-8", BYTES("a\nb\xFFz"), "bad byte at offset 3, line 2"},
    {"UTF-8", BYTES("ab\xE4\xB8"), "cut off at offset 2, line 1"},
    {"UTF-8", BYTES("\xC0\x80"), "bad byte at offset 0"},          /* overlong */
    {"UTF-8", BYTES("\xED\xA0\x80"), "bad byte at offset 0"},      /* surrogate */
    {"UTF-8", BYTES("\xF4\x90\x80\x80"), "bad byte at offset 0"},  /* beyond Unicode */
    {"UTF-8", BYTES("ab\0c"), "NUL at offset 2"},
    {"UTF-8", BYTES("\xE4\0"), "bad byte at offset 0"},
    {"GB18030", BYTES("\xD6\xD0\n\xD6"), "cut off at offset 3, line 2"},
    {"GB18030", BYTES("\xD6\xD0\xFF\xFF"), "bad byte at offset 2"},
    {"GB18030", BYTES("\xD6\xD0\0\xD6\xD0"), "NUL at offset 2"},
    {"GB18030", BYTES("\xD6\0\xD0"), "at offset 0"},
    {"GB18030", BYTES("\xD6\xD0\x84\x31\xA4\x37\xD6\xD0"), "U+FFFD at offset 2"},
    {"BIG5", BYTES("\xA4\xA4\xFF"), "bad byte at offset 2"},
    {"CP949", BYTES("\xC7\xD1\xC9\xA1"), "bad byte at offset 2"}, /* a place for one's own characters */
    {"CP932", BYTES("a\x81"), "cut off at offset 1"},
    {"CP1251", BYTES("a\x98"), "bad byte at offset 1"},
    {"CP1252", BYTES("\x81"), "bad byte at offset 0"},
    {"UTF-16LE", BYTES("a\0\n\0\x3D\xD8" "b\0"), "at offset 4, line 2"}, /* half a pair */
    {"UTF-16LE", BYTES("a\0b"), "cut off at offset 2"},
    {"UTF-16LE", BYTES("a\0\0\0"), "NUL at offset 2"},
    {"UTF-16BE", BYTES("\xFF\xFD"), "U+FFFD at offset 0"},
    {"UTF-32BE", BYTES("\0\x11\0\0"), "bad byte at offset 0"},
};

START_TEST(nothing_is_ever_replaced)
{
    ck_assert_msg(!encoding_convert(faults[_i].text, faults[_i].encoding, &out, &error), "%s: %.*s", faults[_i].fault,
                  SLICE_ARGS(buffer_view(&out)));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
    ck_assert_msg(strstr(error.message, faults[_i].fault) && strstr(error.message, faults[_i].encoding), "%s",
                  error.message);
    ck_assert_uint_eq(out.size, 0);
}
END_TEST

/* What glibc's tables make of all sequences of two bytes (and GB18030's of four) is text; U+FFFD is never among it. */
START_TEST(no_two_bytes_of_any_encoding_become_a_replacement_character)
{
    static const char *const names[] = {"GB18030",   "GBK",    "BIG5",   "BIG5-HKSCS", "CP949",       "EUC-KR",
                                        "SHIFT_JIS", "EUC-JP", "CP1251", "CP1258",     "ISO-8859-15", "UTF-16LE"};
    for (int pair = 0; pair < 65536; pair += 31) { /* 31 parts no power of 2: all leads, trails in turn */
        char bytes[2] = {(char)(pair >> 8), (char)pair};
        buffer_reset(&out);
        if (encoding_convert((struct slice){bytes, 2}, names[_i], &out, &error)) {
            ck_assert(slice_is_text(buffer_view(&out)));
            ck_assert(!out.size || !memmem(out.data, out.size, "\xEF\xBF\xBD", 3));
        }
    }
}
END_TEST

START_TEST(an_unknown_encoding_is_told)
{
    const char *const names[] = {"", "nonesuch", "UTF-8//IGNORE", "GB18030//TRANSLIT"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ck_assert(!encoding_is_known(names[i]));
        ck_assert(!encoding_convert(SLICE_LITERAL("x"), names[i], &out, &error));
        ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    }
}
END_TEST

START_TEST(the_head_of_a_text_may_end_inside_a_character)
{
    const struct slice utf8 = BYTES("ab\xE4\xB8"), gb = BYTES("\xD6\xD0\xB9"), wide = BYTES("\xFF\xFE" "a\0b"),
                       neither = BYTES("\xFF\xFF\xFF");
    ck_assert_str_eq(encoding_convert_head(utf8, "GB18030", &out), "UTF-8");
    ck_assert_str_eq(encoding_convert_head(gb, "GB18030", &out), "GB18030");
    ck_assert_ptr_null(encoding_convert_head(gb, NULL, &out));
    ck_assert_str_eq(encoding_convert_head(wide, NULL, &out), "UTF-16LE");
    ck_assert_ptr_null(encoding_convert_head(neither, "GB18030", &out));
    ck_assert(slice_equal_text(buffer_view(&out), "ab中a"));
}
END_TEST

START_TEST(a_text_that_does_not_fit_is_refused)
{
    struct buffer small;
    buffer_init(&small, 4);
    ck_assert(!encoding_convert(SLICE_LITERAL("12345"), "CP1252", &small, &error));
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    buffer_free(&small);
}
END_TEST

/* ---- streams: the same whatever the pieces ---- */

/* Gives one byte at a time: each character lies across two reads. */
struct dripping {
    struct stream stream;
    struct slice rest;
};

static bool drip(struct stream *stream, char *bytes, size_t size, size_t *got, struct error *problem)
{
    struct dripping *dripping = (struct dripping *)stream;
    (void)size, (void)problem;
    *got = dripping->rest.size ? 1 : 0;
    if (*got)
        *bytes = *dripping->rest.data;
    dripping->rest = slice_cut(dripping->rest, *got, dripping->rest.size);
    return true;
}

static void keep(struct stream *stream)
{
    (void)stream; /* it lies on the test's stack */
}

START_TEST(characters_across_reads_are_whole)
{
    struct dripping below = {{drip, NULL, keep}, texts[_i].text};
    struct stream *stream;
    char bytes[64];
    ck_assert(encoding_open(&below.stream, &stream, &error));
    ck_assert(encoding_choose(stream, texts[_i].encoding, (struct slice){0}, &error));
    for (size_t got = 1; got; buffer_bytes(&out, bytes, got))
        ck_assert_msg(stream->read(stream, bytes, sizeof bytes, &got, &error), "%s", error.message);
    ck_assert(slice_equal_text(buffer_view(&out), texts[_i].utf8));
    stream_close(stream);
}
END_TEST

START_TEST(faults_across_reads_are_found_where_they_are)
{
    struct dripping below = {{drip, NULL, keep}, faults[_i].text};
    struct stream *stream;
    char bytes[64];
    ck_assert(encoding_open(&below.stream, &stream, &error));
    ck_assert(encoding_choose(stream, faults[_i].encoding, (struct slice){0}, &error));
    size_t got = 1;
    while (got && stream->read(stream, bytes, sizeof bytes, &got, &error))
        ;
    ck_assert_uint_ne(got, 1);
    ck_assert_msg(strstr(error.message, faults[_i].fault), "%s", error.message);
    ck_assert(!stream->read(stream, bytes, sizeof bytes, &got, &error)); /* and stays refused */
    stream_close(stream);
}
END_TEST

/* Several chunks of GB18030, with a bad byte behind them: its offset and its line are exact. */
START_TEST(a_fault_far_inside_has_its_offset_and_line)
{
    enum { LINES = 50000 };
    struct buffer text;
    buffer_init(&text, 4 << 20);
    for (int i = 0; i < LINES; i++)
        buffer_text(&text, "\xD6\xD0\xB9\xFA,12\n");
    buffer_text(&text, "x\xFFy\n");
    struct stream *stream;
    char bytes[1000];
    ck_assert(encoding_open(stream_of_text(buffer_view(&text)), &stream, &error));
    ck_assert(encoding_choose(stream, "GB18030", (struct slice){0}, &error));
    size_t got = 1, sum = 0;
    for (; stream->read(stream, bytes, sizeof bytes, &got, &error); sum += got)
        ck_assert_uint_gt(got, 0);
    ck_assert_uint_eq(sum, LINES * 10 + 1); /* all the good bytes came first */
    struct encoding_fault fault = encoding_fault(stream);
    ck_assert_int_eq(fault.offset, LINES * 8 + 1);
    ck_assert_int_eq(fault.line, LINES + 1);
    stream_close(stream);
    buffer_free(&text);
}
END_TEST

START_TEST(converts_with_holes_if_asked)
{
    struct buffer text;
    bool replaced;
    buffer_init(&text, 100);
    ck_assert(encoding_convert_all(SLICE_LITERAL("a\xE9\0z"), "utf-8", &text, &replaced, &error));
    ck_assert(slice_equal_text(buffer_view(&text), "a\uFFFDz") && replaced);
    buffer_reset(&text);
    ck_assert(encoding_convert_all(SLICE_LITERAL("\xD6\xD0\xFF z"), "GB18030", &text, &replaced, &error));
    ck_assert(slice_equal_text(buffer_view(&text), "\u4E2D\uFFFD z") && replaced);
    buffer_reset(&text);
    ck_assert(encoding_convert_all(SLICE_LITERAL("caf\xE9"), "WINDOWS-1252", &text, &replaced, &error));
    ck_assert(slice_equal_text(buffer_view(&text), "caf\u00E9") && !replaced);
    ck_assert(!encoding_convert_all(SLICE_LITERAL("x"), "martian", &text, &replaced, &error));
    ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
    buffer_free(&text);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("encoding");
    TCase *tests = tcase_create("encoding");
    int text_count = sizeof texts / sizeof *texts, fault_count = sizeof faults / sizeof *faults;
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, converts_with_holes_if_asked);
    tcase_add_loop_test(tests, every_encoding_becomes_utf8, 0, text_count);
    tcase_add_loop_test(tests, nothing_is_ever_replaced, 0, fault_count);
    tcase_add_loop_test(tests, no_two_bytes_of_any_encoding_become_a_replacement_character, 0, 12);
    tcase_add_test(tests, an_unknown_encoding_is_told);
    tcase_add_test(tests, the_head_of_a_text_may_end_inside_a_character);
    tcase_add_test(tests, a_text_that_does_not_fit_is_refused);
    tcase_add_loop_test(tests, characters_across_reads_are_whole, 0, text_count);
    tcase_add_loop_test(tests, faults_across_reads_are_found_where_they_are, 0, fault_count);
    tcase_add_test(tests, a_fault_far_inside_has_its_offset_and_line);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
