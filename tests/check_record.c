#include "lib/record.h"

#include <check.h>
#include <stdlib.h>

#include "schemas/capacity_estimate.h"
#include "schemas/customs_event.h"
#include "tests/suite.h"

static const struct field *field_of(const struct record_type *type, const char *name)
{
    const struct field *field = record_field_find(type, slice_of(name));
    ck_assert_ptr_nonnull(field);
    return field;
}

START_TEST(describes_its_struct)
{
    const struct field *field = field_of(&customs_event_type, "net_kg");
    ck_assert_int_eq(field->kind, FIELD_DECIMAL);
    ck_assert_uint_eq(field->offset, offsetof(struct customs_event, net_kg));
    ck_assert(field->optional && field->hashed);
    ck_assert_int_eq(field->precision, 30);
    ck_assert_int_eq(field->scale, 6);
    ck_assert_ptr_null(record_field_find(&customs_event_type, slice_of("net_KG")));
    ck_assert_ptr_null(record_type_find(slice_of("customs")));
}
END_TEST

START_TEST(tells_not_stated_from_zero)
{
    const int32_t zero = 0;
    struct customs_event event = {0};
    ck_assert_ptr_null(field_value(field_of(&customs_event_type, "line_no"), &event));
    event.line_no = &zero;
    ck_assert_int_eq(*(const int32_t *)field_value(field_of(&customs_event_type, "line_no"), &event), 0);
    ck_assert_ptr_null(field_value(field_of(&customs_event_type, "hs6"), &event));
    event.hs6 = slice_of("");
    ck_assert_ptr_nonnull(field_value(field_of(&customs_event_type, "hs6"), &event));
    ck_assert_ptr_nonnull(field_value(field_of(&customs_event_type, "revision"), &event)); /* required: always stated */
}
END_TEST

START_TEST(knows_its_symbols)
{
    const struct field *op = field_of(&customs_event_type, "op");
    ck_assert_int_eq(field_symbol(op, slice_of("cancel")), CUSTOMS_EVENT_OP_CANCEL);
    ck_assert_int_eq(field_symbol(op, slice_of("Cancel")), -1);
    ck_assert_int_eq(field_symbol(op, slice_of(NULL)), -1);
}
END_TEST

START_TEST(is_equal_if_it_states_the_same)
{
    const struct decimal one = {1, 0}, one_again = {100, 2}, two = {2, 0};
    const struct slice flag = SLICE_LITERAL("f"), same_flag = SLICE_LITERAL("f");
    struct customs_event a = {.source = slice_of("s"), .qty = &one, .flags = {&flag, 1}}, b = a;
    b.qty = &one_again;
    b.flags.items = &same_flag;
    ck_assert(record_equal(&customs_event_type, &a, &b));
    b.qty = &two;
    ck_assert(!record_equal(&customs_event_type, &a, &b));
    b = a;
    b.qty = NULL;
    ck_assert(!record_equal(&customs_event_type, &a, &b));
    b = a;
    b.flags.count = 0;
    ck_assert(!record_equal(&customs_event_type, &a, &b));
    b = a;
    b.source = slice_of("t");
    ck_assert(!record_equal(&customs_event_type, &a, &b));
    const double zero = 0.0, minus_zero = -0.0;
    struct capacity_estimate c = {.chips_low = &zero}, d = {.chips_low = &minus_zero};
    ck_assert(!record_equal(&capacity_estimate_type, &c, &d)); /* doubles by their bits */
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record");
    TCase *tests = tcase_create("record");
    tcase_add_test(tests, describes_its_struct);
    tcase_add_test(tests, tells_not_stated_from_zero);
    tcase_add_test(tests, knows_its_symbols);
    tcase_add_test(tests, is_equal_if_it_states_the_same);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
