#include "lib/http_fields.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/clock.h"

enum { SECONDS_MAX = 1 << 30 };

/* A value of x-ratelimit-reset above this is no number of seconds from now, but a Unix time. */
#define UNIX_TIME_LEAST 1000000000

#define FIELD(name, member) {name, offsetof(struct http_fields, member), sizeof((struct http_fields *)0)->member}

static const struct {
    const char *name;
    size_t offset, size;
} known[] = {
    FIELD("ETag", etag),
    FIELD("Last-Modified", last_modified),
    FIELD("Content-Type", content_type),
    FIELD("Content-Language", content_language),
    FIELD("Content-Location", content_location),
    FIELD("Location", location),
    FIELD("Cache-Control", cache_control),
    FIELD("Expires", expires),
    FIELD("Date", date),
    FIELD("Age", age),
    FIELD("Retry-After", retry_after),
    FIELD("X-RateLimit-Reset", ratelimit_reset),
    FIELD("cf-mitigated", mitigated),
};

/* What would not be taken as a header value of ours either: it goes back to the server. */
static bool is_sendable(struct slice value)
{
    for (size_t i = 0; i < value.size; i++)
        if ((unsigned char)value.data[i] < ' ' && value.data[i] != '\t')
            return false;
    return true;
}

void http_fields_take(struct http_fields *fields, struct slice line)
{
    if (slice_starts_with(line, "HTTP/")) {
        *fields = (struct http_fields){0};
        return;
    }
    struct slice value = line, name = slice_next_part(&value, ':');
    if (!value.data)
        return;
    value = slice_trim(value);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char *place = (char *)fields + known[i].offset;
        if (!slice_equal_ignoring_case(slice_trim(name), known[i].name) || *place)
            continue;
        if (value.size < known[i].size && is_sendable(value))
            memcpy(place, value.data, value.size);
    }
}

/* Digits only, at most SECONDS_MAX; -1 for anything else. */
static int64_t seconds_of(struct slice text)
{
    int64_t seconds = 0;
    text = slice_trim(text);
    if (text.size > 1 && text.data[0] == '"' && text.data[text.size - 1] == '"')
        text = slice_cut(text, 1, text.size - 1);
    for (size_t i = 0; i < text.size; i++) {
        if (text.data[i] < '0' || text.data[i] > '9')
            return -1;
        seconds = seconds * 10 + text.data[i] - '0';
        if (seconds > SECONDS_MAX)
            seconds = SECONDS_MAX;
    }
    return text.size ? seconds : -1;
}

static int64_t no_less_than_0(int64_t number)
{
    return number > 0 ? number : 0;
}

int64_t http_fields_max_age_ms(const struct http_fields *fields)
{
    struct slice rest = slice_of(fields->cache_control);
    while (rest.data) {
        struct slice value = slice_next_part(&rest, ','), name = slice_next_part(&value, '=');
        int64_t seconds = value.data ? seconds_of(value) : -1, age = seconds_of(slice_of(fields->age));
        if (slice_equal_ignoring_case(slice_trim(name), "max-age") && seconds >= 0)
            return no_less_than_0(seconds - no_less_than_0(age)) * 1000;
    }
    return -1;
}

int64_t http_fields_expires_ms(const struct http_fields *fields, int64_t now_ms)
{
    int64_t expires_ms, date_ms;
    if (!*fields->expires)
        return -1;
    if (!time_parse_rfc822(slice_of(fields->expires), &expires_ms))
        return 0; /* RFC 9111 §5.3: what cannot be read, especially "0", lies in the past */
    if (!time_parse_rfc822(slice_of(fields->date), &date_ms))
        date_ms = now_ms;
    return no_less_than_0(expires_ms - date_ms);
}

static int64_t reset_ms(const struct http_fields *fields, int64_t now_ms)
{
    char *end;
    double number = strtod(fields->ratelimit_reset, &end);
    if (end == fields->ratelimit_reset || !(number >= 0 && number < 1e12))
        return -1;
    return number < UNIX_TIME_LEAST ? (int64_t)(number * 1000) : no_less_than_0((int64_t)(number * 1000) - now_ms);
}

int64_t http_fields_wait_ms(const struct http_fields *fields, int64_t now_ms)
{
    int64_t seconds = seconds_of(slice_of(fields->retry_after)), reset = reset_ms(fields, now_ms), until_ms;
    int64_t wait_ms = seconds < 0 ? -1 : seconds * 1000;
    if (seconds < 0 && time_parse_rfc822(slice_of(fields->retry_after), &until_ms))
        wait_ms = no_less_than_0(until_ms - now_ms);
    return wait_ms > reset ? wait_ms : reset;
}

bool http_fields_charset(const struct http_fields *fields, char charset[40])
{
    struct slice rest = slice_of(fields->content_type);
    slice_next_part(&rest, ';');
    while (rest.data) {
        struct slice value = slice_next_part(&rest, ';'), name = slice_next_part(&value, '=');
        if (!value.data || !slice_equal_ignoring_case(slice_trim(name), "charset"))
            continue;
        value = slice_trim(value);
        if (value.size > 1 && (value.data[0] == '"' || value.data[0] == '\''))
            value = slice_cut(value, 1, value.size - 1);
        snprintf(charset, 40, "%.*s", SLICE_ARGS(value));
        return value.size > 0 && value.size < 40 && !charset[strspn(charset, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                                            "abcdefghijklmnopqrstuvwxyz0123456789-_.:")];
    }
    return false;
}
