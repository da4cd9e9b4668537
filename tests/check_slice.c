#include "lib/slice.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static const struct slice not_stated = {NULL, 0};

START_TEST(tells_not_stated_from_empty)
{
    ck_assert_ptr_null(slice_of(NULL).data);
    ck_assert(slice_equal(not_stated, slice_of(NULL)));
    ck_assert(!slice_equal(not_stated, slice_of("")));
    ck_assert(slice_equal(slice_of(""), SLICE_LITERAL("")));
    ck_assert(!slice_equal_text(not_stated, ""));
}
END_TEST

START_TEST(compares)
{
    ck_assert(slice_equal_text(slice_of("abc"), "abc"));
    ck_assert(!slice_equal_text(slice_of("abc"), "abd"));
    ck_assert(!slice_equal_text(slice_of("abc"), "abcd"));
    ck_assert(slice_equal_ignoring_case(slice_of("AbC"), "aBc"));
    ck_assert(!slice_equal_ignoring_case(slice_of("ab"), "abc"));
    ck_assert(slice_starts_with(slice_of("abc"), "ab"));
    ck_assert(!slice_starts_with(slice_of("a"), "ab"));
    ck_assert(!slice_starts_with(not_stated, ""));
    ck_assert_int_lt(slice_compare(slice_of("a"), slice_of("ab")), 0);
    ck_assert_int_gt(slice_compare(slice_of("b"), slice_of("ab")), 0);
    ck_assert_int_gt(slice_compare(slice_of("\xff"), slice_of("a")), 0); /* bytes, not signed characters */
    ck_assert_int_eq(slice_compare(not_stated, slice_of("")), 0);
}
END_TEST

START_TEST(cuts)
{
    ck_assert(slice_equal_text(slice_trim(slice_of(" \t\r\na b\v\f ")), "a b"));
    ck_assert(slice_equal_text(slice_trim(slice_of("  ")), ""));
    ck_assert(slice_equal_text(slice_cut(slice_of("abcdef"), 1, 3), "bc"));
    ck_assert(slice_equal_text(slice_cut(slice_of("abc"), 2, 100), "c"));
    ck_assert(slice_equal_text(slice_cut(slice_of("abc"), 100, 100), ""));
    ck_assert(slice_equal_text(slice_cut(slice_of("abc"), 2, 1), ""));
    ck_assert_ptr_null(slice_cut(not_stated, 0, 1).data);
}
END_TEST

START_TEST(walks_parts)
{
    struct slice rest = slice_of("a,,bc,");
    ck_assert(slice_equal_text(slice_next_part(&rest, ','), "a"));
    ck_assert(slice_equal_text(slice_next_part(&rest, ','), ""));
    ck_assert(slice_equal_text(slice_next_part(&rest, ','), "bc"));
    ck_assert(rest.data != NULL);
    ck_assert(slice_equal_text(slice_next_part(&rest, ','), ""));
    ck_assert_ptr_null(rest.data);
    ck_assert_ptr_null(slice_next_part(&rest, ',').data);
}
END_TEST

/* Each at every distance from the borders of the eight bytes that are checked at a time. */
START_TEST(knows_what_postgresql_takes_as_text)
{
    static const struct {
        struct slice bytes;
        bool is_text;
    } examples[] = {
#define EXAMPLE(literal, is_text) {{literal, sizeof(literal) - 1}, is_text}
        EXAMPLE("", true), EXAMPLE("\x7f", true), EXAMPLE("\xC2\x80", true), EXAMPLE("\xE4\xB8\xAD", true),
        EXAMPLE("\xED\x9F\xBF", true), EXAMPLE("\xF0\x90\x80\x80", true), EXAMPLE("\xF4\x8F\xBF\xBF", true),
        EXAMPLE("\0", false),                 /* NUL */
        EXAMPLE("\x80", false),               /* begins in mid-character */
        EXAMPLE("\xC3", false),               /* ends in one */
        EXAMPLE("\xE4\xB8", false),           EXAMPLE("\xC3(", false),
        EXAMPLE("\xC0\x80", false),           /* overlong */
        EXAMPLE("\xE0\x9F\xBF", false),       EXAMPLE("\xF0\x8F\xBF\xBF", false),
        EXAMPLE("\xED\xA0\x80", false),       /* a surrogate */
        EXAMPLE("\xF4\x90\x80\x80", false),   /* beyond U+10FFFF */
        EXAMPLE("\xFE", false),               EXAMPLE("\xF8\x88\x80\x80\x80", false),
#undef EXAMPLE
    };
    for (size_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        for (size_t before = 0; before < 17; before++) {
            for (size_t after = 0; after < 17; after++) {
                char text[64];
                memset(text, 'a', sizeof text);
                memcpy(text + before, examples[i].bytes.data, examples[i].bytes.size);
                struct slice slice = {text, before + examples[i].bytes.size + after};
                ck_assert_msg(slice_is_text(slice) == examples[i].is_text, "%zu at %zu", i, before);
            }
        }
    }
    ck_assert(slice_is_text(not_stated));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("slice");
    TCase *tests = tcase_create("slice");
    tcase_add_test(tests, tells_not_stated_from_empty);
    tcase_add_test(tests, compares);
    tcase_add_test(tests, cuts);
    tcase_add_test(tests, walks_parts);
    tcase_add_test(tests, knows_what_postgresql_takes_as_text);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
