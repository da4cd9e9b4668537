/*
 * capacity-consumer capacity "400,000 H200": the calculator. One sheet of all that some goods mean; needs no server.
 */
#include <stdio.h>
#include <string.h>

#include "consumers/capacity/command.h"
#include "consumers/capacity/published.h"
#include "consumers/capacity/sheet_print.h"
#include "lib/buffer.h"
#include "lib/clock.h"

enum { OUTPUT_BYTES_MAX = 1 << 20 };

static bool read_day(const struct settings *settings, struct sheet_question *question, struct error *error)
{
    question->today = date_of_ms(clock_now_ms());
    question->day = question->today;
    return !settings->date || date_parse_iso(slice_of(settings->date), &question->day) ||
           error_stop(error, EXIT_USAGE, "date: \"%s\" is no day, as 2026-01-28 is", settings->date);
}

/* ISO 3166 alpha-2, also in small letters; the rules know which there are. */
static bool read_country(const char *option, const char *text, char code[2], struct slice *country, struct error *error)
{
    if (!text)
        return true;
    for (size_t i = 0; i < 2 && text[i]; i++)
        code[i] = text[i] >= 'a' && text[i] <= 'z' ? (char)(text[i] - 'a' + 'A') : text[i];
    if (strlen(text) != 2 || code[0] < 'A' || code[0] > 'Z' || code[1] < 'A' || code[1] > 'Z')
        return error_stop(error, EXIT_USAGE, "%s: \"%s\" is no country of two letters, as CN is", option, text);
    *country = (struct slice){code, 2};
    return true;
}

static bool read_way(const struct settings *settings, struct sheet_question *question, struct error *error)
{
    static char codes[3][2];
    return read_country("from", settings->from, codes[0], &question->from, error) &&
           read_country("to", settings->to, codes[1], &question->to, error) &&
           read_country("headquarters", settings->headquarters, codes[2], &question->headquarters, error);
}

/* Words of a command line are one text, quoted or not. */
static bool read_goods(const struct settings *settings, const struct catalogue *catalogue, int argument_count,
                       char **arguments, struct buffer *text, struct sheet_question *question, struct error *error)
{
    struct asked_frame frame = {question->to, question->day};
    for (int i = 0; i < argument_count; i++)
        buffer_format(text, "%s%s", i ? " " : "", arguments[i]);
    if (!settings->product) {
        question->text = buffer_view(text);
        return asked_read(catalogue, question->text, &frame, &question->asked, error);
    }
    buffer_format(text, "%s %s", settings->units, settings->product);
    question->text = buffer_view(text);
    return asked_named(catalogue, slice_of(settings->product), slice_of(settings->units), &frame, &question->asked, error);
}

static bool print_sheet(const struct catalogue *catalogue, const struct sheet_question *question, bool json,
                        struct error *error)
{
    static struct sheet sheet;
    struct buffer out;
    buffer_init(&out, OUTPUT_BYTES_MAX);
    sheet_make(catalogue, question, &sheet);
    (json ? sheet_print_json : sheet_print_table)(catalogue, question, &sheet, &out);
    bool full = out.full;
    if (!full)
        fwrite(out.data, 1, out.size, stdout);
    buffer_free(&out);
    return !full || error_stop(error, EXIT_IO, "the sheet is over %d bytes", OUTPUT_BYTES_MAX);
}

static bool answer(const struct settings *settings, const struct catalogue *catalogue, int argument_count,
                   char **arguments, struct error *error)
{
    struct sheet_question question = {.day = 0};
    struct buffer text;
    buffer_init(&text, OUTPUT_BYTES_MAX);
    bool json = settings->output && strcmp(settings->output, "json") == 0;
    bool done = read_day(settings, &question, error) && read_way(settings, &question, error) &&
                read_goods(settings, catalogue, argument_count, arguments, &text, &question, error) &&
                print_sheet(catalogue, &question, json, error);
    buffer_free(&text);
    return done;
}

static bool print_published(const struct catalogue *catalogue, struct error *error)
{
    struct buffer out;
    buffer_init(&out, OUTPUT_BYTES_MAX);
    published_print(catalogue, &out);
    bool full = out.full;
    if (!full)
        fwrite(out.data, 1, out.size, stdout);
    buffer_free(&out);
    return !full || error_stop(error, EXIT_IO, "the table is over %d bytes", OUTPUT_BYTES_MAX);
}

/* What is wrong with the arguments as a whole; NULL if nothing is. */
static const char *usage_of(const struct settings *settings, int argument_count)
{
    if (settings->published)
        return argument_count || settings->product ? "--published takes no goods" : NULL;
    if (!settings->product != !settings->units)
        return "--product and --units go together";
    if (settings->product && argument_count)
        return "give the goods as a text or by --product and --units, not both";
    if (!settings->product && !argument_count)
        return "capacity of what? as in: capacity \"400,000 H200\"";
    return NULL;
}

int command_capacity(const struct settings *settings, int argument_count, char **arguments)
{
    struct catalogue *catalogue = NULL;
    struct error error = {0};
    const char *usage = usage_of(settings, argument_count);
    if (usage)
        return command_usage("%s", usage);
    int status = catalogue_load(settings->reference_folder, &catalogue, &error) &&
                         (settings->published ? print_published(catalogue, &error)
                                              : answer(settings, catalogue, argument_count, arguments, &error))
                     ? command_finish(0)
                     : command_fail(&error);
    catalogue_free(catalogue);
    return status;
}
