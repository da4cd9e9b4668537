#include "lib/uuid.h"
#include "tests/suite.h"

#include <check.h>
#include <stdlib.h>

START_TEST(reads_and_writes_its_text)
{
    struct uuid uuid;
    char text[UUID_TEXT_SIZE + 1];
    ck_assert(uuid_parse(slice_of("00112233-4455-6677-8899-AABBccddeeff"), &uuid));
    ck_assert_int_eq(uuid.bytes[0], 0);
    ck_assert_int_eq(uuid.bytes[15], 0xFF);
    uuid_format(&uuid, text);
    ck_assert_str_eq(text, "00112233-4455-6677-8899-aabbccddeeff");
}
END_TEST

START_TEST(refuses_other_forms)
{
    static const char *const wrong[] = {
        "",
        "00112233445566778899aabbccddeeff",
        "{00112233-4455-6677-8899-aabbccddeeff}",
        "00112233-4455-6677-8899-aabbccddeef",
        "00112233-4455-6677-8899-aabbccddeeff0",
        "0011223-34455-6677-8899-aabbccddeeff",
        "00112233-4455-6677-8899-aabbccddeefg",
        "00112233 4455-6677-8899-aabbccddeeff",
    };
    struct uuid uuid;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        ck_assert_msg(!uuid_parse(slice_of(wrong[i]), &uuid), "%s", wrong[i]);
    ck_assert(!uuid_parse((struct slice){NULL, 0}, &uuid));
}
END_TEST

START_TEST(sorts_as_postgresql_does)
{
    const struct uuid low = {{0x7F}}, high = {{0x80}};
    ck_assert_int_lt(uuid_compare(&low, &high), 0);
    ck_assert_int_gt(uuid_compare(&high, &low), 0);
    ck_assert_int_eq(uuid_compare(&low, &low), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("uuid");
    TCase *tests = tcase_create("uuid");
    tcase_add_test(tests, reads_and_writes_its_text);
    tcase_add_test(tests, refuses_other_forms);
    tcase_add_test(tests, sorts_as_postgresql_does);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
