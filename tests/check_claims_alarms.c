/*
 * What the extractor makes of news that have nothing to do with chips: of the real texts without any word of
 * tests/claims/topic_words.txt at most one in 500 may give a claim. Feeds and pages come through their inputs; of
 * files that no input reads as articles each entry of a JSON array (title and summary) is a text, and each line of
 * lists and digests.
 */
#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "consumers/capacity/claims.h"
#include "consumers/capacity/folder.h"
#include "lib/json.h"
#include "producers/news/news_input.h"
#include "tests/news_reading.h"
#include "tests/samples.h"
#include "tests/suite.h"

enum { SKIPPED = 77, CLAIMS_MAX = 64, PATHS_MAX = 1024, VALUES_MAX = 1 << 16, ALARMS_ONE_IN = 500, TEXTS_MIN = 20000 };

static struct catalogue *catalogue;
static struct matcher *topics;
static struct arena arena;
static struct error error;
static struct {
    size_t texts, off_topic, alarms;
} seen;

static void add_topics(struct slice text)
{
    for (const char *line = text.data, *end = text.data + text.size; line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        struct slice word = slice_trim((struct slice){line, (size_t)((next ? next : end) - line)});
        if (word.size && word.data[0] != '#')
            ck_assert_msg(matcher_add(topics, word, 0, 0), "topic word %.*s", SLICE_ARGS(word));
        line = next ? next + 1 : end;
    }
}

/* Calls `take` with the content of a file. */
static void with_file(const char *parent, const char *name, void (*take)(struct slice))
{
    struct folder folder;
    struct buffer text;
    buffer_init(&text, FOLDER_FILE_BYTES_MAX);
    ck_assert_msg(folder_open(parent, NULL, "", &folder, &error), "%s", error.message);
    ck_assert_msg(folder_read(&folder, name, &text, &error), "%s", error.message);
    take(buffer_view(&text));
    folder_close(&folder);
    buffer_free(&text);
}

static void set_up(void)
{
    ck_assert_msg(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error), "%s", error.message);
    ck_assert(arena_init(&arena, 1 << 20, &error));
    topics = matcher_new();
    ck_assert_ptr_nonnull(topics);
    with_file(CHIPWATCH_SOURCE_DIR "/tests/claims", "topic_words.txt", add_topics);
    ck_assert(matcher_build(topics, &error));
}

static void tear_down(void)
{
    matcher_free(topics);
    arena_free(&arena);
    catalogue_free(catalogue);
}

static bool on_topic(struct slice text)
{
    size_t from = 0;
    struct match match;
    return text.data && matcher_next(topics, text, &from, &match);
}

static void read_text(struct slice title, struct slice body)
{
    struct claim claims[CLAIMS_MAX];
    size_t count;
    struct claims_text text = {.title = title, .body = body};
    seen.texts++;
    if (on_topic(title) || on_topic(body))
        return;
    seen.off_topic++;
    ck_assert(claims_find(catalogue, &text, &arena, claims, CLAIMS_MAX, &count));
    if (count)
        fprintf(stderr, "alarm: %.*s: %.*s\n", SLICE_ARGS(claims->product), SLICE_ARGS(claims->evidence));
    seen.alarms += count != 0;
}

static void read_lines(struct slice text)
{
    for (const char *line = text.data, *end = text.data + text.size; line < end;) {
        const char *next = memchr(line, '\n', (size_t)(end - line));
        struct slice words = slice_trim((struct slice){line, (size_t)((next ? next : end) - line)});
        if (words.size)
            read_text(words, (struct slice){NULL, 0});
        line = next ? next + 1 : end;
    }
}

/* The longest of the texts that may stand beside a title. */
static struct slice summary_of(const struct json *entry)
{
    static const char *const names[] = {"summary", "description", "blurb", "content"};
    struct slice longest = {NULL, 0};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct slice text = json_text(json_member(entry, names[i]));
        if (text.data && text.size > longest.size)
            longest = text;
    }
    return longest;
}

/* Every object with a title, wherever it stands. */
static void read_json(struct slice text)
{
    static const struct json *todo[VALUES_MAX];
    size_t count = 0;
    struct json *root;
    ck_assert_msg(json_parse(text, &root, &error), "%s", error.message);
    todo[count++] = root;
    while (count) {
        const struct json *value = todo[--count], *member;
        struct slice name, title = json_text(json_member(value, "title"));
        size_t cursor = 0;
        if (title.data)
            read_text(title, summary_of(value));
        while (json_is_object(value) && json_next_member(value, &cursor, &name, &member) && count < VALUES_MAX)
            todo[count++] = member;
        for (size_t i = 0; json_is_array(value) && i < json_count(value) && count < VALUES_MAX; i++)
            todo[count++] = json_item(value, i);
    }
    json_free(root);
}

/* By the input that is surest of the file. */
static void read_input(const char *path)
{
    struct reader *reader;
    struct slice head;
    const struct input *best = &input_text;
    int most = 0;
    ck_assert_msg(reader_open_file(path, &reader, &error), "%s", error.message);
    ck_assert_msg(reader_head(reader, &head, &error), "%s", error.message);
    for (size_t i = 0; news_inputs[i]; i++) {
        int sure = news_inputs[i]->recognise(head, path);
        best = sure > most ? news_inputs[i] : best;
        most = sure > most ? sure : most;
    }
    reader_close(reader);
    struct news_reading *reading = news_read_file(best, path);
    for (size_t i = 0; i < reading->count; i++)
        if (reading->results[i].result == INPUT_EVENT)
            read_text(reading->results[i].event.title, reading->results[i].event.body);
    news_reading_free(reading);
}

static bool ends_with(const char *text, const char *end)
{
    size_t size = strlen(text), most = strlen(end);
    return size >= most && strcmp(text + size - most, end) == 0;
}

static void read_file(const char *parent, const char *name, const char *path)
{
    if (ends_with(parent, "/news") || ends_with(parent, "/feeds") || ends_with(parent, "/html"))
        read_input(path);
    else if (ends_with(name, ".json"))
        with_file(parent, name, read_json);
    else if (ends_with(name, ".txt") || ends_with(name, ".md"))
        with_file(parent, name, read_lines);
}

/* All files below a folder; the folders still to be read are a list, and no order matters. */
static void read_below(const char *root)
{
    static char folders[PATHS_MAX][512];
    size_t count = 1;
    snprintf(folders[0], sizeof folders[0], "%s", root);
    while (count) {
        char parent[512], path[1024];
        memcpy(parent, folders[--count], sizeof parent);
        DIR *folder = opendir(parent);
        ck_assert_ptr_nonnull(folder);
        for (struct dirent *entry; (entry = readdir(folder));) {
            struct stat status;
            snprintf(path, sizeof path, "%s/%s", parent, entry->d_name);
            if (entry->d_name[0] == '.' || stat(path, &status) != 0)
                continue;
            if (!S_ISDIR(status.st_mode))
                read_file(parent, entry->d_name, path);
            else if (count < PATHS_MAX && strlen(path) < sizeof folders[0])
                memcpy(folders[count++], path, strlen(path) + 1);
        }
        closedir(folder);
    }
}

START_TEST(news_of_other_things_give_no_claims)
{
    read_below(sample_path("news"));
    fprintf(stderr, "%zu texts, %zu of other things, %zu of them with a claim\n", seen.texts, seen.off_topic, seen.alarms);
    ck_assert_uint_ge(seen.off_topic, TEXTS_MIN);
    ck_assert_uint_le(seen.alarms * ALARMS_ONE_IN, seen.off_topic);
}
END_TEST

int main(void)
{
    if (!sample_path("news"))
        return SKIPPED;
    Suite *suite = suite_create("claims_alarms");
    TCase *tests = tcase_create("claims_alarms");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, news_of_other_things_give_no_claims);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
