#include "producers/news/charset.h"

#include <check.h>
#include <string.h>

#include "tests/suite.h"

#define UTF8 "\xEF\xBB\xBF"
#define BYTES(text) {(text), sizeof(text) - 1}

/* Bytes, what the text and the transfer declare, and what they are. */
static const struct {
    struct slice bytes;
    const char *declared, *transfer, *text;
    bool replaced, assumed;
} texts[] = {
    {BYTES("plain"), NULL, NULL, "plain", false, false},
    {BYTES("caf\xC3\xA9"), NULL, NULL, "caf\u00E9", false, false},
    {BYTES(UTF8 "caf\xC3\xA9"), "iso-8859-1", "gbk", "caf\u00E9", false, false}, /* the mark is believed */
    {BYTES("caf\xC3\xA9"), "iso-8859-1", "gbk", "caf\u00E9", false, false},      /* all of it is UTF-8 */
    {BYTES("caf\xE9 \x93q\x94"), "iso-8859-1", NULL, "caf\u00E9 \u201Cq\u201D", false, false},
    {BYTES("caf\xE9"), NULL, "ISO-8859-1", "caf\u00E9", false, false},
    {BYTES("\xCF\xE0"), "windows-1251", "iso-8859-1", "\u041F\u0430", false, false}, /* the text's own word first */
    {BYTES("\xA4\xA4\xA4\xE5 \xFE"), "big5", "gb18030", "\u4E2D\u6587 \uFFFD", true, false},
    {BYTES("caf\xE9"), "utf-8", "iso-8859-1", "caf\u00E9", false, false}, /* that in which nothing is wrong */
    {BYTES("caf\xE9"), "utf-8", NULL, "caf\u00E9", false, true}, /* a server that calls everything UTF-8 */
    {BYTES("caf\xC3\xA9 \xE9"), "utf-8", NULL, "caf\u00E9 \uFFFD", true, false}, /* as much is UTF-8 as is not */
    {BYTES("cut\xE2\x80"), "utf-8", NULL, "cut\uFFFD\uFFFD", true, false},      /* a little is an accident */
    {BYTES("\xD6\xD0\xB9\xFA"), "utf-8", "gb2312", "\u4E2D\u56FD", false, false},
    {BYTES("caf\xE9"), "martian", "koi8-r", "caf\u0418", false, false},
    {BYTES("\xD6\xD0\xB9\xFA"), "gb2312", NULL, "\u4E2D\u56FD", false, false},
    {BYTES("\x95\x33\xB0\x35\x82\x33\x9C\x33"), "gb2312", NULL, "\U000206B7\u448A", false, false},
    {BYTES("\x93\xFA\x96\x7B\x87\x40"), "Shift_JIS", NULL, "\u65E5\u672C\u2460", false, false},
    {BYTES("\xC8\xAD\x8C\x64"), "euc-kr", NULL, "\uD654\uB621", false, false},
    {BYTES("\xC8\xAD\x8C\x64"), "KS_C_5601-1987", NULL, "\uD654\uB621", false, false}, /* the name in the registry */
    {BYTES("\xCF\xE0"), "windows_1251", NULL, "\u041F\u0430", false, false},
    {BYTES("\x1B$BF|K\\\x1B(B"), "iso-2022-jp", NULL, "\u65E5\u672C", false, false}, /* nothing but ASCII's bytes */
    {BYTES("\xFF\xFE<\0a\0"), NULL, NULL, "<a", false, false},
    {BYTES("\xFE\xFF\0<\0a"), NULL, NULL, "<a", false, false},
    {BYTES("\0<\0a\x4E\x2D"), NULL, NULL, "<a\u4E2D", false, false},
    {BYTES("<\0a\0\x2D\x4E"), NULL, NULL, "<a\u4E2D", false, false},
    {BYTES("<\0\0\0a\0\0\0"), NULL, NULL, "<a", false, false},
    {BYTES("\xFF\xFE\0\0<\0\0\0"), NULL, NULL, "<", false, false},
    {BYTES("plain"), "utf-16", NULL, "plain", false, false}, /* it would not be readable */
    {BYTES("caf\xE9"), "utf-16", "latin1", "caf\u00E9", false, false},
    {BYTES("a\0b"), NULL, NULL, "ab", true, false}, /* a NUL is left out */
    {BYTES("caf\xE9 na\xEFve"), NULL, NULL, "caf\u00E9 na\u00EFve", false, true},
    {BYTES("\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
           "\xC3\xA9\xC3\xA9\xC3\xA9 \xE9"), NULL, NULL,
     "\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9\u00E9 \uFFFD", true,
     false},
};

static struct buffer buffer;
static struct charset_text decoded;

START_TEST(finds_what_the_bytes_are)
{
    struct error error;
    ck_assert_msg(charset_decode(texts[_i].bytes, slice_of(texts[_i].declared), texts[_i].transfer, &buffer, &decoded,
                                 &error), "%d: %s", _i, error.message);
    ck_assert_msg(slice_equal_text(decoded.text, texts[_i].text), "%d: %.*s instead of %s", _i,
                  SLICE_ARGS(decoded.text), texts[_i].text);
    ck_assert_int_eq(decoded.replaced, texts[_i].replaced);
    ck_assert_int_eq(decoded.assumed, texts[_i].assumed);
}
END_TEST

START_TEST(utf8_is_not_copied)
{
    struct error error;
    struct slice bytes = SLICE_LITERAL(UTF8 "caf\u00E9");
    ck_assert(charset_decode(bytes, (struct slice){0}, NULL, &buffer, &decoded, &error));
    ck_assert_ptr_eq(decoded.text.data, bytes.data + 3);
}
END_TEST

START_TEST(refuses_what_nobody_can_know)
{
    struct error error;
    ck_assert(!charset_decode(SLICE_LITERAL("\xD6\xD0\xB9\xFA"), SLICE_LITERAL("martian"), NULL, &buffer, &decoded,
                              &error));
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
    /* Korean that is called UTF-8. */
    static const char korean[] = "\xBF\xAC\xC7\xD5\xB4\xBA\xBD\xBA \xC3\xD6\xBD\xC5\xB1\xE2\xBB\xE7, "
                                 "\xBF\xAC\xC7\xD5\xB4\xBA\xBD\xBA \xC3\xD6\xBD\xC5\xB1\xE2\xBB\xE7";
    ck_assert(!charset_decode(slice_of(korean), SLICE_LITERAL("utf-8"), "utf-8", &buffer, &decoded, &error));
    ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
    struct buffer small;
    buffer_init(&small, 4);
    ck_assert(!charset_decode(SLICE_LITERAL("\xE9\xE9\xE9"), SLICE_LITERAL("latin1"), NULL, &small, &decoded, &error));
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    buffer_free(&small);
}
END_TEST

static const char *const declarations[][2] = {
    {"<?xml version='1.0' encoding='koi8-r'?>", "koi8-r"}, {"\n <?xml version=\"1.0\" encoding = \"GBK\" ?>", "GBK"},
    {"<?xml version='1.0'?><a encoding='x'/>", NULL},      {"<a encoding='x'?>", NULL},
    {"<?xml encoding='x'", NULL},                          {"", NULL}};

START_TEST(reads_the_declaration)
{
    struct slice found = charset_of_xml(slice_of(declarations[_i][0]));
    ck_assert(slice_equal(found, slice_of(declarations[_i][1])));
}
END_TEST

int main(void)
{
    buffer_init(&buffer, 1000);
    Suite *suite = suite_create("charset");
    TCase *tests = tcase_create("charset");
    tcase_add_loop_test(tests, finds_what_the_bytes_are, 0, sizeof texts / sizeof *texts);
    tcase_add_test(tests, utf8_is_not_copied);
    tcase_add_test(tests, refuses_what_nobody_can_know);
    tcase_add_loop_test(tests, reads_the_declaration, 0, sizeof declarations / sizeof *declarations);
    suite_add_tcase(suite, tests);
    int failed = suite_run(suite);
    buffer_free(&buffer);
    return failed;
}
