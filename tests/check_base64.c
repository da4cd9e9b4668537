#include "lib/base64.h"

#include <check.h>

#include "tests/suite.h"

/* RFC 4648 §10. */
static const char *const pairs[][2] = {{"", ""},         {"f", "Zg=="},         {"fo", "Zm8="},
                                       {"foo", "Zm9v"},  {"foob", "Zm9vYg=="},  {"fooba", "Zm9vYmE="},
                                       {"foobar", "Zm9vYmFy"}};

START_TEST(goes_there_and_back)
{
    char bytes[16];
    size_t size;
    struct buffer text;
    buffer_init(&text, 100);
    base64_encode(slice_of(pairs[_i][0]), &text);
    ck_assert(slice_equal_text(buffer_view(&text), pairs[_i][1]));
    ck_assert(base64_decode(buffer_view(&text), bytes, &size));
    ck_assert(slice_equal_text((struct slice){bytes, size}, pairs[_i][0]));
    buffer_free(&text);
}
END_TEST

static const char *const wrong[] = {"Zg", "Zg=", "Zh==", "Zm9=", "=g==", "Zg==Zg==", "Zm9\n", "Zm9-", "Z==="};

START_TEST(takes_nothing_else)
{
    char bytes[16];
    size_t size;
    ck_assert_msg(!base64_decode(slice_of(wrong[_i]), bytes, &size), "%s", wrong[_i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("base64");
    TCase *tests = tcase_create("base64");
    tcase_add_loop_test(tests, goes_there_and_back, 0, sizeof pairs / sizeof *pairs);
    tcase_add_loop_test(tests, takes_nothing_else, 0, sizeof wrong / sizeof *wrong);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
