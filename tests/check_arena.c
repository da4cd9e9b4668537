#include "lib/arena.h"
#include "tests/suite.h"

#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static struct arena arena;
static struct error error;

static void setup(void)
{
    ck_assert(arena_init(&arena, 1024, &error));
}

static void teardown(void)
{
    arena_free(&arena);
}

START_TEST(hands_out_aligned_pieces_that_do_not_overlap)
{
    char *a = arena_alloc(&arena, 1), *b = arena_alloc(&arena, 17), *c = arena_alloc(&arena, 0);
    ck_assert(a && b && c);
    ck_assert_uint_eq((uintptr_t)a % 16, 0);
    ck_assert_uint_eq((uintptr_t)b % 16, 0);
    ck_assert(b >= a + 1 && c >= b + 17);
    memset(b, 0, 17);
}
END_TEST

START_TEST(says_when_it_is_full)
{
    ck_assert_ptr_null(arena_alloc(&arena, 1025));
    ck_assert_ptr_null(arena_alloc(&arena, SIZE_MAX));
    int count = 0;
    while (arena_alloc(&arena, 100))
        count++;
    ck_assert_int_ge(count, 7);
    ck_assert_int_le(count, 10);
    const struct slice text = SLICE_LITERAL("a text that is far too long for what is left of this arena, "
                                            "which is about full, so that there is no room");
    ck_assert_ptr_null(arena_slice(&arena, text).data);
    ck_assert_ptr_null(arena_copy(&arena, text.data, text.size));
    ck_assert_ptr_null(arena_format(&arena, "%200d", 1).data);
}
END_TEST

START_TEST(is_used_again_after_reset)
{
    void *first = arena_alloc(&arena, 10);
    size_t mark = arena.used;
    void *second = arena_alloc(&arena, 10);
    arena_truncate(&arena, mark);
    ck_assert_ptr_eq(arena_alloc(&arena, 10), second);
    arena_reset(&arena);
    ck_assert_ptr_eq(arena_alloc(&arena, 10), first);
}
END_TEST

START_TEST(copies_texts_with_a_nul_behind)
{
    struct slice copy = arena_slice(&arena, (struct slice){"abcdef", 3});
    ck_assert_str_eq(copy.data, "abc");
    ck_assert_uint_eq(copy.size, 3);
    copy = arena_slice(&arena, SLICE_LITERAL(""));
    ck_assert(copy.data && copy.size == 0);
    ck_assert_ptr_null(arena_slice(&arena, (struct slice){NULL, 0}).data);
    copy = arena_format(&arena, "%s=%d", "a", 1);
    ck_assert_str_eq(copy.data, "a=1");
    ck_assert_uint_eq(copy.size, 3);
    ck_assert_mem_eq(arena_copy(&arena, "xy", 2), "xy", 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("arena");
    TCase *tests = tcase_create("arena");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, hands_out_aligned_pieces_that_do_not_overlap);
    tcase_add_test(tests, says_when_it_is_full);
    tcase_add_test(tests, is_used_again_after_reset);
    tcase_add_test(tests, copies_texts_with_a_nul_behind);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
