/*
 * EDIFACT's customs messages: declarations (a worked example, whole), their corrections, national
 * variants, manifests. Nobody publishes declarations, so these are written from the layouts of the UN directories.
 */
#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "producers/customs/inputs.h"
#include "tests/customs_reading.h"
#include "tests/suite.h"

#define MINUTE_MS INT64_C(1749719700000) /* 2025-06-12T09:15Z */
#define ITEM "CST+1+84718070'"

/* ---- writing interchanges ---- */

/* The formatted text in one of eight buffers that are used in turn. */
static const char *text_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

static const char *text_of(const char *format, ...)
{
    static char texts[8][8192];
    static size_t turn;
    char *text = texts[turn++ % 8];
    va_list arguments;
    va_start(arguments, format);
    ck_assert_int_lt(vsnprintf(text, sizeof texts[0], format, arguments), (int)sizeof texts[0]);
    va_end(arguments);
    return text;
}

static int segments_of(const char *text)
{
    int count = 0;
    for (size_t i = 0; text[i]; i++)
        count += text[i] == '\'' && (!i || text[i - 1] != '?');
    return count;
}

static const char *message(const char *type, const char *body)
{
    return text_of("UNH+1+%s:D:96B:UN'%sUNT+%d+1'", type, body, segments_of(body) + 2);
}

static const char *declaration(const char *function, const char *header, const char *items)
{
    return message("CUSDEC", text_of("BGM+929+D1+%s'%sUNS+D'%sUNS+S'", function, header, items));
}

static const char *sent(const char *date_and_time, const char *messages)
{
    return text_of("UNB+UNOC:3+BROKERX+CUSTOMSY+%s+1'%sUNZ+1+1'", date_and_time, messages);
}

static struct reading *read_text(const char *text)
{
    return reading_of_text(&input_edifact, NULL, text);
}

static struct reading *read_messages(const char *messages)
{
    return read_text(sent("250612:0915", messages));
}

/* A declaration of one item: segments behind its CST. */
static struct reading *read_item(const char *header, const char *segments)
{
    struct reading *reading = read_messages(declaration("9", header, text_of(ITEM "%s", segments)));
    ck_assert_msg(reading->events == 1, "%s", reading->error.message);
    return reading;
}

static void is_text(struct slice text, const char *expected)
{
    ck_assert_msg(expected ? slice_equal_text(text, expected) : !text.data, "\"%.*s\" instead of \"%s\"",
                  SLICE_ARGS(text), expected ? expected : "(not stated)");
}

static void is_number(const struct decimal *number, const char *expected)
{
    ck_assert_str_eq(reading_decimal(number), expected);
}

static void is_flagged(const struct customs_event *event, const char *flag)
{
    ck_assert_msg(reading_has_flag(event, flag), "no flag %s", flag);
}

static void is_skipped(struct reading *reading, const char *word)
{
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading->other_skipped, 1);
    ck_assert_str_eq(reading->skipped, word);
    reading_free(reading);
}

static void is_refused(struct reading *reading, int64_t events, enum reason reason)
{
    ck_assert_int_eq(reading->refused, 1);
    ck_assert_msg(reading->error.reason == reason, "%s: %s", reason_text(reading->error.reason),
                  reading->error.message);
    ck_assert_int_eq(reading->events, events);
    ck_assert_int_eq(reading->scope_ends, 0);
    reading_free(reading);
}

/* ---- A10 ---- */

static const char *a10(const char *advice, const char *unb_end, const char *function, const char *items,
                       const char *trailer)
{
    return text_of("%s\nUNB+UNOC:3+BROKERX+CUSTOMSY+250612:0915+ICR0042%s'\n"
                   "UNH+1+CUSDEC:D:96B:UN'\nBGM+929+DECL2025000777+%s'\nLOC+35+TW'\nLOC+36+SG'\n"
                   "DTM+148:20250611:102'\nNAD+CZ+++EXPORTER O?'NEIL CO'\nNAD+CN+++IMPORTER PTE LTD'\nUNS+D'\n"
                   "%sUNS+S'\nCNT+5:1'\n%s'\nUNZ+1+ICR0042'\n",
                   advice, unb_end, function, items, trailer);
}

#define A10_ITEMS(mark)                                                                                                \
    "CST+1+84718070'\nFTX+AAA+++NVIDIA HGX H200 8 GPU ?+ HEATSINK, P/N 935-24287-0040-000'\nLOC+27+TW'\n"             \
    "MEA+AAE+AAB+KGM:640'\nMEA+AAR++NMB:20'\nMOA+123:4300000" mark "00:USD'\n"

static const char *replacement(void)
{
    return a10("UNA:+.? '", "", "5", A10_ITEMS("."), "UNT+17+1");
}

START_TEST(a10_a_replacement)
{
    struct reading *reading = read_text(replacement());
    const struct customs_event *event = &reading->first, *end = &reading->kept[1];
    ck_assert_int_eq(reading->records, 2);
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->scope_ends, 1);
    ck_assert_int_eq(event->op, CUSTOMS_EVENT_OP_UPSERT);
    ck_assert_int_eq(event->kind, CUSTOMS_EVENT_KIND_DECLARATION_LINE);
    is_text(event->source_key, "cusdec|BROKERX|DECL2025000777|1");
    is_text(event->scope_id, "cusdec|BROKERX|DECL2025000777");
    is_text(event->declaration_no, "DECL2025000777");
    ck_assert_int_eq(*event->line_no, 1);
    ck_assert_int_eq(*event->event_date, 20250);
    is_text(event->date_kind, "declared");
    ck_assert_int_eq(*event->flow, CUSTOMS_EVENT_FLOW_IMPORT);
    is_text(event->origin, "TW");
    is_text(event->dispatch, "TW");
    is_text(event->destination, "SG");
    is_text(event->hs_national, "84718070");
    is_text(event->hs6, "847180");
    is_number(event->qty, "20.000000");
    is_text(event->unit, "C62");
    is_number(event->gross_kg, "640.000000");
    ck_assert_ptr_null(event->net_kg);
    ck_assert_int_eq(*event->weight_scope, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    is_number(event->value, "4300000.0000");
    is_number(event->value_usd, "4300000.0000");
    is_text(event->currency, "USD");
    is_text(event->description_raw, "NVIDIA HGX H200 8 GPU + HEATSINK, P/N 935-24287-0040-000");
    is_text(event->consignor, "EXPORTER O'NEIL CO");
    is_text(event->consignee, "IMPORTER PTE LTD");
    ck_assert_uint_eq(event->flags.count, 0);
    ck_assert_int_eq(event->revision / 60000, MINUTE_MS / 60000);
    ck_assert_int_eq(*event->scope_revision, event->revision);
    ck_assert_int_eq(end->kind, CUSTOMS_EVENT_KIND_SCOPE_END);
    ck_assert_int_eq(end->op, CUSTOMS_EVENT_OP_UPSERT);
    ck_assert_int_eq(*end->scope_rows, 1);
    ck_assert_int_eq(*end->scope_revision, event->revision);
    reading_free(reading);
}
END_TEST

START_TEST(a10_a_cancellation_withdraws_the_declaration)
{
    static const char *const functions[] = {"1", "3"};
    struct reading *replaced = read_text(replacement());
    for (size_t i = 0; i < 2; i++) {
        struct reading *reading = read_text(a10("UNA:+.? '", "", functions[i], "", "UNT+11+1"));
        ck_assert_int_eq(reading->records, 1);
        ck_assert_int_eq(reading->events, 0);
        ck_assert_int_eq(reading->scope_ends, 1);
        ck_assert_int_eq(reading->kept[0].op, CUSTOMS_EVENT_OP_CANCEL);
        ck_assert(slice_equal(reading->kept[0].scope_id, replaced->first.scope_id));
        ck_assert_int_gt(*reading->kept[0].scope_revision, *replaced->first.scope_revision);
        reading_free(reading);
    }
    reading_free(replaced);
}
END_TEST

/* Trap 19. */
START_TEST(a10_a_test_gives_nothing)
{
    is_skipped(read_text(a10("UNA:+.? '", "++++++1", "5", A10_ITEMS("."), "UNT+17+1")), "test");
}
END_TEST

START_TEST(a10_a_wrong_count_is_flagged_on_each_event)
{
    struct reading *reading = read_text(a10("UNA:+.? '", "", "5", A10_ITEMS("."), "UNT+18+1"));
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->scope_ends, 0); /* a segment may be lost, and with it an item: nothing is gone */
    is_flagged(&reading->first, "unt_mismatch");
    reading_free(reading);
}
END_TEST

/* CNT+5 states one item; two are there. */
START_TEST(a_wrong_count_of_items_ends_nothing)
{
    struct reading *reading = read_text(a10("UNA:+.? '", "", "5", A10_ITEMS(".") "CST+2+84718070'\n", "UNT+18+1"));
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(reading->scope_ends, 0);
    is_flagged(&reading->first, "item_count_mismatch");
    ck_assert(!reading_has_flag(&reading->first, "unt_mismatch"));
    reading_free(reading);
}
END_TEST

/* Trap 2. */
START_TEST(a10_trap_2_with_a_decimal_comma_is_the_same)
{
    struct reading *reading = read_text(replacement());
    struct reading *comma = read_text(a10("UNA:+,? '", "", "5", A10_ITEMS(","), "UNT+17+1"));
    is_number(comma->first.value, "4300000.0000");
    ck_assert_mem_eq(comma->hashes[0], reading->hashes[0], 16);
    reading_free(comma);
    is_refused(read_text(a10("UNA:+,? '", "", "5", A10_ITEMS("."), "UNT+17+1")), 0, REASON_BAD_NUMBER);
    reading_free(reading);
}
END_TEST

START_TEST(a10_delivered_twice_is_the_same_version)
{
    struct reading *once = read_text(replacement()), *twice = read_text(replacement());
    ck_assert_int_eq(uuid_compare(&once->ids[0], &twice->ids[0]), 0);
    ck_assert_mem_eq(once->hashes[0], twice->hashes[0], 16);
    ck_assert_int_eq(once->first.revision, twice->first.revision);
    reading_free(once);
    reading_free(twice);
}
END_TEST

/* ---- versions ---- */

static int64_t revision_of(const char *date_and_time, const char *function)
{
    struct reading *reading = read_text(sent(date_and_time, declaration(function, "", ITEM)));
    ck_assert_uint_ge(reading->kept_count, 1);
    int64_t revision = *reading->kept[0].scope_revision;
    reading_free(reading);
    return revision;
}

/* In whatever order they arrive, the greatest revision holds. */
START_TEST(the_time_of_the_interchange_orders_corrections_and_functions_break_ties)
{
    ck_assert_int_lt(revision_of("250612:0915", "9"), revision_of("250612:0915", "4"));
    ck_assert_int_lt(revision_of("250612:0915", "4"), revision_of("250612:0915", "5"));
    ck_assert_int_lt(revision_of("250612:0915", "5"), revision_of("250612:0915", "1"));
    ck_assert_int_lt(revision_of("250612:0915", "1"), revision_of("250612:0916", "9"));
    ck_assert_int_lt(revision_of("991231:2359", "1"), revision_of("20250612:0915", "9")); /* 1999, and syntax 4 */
    ck_assert_int_eq(revision_of("250612:0915", "9"), revision_of("20250612:0915", "9"));
}
END_TEST

START_TEST(of_two_changes_in_one_interchange_the_later_holds)
{
    struct reading *reading = read_messages(text_of("%s%s", declaration("4", "", ITEM), declaration("4", "", ITEM)));
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(uuid_compare(&reading->ids[0], &reading->ids[1]), 0);
    ck_assert_int_lt(reading->kept[0].revision, reading->kept[1].revision);
    reading_free(reading);
}
END_TEST

START_TEST(without_a_readable_time_the_observation_orders)
{
    struct reading *reading = read_text(sent("251312:0915", declaration("9", "", ITEM)));
    ck_assert_int_eq(reading->first.revision / 60000, reading_options().observed_at_ms / 60000);
    is_flagged(&reading->first, "interchange_time_unreadable");
    reading_free(reading);
}
END_TEST

START_TEST(a_change_does_not_end_the_scope)
{
    static const char *const functions[] = {"4", "2", ""};
    for (size_t i = 0; i < 3; i++) {
        struct reading *reading = read_messages(declaration(functions[i], "", ITEM));
        ck_assert_int_eq(reading->records, 1);
        ck_assert_int_eq(reading->events, 1);
        ck_assert_int_eq(reading->scope_ends, 0);
        ck_assert_int_eq(reading_has_flag(&reading->first, "function_missing"), !*functions[i]);
        is_text(reading->first.scope_id, "cusdec|BROKERX|D1");
        reading_free(reading);
    }
}
END_TEST

START_TEST(a_message_may_withdraw_in_other_words)
{
    static const char *const functions[] = {"1", "3", "17", "50"};
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        struct reading *reading = read_messages(declaration(functions[i], "", ""));
        ck_assert_int_eq(reading->scope_ends, 1);
        ck_assert_int_eq(reading->kept[0].op, CUSTOMS_EVENT_OP_CANCEL);
        reading_free(reading);
    }
}
END_TEST

/* Trap 19. */
START_TEST(a_copy_is_skipped)
{
    is_skipped(read_messages(declaration("31", "", ITEM)), "copy");
    is_skipped(read_messages(declaration("7", "", ITEM)), "copy");
    is_skipped(read_messages(declaration("6", "", ITEM)), "copy");
    is_skipped(read_messages(message("CUSDEC", "BGM+929+D1+31'")), "copy");
}
END_TEST

START_TEST(no_scope_ends_that_lost_an_item)
{
    struct reading *reading = read_messages(declaration("9", "", ITEM "CST+2+84718070'MOA+40:1x'CST+3+84718070'"));
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(reading->records, 3);
    is_refused(reading, 2, REASON_BAD_NUMBER);
}
END_TEST

START_TEST(an_item_stands_once_in_a_message)
{
    is_refused(read_messages(declaration("9", "", ITEM ITEM)), 1, REASON_BAD_SYNTAX);
}
END_TEST

/* A replacement by nothing would withdraw all that was declared. */
START_TEST(a_declaration_without_items_replaces_nothing)
{
    is_refused(read_messages(declaration("5", "", "")), 0, REASON_MISSING_FIELD);
    is_refused(read_messages(message("CUSDEC", "BGM+929+D1+9'CST++A'")), 0, REASON_MISSING_FIELD);
    is_skipped(read_messages(declaration("4", "", "")), "no_items");
}
END_TEST

/* ---- what is refused or skipped as a message ---- */

START_TEST(messages_that_cannot_be_read_are_refused_whole)
{
    is_refused(read_messages(message("CUSDEC", "UNS+D'" ITEM "UNS+S'")), 0, REASON_MISSING_FIELD);          /* BGM */
    is_refused(read_messages(message("CUSDEC", "BGM+929++9'UNS+D'" ITEM "UNS+S'")), 0, REASON_MISSING_FIELD);
    is_refused(read_messages(declaration("77", "", ITEM)), 0, REASON_BAD_CODE);
    is_refused(read_messages(declaration("9", "DTM+148:20250231:102'", ITEM)), 0, REASON_BAD_DATE);
    is_refused(read_messages("UNH+1+CUSDEC:D:96B:UN'BGM+929+D1+9'UNS+D'" ITEM), 0, REASON_TRUNCATED);         /* UNT */
}
END_TEST

START_TEST(the_message_behind_a_refused_one_is_read)
{
    struct reading *reading = read_messages(text_of("%s%s%s", declaration("77", "", ITEM), "RFF+STRAY'RFF+STRAY'",
                                                    declaration("9", "", ITEM)));
    ck_assert_int_eq(reading->refused, 2);
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->scope_ends, 1);
    reading_free(reading);
}
END_TEST

START_TEST(an_interchange_has_a_begin_and_an_end)
{
    is_refused(read_text(message("CUSDEC", "BGM+929+D1+9'")), 0, REASON_MISSING_FIELD);
    struct reading *reading = read_text(text_of("UNB+UNOC:3+S+R+250612:0915+1'%s", declaration("9", "", ITEM)));
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->scope_ends, 1);
    ck_assert_int_eq(reading->error.reason, REASON_TRUNCATED); /* whole messages may be lacking */
    reading_free(reading);
}
END_TEST

START_TEST(other_messages_are_skipped)
{
    is_skipped(read_messages(message("CUSREP", "BGM+96+X+9'")), "no_goods");
    is_skipped(read_messages(message("ORDERS", "BGM+220+X+9'")), "other_message");
    struct reading *reading = read_messages(text_of("UNG+CUSDEC+S+R'%s%sUNE+2+1'", message("INVOIC", "BGM+380'"),
                                                    declaration("9", "", ITEM)));
    ck_assert_int_eq(reading->other_skipped, 1);
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->refused, 0);
    reading_free(reading);
}
END_TEST

static bool is_whole(const char *text, struct error *error)
{
    struct reader *reader;
    struct input_place place = {0};
    ck_assert(reader_open_text("test", slice_of(text), &reader, error));
    bool whole = input_edifact.check(reader, &place, error);
    reader_close(reader);
    return whole;
}

START_TEST(a_source_that_is_cut_off_is_refused_before_anything_is_taken)
{
    struct error error;
    const char *whole = replacement();
    ck_assert(is_whole(whole, &error));
    for (size_t size = strlen(whole) - 2; size > 120; size--) {
        char *cut = strndup(whole, size);
        bool in_message = strstr(cut, "UNH+1+CUSDEC:D:96B:UN'") && !strstr(cut, "UNT+17+1'");
        bool in_segment = cut[size - 1] != '\'' && cut[size - 1] != '\n';
        ck_assert_msg(is_whole(cut, &error) != (in_message || in_segment), "%s", cut);
        free(cut);
    }
}
END_TEST

/* Trap 20. */
START_TEST(two_megabytes_in_one_segment_refuse_the_message_alone)
{
    size_t size = 2 << 20;
    char *text = malloc(size + 4096);
    int used = sprintf(text, "UNB+UNOC:3+S+R+250612:0915+1'UNH+1+CUSDEC:D:96B:UN'BGM+929+D0+9'UNS+D'" ITEM "FTX+");
    memset(text + used, 'x', size);
    sprintf(text + used + size, "'UNS+S'UNT+6+1'%sUNZ+2+1'", declaration("9", "", ITEM));
    struct reading *reading = read_text(text);
    ck_assert_int_eq(reading->error.reason, REASON_TOO_LARGE);
    ck_assert_int_eq(reading->refused, 1);
    ck_assert_int_eq(reading->events, 1);
    ck_assert_int_eq(reading->scope_ends, 1);
    reading_free(reading);
    free(text);
}
END_TEST

/* Reads without keeping anything, and counts. */
static void count_results(const char *text, size_t size, int64_t counts[INPUT_FAILED + 1], const char *flag)
{
    struct reader *reader;
    struct error error;
    struct input_options options = reading_options();
    struct input_place place;
    struct customs_event event;
    struct arena source_arena, arena;
    void *state;
    enum input_result result;
    ck_assert(arena_init(&source_arena, 1 << 20, &error) && arena_init(&arena, 1 << 20, &error));
    ck_assert(reader_open_text("test", (struct slice){text, size}, &reader, &error));
    ck_assert(input_edifact.open(reader, &options, &source_arena, &state, &error));
    memset(counts, 0, (INPUT_FAILED + 1) * sizeof counts[0]);
    do {
        arena_reset(&arena);
        result = input_edifact.next(state, &arena, &event, &place, &error);
        counts[result]++;
        if (result == INPUT_EVENT)
            is_flagged(&event, flag);
    } while (result != INPUT_END && result != INPUT_FAILED);
    input_edifact.close(state);
    reader_close(reader);
    arena_free(&source_arena);
    arena_free(&arena);
}

START_TEST(the_longest_declaration_is_read_in_bounded_memory)
{
    enum { ITEMS = 20000, STEP = 5 };
    struct buffer text;
    int64_t counts[INPUT_FAILED + 1];
    buffer_init(&text, 64 << 20);
    buffer_text(&text, "UNB+UNOC:3+S+R+250612:0915+1'UNH+1+CUSDEC:D:96B:UN'BGM+929+D1+9'UNS+D'");
    for (int i = 1; i <= ITEMS; i++)
        buffer_format(&text, "CST+%d+84718070'FTX+AAA+++%0900d'LOC+27+TW'MEA+AAE+AAB+KGM:640'MEA+AAR++NMB:20'"
                             "MOA+123:4300000.00:USD'\n", i * STEP - 1, i);
    size_t before_trailer = text.size;
    buffer_format(&text, "UNS+S'UNT+%d+1'UNZ+1+1'", ITEMS * 6 + 5);
    count_results(text.data, text.size, counts, "unt_unchecked");
    ck_assert_int_eq(counts[INPUT_EVENT], ITEMS);
    ck_assert_int_eq(counts[INPUT_SCOPE_END], 1);
    ck_assert_int_eq(counts[INPUT_REFUSED], 0);
    count_results(text.data, before_trailer, counts, "unt_unchecked"); /* cut off: what lacks is not gone */
    ck_assert_int_eq(counts[INPUT_SCOPE_END], 0);
    ck_assert_int_eq(counts[INPUT_FAILED], 1);
    buffer_free(&text);
}
END_TEST

/* ---- values ---- */

START_TEST(header_values_hold_for_items_that_state_none)
{
    struct reading *reading = read_messages(declaration(
        "9", "LOC+27+CN'LOC+35+HK'LOC+36+SG'NAD+IM+++A'TDT+20++4'LOC+22+SGAIR'CUX+5:SGD'",
        "CST+1+84718070'MOA+40:10'CST+2+84718070'LOC+27+TW'LOC+36+MY'NAD+IM+++B'MOA+40:10:EUR'"));
    const struct customs_event *first = &reading->kept[0], *second = &reading->kept[1];
    is_text(first->origin, "CN");
    is_text(first->destination, "SG");
    is_text(first->importer, "A");
    is_text(first->currency, "SGD");
    is_text(second->origin, "TW");
    is_text(second->dispatch, "HK");
    is_text(second->destination, "MY");
    is_text(second->importer, "B");
    is_text(second->currency, "EUR");
    is_text(second->transport_mode, "4");
    is_text(second->customs_office, "SGAIR");
    ck_assert_ptr_null(second->value_usd);
    reading_free(reading);
}
END_TEST

START_TEST(a_status_in_the_header_is_no_tariff_code)
{
    struct reading *reading = read_messages(declaration("9", "CST++12345678:117:ZZZ'", "CST+1+8473309000'"));
    is_text(reading->first.hs_national, "8473309000");
    reading_free(reading);
    reading = read_messages(declaration("9", "CST++12345678:117:ZZZ'", "CST+1'"));
    is_text(reading->first.hs_national, NULL);
    ck_assert_uint_eq(reading->first.flags.count, 0);
    reading_free(reading);
}
END_TEST

START_TEST(invoices_before_the_items_are_not_theirs)
{
    struct reading *reading = read_messages(declaration(
        "9", "", "DMS+INV1+380'MOA+39:999:USD'LOC+27+US'LIN+1++X:VP'QTY+47:7:PCE'" ITEM
                 "MOA+40:10:EUR'DMS+INV2'MOA+63:5'"));
    ck_assert_int_eq(reading->events, 1);
    is_number(reading->first.value, "10.0000");
    is_text(reading->first.origin, NULL);
    ck_assert_ptr_null(reading->first.qty);
    reading_free(reading);
}
END_TEST

/* Trap 13. */
START_TEST(a_weight_of_the_header_is_of_the_whole)
{
    struct reading *reading = read_messages(declaration(
        "9", "MEA+AAE+AAD+KGM:900'", "CST+1+84718070'CST+2+84718070'MEA+WT+AAA+KGM:40'MEA+AAE+AAF+KGM:39'"));
    is_number(reading->kept[0].gross_kg, "900.000000");
    ck_assert_int_eq(*reading->kept[0].weight_scope, CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER);
    is_number(reading->kept[1].net_kg, "40.000000");
    ck_assert_ptr_null(reading->kept[1].gross_kg);
    ck_assert_int_eq(*reading->kept[1].weight_scope, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    reading_free(reading);
}
END_TEST

START_TEST(weights_are_in_kilograms_or_not_stated)
{
    struct reading *reading = read_item("", "MEA+AAE+AAB+TNE:1.5'MEA+AAE+AAA+LTR:3'");
    is_number(reading->first.gross_kg, "1500.000000");
    ck_assert_ptr_null(reading->first.net_kg);
    is_flagged(&reading->first, "weight_unit_unknown");
    reading_free(reading);
}
END_TEST

/* Trap 14. */
START_TEST(packages_are_no_goods)
{
    struct reading *reading = read_item("", "PAC+6++CT'QTY+52:100:PCE'MEA+AAR++DZN:2'");
    is_number(reading->first.qty, "24.000000");
    is_text(reading->first.unit, "C62");
    ck_assert_ptr_null(reading->first.qty2);
    reading_free(reading);
}
END_TEST

START_TEST(quantities_by_their_order_and_unit)
{
    struct reading *reading = read_item("", "QTY+47:20:PCE'MEA+AAS++KGM:640'MEA+AAR++NMB:20'");
    is_number(reading->first.qty, "20.000000");
    is_text(reading->first.unit, "C62");
    is_number(reading->first.qty2, "640.000000");
    is_text(reading->first.unit2, "KGM");
    ck_assert_uint_eq(reading->first.flags.count, 0);
    reading_free(reading);
    reading = read_item("", "QTY+47:21:PCE'MEA+AAR++NMB:20'");
    is_number(reading->first.qty, "20.000000");
    is_flagged(&reading->first, "quantity_conflict");
    reading_free(reading);
    reading = read_item("", "MEA+AAR++NMB:0'MOA+40:10'");
    ck_assert_ptr_null(reading->first.qty);
    is_flagged(&reading->first, "zero_quantity");
    reading_free(reading);
}
END_TEST

START_TEST(the_value_is_the_customs_value_before_others)
{
    static const struct {
        const char *segments, *value;
        int basis;
        const char *flag;
    } values[] = {
        {"MOA+66:4:USD'MOA+63:3:USD'MOA+123:2:USD'MOA+40:1:USD'", "1.0000", CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, NULL},
        {"MOA+66:4:USD'MOA+63:3:USD'MOA+123:2:USD'", "2.0000", CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, NULL},
        {"MOA+66:4:USD'MOA+63:3:USD'MOA+64:9:USD'", "3.0000", CUSTOMS_EVENT_VALUE_BASIS_FOB, NULL},
        {"MOA+39:5:USD'MOA+66:4:USD'", "4.0000", CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, NULL},
        {"MOA+39:5:USD'", "5.0000", CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, "value_of_invoice"},
        {"MOA+40:-10:USD'", "-10.0000", CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, "negative"},
        {"MOA+40:0.00005:USD'", "0.0000", CUSTOMS_EVENT_VALUE_BASIS_UNKNOWN, "rounded"},
    };
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        struct reading *reading = read_item("", values[i].segments);
        is_number(reading->first.value, values[i].value);
        is_number(reading->first.value_usd, values[i].value);
        ck_assert_int_eq(*reading->first.value_basis, values[i].basis);
        if (values[i].flag)
            is_flagged(&reading->first, values[i].flag);
        ck_assert_uint_eq(reading->first.flags.count, values[i].flag != NULL);
        reading_free(reading);
    }
}
END_TEST

START_TEST(a_currency_is_three_letters)
{
    struct reading *reading = read_item("", "MOA+40:10:US$'");
    is_text(reading->first.currency, NULL);
    is_flagged(&reading->first, "currency_unknown");
    reading_free(reading);
    reading = read_item("", "MOA+40:10'CUX+2:JPY:9'");
    is_text(reading->first.currency, "JPY");
    reading_free(reading);
}
END_TEST

START_TEST(the_day_is_that_of_acceptance_before_others)
{
    static const struct {
        const char *header;
        int32_t day; /* 0: none */
        const char *kind;
    } dates[] = {
        {"DTM+137:20250610:102'DTM+148:20250611:102'", 20250, "declared"},
        {"DTM+132:202506121030:203'DTM+137:20250611:102'", 20250, "declared"},
        {"RFF+IV:1'DTM+137:20240101:102'DTM+178:20250611:102'", 20250, "arrived"}, /* the invoice's day is not ours */
        {"DOC+380'DTM+137:20240101:102'", 0, NULL},
        {"DTM+186:250611:101'", 20250, "shipped"},
        {"DTM+137:20250611-20250620:718'", 20250, "declared"},
        {"DTM+137:20250611'", 20250, "declared"},
        {"DTM+137::102'", 0, NULL},
    };
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        struct reading *reading = read_item(dates[i].header, "");
        ck_assert_int_eq(reading->first.event_date ? *reading->first.event_date : 0, dates[i].day);
        is_text(reading->first.date_kind, dates[i].kind);
        reading_free(reading);
    }
    struct reading *reading = read_item("DTM+137:2025:602'", "");
    ck_assert_ptr_null(reading->first.event_date);
    is_flagged(&reading->first, "date_not_a_day");
    reading_free(reading);
}
END_TEST

START_TEST(places_stand_for_their_countries)
{
    struct reading *reading = read_item("LOC+9+CNSZX:139:6'LOC+11+SGSIN:139:6'LOC+27+TWN'", "");
    is_text(reading->first.origin, "TW");
    is_text(reading->first.dispatch, "CN");
    is_text(reading->first.destination, "SG");
    is_flagged(&reading->first, "dispatch_by_port");
    is_flagged(&reading->first, "destination_by_port");
    reading_free(reading);
    reading = read_item("LOC+27+:::TAIWAN'LOC+35+QQ9'LOC+28+MY'", "");
    is_text(reading->first.origin, "TW");
    is_text(reading->first.partner_raw, "TAIWAN");
    is_text(reading->first.dispatch, "ZZ");
    is_text(reading->first.destination, "MY");
    is_flagged(&reading->first, "country_unknown");
    reading_free(reading);
    reading = read_item("LOC+9+CAN:162'LOC+11+CZ'", ""); /* an airport, and a free zone of Singapore */
    is_text(reading->first.dispatch, "ZZ");
    is_text(reading->first.destination, "ZZ");
    is_flagged(&reading->first, "country_unknown");
    reading_free(reading);
}
END_TEST

START_TEST(a_description_is_joined_where_its_fields_are_full)
{
    struct reading *reading = read_item(
        "", "FTX+AAA+++1234567890123456789012345678901234567890123456789012345678901234567"
            "NVI:DIA H100:BOARD+EN'FTX+AAI+++NOT THE GOODS'FTX+AAA+++80GB'");
    is_text(reading->first.description_raw,
            "1234567890123456789012345678901234567890123456789012345678901234567NVIDIA H100 BOARD 80GB");
    is_text(reading->first.description_lang, "en");
    reading_free(reading);
    reading = read_item("", "IMD+F+8+:::GPU SERVER'");
    is_text(reading->first.description_raw, "GPU SERVER");
    reading_free(reading);
}
END_TEST

START_TEST(parties_by_name_or_number)
{
    struct reading *reading = read_item("", "NAD+IM+ABN123'NAD+EX+1+NAME CO:STREET 1:TOWN'NAD+CZ+++LONG:NAME+STREET'"
                                            "NAD+DT+++DECLARANT'");
    is_text(reading->first.importer, "ABN123");
    is_text(reading->first.exporter, "NAME CO");
    is_text(reading->first.consignor, "LONG NAME");
    is_text(reading->first.consignee, NULL);
    reading_free(reading);
}
END_TEST

/* Trap 23. */
START_TEST(names_may_be_dropped)
{
    struct input_options options = reading_options();
    options.parties = "drop";
    struct reading *reading = reading_of_text(&input_edifact, &options, replacement());
    is_text(reading->first.consignor, NULL);
    is_text(reading->first.consignee, NULL);
    reading_free(reading);
}
END_TEST

START_TEST(the_document_says_the_direction)
{
    static const struct {
        const char *document;
        int flow;
    } documents[] = {{"929", CUSTOMS_EVENT_FLOW_IMPORT},
                     {"830", CUSTOMS_EVENT_FLOW_EXPORT},
                     {"950", CUSTOMS_EVENT_FLOW_TRANSIT},
                     {"914", -1}};
    for (size_t i = 0; i < sizeof documents / sizeof documents[0]; i++) {
        struct reading *reading = read_messages(
            message("CUSDEC", text_of("BGM+%s+D1+9'LOC+27+TW'LOC+36+RU'UNS+D'" ITEM "UNS+S'", documents[i].document)));
        ck_assert_int_eq(reading->first.flow ? *reading->first.flow : -1, documents[i].flow);
        ck_assert_int_eq(reading_has_flag(&reading->first, "flow_unknown"), documents[i].flow < 0);
        is_text(reading->first.partner_raw, documents[i].flow == CUSTOMS_EVENT_FLOW_EXPORT ? "RU" : "TW");
        reading_free(reading);
    }
    struct input_options options = reading_options();
    options.flow = "reexport";
    struct reading *reading = reading_of_text(
        &input_edifact, &options, sent("250612:0915", message("CUSDEC", "BGM+914+D1+9'UNS+D'" ITEM "UNS+S'")));
    ck_assert_int_eq(*reading->first.flow, CUSTOMS_EVENT_FLOW_REEXPORT);
    reading_free(reading);
}
END_TEST

/* ---- national guides ---- */

START_TEST(new_zealand_ends_codes_in_a_check_letter)
{
    struct reading *reading = read_messages(declaration("9", "", "CST+1+8471801021L:122:95'MEA+AAR++NMB:20'"));
    is_text(reading->first.hs_national, "8471801021");
    is_text(reading->first.hs6, "847180");
    is_flagged(&reading->first, "hs_check_letter");
    is_number(reading->first.qty, "20.000000");
    reading_free(reading);
}
END_TEST

START_TEST(australia_refers_to_the_code)
{
    struct reading *reading = read_messages(declaration("9", "", "CST+1'RFF+HS:84718000'FTX+AAA+++GPU'"));
    is_text(reading->first.hs_national, "84718000");
    is_flagged(&reading->first, "hs_by_reference");
    reading_free(reading);
}
END_TEST

START_TEST(australia_states_some_things_elsewhere)
{
    struct reading *reading = read_messages(declaration("9", "DTM+129:20250610:102'MOA+63:80:AUD'",
                                                        "CST+1'LOC+27++AU-VI::6'MOA+63:70'RFF+HS:84718000'"));
    is_text(reading->first.origin, "AU");
    is_number(reading->first.value, "70.0000");
    is_text(reading->first.currency, "AUD");
    is_text(reading->first.date_kind, "shipped");
    reading_free(reading);
}
END_TEST

START_TEST(the_united_kingdom_names_a_declaration_by_reference)
{
    const char *items = "UNS+D'CST++1000001+84718070'MOA+123:7'CST++4071000'UNS+S'";
    struct reading *reading = read_messages(message("CUSDEC", text_of("BGM+EFD::109++9'RFF+ABO:5GB1-X:Z'%s", items)));
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(reading->scope_ends, 1);
    is_text(reading->first.source_key, "cusdec|BROKERX|5GB1-X|1");
    is_text(reading->first.declaration_no, "5GB1-X");
    is_flagged(&reading->first, "number_by_reference");
    is_text(reading->first.hs_national, "84718070"); /* behind the procedure */
    is_text(reading->kept[1].hs_national, NULL);
    is_flagged(&reading->kept[1], "hs_unreadable");
    reading_free(reading);
}
END_TEST

START_TEST(singapore_counts_in_the_line_measurement)
{
    struct reading *reading = read_item("", "MEA+AAF++NMB:20'MEA+AAE+AAL+KGM:500'");
    is_number(reading->first.qty, "20.000000");
    is_text(reading->first.unit, "C62");
    is_number(reading->first.net_kg, "500.000000");
    reading_free(reading);
}
END_TEST

START_TEST(south_africa_states_values_without_currency)
{
    struct reading *reading = read_messages(declaration("9", "", "CST+1+84718000:122:ZZZ'MOA+40:7654.32'"));
    is_number(reading->first.value, "7654.3200");
    is_text(reading->first.currency, NULL);
    ck_assert_ptr_null(reading->first.value_usd);
    reading_free(reading);
}
END_TEST

START_TEST(the_tariff_code_may_be_a_later_identity)
{
    struct reading *reading = read_messages(declaration("9", "", "CST+1+A1:105+8471500000:122'"));
    is_text(reading->first.hs_national, "8471500000");
    is_flagged(&reading->first, "hs_not_first");
    reading_free(reading);
    reading = read_messages(declaration("9", "", "CST+1+A1:105'"));
    is_text(reading->first.hs_national, NULL);
    is_flagged(&reading->first, "hs_unreadable");
    reading_free(reading);
}
END_TEST

START_TEST(items_without_a_number_are_counted)
{
    struct reading *reading = read_messages(declaration("9", "", "CST++84718070'CST++84718070'"));
    ck_assert_int_eq(reading->events, 2);
    is_text(reading->kept[1].source_key, "cusdec|BROKERX|D1|2");
    ck_assert_ptr_null(reading->kept[1].line_no);
    is_flagged(&reading->kept[1], "item_no_missing");
    reading_free(reading);
    is_refused(read_messages(declaration("9", "", "CST+1A+84718070'")), 0, REASON_BAD_NUMBER);
    is_refused(read_messages(declaration("9", "", "CST+1000000+84718070'")), 0, REASON_BAD_NUMBER);
}
END_TEST

/* ---- character sets ---- */

START_TEST(the_sender_is_in_the_character_set_that_unb_states)
{
    static const char unb[] = "UNB+%s:3+M\xDCLLER+R+250612:0915+1'%sUNZ+1+1'";
    struct reading *reading = read_text(text_of(unb, "UNOC", declaration("9", "", ITEM)));
    is_text(reading->first.source_key, "cusdec|MÜLLER|D1|1");
    reading_free(reading);
    reading = read_text(text_of(unb, "UNOA", declaration("9", "", ITEM)));
    ck_assert_int_eq(reading->events, 0);
    ck_assert_int_eq(reading->error.reason, REASON_BAD_ENCODING);
    reading_free(reading);
}
END_TEST

/* Trap 3. */
START_TEST(texts_are_utf8_whatever_they_were)
{
    struct reading *reading = read_item("NAD+CZ+++M\xFCller GmbH'", "");
    is_text(reading->first.consignor, "Müller GmbH");
    ck_assert_uint_eq(reading->first.flags.count, 0);
    reading_free(reading);
    reading = read_item("NAD+CZ+++Müller GmbH'", "");
    is_text(reading->first.consignor, "Müller GmbH");
    is_flagged(&reading->first, "charset_mismatch");
    reading_free(reading);
    reading = read_item("UN\xE9X+1'NAD+CZ+++M\xFCller GmbH'", ""); /* a tag that begins as those of the service do */
    is_text(reading->first.consignor, "Müller GmbH");
    reading_free(reading);
    reading = read_text(text_of("UNB+ANSI:1+S+R+250612:0915+1'%sUNZ+1+1'",
                                declaration("9", "NAD+CZ+++M\xFCller GmbH'", ITEM)));
    is_text(reading->first.consignor, "Müller GmbH");
    is_flagged(&reading->first, "charset_assumed");
    reading_free(reading);
    is_refused(read_text(text_of("UNB+UNOA:3+S+R+250612:0915+1'%sUNZ+1+1'",
                                 declaration("9", "NAD+CZ+++M\xFCLLER'", ITEM))),
               0, REASON_BAD_ENCODING);
}
END_TEST

/* ---- manifests ---- */

#define MANIFEST                                                                                                       \
    "BGM+85+M1+9'DTM+132:20250610:102'TDT+20+V1+1'EQD+CN+C1'MEA+AAE+G+KGM:640'"                                       \
    "CNI+1+BILL1'RFF+BM:BILL1'CNT+7:640:KGM'LOC+9+TWKEL:139:6'LOC+11+SGSIN:139:6'NAD+CZ+++SHIPPER'"                   \
    "GID+1+20:CT'FTX+AAA+++GPU BOARDS'MEA+AAE+G+KGM:640'CST++84718070'SGP+C1+20'"                                     \
    "GID+2+1:PX'FTX+AAA+++CABLES'"                                                                                    \
    "CNI+2+BILL2'RFF+MB:MASTER'RFF+BM:BILL2'GID+1+5:PKG'RFF+HS:85423100'"

START_TEST(a_manifest_line_is_goods_of_a_bill)
{
    struct reading *reading = read_messages(message("CUSCAR", MANIFEST));
    const struct customs_event *first = &reading->kept[0], *second = &reading->kept[1], *third = &reading->kept[2];
    ck_assert_int_eq(reading->records, 4);
    ck_assert_int_eq(reading->events, 3);
    ck_assert_int_eq(reading->scope_ends, 1);
    ck_assert_int_eq(first->kind, CUSTOMS_EVENT_KIND_MANIFEST_LINE);
    is_text(first->source_key, "cuscar|BROKERX|M1|BILL1|BILL1|1||");
    is_text(first->scope_id, "cuscar|BROKERX|M1");
    is_text(first->declaration_no, "BILL1");
    is_text(first->description_raw, "GPU BOARDS");
    is_text(first->hs6, "847180");
    is_text(first->dispatch, "TW");
    is_text(first->destination, "SG");
    is_text(first->consignor, "SHIPPER");
    is_text(first->transport_mode, "1");
    is_text(first->date_kind, "arrived");
    ck_assert_int_eq(*first->event_date, 20249);
    ck_assert_ptr_null(first->value);
    /* Trap 14. */
    is_number(first->qty, "20.000000");
    is_text(first->unit, "XCT");
    is_flagged(first, "packages");
    is_text(second->unit, "XPX");
    is_text(third->declaration_no, "BILL2");
    is_text(third->hs6, "854231");
    is_text(third->consignor, NULL);
    is_text(third->unit, "XPK");
    reading_free(reading);
}
END_TEST

/* Trap 13: of the goods, else that of their bill; never the container's. */
START_TEST(a_weight_in_a_manifest_counts_once)
{
    struct reading *reading = read_messages(message("CUSCAR", MANIFEST));
    is_number(reading->kept[0].gross_kg, "640.000000");
    ck_assert_int_eq(*reading->kept[0].weight_scope, CUSTOMS_EVENT_WEIGHT_SCOPE_LINE);
    is_number(reading->kept[1].gross_kg, "640.000000");
    ck_assert_int_eq(*reading->kept[1].weight_scope, CUSTOMS_EVENT_WEIGHT_SCOPE_HEADER);
    ck_assert_ptr_null(reading->kept[2].gross_kg);
    reading_free(reading);
}
END_TEST

START_TEST(a_number_of_packages_is_a_number)
{
    is_refused(read_messages(message("CUSCAR", "BGM+85+M1+9'CNI+1+A'RFF+BM:A'GID+1+2O:CT'GID+2+1:CT'")), 1,
               REASON_BAD_NUMBER);
}
END_TEST

/* All that can be noticed at once finds room. */
START_TEST(everything_may_be_noticed_of_one_item)
{
    struct reading *reading = read_text(
        "UNB+ANSI:4++R+x+1'UNH+1+:D:96B:UN'BGM+85+M1'DTM+137:2025:602'CNI+1+A'RFF+BM:A'GID+1'"
        "LOC+27+QQ9'LOC+9+CNSZX'LOC+11+SGSIN'MEA+AAE+AAB+LTR:1'MEA+AAR++ZZZ:0'MEA+AAS++YYY:-0.0000001'"
        "MEA+AAT++YYY:0'MOA+39:1:u$'CST++Ü+847180000A*1'CNI+2+A'RFF+BM:A'GID++1:XYZ'MEA+AAE+AAB+LTR:1'"
        "LOC+27+QQ9'LOC+9+CNSZX'LOC+11+SGSIN'MOA+39:0.000001:u$'CST++Ü+847180000A*1'UNT+1+1'UNZ+1+1'");
    ck_assert_int_eq(reading->events, 2);
    ck_assert_int_eq(reading->refused, 0);
    ck_assert_uint_ge(reading->kept[0].flags.count, 15);
    ck_assert_uint_ge(reading->kept[1].flags.count, 17);
    reading_free(reading);
}
END_TEST

START_TEST(goods_that_repeat_in_a_manifest_are_different_facts)
{
    struct reading *reading = read_messages(message(
        "CUSCAR", "BGM+85+M1+9'CNI+1+A'RFF+BM:A'GID+1+1:CT'GID+1+2:CT'CNI+2+B'RFF+BM:B'GID+1+1:CT'"
                  "CNI+3+A'RFF+BM:A'GID+1+3:CT'"));
    ck_assert_int_eq(reading->events, 4);
    for (int i = 0; i < 4; i++)
        for (int j = 0; j < i; j++)
            ck_assert_int_ne(uuid_compare(&reading->ids[i], &reading->ids[j]), 0);
    is_flagged(&reading->kept[1], "item_repeated");
    ck_assert(!reading_has_flag(&reading->kept[2], "item_repeated"));
    is_flagged(&reading->kept[3], "item_repeated");
    reading_free(reading);
}
END_TEST

START_TEST(a_manifest_is_replaced_and_cancelled_like_a_declaration)
{
    struct reading *reading = read_messages(message("CUSCAR", "BGM+85+M1+1'CNI+1+A'RFF+BM:A'GID+1+1:CT'"));
    ck_assert_int_eq(reading->records, 1);
    ck_assert_int_eq(reading->kept[0].op, CUSTOMS_EVENT_OP_CANCEL);
    is_text(reading->kept[0].scope_id, "cuscar|BROKERX|M1");
    reading_free(reading);
}
END_TEST

START_TEST(a_message_without_type_is_a_manifest_if_its_document_is_one)
{
    struct reading *reading = read_messages(message("", MANIFEST));
    ck_assert_int_eq(reading->events, 3);
    is_flagged(&reading->first, "message_type_missing");
    reading_free(reading);
    is_refused(read_messages(message("", "BGM+380+M1+9'")), 0, REASON_MISSING_FIELD);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("input_edifact");
    TCase *tests = tcase_create("input_edifact");
    tcase_set_timeout(tests, 120);
    tcase_add_test(tests, a10_a_replacement);
    tcase_add_test(tests, a10_a_cancellation_withdraws_the_declaration);
    tcase_add_test(tests, a10_a_test_gives_nothing);
    tcase_add_test(tests, a10_a_wrong_count_is_flagged_on_each_event);
    tcase_add_test(tests, a_wrong_count_of_items_ends_nothing);
    tcase_add_test(tests, a10_trap_2_with_a_decimal_comma_is_the_same);
    tcase_add_test(tests, a10_delivered_twice_is_the_same_version);
    tcase_add_test(tests, the_time_of_the_interchange_orders_corrections_and_functions_break_ties);
    tcase_add_test(tests, of_two_changes_in_one_interchange_the_later_holds);
    tcase_add_test(tests, without_a_readable_time_the_observation_orders);
    tcase_add_test(tests, a_change_does_not_end_the_scope);
    tcase_add_test(tests, a_message_may_withdraw_in_other_words);
    tcase_add_test(tests, a_copy_is_skipped);
    tcase_add_test(tests, no_scope_ends_that_lost_an_item);
    tcase_add_test(tests, an_item_stands_once_in_a_message);
    tcase_add_test(tests, a_declaration_without_items_replaces_nothing);
    tcase_add_test(tests, messages_that_cannot_be_read_are_refused_whole);
    tcase_add_test(tests, the_message_behind_a_refused_one_is_read);
    tcase_add_test(tests, an_interchange_has_a_begin_and_an_end);
    tcase_add_test(tests, other_messages_are_skipped);
    tcase_add_test(tests, a_source_that_is_cut_off_is_refused_before_anything_is_taken);
    tcase_add_test(tests, two_megabytes_in_one_segment_refuse_the_message_alone);
    tcase_add_test(tests, the_longest_declaration_is_read_in_bounded_memory);
    tcase_add_test(tests, header_values_hold_for_items_that_state_none);
    tcase_add_test(tests, a_status_in_the_header_is_no_tariff_code);
    tcase_add_test(tests, invoices_before_the_items_are_not_theirs);
    tcase_add_test(tests, a_weight_of_the_header_is_of_the_whole);
    tcase_add_test(tests, weights_are_in_kilograms_or_not_stated);
    tcase_add_test(tests, packages_are_no_goods);
    tcase_add_test(tests, quantities_by_their_order_and_unit);
    tcase_add_test(tests, the_value_is_the_customs_value_before_others);
    tcase_add_test(tests, a_currency_is_three_letters);
    tcase_add_test(tests, the_day_is_that_of_acceptance_before_others);
    tcase_add_test(tests, places_stand_for_their_countries);
    tcase_add_test(tests, a_description_is_joined_where_its_fields_are_full);
    tcase_add_test(tests, parties_by_name_or_number);
    tcase_add_test(tests, names_may_be_dropped);
    tcase_add_test(tests, the_document_says_the_direction);
    tcase_add_test(tests, new_zealand_ends_codes_in_a_check_letter);
    tcase_add_test(tests, australia_refers_to_the_code);
    tcase_add_test(tests, australia_states_some_things_elsewhere);
    tcase_add_test(tests, the_united_kingdom_names_a_declaration_by_reference);
    tcase_add_test(tests, singapore_counts_in_the_line_measurement);
    tcase_add_test(tests, south_africa_states_values_without_currency);
    tcase_add_test(tests, the_tariff_code_may_be_a_later_identity);
    tcase_add_test(tests, items_without_a_number_are_counted);
    tcase_add_test(tests, the_sender_is_in_the_character_set_that_unb_states);
    tcase_add_test(tests, texts_are_utf8_whatever_they_were);
    tcase_add_test(tests, a_manifest_line_is_goods_of_a_bill);
    tcase_add_test(tests, a_weight_in_a_manifest_counts_once);
    tcase_add_test(tests, a_number_of_packages_is_a_number);
    tcase_add_test(tests, everything_may_be_noticed_of_one_item);
    tcase_add_test(tests, goods_that_repeat_in_a_manifest_are_different_facts);
    tcase_add_test(tests, a_manifest_is_replaced_and_cancelled_like_a_declaration);
    tcase_add_test(tests, a_message_without_type_is_a_manifest_if_its_document_is_one);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
