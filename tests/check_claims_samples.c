/*
 * Real news that is about something else: items of samples/news/rss-json that hold no word of tests/claims/off_topic_words.txt.
 * At most one in 500 may give a claim.
 */
#include <check.h>
#include <ctype.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/claims.h"
#include "lib/json.h"
#include "tests/samples.h"
#include "tests/suite.h"

enum { WORDS_MAX = 256, FILE_BYTES = 8 << 20, TEXT_BYTES = 1 << 16, CLAIMS_MAX = 8, ARENA_BYTES = 2 << 20, ITEMS_EACH = 500 };

static char words[WORDS_MAX][64];
static size_t word_count, item_count, alarm_count;
static struct catalogue *catalogue;
static struct arena arena;

static void read_words(void)
{
    FILE *file = fopen(CHIPWATCH_SOURCE_DIR "/tests/claims/off_topic_words.txt", "r");
    ck_assert(file != NULL);
    while (word_count < WORDS_MAX && fgets(words[word_count], sizeof *words, file)) {
        words[word_count][strcspn(words[word_count], "\n")] = '\0';
        word_count += words[word_count][0] && words[word_count][0] != '#';
    }
    fclose(file);
}

static bool is_off_topic(struct slice title, struct slice body)
{
    static char text[TEXT_BYTES];
    snprintf(text, sizeof text, "%.*s\n%.*s", SLICE_ARGS(title), SLICE_ARGS(body));
    for (char *c = text; *c; c++)
        *c = (char)tolower((unsigned char)*c);
    for (size_t i = 0; i < word_count; i++)
        if (strstr(text, words[i]))
            return false;
    return true;
}

static void read_article(const struct json *item)
{
    struct claims_text text = {.title = json_text(json_member(item, "title")),
                               .body = json_text(json_member(item, "description"))};
    struct claim claims[CLAIMS_MAX];
    size_t count;
    if (!text.title.data || !text.body.data || !is_off_topic(text.title, text.body))
        return;
    ck_assert(claims_find(catalogue, &text, &arena, claims, CLAIMS_MAX, &count));
    item_count++;
    alarm_count += count > 0;
    if (count)
        printf("a claim off topic: %.*s\n", SLICE_ARGS(claims[0].evidence));
}

static void read_file(const char *path, char *bytes)
{
    struct json *root;
    struct error error = {0};
    FILE *file = fopen(path, "r");
    ck_assert(file != NULL);
    size_t size = fread(bytes, 1, FILE_BYTES, file);
    fclose(file);
    if (!json_parse((struct slice){bytes, size}, &root, &error))
        return; /* an empty download */
    for (size_t i = 0; json_is_array(root) && i < json_count(root); i++)
        read_article(json_item(root, i));
    json_free(root);
}

START_TEST(news_of_something_else)
{
    struct error error = {0};
    glob_t files;
    char pattern[4096];
    char *bytes = malloc(FILE_BYTES);
    const char *folder = sample_path("news/rss-json");
    ck_assert(bytes && arena_init(&arena, ARENA_BYTES, &error));
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
    read_words();
    snprintf(pattern, sizeof pattern, "%s/*/*.json", folder);
    ck_assert_int_eq(glob(pattern, 0, NULL, &files), 0);
    for (size_t i = 0; i < files.gl_pathc; i++)
        read_file(files.gl_pathv[i], bytes);
    printf("%zu items off topic, %zu with a claim\n", item_count, alarm_count);
    ck_assert_uint_gt(item_count, ITEMS_EACH);
    ck_assert_uint_le(alarm_count * ITEMS_EACH, item_count);
    globfree(&files);
    catalogue_free(catalogue);
    arena_free(&arena);
    free(bytes);
}
END_TEST

int main(void)
{
    if (!sample_path("news/rss-json"))
        return 77;
    Suite *suite = suite_create("claims, samples");
    TCase *tests = tcase_create("off topic");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, news_of_something_else);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
