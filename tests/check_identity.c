#include "lib/identity.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/json.h"
#include "lib/record_json.h"
#include "schemas/customs_event.h"
#include "schemas/news_event.h"
#include "tests/suite.h"

static struct arena arena;
static struct error error;

static void setup(void)
{
    ck_assert(arena_init(&arena, 1 << 20, &error));
}

static void teardown(void)
{
    arena_free(&arena);
}

static struct slice key_of(const struct slice *parts, size_t count)
{
    return identity_natural_key(&arena, parts, count);
}

#define KEY(...) \
    key_of((const struct slice[]){__VA_ARGS__}, sizeof((const struct slice[]){__VA_ARGS__}) / sizeof(struct slice))
#define TEXT(text) {text, sizeof(text) - 1}

START_TEST(joins_parts_so_that_they_can_be_told_apart)
{
    static const struct slice absent = {NULL, 0};
    ck_assert(slice_equal_text(KEY(TEXT("a"), TEXT("b")), "a|b"));
    ck_assert(slice_equal_text(KEY(TEXT("a|b")), "a\\|b"));
    ck_assert(slice_equal_text(KEY(TEXT("a\\"), TEXT("b")), "a\\\\|b"));
    ck_assert(slice_equal_text(KEY(TEXT("a"), absent, TEXT("b")), "a||b"));
    ck_assert(slice_equal_text(KEY(TEXT("")), ""));
    struct arena small;
    ck_assert(arena_init(&small, 8, &error));
    const struct slice part = TEXT("longer than eight bytes");
    ck_assert_ptr_null(identity_natural_key(&small, &part, 1).data);
    arena_free(&small);
}
END_TEST

static struct uuid id_of(const char *name_space, const char *source, const char *key)
{
    return identity_event_id(slice_of(name_space), slice_of(source), slice_of(key), NULL);
}

START_TEST(depends_on_each_part_of_the_identity)
{
    struct uuid id = id_of("a", "b", "c"), same = id_of("a", "b", "c");
    ck_assert_int_eq(uuid_compare(&id, &same), 0);
    const struct uuid others[] = {id_of("x", "b", "c"), id_of("a", "x", "c"),  id_of("a", "b", "x"),
                                  id_of("ab", "", "c"), id_of("", "ab", "c"), id_of("a", "bc", "")};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_int_ne(uuid_compare(&id, &others[i]), 0);
}
END_TEST

START_TEST(grows_with_the_date)
{
    static const int64_t dates_ms[] = {INT64_MIN, 0, 1, INT64_C(1769558400000), (INT64_C(1) << 48) - 1, INT64_MAX};
    struct uuid before = {{0}};
    for (size_t i = 0; i < sizeof dates_ms / sizeof dates_ms[0]; i++) {
        struct uuid id = identity_event_id(slice_of("a"), slice_of("b"), slice_of("c"), &dates_ms[i]);
        ck_assert_int_le(memcmp(before.bytes, id.bytes, 6), 0);
        ck_assert_int_eq(id.bytes[6] >> 4, 8); /* version */
        ck_assert_int_eq(id.bytes[8] >> 6, 2); /* variant */
        before = id;
    }
}
END_TEST

static void assert_same_hash(const struct news_event *a, const struct news_event *b, bool same)
{
    uint8_t hash_a[CONTENT_HASH_SIZE], hash_b[CONTENT_HASH_SIZE];
    identity_content_hash(&news_event_type, a, hash_a);
    identity_content_hash(&news_event_type, b, hash_b);
    ck_assert_int_eq(memcmp(hash_a, hash_b, sizeof hash_a) == 0, same);
}

START_TEST(hashes_what_is_stated)
{
    const int64_t time = 5;
    const struct slice flag = TEXT("f");
    const struct news_event event = {.source = TEXT("s"), .title = TEXT("t"), .body = TEXT("b")};
    struct news_event other = event;
    other.op = NEWS_EVENT_OP_CANCEL;
    assert_same_hash(&event, &other, false);
    other = event;
    other.published_at = &time;
    assert_same_hash(&event, &other, false);
    other = event;
    other.flags = (struct slices){&flag, 1};
    assert_same_hash(&event, &other, false);
    other = event;
    other.body = (struct slice){NULL, 0};
    assert_same_hash(&event, &other, false);
    other.body = (struct slice){"", 0}; /* empty is not the same as not stated */
    assert_same_hash(&event, &other, false);
    other = event;
    other.body = event.title;
    other.title = event.body; /* the same bytes under other names */
    assert_same_hash(&event, &other, false);
}
END_TEST

START_TEST(does_not_hash_ids_revisions_and_observation)
{
    const struct news_event event = {.source = TEXT("s"), .title = TEXT("t")};
    struct news_event other = event;
    other.event_id.bytes[0] = 1;
    other.revision = 2;
    other.normaliser_version = 3;
    other.first_seen_at = 4;
    other.source_url = (struct slice)TEXT("u");
    other.raw_ref = (struct slice)TEXT("r");
    other.content_hash = (struct slice)TEXT("h");
    assert_same_hash(&event, &other, true);
}
END_TEST

START_TEST(hashes_decimals_by_value)
{
    const struct decimal one = {1, 0}, one_again = {100, 2}, other = {101, 2};
    const struct decimal *values[] = {&one, &one_again, &other};
    uint8_t hashes[3][CONTENT_HASH_SIZE];
    for (size_t i = 0; i < 3; i++) {
        const struct customs_event event = {.source = TEXT("s"), .source_key = TEXT("k"), .qty = values[i]};
        identity_content_hash(&customs_event_type, &event, hashes[i]);
    }
    ck_assert_mem_eq(hashes[0], hashes[1], CONTENT_HASH_SIZE);
    ck_assert_mem_ne(hashes[0], hashes[2], CONTENT_HASH_SIZE);
}
END_TEST

/* Published vectors of XXH3 (xxHash's own sanity check): the empty input. */
START_TEST(is_xxh3)
{
    static const uint8_t empty[] = {0x99, 0xaa, 0x06, 0xd3, 0x01, 0x47, 0x98, 0xd8,
                                    0x60, 0x01, 0xc3, 0x24, 0x46, 0x8d, 0x49, 0x7f};
    uint8_t hash[CONTENT_HASH_SIZE];
    identity_hash_bytes(slice_of(""), hash);
    ck_assert_mem_eq(hash, empty, sizeof empty);
    ck_assert(identity_hash_64(slice_of("")) == INT64_C(0x2d06800538d394c2));
}
END_TEST

/* The test vectors of schemas/README.md: every line there that is a JSON object. */
static void check_event_id(const struct json *vector)
{
    int32_t days;
    int64_t date_ms;
    const struct json *date = json_member(vector, "date");
    if (!json_is_null(date)) {
        ck_assert(date_parse_iso(json_text(date), &days));
        date_ms = days * INT64_C(86400000);
    }
    struct slice name_space = json_text(json_member(vector, "name_space"));
    struct slice source = json_text(json_member(vector, "source"));
    struct slice key = json_text(json_member(vector, "natural_key"));
    struct uuid id = identity_event_id(name_space, source, key, json_is_null(date) ? NULL : &date_ms);
    char text[UUID_TEXT_SIZE + 1];
    uuid_format(&id, text);
    ck_assert_msg(slice_equal_text(json_text(json_member(vector, "event_id")), text), "%s", text);
}

static void check_content_hash(struct slice line)
{
    static _Alignas(16) char record[4096];
    uint8_t hash[CONTENT_HASH_SIZE];
    const struct record_type *type = record_json_type(line, &error);
    ck_assert_msg(type && type->size <= sizeof record, "%s", error.message);
    ck_assert_msg(record_json_read(type, line, &arena, record, &error), "%s", error.message);
    identity_content_hash(type, record, hash);
    const struct slice *stated = field_value(record_field_find(type, slice_of("content_hash")), record);
    ck_assert_uint_eq(stated->size, sizeof hash);
    ck_assert_mem_eq(stated->data, hash, sizeof hash);
}

START_TEST(agrees_with_the_vectors_of_the_readme)
{
    FILE *file = fopen(CHIPWATCH_SOURCE_DIR "/schemas/README.md", "r");
    ck_assert_ptr_nonnull(file);
    char line[16 << 10];
    int event_ids = 0, content_hashes = 0;
    while (fgets(line, sizeof line, file)) {
        struct json *json;
        if (line[0] != '{')
            continue;
        ck_assert_msg(json_parse(slice_of(line), &json, &error), "%s", error.message);
        bool is_record = json_member(json, "record") != NULL;
        if (is_record)
            check_content_hash(slice_of(line));
        else
            check_event_id(json);
        content_hashes += is_record;
        event_ids += !is_record;
        json_free(json);
    }
    fclose(file);
    ck_assert_int_ge(event_ids, 5);
    ck_assert_int_ge(content_hashes, 2);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("identity");
    TCase *tests = tcase_create("identity");
    tcase_add_checked_fixture(tests, setup, teardown);
    tcase_add_test(tests, joins_parts_so_that_they_can_be_told_apart);
    tcase_add_test(tests, depends_on_each_part_of_the_identity);
    tcase_add_test(tests, grows_with_the_date);
    tcase_add_test(tests, hashes_what_is_stated);
    tcase_add_test(tests, does_not_hash_ids_revisions_and_observation);
    tcase_add_test(tests, hashes_decimals_by_value);
    tcase_add_test(tests, is_xxh3);
    tcase_add_test(tests, agrees_with_the_vectors_of_the_readme);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
