/*
 * gzip, unpacked while it is read: what is whole comes out, what is cut off, flipped, followed by something else or
 * packed too well to be true does not.
 */
#include "producers/unpack.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "lib/buffer.h"
#include "tests/suite.h"

static struct error error;
static struct buffer packed, out;

static void set_up(void)
{
    buffer_init(&packed, 64 << 20);
    buffer_init(&out, 64 << 20);
}

static void tear_down(void)
{
    buffer_free(&packed);
    buffer_free(&out);
}

/* Appends a gzip member that holds `text` `times` over. */
static void pack(struct slice text, size_t times)
{
    unsigned char bytes[16384];
    z_stream z = {0};
    ck_assert_int_eq(deflateInit2(&z, 9, Z_DEFLATED, 16 + 15, 9, Z_DEFAULT_STRATEGY), Z_OK);
    for (size_t i = 0; i < times; i++) {
        z.next_in = (Bytef *)(uintptr_t)text.data;
        z.avail_in = (uInt)text.size;
        do {
            z.next_out = bytes;
            z.avail_out = sizeof bytes;
            deflate(&z, i + 1 == times ? Z_FINISH : Z_NO_FLUSH);
            buffer_bytes(&packed, bytes, sizeof bytes - z.avail_out);
        } while (!z.avail_out);
    }
    deflateEnd(&z);
}

static bool unpack(struct slice bytes)
{
    struct stream *stream;
    char piece[1000];
    buffer_reset(&out);
    ck_assert(unpack_open(stream_of_text(bytes), &stream, &error));
    bool fine = true;
    for (size_t got = 1; fine && got;) {
        fine = stream->read(stream, piece, sizeof piece, &got, &error);
        if (fine)
            buffer_bytes(&out, piece, got);
    }
    stream_close(stream);
    return fine;
}

static void assert_refused(enum reason reason)
{
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_msg(error.reason == reason, "%s: %s", reason_text(error.reason), error.message);
}

START_TEST(what_is_not_packed_passes_through)
{
    const char *const plain[] = {"", "a", "plain text", "\x1F\x8C is another format"};
    for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
        ck_assert(unpack(slice_of(plain[i])));
        ck_assert(slice_equal_text(buffer_view(&out), plain[i]));
    }
}
END_TEST

START_TEST(members_follow_each_other)
{
    pack(SLICE_LITERAL("first,"), 1);
    pack(SLICE_LITERAL(""), 1);
    pack(SLICE_LITERAL("second"), 1);
    ck_assert_msg(unpack(buffer_view(&packed)), "%s", error.message);
    ck_assert(slice_equal_text(buffer_view(&out), "first,second"));
}
END_TEST

START_TEST(a_stream_is_read_twice)
{
    struct stream *stream;
    char bytes[64];
    size_t got;
    pack(SLICE_LITERAL("text"), 1);
    ck_assert(unpack_open(stream_of_text(buffer_view(&packed)), &stream, &error));
    for (int i = 0; i < 2; i++) {
        ck_assert(stream->read(stream, bytes, sizeof bytes, &got, &error));
        ck_assert(got == 4 && !memcmp(bytes, "text", 4));
        ck_assert(unpack_is_packed(stream));
        ck_assert(stream->rewind(stream, &error));
    }
    stream_close(stream);
}
END_TEST

START_TEST(a_file_cut_off_at_any_byte_is_refused)
{
    pack(SLICE_LITERAL("one,two\n3,4\n"), 1);
    size_t first = packed.size;
    pack(SLICE_LITERAL("second member"), 1);
    for (size_t size = 1; size < packed.size; size++) {
        bool fine = unpack((struct slice){packed.data, size});
        ck_assert_msg(fine == (size == first), "cut off at %zu", size); /* the end of a member is an end */
        if (!fine)
            assert_refused(size == first + 1 ? REASON_BAD_SYNTAX : REASON_TRUNCATED);
    }
}
END_TEST

START_TEST(a_flipped_bit_is_found)
{
    pack(SLICE_LITERAL("one,two\n3,4\n"), 3);
    size_t without_meaning = 0;
    for (size_t bit = 16; bit < packed.size * 8; bit++) { /* of the first two bytes, it would be no gzip */
        char before = packed.data[bit / 8];
        packed.data[bit / 8] = (char)(before ^ 1 << bit % 8);
        /* Bits of the header's time and system say nothing about the content. */
        bool fine = unpack(buffer_view(&packed));
        ck_assert_msg(!fine || slice_equal_text(buffer_view(&out), "one,two\n3,4\none,two\n3,4\none,two\n3,4\n"),
                      "bit %zu", bit);
        without_meaning += fine && bit >= 10 * 8;
        packed.data[bit / 8] = before;
    }
    ck_assert_uint_lt(without_meaning, 8); /* what fills the last byte of the packed bits */
}
END_TEST

START_TEST(a_wrong_crc_and_a_wrong_length_are_told)
{
    pack(SLICE_LITERAL("text"), 1);
    for (size_t i = 1; i <= 8; i += 4) {
        packed.data[packed.size - i] ^= 1;
        ck_assert(!unpack(buffer_view(&packed)));
        assert_refused(REASON_BAD_SYNTAX);
        ck_assert_ptr_nonnull(strstr(error.message, i == 1 ? "length" : "data check"));
        packed.data[packed.size - i] ^= 1;
    }
}
END_TEST

START_TEST(what_follows_the_packed_bytes_is_refused)
{
    pack(SLICE_LITERAL("text"), 1);
    buffer_text(&packed, "more");
    ck_assert(!unpack(buffer_view(&packed)));
    assert_refused(REASON_BAD_SYNTAX);
    buffer_truncate(&packed, packed.size - 4);
    buffer_byte(&packed, '\0');
    ck_assert(!unpack(buffer_view(&packed)));
    assert_refused(REASON_BAD_SYNTAX);
}
END_TEST

/* 200 MiB of nothing in 200 KiB. It is refused at the first 16 MiB, not at the end. */
START_TEST(a_gzip_bomb_is_refused_early)
{
    static char nothing[1 << 20];
    memset(nothing, ' ', sizeof nothing);
    pack((struct slice){nothing, sizeof nothing}, 200);
    ck_assert(!unpack(buffer_view(&packed)));
    assert_refused(REASON_TOO_LARGE);
    ck_assert_uint_le(out.size, UNPACK_RATIO_FROM_BYTES + 1000);
}
END_TEST

START_TEST(the_limits)
{
    ck_assert(unpack_is_within_limits(UNPACK_RATIO_FROM_BYTES, 1, &error));
    ck_assert(unpack_is_within_limits(100 << 20, (100 << 20) / UNPACK_RATIO_MAX, &error));
    ck_assert(!unpack_is_within_limits(101 << 20, (100 << 20) / UNPACK_RATIO_MAX, &error));
    assert_refused(REASON_TOO_LARGE);
    ck_assert(unpack_is_within_limits(UNPACK_BYTES_MAX, UNPACK_BYTES_MAX, &error));
    ck_assert(!unpack_is_within_limits(UNPACK_BYTES_MAX + 1, UNPACK_BYTES_MAX, &error));
    assert_refused(REASON_TOO_LARGE);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("unpack");
    TCase *tests = tcase_create("unpack");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, what_is_not_packed_passes_through);
    tcase_add_test(tests, members_follow_each_other);
    tcase_add_test(tests, a_stream_is_read_twice);
    tcase_add_test(tests, a_file_cut_off_at_any_byte_is_refused);
    tcase_add_test(tests, a_flipped_bit_is_found);
    tcase_add_test(tests, a_wrong_crc_and_a_wrong_length_are_told);
    tcase_add_test(tests, what_follows_the_packed_bytes_is_refused);
    tcase_add_test(tests, a_gzip_bomb_is_refused_early);
    tcase_add_test(tests, the_limits);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
