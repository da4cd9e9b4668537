#include "producers/news/markdown.h"

#include <string.h>

enum { LINK_BYTES_MAX = 2000 };

/* Without the marks of a heading: "## Title ##" is "Title". */
static struct slice without_heading(struct slice line)
{
    size_t marks = 0;
    while (marks < line.size && line.data[marks] == '#')
        marks++;
    bool is_heading = marks >= 1 && marks <= 6 && (marks == line.size || line.data[marks] == ' ');
    if (!is_heading)
        return line;
    line = slice_trim(slice_cut(line, marks, line.size));
    size_t end = line.size;
    while (end && line.data[end - 1] == '#')
        end--;
    return slice_trim(slice_cut(line, 0, end));
}

/* A fence, or nothing but three or more of - = * _ | : and blanks: a rule below a heading or in a table. */
static bool is_rule(struct slice line)
{
    if (slice_starts_with(line, "```") || slice_starts_with(line, "~~~"))
        return true;
    for (size_t i = 0; i < line.size; i++)
        if (!memchr("-=*_|: ", line.data[i], 7))
            return false;
    return line.size >= 3;
}

static size_t find(struct slice text, size_t from, char byte)
{
    const char *found = from < text.size ? memchr(text.data + from, byte, text.size - from) : NULL;
    return found ? (size_t)(found - text.data) : text.size;
}

/* Reads "[words](address)" or "[words][name]" at the front; its size, 0 if there is none. */
static size_t read_link(struct slice text, struct slice *words)
{
    text = slice_cut(text, 0, LINK_BYTES_MAX);
    size_t close = find(text, 1, ']');
    if (close + 1 >= text.size || (text.data[close + 1] != '(' && text.data[close + 1] != '['))
        return 0;
    size_t end = find(text, close + 2, text.data[close + 1] == '(' ? ')' : ']');
    *words = slice_cut(text, 1, close);
    return end == text.size ? 0 : end + 1;
}

/* * and ` are marks unless a blank stands on both sides, _ only at the edge of a word. */
static bool is_mark(struct slice line, size_t at)
{
    char c = line.data[at], before = at ? line.data[at - 1] : ' ';
    char behind = at + 1 < line.size ? line.data[at + 1] : ' ';
    bool blank_before = before == ' ', blank_behind = behind == ' ';
    if (c == '_' && at && at + 1 < line.size && before != '_' && behind != '_')
        return blank_before != blank_behind;
    return c == '`' || ((c == '*' || c == '_') && !(blank_before && blank_behind));
}

static void write_line(struct slice line, struct buffer *out)
{
    for (size_t at = 0; at < line.size;) {
        char c = line.data[at];
        struct slice words;
        size_t picture = c == '!' && at + 1 < line.size && line.data[at + 1] == '[';
        size_t link = c == '[' || picture ? read_link(slice_cut(line, at + picture, line.size), &words) : 0;
        if (link) {
            buffer_slice(out, words);
            at += picture + link;
        } else if (c == '\\' && at + 1 < line.size && memchr("\\`*_{}[]()#+-.!|<>~", line.data[at + 1], 19)) {
            buffer_byte(out, line.data[at + 1]);
            at += 2;
        } else {
            if (!is_mark(line, at))
                buffer_byte(out, c);
            at++;
        }
    }
}

void markdown_text(struct slice markdown, struct buffer *out)
{
    while (markdown.data && !out->full) {
        struct slice line = slice_trim(slice_next_part(&markdown, '\n'));
        if (!is_rule(line))
            write_line(without_heading(line), out);
        buffer_byte(out, '\n');
    }
}
