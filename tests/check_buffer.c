#include "lib/buffer.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static void assert_holds(const struct buffer *buffer, const char *text)
{
    ck_assert(slice_equal_text(buffer_view(buffer), text));
    ck_assert_uint_le(buffer->size, buffer->capacity);
    ck_assert_uint_le(buffer->capacity, buffer->limit);
}

START_TEST(takes_pieces_of_all_kinds)
{
    struct buffer buffer;
    buffer_init(&buffer, 100);
    assert_holds(&buffer, "");
    buffer_text(&buffer, "ab");
    buffer_byte(&buffer, 'c');
    buffer_slice(&buffer, SLICE_LITERAL("de"));
    buffer_bytes(&buffer, NULL, 0);
    buffer_format(&buffer, "%03d", 7);
    assert_holds(&buffer, "abcde007");
    buffer_reset(&buffer);
    buffer_be16(&buffer, 0x0102);
    buffer_be32(&buffer, 0x03040506);
    buffer_be64(&buffer, UINT64_C(0x0708090A0B0C0D0E));
    ck_assert_mem_eq(buffer.data, "\1\2\3\4\5\6\7\x08\x09\x0A\x0B\x0C\x0D\x0E", 14);
    buffer_free(&buffer);
}
END_TEST

/* The same at a limit of a few bytes and of many: what fits is there, what does not changes nothing. */
START_TEST(keeps_its_limit)
{
    static const size_t limits[] = {1, 7, 1024, 1500, 100000};
    size_t limit = limits[_i];
    struct buffer buffer;
    buffer_init(&buffer, limit);
    for (size_t i = 0; i < limit; i++) {
        buffer_byte(&buffer, 'x');
        ck_assert(!buffer.full && buffer.size == i + 1 && buffer.capacity <= limit);
    }
    buffer_byte(&buffer, 'y');
    ck_assert(buffer.full && buffer.size == limit);
    buffer_truncate(&buffer, limit - 1);
    ck_assert(!buffer.full);
    buffer_text(&buffer, "zz");
    buffer_byte(&buffer, 'z'); /* would fit, but the buffer stays full until it is reset */
    ck_assert(buffer.full && buffer.size == limit - 1);
    buffer_reset(&buffer);
    ck_assert(!buffer.full && buffer.size == 0);
    ck_assert_ptr_null(buffer_reserve(&buffer, limit + 1));
    ck_assert_ptr_null(buffer_reserve(&buffer, SIZE_MAX));
    buffer_free(&buffer);
}
END_TEST

START_TEST(formats_texts_of_any_length)
{
    struct buffer buffer;
    buffer_init(&buffer, 4096);
    static const int lengths[] = {0, 1, 511, 512, 513, 3000};
    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        buffer_reset(&buffer);
        buffer_format(&buffer, "%*s", lengths[i], "");
        ck_assert_uint_eq(buffer.size, (size_t)lengths[i]);
    }
    buffer_format(&buffer, "%2000s", "");
    ck_assert(buffer.full && buffer.size == 3000);
    buffer_free(&buffer);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("buffer");
    TCase *tests = tcase_create("buffer");
    tcase_add_test(tests, takes_pieces_of_all_kinds);
    tcase_add_loop_test(tests, keeps_its_limit, 0, 5);
    tcase_add_test(tests, formats_texts_of_any_length);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
