/*
 * consumers/capacity/fingerprint: what editors do to a text leaves it near itself, and other texts are far.
 */
#include "consumers/capacity/fingerprint.h"

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "tests/samples.h"
#include "tests/suite.h"

enum { TEXT_MAX = 1 << 17, SAMPLES_MAX = 200, TRIALS = 200 };

static struct fingerprint of(const char *title, const char *body)
{
    struct fingerprint fingerprint;
    fingerprint_make(slice_of(title), slice_of(body), &fingerprint);
    return fingerprint;
}

/* ---- words ---- */

START_TEST(case_marks_and_width_do_not_count)
{
    static const char *const same[] = {"Nvidia’s H200: approved", "NVIDIA's  H200 — approved!", "ｎｖｉｄｉａ s Ｈ２００\napproved"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++)
        ck_assert_msg(of(same[i], NULL).text_hash == of(same[0], NULL).text_hash, "%s", same[i]);
    ck_assert(of("Nvidia H200 approved", NULL).text_hash != of("Nvidia H20 approved", NULL).text_hash);
    ck_assert(of("H200 approved", NULL).text_hash != of("approved H200", NULL).text_hash);
    ck_assert(of("H200", "approved").text_hash != of("H200 approved", "").text_hash);
}
END_TEST

START_TEST(words_are_counted_and_two_characters_are_one)
{
    ck_assert_uint_eq(of("Nvidia's H200", "is approved").words, 5); /* s is one */
    ck_assert_uint_eq(of("英伟达 H200 芯片", NULL).words, 3);
    ck_assert_uint_eq(of("엔비디아 H200 승인", NULL).words, 3); /* Korean has blanks */
    ck_assert_uint_eq(of("", NULL).words, 0);
    ck_assert(!of("Nvidia", NULL).has_shingles);
    ck_assert(!of("…", "！？").has_shingles);
    ck_assert(!of("A long headline", "Read more").has_body);
}
END_TEST

START_TEST(bytes_that_are_no_text_only_separate)
{
    struct fingerprint fingerprint;
    fingerprint_make((struct slice){"a\xFF" "b\xE4\xBD", 5}, (struct slice){"\xF0\x9F", 2}, &fingerprint);
    ck_assert_int_eq(fingerprint.text_hash, of("a b", NULL).text_hash);
}
END_TEST

/* ---- edits ---- */

/* A text of so many words, each from a vocabulary of its seed; those from `edited` up to `edited + edits` are others. */
static struct fingerprint wire(uint32_t seed, int words, int edited, int edits)
{
    static char text[TEXT_MAX];
    size_t size = 0;
    for (int i = 0; i < words; i++) {
        uint32_t word = (seed * 7919u + (uint32_t)i * (uint32_t)i * 31u + (uint32_t)i) * 2654435761u >> 18;
        bool other = i >= edited && i < edited + edits;
        size += (size_t)snprintf(text + size, sizeof text - size, "%s%u ", other ? "edited" : "word", word);
    }
    return of("A headline", text);
}

START_TEST(one_word_of_a_long_text_changes_few_bits)
{
    int within = 0, near = 0;
    for (uint32_t seed = 0; seed < TRIALS; seed++) {
        struct fingerprint original = wire(seed, 600, 0, 0), edited = wire(seed, 600, 300, 1);
        within += fingerprint_bits_apart(&original, &edited) <= FINGERPRINT_BITS_APART;
        near += fingerprint_near(&original, &edited);
    }
    ck_assert_int_ge(within, TRIALS * 8 / 10);
    ck_assert_int_eq(near, TRIALS);
}
END_TEST

/* Where SimHash sees another text, MinHash still sees the same one. */
START_TEST(one_sentence_of_an_article_leaves_it_near)
{
    int within = 0;
    for (uint32_t seed = 0; seed < TRIALS; seed++) {
        struct fingerprint original = wire(seed, 300, 0, 0), edited = wire(seed, 300, 100, 20), other = wire(seed + TRIALS, 300, 0, 0);
        within += fingerprint_bits_apart(&original, &edited) <= FINGERPRINT_BITS_APART;
        ck_assert_msg(fingerprint_near(&original, &edited), "seed %u", seed);
        ck_assert_msg(!fingerprint_near(&original, &other), "seed %u", seed);
    }
    ck_assert_int_le(within, TRIALS / 4);
}
END_TEST

/* Of two texts that share a part of their shingles, the same part of the values is equal, on average. */
START_TEST(equal_values_estimate_the_shared_part)
{
    for (int edits = 0; edits <= 60; edits += 20) {
        double sum = 0, shared = 119 - (edits ? edits + 1 : 0); /* shingles of two; also "headline word" */
        for (uint32_t seed = 0; seed < TRIALS; seed++) {
            struct fingerprint a = wire(seed, 118, 0, 0), b = wire(seed, 118, 40, edits);
            sum += fingerprint_equal_values(&a, &b);
        }
        ck_assert_double_eq_tol(sum / TRIALS / FINGERPRINT_VALUES, shared / (2 * 119 - shared), 0.03);
    }
}
END_TEST

START_TEST(a_retouched_headline_is_near)
{
    static const struct {
        const char *a, *b;
        bool near;
    } pairs[] = {
        {"China approves import of first batch of Nvidia H200 chips, sources say",
         "China approves import of first batch of Nvidia H200 chips: sources", true},
        {"US lawmakers question export of advanced AI chips to Gulf states after new deal",
         "US lawmakers question export of advanced AI chips to the Gulf states after new deal", true},
        {"中国批准进口首批英伟达H200芯片，知情人士称", "中国批准进口首批英伟达H200芯片 知情人士", true},
        {"China approves import of first batch of Nvidia H200 chips, sources say",
         "Beijing lets Nvidia's H200 in for the first time, people familiar say", false},
        {"中国批准进口首批英伟达H200芯片", "美国暂停向中国出口先进芯片制造设备", false},
        {"Hints and answers for puzzle number 938 of January 3", "Hints and answers for puzzle number 939 of January 4", false},
        {"Nvidia shares rise after results beat estimates", "Nvidia shares fall after guidance disappoints", false},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct fingerprint a = of(pairs[i].a, NULL), b = of(pairs[i].b, NULL);
        ck_assert_msg(fingerprint_near(&a, &b) == pairs[i].near, "%s | %s: %d of %d", pairs[i].a, pairs[i].b,
                      fingerprint_equal_values(&a, &b), FINGERPRINT_VALUES);
    }
}
END_TEST

/* ---- samples ---- */

static struct fingerprint samples[SAMPLES_MAX];
static char names[SAMPLES_MAX][256];
static size_t sample_count;

static void read_folder(const char *folder)
{
    static char text[TEXT_MAX];
    char path[8192], name[512];
    snprintf(name, sizeof name, "news/%s", folder);
    if (!sample_path(name))
        return;
    snprintf(path, sizeof path, "%s", sample_path(name));
    size_t end = strlen(path);
    DIR *entries = opendir(path);
    for (const struct dirent *entry; entries && (entry = readdir(entries)) && sample_count < SAMPLES_MAX;) {
        snprintf(path + end, sizeof path - end, "/%s", entry->d_name);
        FILE *file = entry->d_name[0] == '.' ? NULL : fopen(path, "rb");
        if (!file)
            continue;
        size_t size = fread(text, 1, sizeof text, file);
        fclose(file);
        snprintf(names[sample_count], sizeof names[0], "%s", entry->d_name);
        fingerprint_make(SLICE_LITERAL(""), (struct slice){text, size}, &samples[sample_count++]);
    }
    if (entries)
        closedir(entries);
}

/* Articles, digests and notices, some of one series: no two are copies. */
START_TEST(no_two_samples_are_near)
{
    static const char *const folders[] = {"fulltext-en", "fulltext-zh", "digest-zh", "federal-register"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        read_folder(folders[i]);
    for (size_t i = 0; i < sample_count; i++)
        for (size_t k = i + 1; k < sample_count; k++)
            ck_assert_msg(!fingerprint_near(&samples[i], &samples[k]), "%s and %s: %d values, %d bits", names[i], names[k],
                          fingerprint_equal_values(&samples[i], &samples[k]),
                          fingerprint_bits_apart(&samples[i], &samples[k]));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("fingerprint");
    TCase *tests = tcase_create("fingerprint");
    tcase_add_test(tests, case_marks_and_width_do_not_count);
    tcase_add_test(tests, words_are_counted_and_two_characters_are_one);
    tcase_add_test(tests, bytes_that_are_no_text_only_separate);
    tcase_add_test(tests, one_word_of_a_long_text_changes_few_bits);
    tcase_add_test(tests, one_sentence_of_an_article_leaves_it_near);
    tcase_add_test(tests, equal_values_estimate_the_shared_part);
    tcase_add_test(tests, a_retouched_headline_is_near);
    tcase_add_test(tests, no_two_samples_are_near);
    suite_add_tcase(suite, tests);
    int status = suite_run(suite);
    return status == EXIT_SUCCESS && !sample_path("news") ? 77 : status;
}
