/*
 * What a source is that no input takes: a sentence that helps, and is harmless whatever the source holds.
 */
#include "producers/unknown.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

#define BYTES(literal) {literal, sizeof(literal) - 1}

static const struct {
    struct slice head;
    const char *meaning;
} sources[] = {
    {BYTES("\x1F\x8B\x08"), "gzip twice"},
    {BYTES("PK\x03\x04"), "inside another archive"},
    {BYTES("\xD0\xCF\x11\xE0"), "export its sheet as CSV"},
    {BYTES("SQLite format 3\0"), "SQLite"},
    {BYTES("\n <HTML>"), "web page"},
    {BYTES("<a/>"), "XML of another kind"},
    {BYTES("[1]"), "JSON of another shape"},
    {BYTES("  first line \nsecond"), "another format; it begins \"first line\""},
    {BYTES("tab\tand\x1B[31mred\x7F\n"), "begins \"tab and [31mred\""},
    {BYTES("cut off \xE4\xB8"), "begins \"cut off\""},
    {BYTES("\xD6\xD0\xB9\xFA"), "--profile"},
    {BYTES("nul\0"), "--profile"},
    {BYTES("0123456789012345678901234567890123456789012345678901234567中文"), "1234567\""}, /* cut at a character */
    {BYTES("a,b\nc,\0d\n"), "first bad byte at offset 6, line 2"},
    {BYTES("a,b\rc,d\r"), "CR alone"},
    {BYTES(" \n\n"), "nothing but blanks"},
    {BYTES(""), "nothing but blanks"},
};

START_TEST(a_source_is_told_as_what_it_is)
{
    char text[256];
    unknown_describe(sources[_i].head, text, sizeof text);
    ck_assert_msg(strstr(text, sources[_i].meaning) != NULL, "%s", text);
    ck_assert(slice_is_text(slice_of(text)));
    for (const char *c = text; *c; c++)
        ck_assert((unsigned char)*c >= ' ' && *c != 0x7F);
}
END_TEST

START_TEST(only_surely_other_files_are_containers)
{
    ck_assert_ptr_nonnull(unknown_container((struct slice){"%PDF-1.4", 8}));
    ck_assert_ptr_null(unknown_container((struct slice){"%PD", 3}));
    ck_assert_ptr_null(unknown_container((struct slice){"a,b\n", 4}));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unknown");
    TCase *tests = tcase_create("unknown");
    tcase_add_loop_test(tests, a_source_is_told_as_what_it_is, 0, sizeof sources / sizeof *sources);
    tcase_add_test(tests, only_surely_other_files_are_containers);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
