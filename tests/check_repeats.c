#include "producers/customs/repeats.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

static struct repeats repeats; /* some 400 kB: not on the stack */

static uint32_t next(unsigned group_number, unsigned line_number)
{
    uint8_t group[CONTENT_HASH_SIZE] = {0}, line[CONTENT_HASH_SIZE] = {0};
    memcpy(group, &group_number, sizeof group_number);
    memcpy(line, &line_number, sizeof line_number);
    return repeats_next(&repeats, group, line);
}

START_TEST(counts_within_a_group)
{
    ck_assert_uint_eq(next(0, 0), 1); /* also where group and line are all zeros */
    ck_assert_uint_eq(next(0, 0), 2);
    ck_assert_uint_eq(next(0, 7), 1);
    ck_assert_uint_eq(next(0, 0), 3);
    ck_assert_uint_eq(next(1, 0), 1);
    ck_assert_uint_eq(next(1, 0), 2);
    ck_assert_uint_eq(next(0, 0), 1); /* only adjacent lines are one group */
}
END_TEST

START_TEST(a_group_may_have_so_many_lines)
{
    for (unsigned i = 0; i < REPEATS_LINES_MAX; i++)
        ck_assert_uint_eq(next(5, i), 1);
    ck_assert_uint_eq(next(5, REPEATS_LINES_MAX), 0);
    ck_assert_uint_eq(next(5, 3), 2); /* those it knows are still counted */
    ck_assert_uint_eq(next(6, 3), 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("repeats");
    TCase *tests = tcase_create("repeats");
    tcase_add_test(tests, counts_within_a_group);
    tcase_add_test(tests, a_group_may_have_so_many_lines);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
