/*
 * Zip archives: whose members are sources, what else is a zip, and what makes an archive or a member unfit.
 */
#include "producers/archive.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "producers/unpack.h"
#include "tests/suite.h"
#include "tests/zip_file.h"

static struct error error;
static struct buffer bytes, out;
static struct archive *archive;

static void set_up(void)
{
    buffer_init(&bytes, 128 << 20);
    buffer_init(&out, 128 << 20);
}

static void tear_down(void)
{
    archive_close(archive);
    buffer_free(&bytes);
    buffer_free(&out);
}

static bool open_archive(const struct zip_member *members, size_t count)
{
    archive_close(archive);
    archive = NULL;
    buffer_reset(&bytes);
    zip_file_make(members, count, &bytes);
    return archive_open_text(buffer_view(&bytes), &archive, &error);
}

static bool read_member(size_t member)
{
    struct stream *stream;
    char piece[4096];
    buffer_reset(&out);
    if (!archive_open_member(archive, member, &stream, &error))
        return false;
    bool fine = true;
    for (size_t got = 1; fine && got;) {
        fine = stream->read(stream, piece, sizeof piece, &got, &error);
        if (fine)
            buffer_bytes(&out, piece, got);
    }
    stream_close(stream);
    return fine;
}

static void assert_refused(enum reason reason, const char *why)
{
    ck_assert_int_eq(error.kind, ERROR_REJECT);
    ck_assert_msg(error.reason == reason && strstr(error.message, why), "%s: %s", reason_text(error.reason),
                  error.message);
}

#define TEXT(literal) {literal, sizeof(literal) - 1}

START_TEST(members_are_sources_but_for_folders_hidden_files_and_sidecars)
{
    static const struct zip_member members[] = {
        {.name = "data/"},
        {.name = "data/b.csv", .text = TEXT("deflated"), .method = 8},
        {.name = "data/B.CSV.META", .text = TEXT("period=2025")},
        {.name = "__MACOSX/data/b.csv", .text = TEXT("x")},
        {.name = "data/.hidden/a", .text = TEXT("x")},
        {.name = "a.csv", .text = TEXT("stored")},
    };
    ck_assert_msg(open_archive(members, 6), "%s", error.message);
    ck_assert_uint_eq(archive_count(archive), 2);
    ck_assert_str_eq(archive_name(archive, archive_member(archive, 0)), "data/b.csv");
    ck_assert_str_eq(archive_name(archive, archive_member(archive, 1)), "a.csv");
    ck_assert(read_member(archive_member(archive, 0)) && slice_equal_text(buffer_view(&out), "deflated"));
    ck_assert(read_member(archive_member(archive, 1)) && slice_equal_text(buffer_view(&out), "stored"));
    size_t found;
    ck_assert(archive_find_beside(archive, 1, "b.csv.meta", &found));
    ck_assert_uint_eq(found, 2);
    ck_assert(!archive_find_beside(archive, 5, "b.csv.meta", &found)); /* another folder */
}
END_TEST

START_TEST(a_member_is_read_twice)
{
    static const struct zip_member members[] = {{.name = "a", .text = TEXT("text"), .method = 8}};
    struct stream *stream;
    char piece[64];
    size_t got;
    ck_assert(open_archive(members, 1) && archive_open_member(archive, 0, &stream, &error));
    for (int i = 0; i < 2; i++) {
        ck_assert(stream->read(stream, piece, sizeof piece, &got, &error));
        ck_assert(got == 4 && !memcmp(piece, "text", 4));
        ck_assert(stream->rewind(stream, &error));
    }
    stream_close(stream);
}
END_TEST

START_TEST(an_office_document_is_refused_as_what_it_is)
{
    static const struct {
        struct zip_member members[2];
        const char *meaning;
    } documents[] = {
        {{{.name = "[Content_Types].xml"}, {.name = "xl/workbook.xml"}}, "xlsx"},
        {{{.name = "[Content_Types].xml"}, {.name = "word/document.xml"}}, "docx"},
        {{{.name = "[Content_Types].xml"}, {.name = "ppt/x.xml"}}, "Office document"},
        {{{.name = "mimetype"}, {.name = "META-INF/manifest.xml"}}, "ods"},
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        ck_assert(!open_archive(documents[i].members, 2));
        assert_refused(REASON_UNKNOWN_FORMAT, documents[i].meaning);
        ck_assert_ptr_nonnull(strstr(error.message, "export"));
    }
}
END_TEST

START_TEST(what_cannot_be_unpacked_is_told)
{
    static const struct zip_member members[] = {
        {.name = "secret", .text = TEXT("1234567890123"), .flags = 1},
        {.name = "bzip2", .text = TEXT("x"), .method = 12},
        {.name = "wrong crc", .text = TEXT("text"), .method = 8, .crc_mask = 1},
        {.name = "line\nbreak", .text = TEXT("x")},
    };
    ck_assert_msg(open_archive(members, 4), "%s", error.message);
    ck_assert(!read_member(0));
    assert_refused(REASON_UNKNOWN_FORMAT, "encrypted");
    ck_assert(!read_member(1));
    assert_refused(REASON_UNKNOWN_FORMAT, "method 12");
    ck_assert(!read_member(2));
    assert_refused(REASON_BAD_SYNTAX, "CRC");
    ck_assert(!read_member(3));
    assert_refused(REASON_BAD_ENCODING, "control characters");
    ck_assert_str_eq(archive_name(archive, 3), "#4");
}
END_TEST

START_TEST(an_archive_cut_off_anywhere_is_refused)
{
    static const struct zip_member members[] = {{.name = "a", .text = TEXT("text of some length"), .method = 8}};
    ck_assert(open_archive(members, 1));
    archive_close(archive);
    for (size_t size = 4; size < bytes.size; size++) {
        archive = NULL;
        ck_assert_msg(!archive_open_text((struct slice){bytes.data, size}, &archive, &error), "cut off at %zu", size);
        ck_assert_int_eq(error.kind, ERROR_REJECT);
    }
}
END_TEST

START_TEST(a_flipped_bit_never_changes_a_text)
{
    static const struct zip_member members[] = {{.name = "a", .text = TEXT("one,two\n3,4\n"), .method = 8}};
    ck_assert(open_archive(members, 1));
    for (size_t bit = 0; bit < bytes.size * 8; bit++) {
        archive_close(archive);
        archive = NULL;
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
        if (archive_open_text(buffer_view(&bytes), &archive, &error) && archive_count(archive) &&
            read_member(archive_member(archive, 0)))
            ck_assert_msg(slice_equal_text(buffer_view(&out), "one,two\n3,4\n"), "bit %zu", bit);
        bytes.data[bit / 8] = (char)(bytes.data[bit / 8] ^ 1 << bit % 8);
    }
}
END_TEST

START_TEST(a_zip_bomb_is_refused_early)
{
    enum { SIZE = 64 << 20 };
    char *nothing = malloc(SIZE);
    memset(nothing, ' ', SIZE);
    struct zip_member member = {.name = "bomb", .text = {nothing, SIZE}, .method = 8};
    ck_assert(open_archive(&member, 1));
    free(nothing);
    ck_assert(!read_member(0));
    assert_refused(REASON_TOO_LARGE, "to 1");
    ck_assert_uint_le(out.size, UNPACK_RATIO_FROM_BYTES + 4096);
}
END_TEST

/* Two entries of the list for the same packed bytes: the trick of bombs that are much larger than their ratio says. */
START_TEST(members_that_share_their_bytes_are_refused)
{
    static const char text[1000] = "the same bytes";
    const struct zip_member members[] = {{.name = "a", .text = {text, sizeof text}}, {.name = "b", .text = TEXT("")}};
    ck_assert(open_archive(members, 2));
    archive_close(archive);
    archive = NULL;
    char *second = bytes.data + bytes.size - 22 - 47; /* its entry of the list */
    char *first = second - 47;
    memcpy(second + 10, first + 10, 18); /* method to sizes */
    memcpy(second + 42, first + 42, 4);  /* offset */
    ck_assert(!archive_open_text(buffer_view(&bytes), &archive, &error));
    assert_refused(REASON_BAD_SYNTAX, "shorter than its members");
}
END_TEST

START_TEST(too_many_entries_are_refused_before_they_are_listed)
{
    static struct zip_member members[ARCHIVE_ENTRIES_MAX + 1];
    static char names[ARCHIVE_ENTRIES_MAX + 1][8];
    for (size_t i = 0; i <= ARCHIVE_ENTRIES_MAX; i++) {
        snprintf(names[i], sizeof names[i], "%zu", i);
        members[i] = (struct zip_member){.name = names[i], .text = TEXT("")};
    }
    ck_assert_msg(open_archive(members, ARCHIVE_ENTRIES_MAX), "%s", error.message);
    ck_assert_uint_eq(archive_count(archive), ARCHIVE_ENTRIES_MAX);
    ck_assert(!open_archive(members, ARCHIVE_ENTRIES_MAX + 1));
    assert_refused(REASON_TOO_LARGE, "entries");
}
END_TEST

START_TEST(a_file_has_a_time_and_what_is_missing_is_told)
{
    char path[] = "/tmp/check_archive_XXXXXX";
    ck_assert_int_ge(mkstemp(path), 0);
    static const struct zip_member members[] = {{.name = "a", .text = TEXT("text")}};
    zip_file_write(path, members, 1);
    ck_assert_msg(archive_open_file(path, &archive, &error), "%s", error.message);
    ck_assert_int_gt(archive_modified_at_ms(archive), 1600000000000);
    remove(path);
    ck_assert(read_member(0) && slice_equal_text(buffer_view(&out), "text"));
    archive_close(archive);
    archive = NULL;
    ck_assert(!archive_open_file(path, &archive, &error));
    ck_assert_int_eq(error.exit_status, EXIT_NO_INPUT);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("archive");
    TCase *tests = tcase_create("archive");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, members_are_sources_but_for_folders_hidden_files_and_sidecars);
    tcase_add_test(tests, a_member_is_read_twice);
    tcase_add_test(tests, an_office_document_is_refused_as_what_it_is);
    tcase_add_test(tests, what_cannot_be_unpacked_is_told);
    tcase_add_test(tests, an_archive_cut_off_anywhere_is_refused);
    tcase_add_test(tests, a_flipped_bit_never_changes_a_text);
    tcase_add_test(tests, a_zip_bomb_is_refused_early);
    tcase_add_test(tests, members_that_share_their_bytes_are_refused);
    tcase_add_test(tests, too_many_entries_are_refused_before_they_are_listed);
    tcase_add_test(tests, a_file_has_a_time_and_what_is_missing_is_told);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
