/* The order of versions, and what a second sighting does. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/version.h"
#include "tests/suite.h"

static struct version version(int64_t revision, int32_t normaliser, uint8_t hash)
{
    struct version made = {.revision = revision, .normaliser_version = normaliser, .scope_revision = VERSION_NO_SCOPE};
    memset(made.hash, hash, sizeof made.hash);
    return made;
}

START_TEST(revision_orders_before_normaliser_before_hash)
{
    const struct version ascending[] = {version(1, 9, 9), version(2, 1, 9), version(2, 2, 1), version(2, 2, 2)};
    for (size_t i = 0; i < 4; i++)
        for (size_t k = 0; k < 4; k++) {
            int order = version_compare(&ascending[i], &ascending[k]);
            ck_assert_int_eq((order > 0) - (order < 0), (i > k) - (i < k));
        }
}
END_TEST

START_TEST(a_second_sighting_raises_and_never_lowers)
{
    struct version stored = version(5, 1, 7), older = version(4, 3, 7), newer = version(5, 2, 7);
    ck_assert(!version_raise(&stored, &older));
    ck_assert_int_eq(stored.revision, 5);
    ck_assert(version_raise(&stored, &newer));
    ck_assert_int_eq(stored.normaliser_version, 2);
    ck_assert(!version_raise(&stored, &newer));
}
END_TEST

START_TEST(scope_revision_is_raised_on_its_own)
{
    struct version stored = version(5, 1, 7), seen = version(1, 1, 7);
    seen.scope_revision = 3;
    ck_assert(version_raise(&stored, &seen));
    ck_assert_int_eq(stored.scope_revision, 3);
    ck_assert_int_eq(stored.revision, 5);
}
END_TEST

START_TEST(a_row_is_cancelled_by_itself_or_by_its_scope)
{
    const struct scope_end none = {0}, replaced = {true, 10, false}, cancelled = {true, 10, true};
    ck_assert(version_cancelled(true, VERSION_NO_SCOPE, &none));
    ck_assert(!version_cancelled(false, VERSION_NO_SCOPE, &cancelled));
    ck_assert(!version_cancelled(false, 9, &none));
    ck_assert(version_cancelled(false, 9, &replaced));
    ck_assert(!version_cancelled(false, 10, &replaced)); /* came with the end that replaces */
    ck_assert(version_cancelled(false, 10, &cancelled));
    ck_assert(!version_cancelled(false, 11, &cancelled)); /* came after the scope was withdrawn */
}
END_TEST

START_TEST(of_two_ends_the_greater_counts_and_cancel_wins_a_tie)
{
    struct scope_end end = {0};
    scope_end_raise(&end, &(struct scope_end){true, 10, true});
    scope_end_raise(&end, &(struct scope_end){true, 10, false});
    ck_assert(end.cancel);
    scope_end_raise(&end, &(struct scope_end){true, 11, false});
    ck_assert(!end.cancel);
    scope_end_raise(&end, &(struct scope_end){true, 9, true});
    ck_assert_int_eq(end.revision, 11);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("version");
    TCase *tests = tcase_create("version");
    tcase_add_test(tests, revision_orders_before_normaliser_before_hash);
    tcase_add_test(tests, a_second_sighting_raises_and_never_lowers);
    tcase_add_test(tests, scope_revision_is_raised_on_its_own);
    tcase_add_test(tests, a_row_is_cancelled_by_itself_or_by_its_scope);
    tcase_add_test(tests, of_two_ends_the_greater_counts_and_cancel_wins_a_tie);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
