#include "lib/url.h"

#include <string.h>

/* scheme "://" authority path "?" query; what is absent is not stated. The fragment is not kept. */
struct url {
    struct slice scheme, authority, path, query;
};

static size_t scheme_size(struct slice url)
{
    size_t i = 0;
    for (; i < url.size; i++) {
        char c = url.data[i], lower = (char)(c | 0x20);
        bool letter = lower >= 'a' && lower <= 'z';
        if (!letter && !(i && ((c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.')))
            break;
    }
    return i && i < url.size && url.data[i] == ':' ? i : 0;
}

static size_t find_any(struct slice text, size_t from, const char *stops)
{
    while (from < text.size && !memchr(stops, text.data[from], strlen(stops)))
        from++;
    return from;
}

static struct url split(struct slice text)
{
    struct url url = {0};
    text = slice_cut(text, 0, find_any(text, 0, "#"));
    size_t at = scheme_size(text);
    if (at)
        url.scheme = slice_cut(text, 0, at++);
    if (slice_starts_with(slice_cut(text, at, text.size), "//")) {
        size_t end = find_any(text, at + 2, "/?");
        url.authority = slice_cut(text, at + 2, end);
        at = end;
    }
    size_t path_end = find_any(text, at, "?");
    url.path = slice_cut(text, at, path_end);
    if (path_end < text.size)
        url.query = slice_cut(text, path_end + 1, text.size);
    return url;
}

bool url_is_web(struct slice text)
{
    struct url url = split(text);
    return (slice_equal_ignoring_case(url.scheme, "http") || slice_equal_ignoring_case(url.scheme, "https")) &&
           url.authority.size > 0;
}

bool url_is_absolute(struct slice url)
{
    return scheme_size(url) > 0;
}

struct slice url_host(struct slice text)
{
    if (!url_is_web(text))
        return (struct slice){0};
    struct slice host = split(text).authority;
    const char *user = memrchr(host.data, '@', host.size);
    if (user)
        host = slice_cut(host, (size_t)(user - host.data) + 1, host.size);
    return slice_cut(host, 0, find_any(host, host.size && *host.data == '[' ? find_any(host, 0, "]") : 0, ":"));
}

/* Takes the last segment of the path in `out` away, which begins at `start`. */
static void drop_segment(struct buffer *out, size_t start)
{
    size_t size = out->size;
    while (size > start && out->data[size - 1] != '/')
        size--;
    buffer_truncate(out, size > start ? size - 1 : start);
}

/* RFC 3986 §5.2.4: "/a/./b/../c" is "/a/c". `path` begins with a slash. */
static void write_path(struct buffer *out, struct slice path)
{
    size_t start = out->size;
    for (size_t at = 0; at < path.size && !out->full;) {
        size_t end = find_any(path, at + 1, "/");
        struct slice segment = slice_cut(path, at + 1, end);
        bool one = slice_equal_text(segment, "."), two = slice_equal_text(segment, "..");
        if (two)
            drop_segment(out, start);
        else if (!one)
            buffer_slice(out, slice_cut(path, at, end));
        if ((one || two) && end == path.size)
            buffer_byte(out, '/');
        at = end;
    }
}

static void write_lower(struct buffer *out, struct slice text)
{
    for (size_t i = 0; i < text.size; i++)
        buffer_byte(out, text.data[i] >= 'A' && text.data[i] <= 'Z' ? (char)(text.data[i] | 0x20) : text.data[i]);
}

static void write_query(struct buffer *out, struct slice query)
{
    if (query.data) {
        buffer_byte(out, '?');
        buffer_slice(out, query);
    }
}

/* The path of a relative reference, seen from the folder of the base's path. */
static void write_merged_path(struct buffer *out, struct slice base, struct slice path)
{
    struct buffer merged;
    buffer_init(&merged, base.size + path.size + 1);
    size_t folder = base.size;
    while (folder && base.data[folder - 1] != '/')
        folder--;
    if (!folder)
        buffer_byte(&merged, '/');
    buffer_slice(&merged, slice_cut(base, 0, folder));
    buffer_slice(&merged, path);
    write_path(out, buffer_view(&merged));
    out->full = out->full || merged.full;
    buffer_free(&merged);
}

void url_resolve(struct slice base_text, struct slice reference_text, struct buffer *out)
{
    struct slice reference_whole = slice_trim(reference_text);
    if (url_is_absolute(reference_whole) || !url_is_web(base_text)) {
        buffer_slice(out, reference_whole);
        return;
    }
    struct url base = split(base_text), reference = split(reference_whole);
    buffer_slice(out, base.scheme);
    buffer_text(out, "://");
    buffer_slice(out, reference.authority.data ? reference.authority : base.authority);
    if (reference.authority.data || (reference.path.size && *reference.path.data == '/'))
        write_path(out, reference.path);
    else if (reference.path.size)
        write_merged_path(out, base.path, reference.path);
    else
        buffer_slice(out, base.path);
    write_query(out, reference.path.size || reference.query.data || reference.authority.data ? reference.query
                                                                                              : base.query);
    buffer_slice(out, slice_cut(reference_whole, find_any(reference_whole, 0, "#"), reference_whole.size));
}

/* Parameters that say where the reader came from, not what is read; a final * stands for any rest. */
static const char *const tracking[] = {"utm_*",  "at_*",   "fbclid",  "gclid", "dclid",   "msclkid", "yclid", "mc_cid",
                                       "mc_eid", "igshid", "ref_src", "cmpid", "ncid",    "_ga",     "_hsenc", "_hsmi",
                                       "mkt_tok", "spm",   "CMP",     "rss",   "ocid",    "taid"};

static bool is_tracking(struct slice parameter)
{
    struct slice name = slice_cut(parameter, 0, find_any(parameter, 0, "="));
    for (size_t i = 0; i < sizeof tracking / sizeof *tracking; i++) {
        size_t size = strlen(tracking[i]);
        bool prefix = tracking[i][size - 1] == '*';
        if (prefix ? name.size >= size - 1 && !memcmp(name.data, tracking[i], size - 1)
                   : slice_equal_text(name, tracking[i]))
            return true;
    }
    return false;
}

static void write_canonical_query(struct buffer *out, struct slice query)
{
    char separator = '?';
    while (query.data) {
        struct slice parameter = slice_next_part(&query, '&');
        if (!parameter.size || is_tracking(parameter))
            continue;
        buffer_byte(out, separator);
        buffer_slice(out, parameter);
        separator = '&';
    }
}

static struct slice without_default_port(struct slice scheme, struct slice authority)
{
    const char *port = slice_equal_ignoring_case(scheme, "https") ? ":443" : ":80";
    size_t size = strlen(port);
    if (authority.size > size && !memcmp(authority.data + authority.size - size, port, size))
        authority.size -= size;
    return authority;
}

void url_canonical(struct slice text, struct buffer *out)
{
    text = slice_trim(text);
    if (!url_is_web(text)) {
        buffer_slice(out, text);
        return;
    }
    struct url url = split(text);
    write_lower(out, url.scheme);
    buffer_text(out, "://");
    write_lower(out, without_default_port(url.scheme, url.authority));
    if (url.path.size)
        write_path(out, url.path);
    else
        buffer_byte(out, '/');
    write_canonical_query(out, url.query);
}

static struct slice without_front(struct slice text, const char *front)
{
    return slice_starts_with(text, front) ? slice_cut(text, strlen(front), text.size) : text;
}

static struct slice without_end(struct slice text, const char *end)
{
    size_t size = strlen(end);
    bool has = text.size >= size && !memcmp(text.data + text.size - size, end, size);
    return has ? slice_cut(text, 0, text.size - size) : text;
}

static bool marks_amp(struct slice parameter)
{
    return slice_equal_text(parameter, "amp") || slice_equal_text(parameter, "amp=1") ||
           slice_equal_text(parameter, "outputType=amp");
}

static void write_query_without_amp(struct buffer *out, struct slice query)
{
    char separator = '?';
    while (query.data) {
        struct slice parameter = slice_next_part(&query, '&');
        if (marks_amp(parameter))
            continue;
        buffer_byte(out, separator);
        buffer_slice(out, parameter);
        separator = '&';
    }
}

/* "/amp/story", "/story/amp", "/story/amp/", "/story.amp.html", "/story.amp" and "/story/" are "/story". */
static void write_path_without_amp(struct buffer *out, struct slice path)
{
    if (slice_starts_with(path, "/amp/"))
        path = slice_cut(path, 4, path.size);
    while (path.size && path.data[path.size - 1] == '/')
        path.size--;
    struct slice html = without_end(path, ".amp.html");
    bool was_html = html.size < path.size;
    path = without_end(without_end(html, "/amp"), ".amp");
    buffer_slice(out, path);
    if (was_html)
        buffer_text(out, ".html");
}

void url_identity(struct slice text, struct buffer *out)
{
    struct buffer canonical;
    size_t start = out->size;
    if (!url_is_web(slice_trim(text)))
        return;
    buffer_init(&canonical, text.size + 1);
    url_canonical(text, &canonical);
    struct url url = split(buffer_view(&canonical));
    buffer_slice(out, without_front(without_front(url.authority, "www."), "amp."));
    size_t host_end = out->size;
    write_path_without_amp(out, url.path);
    write_query_without_amp(out, url.query);
    out->full = out->full || canonical.full;
    if (!out->full && out->size == host_end)
        buffer_truncate(out, start);
    buffer_free(&canonical);
}
