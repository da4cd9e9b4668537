#include "consumers/capacity/sqlstate.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

/* The first row whose prefix fits decides. */
static const struct {
    const char *prefix;
    enum error_kind kind;
} kinds[] = {
    {"08", ERROR_RETRY},    /* connection */
    {"22", ERROR_REJECT},   /* data */
    {"23", ERROR_REJECT},   /* integrity */
    {"25006", ERROR_RETRY}, /* read-only transaction: a failover is under way */
    {"25P03", ERROR_RETRY}, /* ended while idle in a transaction */
    {"40", ERROR_RETRY},    /* rollback, deadlock */
    {"53", ERROR_RETRY},    /* resources: disk, memory, connections */
    {"55P03", ERROR_RETRY}, /* lock not available */
    {"57", ERROR_RETRY},    /* operator: cancelled, terminated, shutting down, starting up */
};

enum error_kind sqlstate_kind(const char *sqlstate)
{
    if (!*sqlstate)
        return ERROR_RETRY;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strncmp(sqlstate, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
            return kinds[i].kind;
    return ERROR_STOP;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_identifier(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* The first number in text[0..size-1] that is not part of a name; 0 if there is none. *end is behind it. */
static int64_t find_number(const char *text, size_t size, size_t *end)
{
    for (size_t i = 0; i < size; i++) {
        if (!is_digit(text[i]) || (i > 0 && is_identifier(text[i - 1])))
            continue;
        int64_t number = 0;
        while (i < size && is_digit(text[i]) && number < INT64_MAX / 10 - 1)
            number = number * 10 + (text[i++] - '0');
        if (i == size || !is_identifier(text[i])) {
            *end = i;
            return number;
        }
    }
    return 0;
}

/* text begins with "COPY ". */
static void parse_line(const char *text, size_t size, struct copy_context *out)
{
    static const size_t start = sizeof "COPY " - 1;
    size_t comma = start;
    while (comma < size && text[comma] != ',')
        comma++;
    size_t behind = 0;
    out->line = find_number(text + comma, size - comma, &behind);
    if (!out->line)
        return;
    snprintf(out->table, sizeof out->table, "%.*s", (int)(comma - start), text + start);
    size_t at = comma + behind;
    if (size - at < 2 || memcmp(text + at, ", ", 2) != 0)
        return;
    const char *blank = memchr(text + at + 2, ' ', size - at - 2);
    if (!blank)
        return;
    size_t name = (size_t)(blank - text) + 1;
    size_t end = name;
    while (end < size && text[end] != ':')
        end++;
    snprintf(out->column, sizeof out->column, "%.*s", (int)(end - name), text + name);
}

void copy_context_parse(const char *context, struct copy_context *out)
{
    *out = (struct copy_context){0};
    while (*context) {
        size_t size = strcspn(context, "\n");
        if (strncmp(context, "COPY ", 5) == 0) {
            parse_line(context, size, out);
            return;
        }
        context += size + (context[size] == '\n');
    }
}

void sqlstate_in_message(const char *message, char *sqlstate)
{
    sqlstate[0] = '\0';
    for (const char *at = strstr(message, ":  "); at; at = strstr(at + 3, ":  ")) {
        const char *code = at + 3;
        size_t size = strspn(code, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        if (size == 5 && code[5] == ':')
            snprintf(sqlstate, 6, "%.5s", code);
    }
}
