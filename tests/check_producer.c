/*
 * What both producers share: which input takes a source, and the account of every
 * record. The whole program runs in a child process on an input made for the test, whose lines say what to do.
 */
#include "producers/producer.h"

#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "schemas/customs_event.h"
#include "tests/suite.h"
#include "tests/zip_file.h"

static char folder[64];

static void in_new_folder(void)
{
    strcpy(folder, "/tmp/check_producer_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void remove_folder(void)
{
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

static void write_file(const char *name, const char *content)
{
    FILE *file = fopen(name, "w");
    ck_assert_ptr_nonnull(file);
    fputs(content, file);
    fclose(file);
}

static struct slice read_whole(const char *name)
{
    static char text[4][16384];
    static size_t turn;
    char *place = text[turn++ % 4];
    FILE *file = fopen(name, "r");
    ck_assert_ptr_nonnull(file);
    size_t size = fread(place, 1, sizeof text[0] - 1, file);
    fclose(file);
    place[size] = '\0';
    return (struct slice){place, size};
}

/* --- an input that does as its lines say -------------------------------------------------------------------------- */

static int starts_with_script(struct slice head, const char *name)
{
    (void)name;
    return slice_starts_with(head, "script\n") ? 2 : 0;
}

static int takes_anything_perhaps(struct slice head, const char *name)
{
    (void)head;
    return strstr(name, ".other") ? 1 : 0;
}

static bool script_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **state,
                        struct error *problem)
{
    (void)options, (void)arena;
    *state = reader;
    struct slice first;
    return reader_line(reader, &first, problem);
}

static const uint8_t no_hash[16];

/* "event SCOPE", "more SCOPE", "end SCOPE": an event of that scope; "bad SCOPE": one that Avro cannot carry. */
static void fill(struct customs_event *event, struct slice line, struct slice scope)
{
    *event = (struct customs_event){
        .kind = slice_starts_with(line, "end") ? CUSTOMS_EVENT_KIND_SCOPE_END : CUSTOMS_EVENT_KIND_STATISTIC,
        .content_hash = {(const char *)no_hash, sizeof no_hash},
        .source = slice_starts_with(line, "bad") ? SLICE_LITERAL("\xFF") : SLICE_LITERAL("test"),
        .source_key = SLICE_LITERAL("key"),
        .scope_id = scope,
    };
}

static enum input_result script_next(void *state, struct arena *arena, void *event, struct input_place *place,
                                     struct error *problem)
{
    struct reader *reader = state;
    struct slice line;
    if (!reader_line(reader, &line, problem))
        return INPUT_FAILED;
    *place = (struct input_place){.line = reader_line_number(reader), .offset = -1, .skipped = "breakdown"};
    if (!line.data)
        return INPUT_END;
    struct slice scope = arena_slice(arena, line), word = slice_next_part(&scope, ' ');
    fill(event, word, scope);
    error_reject(problem, REASON_BAD_NUMBER, "the line says so");
    return slice_equal_text(word, "more")     ? INPUT_MORE
           : slice_equal_text(word, "end")    ? INPUT_SCOPE_END
           : slice_equal_text(word, "skip")   ? INPUT_SKIPPED
           : slice_equal_text(word, "refuse") ? INPUT_REFUSED
           : slice_equal_text(word, "fail")   ? INPUT_FAILED
                                              : INPUT_EVENT;
}

static void script_close(void *state)
{
    (void)state;
}

static const struct input script = {
    .name = "script",
    .help = "lines",
    .type = &customs_event_type,
    .recognise = starts_with_script,
    .open = script_open,
    .next = script_next,
    .close = script_close,
};
static const struct input other = {
    .name = "other",
    .help = "anything",
    .type = &customs_event_type,
    .recognise = takes_anything_perhaps,
    .open = script_open,
    .next = script_next,
    .close = script_close,
};
/* Text that must end with the line "whole"; damaged if it does not. */
static int starts_with_checked(struct slice head, const char *name)
{
    (void)name;
    return slice_starts_with(head, "checked\n") ? 2 : 0;
}

static bool checked_check(struct reader *reader, struct input_place *place, struct error *problem)
{
    struct slice line, last = {0};
    char text[64];
    if (!reader_decode(reader, "GB18030", problem))
        return false;
    do {
        if (!reader_line(reader, &line, problem))
            return false;
        if (line.data)
            last = (struct slice){memcpy(text, line.data, line.size < 64 ? line.size : 64), line.size};
    } while (line.data);
    place->line = reader_line_number(reader);
    return slice_equal_text(last, "whole") || error_reject(problem, REASON_TRUNCATED, "the last line is missing");
}

static bool checked_open(struct reader *reader, const struct input_options *options, struct arena *arena, void **state,
                         struct error *problem)
{
    if (!reader_decode(reader, "GB18030", problem) || !script_open(reader, options, arena, state, problem))
        return false;
    return strcmp(reader_name(reader), "unfit") != 0 || error_reject(problem, REASON_BAD_SYNTAX, "its first line is unfit");
}

static const struct input checked = {
    .name = "checked",
    .help = "lines that end",
    .type = &customs_event_type,
    .recognise = starts_with_checked,
    .check = checked_check,
    .open = checked_open,
    .next = script_next,
    .close = script_close,
};
static const struct input *const inputs[] = {&script, &other, &checked, NULL};

static const struct option options[] = {PRODUCER_OPTIONS, {0}};
static const struct option_program program = {"test-producer", "SOURCE...", "A test.", "", options};

START_TEST(the_surest_input_takes_a_source)
{
    ck_assert_ptr_eq(producer_choose_input(inputs, SLICE_LITERAL("script\n"), "a.other", NULL), &script);
    ck_assert_ptr_eq(producer_choose_input(inputs, SLICE_LITERAL("x"), "a.other", NULL), &other);
    ck_assert_ptr_null(producer_choose_input(inputs, SLICE_LITERAL("x"), "a", NULL));
}
END_TEST

/* Starts the program in a child, with stdout and stderr in files. */
static pid_t start(const char *out, char **arguments)
{
    int count = 0;
    while (arguments[count])
        count++;
    fflush(NULL);
    pid_t child = fork();
    if (child)
        return child;
    dup2(open(out, O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    dup2(open("err", O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
    _exit(producer_run(&(struct producer){.program = &program, .inputs = inputs}, count, arguments));
}

static int finish(pid_t child)
{
    int status;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static int run(const char *out, char **arguments)
{
    return finish(start(out, arguments));
}

static int run_script(const char *content)
{
    write_file("a.script", content);
    return run("out", (char *[]){"test-producer", "--print", "a.script", NULL});
}

static void assert_summary(const char *expected)
{
    struct slice text = read_whole("err");
    const char *last = memrchr(text.data, '\n', text.size - 1);
    last = last ? last + 1 : text.data;
    ck_assert_msg(slice_equal_text(slice_trim(slice_of(last)), expected), "%s", last);
}

static int lines_of(const char *name)
{
    struct slice text = read_whole(name);
    int lines = 0;
    for (size_t i = 0; i < text.size; i++)
        lines += text.data[i] == '\n';
    return lines;
}

START_TEST(every_record_is_accepted_skipped_or_refused)
{
    ck_assert_int_eq(run_script("script\nevent\nmore\nmore\nskip\nrefuse\nevent\nend\n"), EXIT_DATA);
    assert_summary("{\"summary\": {\"records\": 5, \"accepted\": 3, \"events\": 4, \"scope_ends\": 1, "
                   "\"skipped\": {\"breakdown\": 1}, \"refused\": {\"bad_number\": 1}}}");
    ck_assert_int_eq(lines_of("out"), 5);
    ck_assert(slice_starts_with(read_whole("err"),
                                "{\"source\": \"a.script\", \"line\": 6, \"reason\": \"bad_number\", "
                                "\"detail\": \"the line says so\"}\n"));
}
END_TEST

START_TEST(all_accepted_is_success)
{
    ck_assert_int_eq(run_script("script\nevent\n"), 0);
    ck_assert_int_eq(lines_of("err"), 1);
}
END_TEST

START_TEST(what_cannot_be_encoded_is_refused_when_printing_too)
{
    ck_assert_int_eq(run_script("script\nevent\nbad\nmore\nevent\n"), EXIT_DATA);
    assert_summary("{\"summary\": {\"records\": 3, \"accepted\": 2, \"events\": 2, \"scope_ends\": 0, "
                   "\"skipped\": {}, \"refused\": {\"bad_encoding\": 1}}}");
    ck_assert_int_eq(lines_of("out"), 2); /* what followed of the refused record is not printed either */
}
END_TEST

START_TEST(a_scope_that_lost_a_row_is_not_ended)
{
    ck_assert_int_eq(run_script("script\nevent one\nbad two\nend one\nend two\n"), EXIT_DATA);
    assert_summary("{\"summary\": {\"records\": 4, \"accepted\": 2, \"events\": 1, \"scope_ends\": 1, "
                   "\"skipped\": {\"scope_incomplete\": 1}, \"refused\": {\"bad_encoding\": 1}}}");
}
END_TEST

START_TEST(a_source_that_breaks_is_one_refusal_and_the_next_is_read)
{
    mkdir("in", 0700);
    write_file("in/b.script", "script\nevent\n");
    write_file("in/a.script", "script\nevent\nfail\nevent\n");
    write_file("in/c.zip", "PK\x03\x04");
    write_file("in/d.script", "");
    ck_assert_int_eq(run("out", (char *[]){"test-producer", "--print", "in", NULL}), EXIT_DATA);
    assert_summary("{\"summary\": {\"records\": 4, \"accepted\": 2, \"events\": 2, \"scope_ends\": 0, \"skipped\": {}, "
                   "\"refused\": {\"bad_number\": 1, \"truncated\": 1}}}"); /* an empty file has no records */
    ck_assert_ptr_nonnull(strstr(read_whole("err").data, "zip archive"));
}
END_TEST

/* --- what lies below an input ------------------------------------------------------------------------------------- */

static int run_source(const char *name)
{
    return run("out", (char *[]){"test-producer", "--print", (char *)(uintptr_t)name, NULL});
}

static void assert_refused(const char *reason, const char *detail)
{
    struct slice text = read_whole("err");
    ck_assert_msg(strstr(text.data, reason) && strstr(text.data, detail), "%s", text.data);
    ck_assert_int_eq(lines_of("out"), 0); /* nothing is published of what is damaged */
}

START_TEST(the_members_of_an_archive_are_sources)
{
    static const struct zip_member members[] = {
        {.name = "d/a.script", .text = {"script\nevent\nrefuse\n", 20}, .method = 8},
        {.name = "d/a.script.meta", .text = {"x", 1}},
        {.name = "secret", .text = {"0123456789abc", 13}, .flags = 1},
        {.name = "b.script", .text = {"script\nevent\n", 13}},
    };
    zip_file_write("x.zip", members, 4);
    write_file("y.script", "script\nevent\n");
    ck_assert_int_eq(run("out", (char *[]){"test-producer", "--print", "x.zip", "y.script", NULL}), EXIT_DATA);
    ck_assert_int_eq(lines_of("out"), 3);
    assert_summary("{\"summary\": {\"records\": 5, \"accepted\": 3, \"events\": 3, \"scope_ends\": 0, \"skipped\": {}, "
                   "\"refused\": {\"bad_number\": 1, \"unknown_format\": 1}}}");
    struct slice told = read_whole("err");
    ck_assert_ptr_nonnull(strstr(told.data, "{\"source\": \"x.zip/d/a.script\", \"line\": 3,"));
    ck_assert_ptr_nonnull(strstr(told.data, "{\"source\": \"x.zip/secret\""));
}
END_TEST

START_TEST(a_workbook_is_refused_with_advice)
{
    static const struct zip_member members[] = {{.name = "[Content_Types].xml"}, {.name = "xl/workbook.xml"}};
    zip_file_write("x.csv", members, 2);
    ck_assert_int_eq(run_source("x.csv"), EXIT_DATA);
    assert_refused("unknown_format", "export its sheet as CSV");
}
END_TEST

START_TEST(a_damaged_source_is_refused_as_a_whole)
{
    write_file("a", "checked\nevent\nwhole\n");
    ck_assert_int_eq(run_source("a"), 0);
    ck_assert_int_eq(lines_of("out"), 2);
    write_file("a", "checked\nevent\nevent\n"); /* the input's own check */
    ck_assert_int_eq(run_source("a"), EXIT_DATA);
    assert_refused("\"line\": 3, \"reason\": \"truncated\"", "the last line is missing");
    write_file("unfit", "checked\nevent\nwhole\n"); /* told by open, which came less far than the check */
    ck_assert_int_eq(run_source("unfit"), EXIT_DATA);
    assert_refused("\"line\": 1, \"reason\": \"bad_syntax\"", "its first line is unfit");
    write_file("a", "checked\nevent\nx\xFF\xFF\nwhole\n"); /* the encoding */
    ck_assert_int_eq(run_source("a"), EXIT_DATA);
    assert_refused("\"line\": 3, \"reason\": \"bad_encoding\"", "GB18030");
    enum { LINES = 60000 }; /* so many that its end is not yet seen when its format is recognised */
    static char text[13 + LINES * 5];
    memcpy(text, "script\nevent\n", 13);
    for (size_t i = 0; i < LINES; i++)
        memcpy(text + 13 + i * 5, "skip\n", 5);
    const struct zip_member members[] = {
        {.name = "a", .text = {text, sizeof text}, .method = 8, .crc_mask = 1}}; /* what packed it */
    zip_file_write("x.zip", members, 1);
    ck_assert_int_eq(run_source("x.zip"), EXIT_DATA);
    assert_refused("bad_syntax", "CRC");
}
END_TEST

START_TEST(an_empty_file_that_should_be_packed_is_a_failed_download)
{
    write_file("a.csv.gz", "");
    ck_assert_int_eq(run_source("a.csv.gz"), EXIT_DATA);
    assert_refused("truncated", "empty");
}
END_TEST

START_TEST(what_is_unknown_is_told_as_what_it_is)
{
    static const char *const unknown[][2] = {{"%PDF-1.7\n", "PDF"},
                                             {"<!DOCTYPE html><html>", "web page"},
                                             {"{\"a\": 1}", "JSON of another shape"},
                                             {"a;b;c\n1;2;3\n", "it begins \\\"a;b;c\\\""},
                                             {"\xD6\xD0\xB9\xFA", "--profile"},
                                             {"\xD0\xCF\x11\xE0\xA1", "xls"}};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        write_file("a", unknown[i][0]);
        ck_assert_int_eq(run_source("a"), EXIT_DATA);
        assert_refused("unknown_format", unknown[i][1]);
    }
}
END_TEST

START_TEST(a_source_that_is_missing_does_not_stop_the_others)
{
    write_file("a.script", "script\nevent\nrefuse\n");
    ck_assert_int_eq(run("out", (char *[]){"test-producer", "--print", "missing", "a.script", NULL}), EXIT_NO_INPUT);
    ck_assert_int_eq(lines_of("out"), 1);
    ck_assert_ptr_nonnull(strstr(read_whole("err").data, "missing"));
}
END_TEST

START_TEST(a_full_disk_ends_the_run)
{
    write_file("a.script", "script\nevent\nevent\n");
    ck_assert_int_eq(run("/dev/full", (char *[]){"test-producer", "--print", "a.script", NULL}), EXIT_IO);
    ck_assert_int_eq(lines_of("err"), 2); /* what happened, and the summary */
    assert_summary("{\"summary\": {\"records\": 2, \"accepted\": 2, \"events\": 0, \"scope_ends\": 0, \"skipped\": {}, "
                   "\"refused\": {}}}");
}
END_TEST

START_TEST(usage_errors_are_told)
{
    write_file("a.script", "script\n");
    ck_assert_int_eq(run("out", (char *[]){"test-producer", "--print", NULL}), EXIT_USAGE);
    char *const wrong[] = {"--format=nonesuch", "--observed-at=now", "--nonesuch"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_int_eq(run("out", (char *[]){"test-producer", "--print", wrong[i], "a.script", NULL}), EXIT_USAGE);
    ck_assert_int_eq(run("out", (char *[]){"test-producer", "a.script", NULL}), EXIT_CONFIG); /* no broker */
}
END_TEST

START_TEST(what_is_sent_is_acknowledged)
{
    write_file("a.script", "script\nevent one\nmore one\nend one\nrefuse\n");
    char *arguments[] = {"test-producer", "-X", "test.mock.num.brokers=1", "a.script", NULL};
    ck_assert_int_eq(run("out", arguments), EXIT_DATA);
    assert_summary("{\"summary\": {\"records\": 3, \"accepted\": 2, \"events\": 2, \"scope_ends\": 1, \"skipped\": {}, "
                   "\"refused\": {\"bad_number\": 1}, \"sent\": 3, \"acknowledged\": 3, \"undelivered\": 0}}");
    ck_assert_int_eq(lines_of("out"), 0);
}
END_TEST

/* A signal while standard input is silent: what was read is printed, and the summary says what was done. */
START_TEST(a_signal_ends_the_run_cleanly)
{
    int ends[2], waiting = 1;
    const char lines[] = "script\nevent\n";
    ck_assert_int_eq(pipe(ends), 0);
    dup2(ends[0], STDIN_FILENO);
    pid_t child = start("out", (char *[]){"test-producer", "--print", "--format", "script", "-", NULL});
    ck_assert_int_eq(write(ends[1], lines, sizeof lines - 1), (ssize_t)sizeof lines - 1);
    while (waiting) { /* until the child has taken them */
        usleep(20000);
        ck_assert_int_eq(ioctl(ends[0], FIONREAD, &waiting), 0);
    }
    usleep(200000);
    kill(child, SIGTERM);
    ck_assert_int_eq(finish(child), EXIT_TRY_AGAIN);
    ck_assert_int_eq(lines_of("out"), 1);
    assert_summary("{\"summary\": {\"records\": 1, \"accepted\": 1, \"events\": 1, \"scope_ends\": 0, \"skipped\": {}, "
                   "\"refused\": {}}}");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("producer");
    TCase *tests = tcase_create("producer");
    tcase_set_timeout(tests, 60);
    tcase_add_checked_fixture(tests, in_new_folder, remove_folder);
    tcase_add_test(tests, the_surest_input_takes_a_source);
    tcase_add_test(tests, every_record_is_accepted_skipped_or_refused);
    tcase_add_test(tests, all_accepted_is_success);
    tcase_add_test(tests, what_cannot_be_encoded_is_refused_when_printing_too);
    tcase_add_test(tests, a_scope_that_lost_a_row_is_not_ended);
    tcase_add_test(tests, a_source_that_breaks_is_one_refusal_and_the_next_is_read);
    tcase_add_test(tests, the_members_of_an_archive_are_sources);
    tcase_add_test(tests, a_workbook_is_refused_with_advice);
    tcase_add_test(tests, a_damaged_source_is_refused_as_a_whole);
    tcase_add_test(tests, an_empty_file_that_should_be_packed_is_a_failed_download);
    tcase_add_test(tests, what_is_unknown_is_told_as_what_it_is);
    tcase_add_test(tests, a_source_that_is_missing_does_not_stop_the_others);
    tcase_add_test(tests, a_full_disk_ends_the_run);
    tcase_add_test(tests, usage_errors_are_told);
    tcase_add_test(tests, what_is_sent_is_acknowledged);
    tcase_add_test(tests, a_signal_ends_the_run_cleanly);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
