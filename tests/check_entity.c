#include "producers/news/entity.h"

#include <check.h>
#include <string.h>

#include "tests/suite.h"

/* What stands at the begin of a text, the bytes used up, and the character. */
static const struct {
    const char *text;
    size_t used;
    uint32_t character;
} references[] = {
    {"&amp;", 5, '&'},
    {"&eacute;t&eacute;", 8, 0xE9},
    {"&AElig;", 7, 0xC6},
    {"&aelig;", 7, 0xE6}, /* case matters */
    {"&zwnj;", 6, 0x200C},
    {"&CounterClockwiseContourIntegral;", 33, 0x2233},
    {"&#233;", 6, 0xE9},
    {"&#xE9;", 6, 0xE9},
    {"&#XE9", 5, 0xE9},
    {"&#146;", 6, 0x2019}, /* as Windows means it */
    {"&#4294967337;", 13, 0x110000}, /* no character, and no 41 either */
    {"&copy 2026", 5, 0xA9}, /* old names may lack the semicolon */
    {"&hellip", 0, 0},       /* others may not */
    {"&copy=2", 0, 0},       /* part of an address */
    {"&copycat", 0, 0},
    {"&unknown;", 0, 0},
    {"&;", 0, 0},
    {"&#;", 0, 0},
    {"&#x;", 0, 0},
    {"& amp;", 0, 0},
    {"&", 0, 0},
};

START_TEST(reads_a_reference)
{
    uint32_t character = 0;
    ck_assert_msg(entity_read(slice_of(references[_i].text), &character) == references[_i].used, "%s",
                  references[_i].text);
    if (references[_i].character < 0x10FFFF)
        ck_assert_msg(character == references[_i].character, "%s gives U+%X", references[_i].text, character);
    else
        ck_assert_uint_gt(character, 0x10FFFF);
}
END_TEST

START_TEST(names_are_sorted_and_all_found)
{
    for (size_t i = 0; i < entity_count; i++) {
        ck_assert(!i || strcmp(entities[i - 1].name, entities[i].name) < 0);
        ck_assert_ptr_eq(entity_find(slice_of(entities[i].name)), &entities[i]);
    }
}
END_TEST

START_TEST(sees_a_name_that_nobody_knows)
{
    ck_assert(entity_is_name(SLICE_LITERAL("&custom;")));
    ck_assert(!entity_is_name(SLICE_LITERAL("&custom")));
    ck_assert(!entity_is_name(SLICE_LITERAL("&1st;")));
    ck_assert(!entity_is_name(SLICE_LITERAL("&")));
}
END_TEST

static const struct {
    uint32_t character;
    const char *bytes;
} characters[] = {{'A', "A"},           {0xE9, "\xC3\xA9"}, {0x20AC, "\xE2\x82\xAC"}, {0x1F600, "\xF0\x9F\x98\x80"},
                  {0, "\xEF\xBF\xBD"}, {0xD800, "\xEF\xBF\xBD"}, {0x110000, "\xEF\xBF\xBD"}};

START_TEST(writes_utf8)
{
    char bytes[ENTITY_BYTES_MAX];
    struct slice written = {bytes, entity_encode(characters[_i].character, bytes)};
    ck_assert(slice_equal_text(written, characters[_i].bytes));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("entity");
    TCase *tests = tcase_create("entity");
    tcase_add_loop_test(tests, reads_a_reference, 0, sizeof references / sizeof *references);
    tcase_add_test(tests, names_are_sorted_and_all_found);
    tcase_add_test(tests, sees_a_name_that_nobody_knows);
    tcase_add_loop_test(tests, writes_utf8, 0, sizeof characters / sizeof *characters);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
