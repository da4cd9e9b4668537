/*
 * EDIFACT's syntax: separators, released characters, character sets, limits, and what a message's trailer says before
 * its first segment is taken.
 */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "producers/customs/edifact.h"
#include "tests/suite.h"

#define UNB "UNB+UNOC:3+A+B+250612:0915+1'"

static struct reader *reader;
static struct edifact *edifact;
static struct error error;

static void open_bytes(const char *bytes, size_t size)
{
    edifact_close(edifact);
    reader_close(reader);
    error = (struct error){0};
    ck_assert(reader_open_text("test", (struct slice){bytes, size}, &reader, &error));
    ck_assert(edifact_open(reader, &edifact, &error));
}

static void open_text(const char *text)
{
    open_bytes(text, strlen(text));
}

static void close_all(void)
{
    edifact_close(edifact);
    reader_close(reader);
    edifact = NULL;
    reader = NULL;
}

/* What is left, as "TAG[a,b][c] TAG[d]": elements in brackets. Stops behind a segment that is refused ("refused") or
 * where the source cannot be read on ("failed"). */
static const char *rest(void)
{
    static struct buffer text;
    const struct edifact_segment *segment;
    enum edifact_result result;
    buffer_free(&text);
    buffer_init(&text, 1 << 20);
    while ((result = edifact_next(edifact, &segment, &error)) == EDIFACT_SEGMENT) {
        buffer_format(&text, "%s%.*s", text.size ? " " : "", SLICE_ARGS(segment->tag));
        for (size_t i = 1; i < segment->element_count; i++)
            for (size_t j = segment->ends[i - 1]; j < segment->ends[i]; j++)
                buffer_format(&text, "%s%.*s%s", j == segment->ends[i - 1] ? "[" : ",",
                              SLICE_ARGS(segment->components[j]), j + 1 == segment->ends[i] ? "]" : "");
    }
    if (result != EDIFACT_END)
        buffer_text(&text, result == EDIFACT_REFUSED ? " refused" : " failed");
    buffer_byte(&text, '\0');
    return text.data;
}

static void reads_as(const char *text, const char *segments)
{
    open_text(text);
    ck_assert_str_eq(rest(), segments);
}

/* ---- separators ---- */

START_TEST(elements_and_components_are_parted)
{
    reads_as("RFF+ABE:1'DTM+137:20250611:102'", "RFF[ABE,1] DTM[137,20250611,102]");
    reads_as("NAD+CN+++NAME'", "NAD[CN][][][NAME]");
    reads_as("RFF+VA:382324067:'UNS+S'", "RFF[VA,382324067,] UNS[S]"); /* an empty component at the end */
    reads_as("ODI'", "ODI");
    reads_as("", "");
}
END_TEST

START_TEST(a_released_character_is_text)
{
    reads_as("NAD+O?'NEIL'", "NAD[O'NEIL]");
    reads_as("FTX+A?+B?:C'", "FTX[A+B:C]");
    reads_as("FTX+A?" "?+B?" "?" "?'C'", "FTX[A?][B?'C]");
    reads_as("FTX+?" "?'UNS+S'", "FTX[?] UNS[S]");
    reads_as("FTX+?A'", "FTX[A]");
}
END_TEST

START_TEST(una_states_the_separators)
{
    reads_as("UNA*@.? #UNB@UNOA*3@Acme*1#BBBB@f1@f'2:+#", "UNB[UNOA,3][Acme,1] BBBB[f1][f'2:+]");
    reads_as("UNA:+.  'RFF+A?'RFF+B'", "RFF[A?] RFF[B]"); /* a blank: there is no release character */
    reads_as("UNA:+.?*!RFF+A'!", "RFF[A']");
    open_text("UNA++.? 'RFF+A'");
    ck_assert_str_eq(rest(), " failed");
    ck_assert_int_eq(error.reason, REASON_BAD_SYNTAX);
    open_text("UNA:+.");
    ck_assert_str_eq(rest(), " failed");
    ck_assert_int_eq(error.reason, REASON_TRUNCATED);
}
END_TEST

START_TEST(a_second_interchange_has_its_own_separators)
{
    reads_as("UNA*@.? #UNB@UNOA*3#UNZ@1#UNB+UNOA:3'RFF+A:1'UNZ+1'UNA*@.? #UNB@UNOA*3#RFF@A*1#",
             "UNB[UNOA,3] UNZ[1] UNB[UNOA,3] RFF[A,1] UNZ[1] UNB[UNOA,3] RFF[A,1]");
}
END_TEST

START_TEST(syntax_4_repeats_elements)
{
    const struct edifact_segment *segment;
    reads_as("UNB+UNOC:4+A'FTX+a:b*c:d+e'", "UNB[UNOC,4][A] FTX[a,b][e]"); /* the first repetition is given */
    reads_as("UNA:+.?^'UNB+UNOC:4+A'FTX+a^b*c+e'", "UNB[UNOC,4][A] FTX[a][e]");
    reads_as("UNB+UNOC:3+A'FTX+a*b'", "UNB[UNOC,3][A] FTX[a*b]");
    reads_as("UNA:+.? 'UNB+UNOC:4+MY NAME'FTX+a b*c'", "UNB[UNOC,4][MY NAME] FTX[a b*c]"); /* a blank: none */
    open_text("UNB+UNOC:4+A'FTX+a*b'RFF+c'");
    for (int i = 0; i < 3; i++) {
        ck_assert_int_eq(edifact_next(edifact, &segment, &error), EDIFACT_SEGMENT);
        ck_assert_int_eq(segment->repeated, i == 1);
    }
}
END_TEST

static const char *number_of(const char *text)
{
    static char digits[DECIMAL_TEXT_MAX];
    struct decimal number;
    if (!edifact_number(edifact, slice_of(text), &number, &error))
        return reason_text(error.reason);
    decimal_format(number, digits);
    return digits;
}

/* Trap 2. */
START_TEST(the_decimal_mark_is_that_of_una)
{
    open_text("UNA:+,? 'UNB+UNOC:3+A'");
    rest();
    ck_assert_str_eq(number_of("1234,50"), "1234.50");
    ck_assert_str_eq(number_of("1234.50"), "bad_number");
    open_text("UNA:+.? 'UNB+UNOC:3+A'");
    rest();
    ck_assert_str_eq(number_of("1234.50"), "1234.50");
    ck_assert_str_eq(number_of("1234,50"), "bad_number");
}
END_TEST

/* ISO 9735 takes both where nothing is stated, and never groups digits. */
START_TEST(either_decimal_mark_without_una_and_in_syntax_4)
{
    static const char *const heads[] = {"UNB+UNOC:3+A'", "UNA:+,? 'UNB+UNOC:4+A'"};
    for (size_t i = 0; i < 2; i++) {
        open_text(heads[i]);
        rest();
        ck_assert_str_eq(number_of("1234,50"), "1234.50");
        ck_assert_str_eq(number_of("1234.50"), "1234.50");
        ck_assert_str_eq(number_of(".000"), "0.000");
        ck_assert_str_eq(number_of("-.5"), "-0.5");
        ck_assert_str_eq(number_of("-2100"), "-2100");
        ck_assert_str_eq(number_of("1,234.50"), "bad_number");
        ck_assert_str_eq(number_of("1e5"), "bad_number");
        ck_assert_str_eq(number_of("1 000"), "bad_number");
        ck_assert_str_eq(number_of(""), "bad_number");
        ck_assert_str_eq(number_of("123456789012345678901234567890123456789012345678901234567890"), "bad_number");
    }
}
END_TEST

/* ---- lines ---- */

START_TEST(blanks_between_segments_are_passed_over)
{
    reads_as("\xEF\xBB\xBF\r\nUNA:+.? '\r\nUNB+UNOC:3+A'\n\t\tRFF+A'  RFF+B'\r\n\x1A\r\n",
             "UNB[UNOC,3][A] RFF[A] RFF[B]");
    reads_as("RFF+A'''RFF+B'", "RFF[A] RFF[B]");
}
END_TEST

START_TEST(a_file_folded_at_80_columns_is_unfolded)
{
    reads_as("FTX+AAA+++NVIDIA H1\r\n00'RF\nF+A'", "FTX[AAA][][][NVIDIA H100] RFF[A]");
}
END_TEST

START_TEST(lines_instead_of_terminators_are_named)
{
    static const char *const texts[] = {"UNB+UNOC:3+A\nUNH+1+CUSDEC:D:96B:UN\nBGM+929\nUNT+3+1\nUNZ+1+1\n",
                                        "UNA:+.? '\r\nUNB+UNOC:3+A\r\nUNH+1+CUSDEC:D:96B:UN\r\nUNT+2+1\r\n",
                                        UNB "UNH+1+X'RFF+A\n UNT+3+1'UNZ+1+1'"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        open_text(texts[i]);
        ck_assert_ptr_nonnull(strstr(rest(), "failed"));
        ck_assert_int_eq(error.reason, REASON_BAD_SYNTAX);
        ck_assert_msg(strstr(error.message, "line"), "%s", error.message);
    }
}
END_TEST

/* ---- limits ---- */

static const char *filled(const char *head, char with, size_t size, const char *tail)
{
    static char text[3 << 20];
    size_t length = strlen(head);
    memcpy(text, head, length);
    memset(text + length, with, size);
    strcpy(text + length + size, tail);
    return text;
}

/* Trap 20. */
START_TEST(two_megabytes_without_a_terminator_are_refused_and_passed_over)
{
    open_text(filled("RFF+", 'x', 2 << 20, "'UNS+S'"));
    ck_assert_str_eq(rest(), " refused");
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
    ck_assert_int_eq(edifact_offset(edifact), 0);
    ck_assert_str_eq(rest(), "UNS[S]");
    open_text(filled("RFF+", 'x', 2 << 20, "")); /* and here the source ends in it */
    ck_assert_str_eq(rest(), " failed");
    ck_assert_int_eq(error.reason, REASON_TRUNCATED);
}
END_TEST

START_TEST(a_segment_may_be_64_kib_long_and_no_longer)
{
    open_text(filled("R+", 'x', EDIFACT_SEGMENT_MAX - 2, "'UNS+S'"));
    ck_assert_uint_eq(strlen(rest()), strlen("R[] UNS[S]") + EDIFACT_SEGMENT_MAX - 2);
    open_text(filled("R+", 'x', EDIFACT_SEGMENT_MAX - 1, "'UNS+S'"));
    ck_assert_str_eq(rest(), " refused");
    ck_assert_str_eq(rest(), "UNS[S]");
}
END_TEST

START_TEST(elements_and_components_are_bounded)
{
    open_text(filled("RFF", '+', EDIFACT_ELEMENTS_MAX - 1, "'"));
    ck_assert_ptr_null(strstr(rest(), "refused"));
    open_text(filled("RFF", '+', EDIFACT_ELEMENTS_MAX, "'"));
    ck_assert_ptr_nonnull(strstr(rest(), "refused"));
    open_text(filled("RFF+", ':', EDIFACT_COMPONENTS_MAX - 2, "'"));
    ck_assert_ptr_null(strstr(rest(), "refused"));
    open_text(filled("RFF+", ':', EDIFACT_COMPONENTS_MAX - 1, "'"));
    ck_assert_ptr_nonnull(strstr(rest(), "refused"));
    ck_assert_int_eq(error.reason, REASON_TOO_LARGE);
}
END_TEST

START_TEST(a_source_that_ends_in_a_segment_is_cut_off)
{
    static const char *const texts[] = {UNB "RFF+A", UNB "RFF+A?'", UNB "RFF+A?"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        open_text(texts[i]);
        ck_assert_ptr_nonnull(strstr(rest(), "failed"));
        ck_assert_int_eq(error.reason, REASON_TRUNCATED);
    }
}
END_TEST

/* Segments of all lengths, so that some lie across each border of what is read at once. */
START_TEST(segments_come_whole_from_any_place)
{
    static char text[2 << 20];
    size_t size = 0;
    const struct edifact_segment *segment;
    for (size_t length = 0; length < 1500; length++) {
        size += (size_t)sprintf(text + size, "T%zu+", length);
        memset(text + size, 'x', length);
        size += length;
        size += (size_t)sprintf(text + size, "?''\n");
    }
    open_bytes(text, size);
    for (size_t length = 0; length < 1500; length++) {
        char tag[16];
        sprintf(tag, "T%zu", length);
        ck_assert_int_eq(edifact_next(edifact, &segment, &error), EDIFACT_SEGMENT);
        ck_assert(edifact_is(segment, tag));
        ck_assert_uint_eq(edifact_part(segment, 1, 1).size, length + 1);
        ck_assert_int_eq(text[segment->offset], 'T');
    }
    ck_assert_int_eq(edifact_next(edifact, &segment, &error), EDIFACT_END);
}
END_TEST

/* ---- looking ahead ---- */

/* Takes up to UNH and looks ahead from there. */
static enum edifact_result look(struct edifact_ahead *ahead)
{
    const struct edifact_segment *segment;
    do
        ck_assert_int_eq(edifact_next(edifact, &segment, &error), EDIFACT_SEGMENT);
    while (!edifact_is(segment, "UNH"));
    return edifact_look_ahead(edifact, ahead, &error);
}

START_TEST(what_was_looked_at_comes_again)
{
    struct edifact_ahead ahead;
    open_text(UNB "UNH+1+X'BGM+929'RFF+A?'B'UNT+4+1'UNH+2+Y'UNT+2+2'UNZ+2+1'");
    ck_assert_int_eq(look(&ahead), EDIFACT_SEGMENT);
    ck_assert_int_eq(ahead.end, EDIFACT_CLOSED);
    ck_assert(ahead.count_matches);
    ck_assert_str_eq(rest(), "BGM[929] RFF[A'B] UNT[4][1] UNH[2][Y] UNT[2][2] UNZ[2][1]");
}
END_TEST

START_TEST(the_trailer_counts_segments)
{
    static const struct {
        const char *trailer;
        bool matches;
    } trailers[] = {{"UNT+4+1'", true},
                    {"UNT+313+1'", false},
                    {"UNT+3+1'", false},
                    {"UNT+x+1'", false},
                    {"UNT'", false}};
    for (size_t i = 0; i < sizeof trailers / sizeof trailers[0]; i++) {
        struct edifact_ahead ahead;
        char text[256];
        snprintf(text, sizeof text, "%sUNH+1+X'BGM+929''RFF+A'%s", UNB, trailers[i].trailer);
        open_text(text);
        ck_assert_int_eq(look(&ahead), EDIFACT_SEGMENT);
        ck_assert_int_eq(ahead.count_matches, trailers[i].matches);
    }
}
END_TEST

START_TEST(a_message_without_trailer_is_not_closed)
{
    static const char *const texts[] = {UNB "UNH+1+X'BGM+929'UNZ+1+1'", UNB "UNH+1+X'BGM+929'UNH+2+Y'UNT+2+1'",
                                        UNB "UNH+1+X'BGM+929'", UNB "UNH+1+X'BGM+929'UNA*@.? #UNB@UNOA*3#"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct edifact_ahead ahead;
        open_text(texts[i]);
        ck_assert_int_eq(look(&ahead), EDIFACT_SEGMENT);
        ck_assert_int_eq(ahead.end, EDIFACT_NOT_CLOSED);
        ck_assert(!ahead.count_matches);
        ck_assert_int_eq(strncmp(rest(), "BGM[929]", 8), 0);
    }
}
END_TEST

START_TEST(memory_for_looking_ahead_is_bounded)
{
    struct buffer text;
    struct edifact_ahead ahead;
    const struct edifact_segment *segment;
    size_t count = 0;
    buffer_init(&text, EDIFACT_AHEAD_MAX * 2);
    buffer_text(&text, UNB "UNH+1+X'");
    while (text.size < EDIFACT_AHEAD_MAX + 1000)
        buffer_text(&text, "RFF+ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFGHIJKLMNOPQRSTUVWXYZ'");
    buffer_text(&text, "UNT+3+1'UNZ+1+1'");
    open_bytes(text.data, text.size);
    ck_assert_int_eq(look(&ahead), EDIFACT_SEGMENT);
    ck_assert_int_eq(ahead.end, EDIFACT_TOO_FAR);
    while (edifact_next(edifact, &segment, &error) == EDIFACT_SEGMENT && edifact_is(segment, "RFF"))
        count++;
    ck_assert(edifact_is(segment, "UNT"));
    ck_assert_uint_eq(count, (text.size - strlen(UNB "UNH+1+X'UNT+3+1'UNZ+1+1'")) / 57);
    close_all();
    buffer_free(&text);
}
END_TEST

/* ---- character sets ---- */

/* The text of a message that says so in its one RFF. */
static const char *decoded(const char *identifier, const char *text, struct edifact_ahead *ahead)
{
    static char whole[512], result[512];
    const struct edifact_segment *segment;
    snprintf(whole, sizeof whole, "UNB+%s:3+A'UNH+1+X'RFF+%s'UNT+3+1'UNZ+1'", identifier, text);
    open_text(whole);
    if (look(ahead) != EDIFACT_SEGMENT)
        return reason_text(error.reason);
    ck_assert_int_eq(edifact_next(edifact, &segment, &error), EDIFACT_SEGMENT);
    snprintf(result, sizeof result, "%.*s", SLICE_ARGS(edifact_part(segment, 1, 1)));
    return result;
}

START_TEST(the_syntax_identifier_names_the_character_set)
{
    static const struct {
        const char *identifier, *bytes, *text;
    } sets[] = {
        {"UNOA", "MULLER", "MULLER"},       {"UNOA", "M\xFCLLER", "bad_encoding"},
        {"UNOB", "M\xFCLLER", "bad_encoding"}, {"UNOC", "M\xFCller", "Müller"},
        {"UNOD", "\xB3\xF3\xBC", "łóź"},    {"UNOE", "\xC1\xD5\xE0", "Сер"},
        {"UNOF", "\xC1\xE8", "Αθ"},         {"UNOK", "\xDD\xFE", "İş"},
        {"UNOL", "\xA4", "€"},              {"UNOW", "Müller 英伟达", "Müller 英伟达"},
        {"UNOW", "M\xFCller", "bad_encoding"}, {"UNOY", "英伟达", "英伟达"},
        {"UNOX", "ABC", "ABC"},             {"UNOX", "\x1B$B1QE<\x1B(B", "bad_encoding"},
    };
    for (size_t i = 0; i < sizeof sets / sizeof sets[0]; i++) {
        struct edifact_ahead ahead;
        ck_assert_str_eq(decoded(sets[i].identifier, sets[i].bytes, &ahead), sets[i].text);
        ck_assert(!ahead.charset_assumed);
        ck_assert(!ahead.charset_mismatch);
    }
}
END_TEST

START_TEST(an_unknown_syntax_identifier_is_said_to_be_assumed)
{
    struct edifact_ahead ahead;
    ck_assert_str_eq(decoded("ANSI", "M\xFCller", &ahead), "Müller");
    ck_assert(ahead.charset_assumed);
}
END_TEST

START_TEST(utf8_under_another_name_is_utf8_and_said_so)
{
    struct edifact_ahead ahead;
    ck_assert_str_eq(decoded("UNOC", "Müller", &ahead), "Müller");
    ck_assert(ahead.charset_mismatch);
    ck_assert_str_eq(decoded("UNOA", "Müller", &ahead), "Müller");
    ck_assert(ahead.charset_mismatch);
}
END_TEST

START_TEST(a_mark_names_the_encoding_whatever_unb_says)
{
    static const char text[] = "UNB+UNOD:3+A'UNH+1+CUSDEC'FTX+\xE9'UNT+3+1'"; /* E9: e acute, in UTF-8 C3 A9 */
    char wide[2 + 2 * sizeof text] = "\xFF\xFE";
    const struct edifact_segment *segment;
    struct edifact_ahead ahead;
    for (size_t i = 0; i + 1 < sizeof text; i++) {
        wide[2 + 2 * i] = text[i];
        wide[3 + 2 * i] = '\0';
    }
    open_bytes(wide, 2 * sizeof text);
    ck_assert_int_eq(edifact_next(edifact, &segment, &error), EDIFACT_SEGMENT);
    ck_assert_int_eq(edifact_next(edifact, &segment, &error), EDIFACT_SEGMENT);
    ck_assert_int_eq(edifact_look_ahead(edifact, &ahead, &error), EDIFACT_SEGMENT);
    ck_assert(!ahead.charset_mismatch && !ahead.charset_assumed);
    ck_assert_str_eq(rest(), "FTX[\xC3\xA9] UNT[3][1]");
}
END_TEST

START_TEST(a_nul_is_no_text)
{
    static const char text[] = UNB "UNH+1+X'RFF+A\0B'UNT+3+1'";
    struct edifact_ahead ahead;
    open_bytes(text, sizeof text - 1);
    ck_assert_int_eq(look(&ahead), EDIFACT_REFUSED);
    ck_assert_int_eq(error.reason, REASON_BAD_ENCODING);
}
END_TEST

/* ---- recognition ---- */

START_TEST(an_interchange_is_recognised_by_its_begin)
{
    static const char *const begins[] = {"UNA:+.? 'UNB+UNOC:3+A'", "UNB+UNOC:3+A'", "\xEF\xBB\xBFUNB+UNOC:3",
                                         "\r\nUNA:+.? '\r\nUNB+UNOC:3", "UNH+1+CUSDEC:D:96B:UN'"};
    static const char *const others[] = {"", "UNA", "UNITED", "UNB", "UNA:+.? 'ABC+D'", "Unb+x", "a,b\nUNB+1"};
    for (size_t i = 0; i < sizeof begins / sizeof begins[0]; i++)
        ck_assert_msg(edifact_begins(slice_of(begins[i])), "%s", begins[i]);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        ck_assert_msg(!edifact_begins(slice_of(others[i])), "%s", others[i]);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("edifact");
    TCase *tests = tcase_create("edifact");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, NULL, close_all);
    tcase_add_test(tests, elements_and_components_are_parted);
    tcase_add_test(tests, a_released_character_is_text);
    tcase_add_test(tests, una_states_the_separators);
    tcase_add_test(tests, a_second_interchange_has_its_own_separators);
    tcase_add_test(tests, syntax_4_repeats_elements);
    tcase_add_test(tests, the_decimal_mark_is_that_of_una);
    tcase_add_test(tests, either_decimal_mark_without_una_and_in_syntax_4);
    tcase_add_test(tests, blanks_between_segments_are_passed_over);
    tcase_add_test(tests, a_file_folded_at_80_columns_is_unfolded);
    tcase_add_test(tests, lines_instead_of_terminators_are_named);
    tcase_add_test(tests, two_megabytes_without_a_terminator_are_refused_and_passed_over);
    tcase_add_test(tests, a_segment_may_be_64_kib_long_and_no_longer);
    tcase_add_test(tests, elements_and_components_are_bounded);
    tcase_add_test(tests, a_source_that_ends_in_a_segment_is_cut_off);
    tcase_add_test(tests, segments_come_whole_from_any_place);
    tcase_add_test(tests, what_was_looked_at_comes_again);
    tcase_add_test(tests, the_trailer_counts_segments);
    tcase_add_test(tests, a_message_without_trailer_is_not_closed);
    tcase_add_test(tests, memory_for_looking_ahead_is_bounded);
    tcase_add_test(tests, the_syntax_identifier_names_the_character_set);
    tcase_add_test(tests, an_unknown_syntax_identifier_is_said_to_be_assumed);
    tcase_add_test(tests, utf8_under_another_name_is_utf8_and_said_so);
    tcase_add_test(tests, a_mark_names_the_encoding_whatever_unb_says);
    tcase_add_test(tests, a_nul_is_no_text);
    tcase_add_test(tests, an_interchange_is_recognised_by_its_begin);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
