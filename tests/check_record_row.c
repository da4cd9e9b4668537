/*
 * lib/record_row: what record_copy wrote comes back, for every record; what no column of ours holds is refused.
 *
 * A row of COPY has the same bytes for each value as an answer in binary format has.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "lib/record_copy.h"
#include "lib/record_row.h"
#include "tests/random_record.h"
#include "tests/suite.h"

enum { COLUMNS_MAX = 256, ROUNDS = 300 };

static struct arena arena;
static struct buffer out;
static struct error error;
static _Alignas(16) char written[4096], read[4096];
static struct slice values[COLUMNS_MAX];

static void set_up(void)
{
    buffer_init(&out, 1 << 20);
    ck_assert(arena_init(&arena, 4 * RANDOM_RECORD_ARENA, &error));
    error = (struct error){0};
}

static void tear_down(void)
{
    arena_free(&arena);
    buffer_free(&out);
}

static uint32_t big_32(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

/* The values of the row in `out`. */
static size_t cut_row(void)
{
    size_t count = (size_t)((unsigned char)out.data[0] << 8 | (unsigned char)out.data[1]), at = 2;
    ck_assert_uint_le(count, COLUMNS_MAX);
    for (size_t i = 0; i < count; i++) {
        uint32_t size = big_32(out.data + at);
        at += 4;
        values[i] = size == UINT32_MAX ? (struct slice){NULL, 0} : (struct slice){out.data + at, size};
        at += values[i].size;
    }
    ck_assert_uint_eq(at, out.size);
    return count;
}

static void write_random(const struct record_type *type, uint64_t seed, const struct lineage *lineage)
{
    arena_reset(&arena);
    buffer_reset(&out);
    random_record(type, seed, &arena, written);
    ck_assert_msg(record_copy_row(type, written, type->lineage ? lineage : NULL, false, &out, &error), "%s",
                  error.message);
    ck_assert(!out.full);
    cut_row();
}

START_TEST(every_record_comes_back_as_it_was_written)
{
    const struct lineage lineage = {SLICE_LITERAL("topic"), 7, 42, INT64_MIN, INT64_C(-1)};
    for (size_t i = 0; i < record_type_count; i++)
        for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
            const struct record_type *type = record_types[i];
            struct lineage back;
            write_random(type, seed, &lineage);
            ck_assert_msg(record_row_read(type, values, &arena, read, &error), "%s", error.message);
            ck_assert_msg(record_equal(type, written, read), "%s, seed %d", type->name, (int)seed);
            if (!type->lineage)
                continue;
            ck_assert(record_row_lineage(type, values + type->field_count, &back, &error));
            ck_assert(slice_equal(back.kafka_topic, lineage.kafka_topic));
            ck_assert(back.kafka_partition == 7 && back.kafka_offset == 42 && back.schema_id == INT64_MIN &&
                      back.ingested_at == -1);
        }
}
END_TEST

/* One field of one kind, so that its bytes can be written by hand. */
struct sample {
    struct decimal amount;
    struct slices words;
    const int32_t *day;
};
#define FIELD(member, ...) {.name = #member, .offset = offsetof(struct sample, member), __VA_ARGS__}
static const struct field fields[] = {
    FIELD(amount, .kind = FIELD_DECIMAL, .precision = 38, .scale = 38),
    FIELD(words, .kind = FIELD_STRINGS),
    FIELD(day, .kind = FIELD_DATE, .optional = true),
};
static const struct record_type sample_type = {.name = "sample", .size = sizeof(struct sample), .fields = fields,
                                               .field_count = 3};
static struct sample sample;

#define EMPTY_ARRAY "\0\0\0\0\0\0\0\0\0\0\0\x19"

static bool read_sample(struct slice amount, struct slice words, struct slice day)
{
    const struct slice row[] = {amount, words, day};
    return record_row_read(&sample_type, row, &arena, &sample, &error);
}

START_TEST(a_number_ends_at_the_scale_of_its_field)
{
    /* 0.1234567890 with ten groups: the last has two digits behind the 38th place, which must be zeros. */
    static const char good[] = "\0\x0a\xff\xff\0\0\0\x26" "\x04\xd2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x26\xac";
    static const char bad[] = "\0\x0a\xff\xff\0\0\0\x26" "\x04\xd2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x26\xad";
    struct slice none = {NULL, 0}, words = SLICE_LITERAL(EMPTY_ARRAY);
    ck_assert_msg(read_sample(SLICE_LITERAL(good), words, none), "%s", error.message);
    char text[DECIMAL_TEXT_MAX];
    decimal_format(sample.amount, text);
    ck_assert_str_eq(text, "0.12340000000000000000000000000000000099");
    ck_assert_ptr_null(sample.day);
    ck_assert(!read_sample(SLICE_LITERAL(bad), words, none));
    ck_assert_int_eq(error.kind, ERROR_STOP);
}
END_TEST

START_TEST(what_no_column_of_ours_holds_is_refused)
{
    const struct {
        const char *what;
        struct slice amount, words, day;
    } rows[] = {
#define ZERO SLICE_LITERAL("\0\0\0\0\0\0\0\0")
#define NO_WORDS SLICE_LITERAL(EMPTY_ARRAY)
#define NOTHING {NULL, 0}
        {"NULL where a value is required", NOTHING, NO_WORDS, NOTHING},
        {"not a number", SLICE_LITERAL("\0\0\0\0\xc0\0\0\0"), NO_WORDS, NOTHING},
        {"more groups than bytes", SLICE_LITERAL("\xff\xff\0\0\0\0\0\0"), NO_WORDS, NOTHING},
        {"a group over 9999", SLICE_LITERAL("\0\1\xff\xff\0\0\0\0\x27\x10"), NO_WORDS, NOTHING},
        {"39 digits before the point", SLICE_LITERAL("\0\1\0\x09\0\0\0\0\0\1"), NO_WORDS, NOTHING},
        {"an array of numbers", ZERO, SLICE_LITERAL("\0\0\0\0\0\0\0\0\0\0\0\x17"), NOTHING},
        {"two dimensions", ZERO, SLICE_LITERAL("\0\0\0\2\0\0\0\0\0\0\0\x19\0\0\0\0\0\0\0\1"), NOTHING},
        {"four thousand million words", ZERO, SLICE_LITERAL("\0\0\0\1\0\0\0\0\0\0\0\x19\xff\xff\xff\xff\0\0\0\1"), NOTHING},
        {"a word that is NULL", ZERO,
         SLICE_LITERAL("\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\1\0\0\0\1\xff\xff\xff\xff"), NOTHING},
        {"a word that ends behind the array", ZERO,
         SLICE_LITERAL("\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\1\0\0\0\1\0\0\0\2a"), NOTHING},
        {"a date of three bytes", ZERO, NO_WORDS, SLICE_LITERAL("\0\0\0")},
        {"the date infinity", ZERO, NO_WORDS, SLICE_LITERAL("\x7f\xff\xff\xff")},
    };
    ck_assert_msg(read_sample(ZERO, NO_WORDS, SLICE_LITERAL("\0\0\0\1")), "%s", error.message);
    ck_assert_int_eq(*sample.day, 10958);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_msg(!read_sample(rows[i].amount, rows[i].words, rows[i].day), "%s", rows[i].what);
        ck_assert_int_eq(error.kind, ERROR_STOP);
        ck_assert_int_eq(error.exit_status, EXIT_CONFIG);
    }
}
END_TEST

START_TEST(a_full_arena_is_an_ordinary_answer)
{
    while (arena_alloc(&arena, 1))
        ;
    ck_assert(!read_sample(ZERO, NO_WORDS, SLICE_LITERAL("\0\0\0\1")));
    ck_assert_int_eq(error.kind, ERROR_FULL);
    ck_assert(!read_sample(ZERO, SLICE_LITERAL("\0\0\0\1\0\0\0\0\0\0\0\x19\0\0\0\1\0\0\0\1\0\0\0\1a"), (struct slice){NULL, 0}));
    ck_assert_int_eq(error.kind, ERROR_FULL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("record_row");
    TCase *tcase = tcase_create("record_row");
    tcase_set_timeout(tcase, 60);
    tcase_add_checked_fixture(tcase, set_up, tear_down);
    tcase_add_test(tcase, every_record_comes_back_as_it_was_written);
    tcase_add_test(tcase, a_number_ends_at_the_scale_of_its_field);
    tcase_add_test(tcase, what_no_column_of_ours_holds_is_refused);
    tcase_add_test(tcase, a_full_arena_is_an_ordinary_answer);
    suite_add_tcase(suite, tcase);
    return suite_run(suite);
}
