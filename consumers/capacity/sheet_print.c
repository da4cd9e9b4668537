#include "consumers/capacity/sheet_print.h"

#include <math.h>
#include <string.h>

#include "consumers/capacity/estimate.h"
#include "consumers/capacity/figure_text.h"
#include "lib/clock.h"
#include "lib/record_json.h"

enum { COLUMNS = 118, INDENT = 6, DATE_BYTES = 16 };

/* ---- text ---- */

/* Characters of a text: bytes that begin one. */
static size_t width_of(struct slice text)
{
    size_t width = 0;
    for (size_t i = 0; i < text.size; i++)
        width += ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return width;
}

/* Up to a blank; of a word that no line holds, as much as one does. */
static struct slice next_word(struct slice *rest)
{
    struct slice whole = *rest, word = slice_next_part(rest, ' ');
    if (word.size <= COLUMNS - INDENT)
        return word;
    size_t size = slice_text_size(slice_cut(word, 0, COLUMNS - INDENT));
    size = size ? size : COLUMNS - INDENT;
    *rest = slice_cut(whole, size, whole.size);
    return slice_cut(word, 0, size);
}

/* A paragraph, broken at blanks. */
static void write_wrapped(struct buffer *out, struct slice text)
{
    size_t column = 0;
    for (struct slice rest = text; rest.data;) {
        struct slice word = next_word(&rest);
        size_t width = width_of(word);
        bool begins = column == 0 || column + 1 + width > COLUMNS - INDENT;
        buffer_format(out, begins ? "%s%*s" : "%s ", begins && column ? "\n" : "", INDENT, "");
        column = begins ? width : column + 1 + width;
        buffer_slice(out, word);
    }
    buffer_byte(out, '\n');
}

static void write_bounds(struct buffer *out, const struct interval *value)
{
    char low[FIGURE_BYTES], mid[FIGURE_BYTES], high[FIGURE_BYTES];
    buffer_format(out, "%22s %22s %22s", figure_text(value->low, low), figure_text(value->mid, mid),
                  figure_text(value->high, high));
}

static void write_line(struct buffer *out, const struct sheet_line *line, const char *group)
{
    struct buffer note;
    if (strcmp(line->group, group) != 0)
        buffer_format(out, "\n%-34s%22s %22s %22s\n", line->group, "low", "mid", "high");
    buffer_format(out, "  %-32s", line->name);
    write_bounds(out, &line->value);
    buffer_format(out, *line->unit ? "  %s\n" : "%s\n", line->unit);
    buffer_init(&note, 1024);
    buffer_format(&note, "%s [%s]", line->formula, line->source);
    if (*line->reason)
        buffer_format(&note, "; %s", line->reason);
    write_wrapped(out, buffer_view(&note));
    buffer_free(&note);
}

static void write_runs(struct buffer *out, const struct sheet *sheet)
{
    char low[FIGURE_BYTES], mid[FIGURE_BYTES], high[FIGURE_BYTES], rate[FIGURE_BYTES];
    buffer_format(out, "\n%-24s %9s %15s %15s %15s %16s  %s\n", "Training, days", "FLOP", "low", "mid", "high",
                  "models a year", "confidence");
    for (size_t i = 0; i < sheet->run_count; i++) {
        const struct sheet_run *run = &sheet->runs[i];
        buffer_format(out, "  %-22.*s %9.3g %15s %15s %15s %16s  %.*s\n", SLICE_ARGS(run->run->name),
                      run->run->training_flop, figure_text(run->days.low, low), figure_text(run->days.mid, mid),
                      figure_text(run->days.high, high), figure_text(run->models_per_year.mid, rate),
                      SLICE_ARGS(run->run->confidence));
    }
    write_wrapped(out, slice_of(sheet->run_formula));
    write_wrapped(out, SLICE_LITERAL("Readings of scale, no forecasts: no such stock runs one job. [training_runs.csv: "
                                     "Epoch AI, Notable AI Models; assumptions.csv]"));
}

static void write_answer(struct buffer *out, const char *label, int32_t day, const struct rules_answer *answer)
{
    char date[DATE_BYTES];
    struct buffer note;
    date_format_iso(day, date);
    buffer_format(out, "  %-20s %s  %s\n", label, date, answer->outcome ? answer->outcome : "undecided");
    buffer_init(&note, 1024);
    if (answer->rule_key.data)
        buffer_format(&note, "%.*s (%.*s), %.*s: ", SLICE_ARGS(answer->rule_key), SLICE_ARGS(answer->citation),
                      SLICE_ARGS(answer->status));
    buffer_text(&note, answer->reason);
    if (*answer->notes)
        buffer_format(&note, "; beside it: %s", answer->notes);
    write_wrapped(out, buffer_view(&note));
    buffer_free(&note);
}

/* Whether the same rule says the same for the same reason. */
static bool is_same(const struct rules_answer *a, const struct rules_answer *b)
{
    bool outcome = a->outcome == b->outcome || (a->outcome && b->outcome && strcmp(a->outcome, b->outcome) == 0);
    return outcome && slice_equal(a->rule_key, b->rule_key) && strcmp(a->reason, b->reason) == 0;
}

static void write_laws(struct buffer *out, const struct sheet_question *question, const struct sheet *sheet)
{
    buffer_text(out, "\nRules\n");
    for (int regime = 0; regime < RULES_REGIME_COUNT; regime++) {
        const struct sheet_law *law = &sheet->laws[regime];
        write_answer(out, rules_regime_name((enum rules_regime)regime), question->day, &law->on_day);
        if (question->day != question->today && is_same(&law->on_day, &law->today))
            write_wrapped(out, SLICE_LITERAL("today the same"));
        else if (question->day != question->today)
            write_answer(out, "", question->today, &law->today);
    }
}

static struct slice or_unknown(struct slice country)
{
    return country.data ? country : SLICE_LITERAL("not stated");
}

static void write_head(struct buffer *out, const struct catalogue *catalogue, const struct sheet_question *question)
{
    const struct goods *goods = &question->asked.goods;
    const char *control = estimate_control_class(goods);
    char day[DATE_BYTES];
    date_format_iso(question->day, day);
    write_wrapped(out, question->text);
    for (size_t i = 0; i < goods->member_count; i++)
        buffer_format(out, "  %-12s%.*s (%.*s)%s\n", i ? "" : goods->member_count > 1 ? "one of" : "product", SLICE_ARGS(goods->members[i]->model),
                      SLICE_ARGS(goods->members[i]->key), goods->mid == goods->members[i] && i ? ", the central one" : "");
    buffer_format(out, "  %-12s%.*s to %.*s; buyer's seat: %.*s\n", "way", SLICE_ARGS(or_unknown(question->from)),
                  SLICE_ARGS(or_unknown(question->to)), SLICE_ARGS(or_unknown(question->headquarters)));
    buffer_format(out, "  %-12s%s\n  %-12s%s by the figures of October 2023\n", "day", day, "class",
                  control ? control : "undecided");
    buffer_format(out, "  %-12s%s, method %s\n", "catalogue", catalogue_version(catalogue),
                  catalogue_method_version(catalogue));
}

void sheet_print_table(const struct catalogue *catalogue, const struct sheet_question *question,
                       const struct sheet *sheet, struct buffer *out)
{
    write_head(out, catalogue, question);
    for (size_t i = 0; i < sheet->line_count; i++)
        write_line(out, &sheet->lines[i], i ? sheet->lines[i - 1].group : "");
    write_runs(out, sheet);
    write_laws(out, question, sheet);
}

/* ---- JSON ---- */

static void json_key(struct buffer *out, const char *separator, const char *key)
{
    buffer_format(out, "%s\"%s\": ", separator, key);
}

static void json_slice(struct buffer *out, const char *separator, const char *key, struct slice text)
{
    json_key(out, separator, key);
    if (text.data && text.size)
        json_write_string(out, text);
    else
        buffer_text(out, "null");
}

static void json_text(struct buffer *out, const char *separator, const char *key, const char *text)
{
    json_slice(out, separator, key, slice_of(text));
}

static void json_date(struct buffer *out, const char *separator, const char *key, int32_t day)
{
    char date[DATE_BYTES];
    bool open = day == INT32_MIN || day == INT32_MAX;
    if (!open)
        date_format_iso(day, date);
    json_text(out, separator, key, open ? NULL : date);
}

static void json_bounds(struct buffer *out, const struct interval *value)
{
    json_key(out, "", "low");
    json_write_double(out, value->low);
    json_key(out, ", ", "mid");
    json_write_double(out, value->mid);
    json_key(out, ", ", "high");
    json_write_double(out, value->high);
}

static void json_members(struct buffer *out, const struct goods *goods)
{
    json_key(out, ", ", "products");
    buffer_byte(out, '[');
    for (size_t i = 0; i < goods->member_count; i++) {
        json_slice(out, i ? ", {" : "{", "key", goods->members[i]->key);
        json_slice(out, ", ", "model", goods->members[i]->model);
        json_slice(out, ", ", "confidence", goods->members[i]->confidence);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void json_lines(struct buffer *out, const struct sheet *sheet)
{
    json_key(out, ", ", "figures");
    for (size_t i = 0; i < sheet->line_count; i++) {
        const struct sheet_line *line = &sheet->lines[i];
        json_key(out, i ? ", " : "{", line->key);
        buffer_byte(out, '{');
        json_bounds(out, &line->value);
        json_text(out, ", ", "unit", line->unit);
        json_text(out, ", ", "formula", line->formula);
        json_text(out, ", ", "source", line->source);
        json_text(out, ", ", "reason", line->reason);
        buffer_byte(out, '}');
    }
    buffer_byte(out, '}');
}

static void json_runs(struct buffer *out, const struct sheet *sheet)
{
    json_text(out, ", ", "training_formula", sheet->run_formula);
    json_key(out, ", ", "training");
    buffer_byte(out, '[');
    for (size_t i = 0; i < sheet->run_count; i++) {
        const struct sheet_run *run = &sheet->runs[i];
        json_slice(out, i ? ", {" : "{", "key", run->run->key);
        json_key(out, ", ", "training_flop");
        json_write_double(out, run->run->training_flop);
        buffer_text(out, ", \"days\": {");
        json_bounds(out, &run->days);
        buffer_text(out, "}, \"models_per_year\": {");
        json_bounds(out, &run->models_per_year);
        buffer_byte(out, '}');
        json_slice(out, ", ", "confidence", run->run->confidence);
        json_slice(out, ", ", "source", run->run->source);
        buffer_byte(out, '}');
    }
    buffer_byte(out, ']');
}

static void json_answer(struct buffer *out, const char *separator, const char *key, const struct rules_answer *answer)
{
    json_key(out, separator, key);
    json_text(out, "{", "outcome", answer->outcome);
    json_slice(out, ", ", "rule_key", answer->rule_key);
    json_slice(out, ", ", "citation", answer->citation);
    json_slice(out, ", ", "status", answer->status);
    json_date(out, ", ", "from", answer->from);
    json_date(out, ", ", "until", answer->until);
    json_text(out, ", ", "reason", answer->reason);
    json_text(out, ", ", "notes", answer->notes);
    buffer_byte(out, '}');
}

static void json_laws(struct buffer *out, const struct sheet *sheet)
{
    json_key(out, ", ", "rules");
    for (int regime = 0; regime < RULES_REGIME_COUNT; regime++) {
        json_key(out, regime ? ", " : "{", rules_regime_name((enum rules_regime)regime));
        json_answer(out, "{", "on_date", &sheet->laws[regime].on_day);
        json_answer(out, ", ", "today", &sheet->laws[regime].today);
        buffer_byte(out, '}');
    }
    buffer_byte(out, '}');
}

void sheet_print_json(const struct catalogue *catalogue, const struct sheet_question *question,
                      const struct sheet *sheet, struct buffer *out)
{
    json_text(out, "{", "record", "capacity_sheet");
    json_slice(out, ", ", "text", question->text);
    json_members(out, &question->asked.goods);
    json_text(out, ", ", "control_class", estimate_control_class(&question->asked.goods));
    json_date(out, ", ", "date", question->day);
    json_date(out, ", ", "today", question->today);
    json_slice(out, ", ", "from_country", question->from);
    json_slice(out, ", ", "to_country", question->to);
    json_slice(out, ", ", "headquarters", question->headquarters);
    json_text(out, ", ", "catalogue_version", catalogue_version(catalogue));
    json_text(out, ", ", "method_version", catalogue_method_version(catalogue));
    json_text(out, ", ", "units", sheet->units);
    json_lines(out, sheet);
    json_runs(out, sheet);
    json_laws(out, sheet);
    buffer_text(out, "}\n");
}
