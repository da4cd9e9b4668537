#include "consumers/capacity/matcher.h"
#include "tests/suite.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct matcher *matcher;

static void add(const char *word, unsigned flags, uint32_t tag)
{
    ck_assert(matcher_add(matcher, slice_of(word), flags, tag));
}

static void make_matcher(void)
{
    struct error error;
    matcher = matcher_new();
    ck_assert_ptr_nonnull(matcher);
    add("H200", 0, 1);
    add("H200 NVL", 0, 2);
    add("RTX 4090", 0, 3);
    add("\xe6\x98\x87\xe8\x85\xbe" "910C", 0, 4); /* 昇腾910C */
    add("approv", MATCHER_PREFIX, 5);
    add("US", MATCHER_UPPER, 6);
    add("Meta", MATCHER_CAPITAL, 7);
    add("may", MATCHER_LOWER, 8);
    add("R100", 0, 9);
    add("h200", 0, 10); /* the same word again: the first counts */
    ck_assert(matcher_build(matcher, &error));
}

static void free_matcher(void)
{
    matcher_free(matcher);
}

/* "TAG:WORDS TAG:WORDS", as found. */
static const char *find(const char *text)
{
    static char out[512];
    struct match matches[16];
    size_t count = matcher_find(matcher, slice_of(text), matches, 16), used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count; i++)
        used += (size_t)snprintf(out + used, sizeof out - used, "%s%u:%.*s", i ? "|" : "", matches[i].tag,
                                 (int)(matches[i].end - matches[i].start), text + matches[i].start);
    return out;
}

START_TEST(finds_the_leftmost_of_those_the_longest)
{
    ck_assert_str_eq(find("8 H200, an h200-nvl and H200s"), "1:H200|2:h200-nvl|1:H200s");
    ck_assert_str_eq(find("RTX4090 RTX-4090 rtx_4090 RTX  4090"), "3:RTX4090|3:RTX-4090|3:rtx_4090|3:RTX  4090");
    ck_assert_str_eq(find(""), "");
}
END_TEST

START_TEST(an_edge_needs_an_edge)
{
    ck_assert_str_eq(find("H2000 GH200 H200B over 100"), "");
    ck_assert_str_eq(find("(H200)"), "1:H200");
    ck_assert_str_eq(find("\xe4\xb8\x80H200\xe4\xb8\x80"), "1:H200"); /* between Chinese characters */
}
END_TEST

START_TEST(folds_chinese_text)
{
    ck_assert_str_eq(find("\xe6\x98\x87\xe8\x85\xbe 910c"), "4:\xe6\x98\x87\xe8\x85\xbe 910c");
    ck_assert_str_eq(find("\xe6\x98\x87\xe8\x85\xbe" "910D"), "");
    ck_assert_str_eq(find("\xef\xbc\xa8\xef\xbc\x92\xef\xbc\x90\xef\xbc\x90"), /* Ｈ２００ */
                     "1:\xef\xbc\xa8\xef\xbc\x92\xef\xbc\x90\xef\xbc\x90");
}
END_TEST

/* Letters of other alphabets that look like ours, what has no width, and words with edges in those alphabets. */
START_TEST(folds_look_alikes)
{
    ck_assert_str_eq(find("\xd0\x9d" "200"), "1:\xd0\x9d" "200");                 /* Cyrillic En */
    ck_assert_str_eq(find("H\xe2\x80\x8b" "200"), "1:H\xe2\x80\x8b" "200");       /* zero-width space */
    ck_assert_str_eq(find("\xef\xbb\xbf" "H200"), "1:H200");                      /* byte order mark */
    ck_assert_str_eq(find("G\xe2\x80\x8b" "H200"), "");                           /* no edge */
    ck_assert_str_eq(find("H200\xd1\x8f \xc3\xa9" "H200"), "");                   /* letters on either side */
    ck_assert_str_eq(find("\xc3\x97" "H200 8xH200 8XH200 x8xH200"), "1:H200|1:H200|1:H200");
    ck_assert_str_eq(find("\xd0\x90pprov \xd0\xb0pproved"), "5:\xd0\x90pprov|5:\xd0\xb0pproved");
    ck_assert_str_eq(find("\xe2\x80"), ""); /* cut off */
    ck_assert_str_eq(find("H200\xd0"), "1:H200");
}
END_TEST

/* Where a word may begin: behind letters only one that is none itself; behind a count, but no count of five digits. */
START_TEST(begins_at_edges)
{
    ck_assert_str_eq(find("16xH200 16384xH200 16x H200, 8x8xH200"), "1:H200|1:H200");
    ck_assert_str_eq(find("8\xe2\x80\x8bxH200 8\xd1\x85H200"), "1:H200"); /* Cyrillic x */
    ck_assert_str_eq(find("G\xe6\x98\x87\xe8\x85\xbe" "910C xmay"), "4:\xe6\x98\x87\xe8\x85\xbe" "910C");
    ck_assert_str_eq(find("x\xe2\x80\x8b\xc2\xadmay,\xe2\x80\x8bmay \xe2\x80\x8b"), "8:may");
    ck_assert_str_eq(find("\xf0\x9f\x98\x80US US"), "6:US|6:US");
}
END_TEST

START_TEST(flags)
{
    ck_assert_str_eq(find("Approved, approving, disapproved"), "5:Approved|5:approving");
    ck_assert_str_eq(find("US and us"), "6:US");
    ck_assert_str_eq(find("Meta, META, meta"), "7:Meta|7:META");
    ck_assert_str_eq(find("may and May"), "8:may");
}
END_TEST

START_TEST(bounds)
{
    struct match matches[2];
    char word[MATCHER_WORD_MAX + 2];
    struct matcher *other = matcher_new();
    ck_assert_uint_eq(matcher_find(matcher, SLICE_LITERAL("H200 H200 H200"), matches, 2), 2);
    memset(word, 'x', sizeof word);
    ck_assert(!matcher_add(other, (struct slice){word, sizeof word}, 0, 1));
    ck_assert(!matcher_add(other, SLICE_LITERAL(""), 0, 1));
    matcher_free(other);
}
END_TEST

/* A name of several words that are common ones without their capitals. */
START_TEST(titles)
{
    struct error error;
    struct match match;
    struct matcher *other = matcher_new();
    ck_assert(matcher_add(other, SLICE_LITERAL("the information"), MATCHER_TITLE, 1));
    ck_assert(matcher_build(other, &error));
    ck_assert_uint_eq(matcher_find(other, SLICE_LITERAL("The Information"), &match, 1), 1);
    ck_assert_uint_eq(matcher_find(other, SLICE_LITERAL("THE INFORMATION"), &match, 1), 1);
    ck_assert_uint_eq(matcher_find(other, SLICE_LITERAL("The information, the Information"), &match, 1), 0);
    matcher_free(other);
}
END_TEST

/* One after another, also inside each other. */
START_TEST(next)
{
    struct slice text = SLICE_LITERAL("no H200 NVL; one H200 more");
    struct match match;
    size_t from = 0;
    ck_assert(matcher_next(matcher, text, &from, &match));
    ck_assert_uint_eq(match.tag, 2);
    ck_assert_uint_eq(from, 7); /* behind H200 */
    ck_assert(matcher_next(matcher, text, &from, &match));
    ck_assert_uint_eq(match.start, 17);
    ck_assert(!matcher_next(matcher, text, &from, &match));
}
END_TEST

/* Equal words fold to equal bytes. */
START_TEST(folds)
{
    char a[MATCHER_WORD_MAX], b[MATCHER_WORD_MAX];
    size_t size = matcher_fold(SLICE_LITERAL("RTX-4090  Ti"), a);
    ck_assert_uint_eq(size, matcher_fold(SLICE_LITERAL("rtx 4090_ti"), b));
    ck_assert_mem_eq(a, b, size);
    ck_assert_uint_eq(matcher_fold(SLICE_LITERAL(" - "), a), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("matcher");
    TCase *tests = tcase_create("matcher");
    tcase_add_checked_fixture(tests, make_matcher, free_matcher);
    tcase_add_test(tests, finds_the_leftmost_of_those_the_longest);
    tcase_add_test(tests, an_edge_needs_an_edge);
    tcase_add_test(tests, folds_chinese_text);
    tcase_add_test(tests, folds_look_alikes);
    tcase_add_test(tests, begins_at_edges);
    tcase_add_test(tests, flags);
    tcase_add_test(tests, bounds);
    tcase_add_test(tests, titles);
    tcase_add_test(tests, next);
    tcase_add_test(tests, folds);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
