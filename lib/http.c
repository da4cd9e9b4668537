#include "lib/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { CONNECT_TIMEOUT_MS = 5000, URL_SHOWN_MAX = 256 };

struct http {
    CURL *curl;
    char *no_proxy; /* the environment's list and this machine; NULL where the environment wants no proxy at all */
};

/* Where an answer goes while it arrives. */
struct answer {
    struct buffer *body; /* or */
    FILE *file;
    size_t size, bytes_max;
    bool too_large, unwritten;
};

/* libcurl would send requests for this machine to the proxy of the environment, which cannot reach it. */
static char *no_proxy_list(void)
{
    const char *lower = getenv("no_proxy"), *upper = getenv("NO_PROXY");
    const char *listed = lower ? lower : upper ? upper : "";
    char *list;
    if (strcmp(listed, "*") == 0 || asprintf(&list, "%s,localhost,127.0.0.1,::1", listed) < 0)
        return NULL;
    return list;
}

bool http_open(struct http **http, struct error *error)
{
    struct http *opened = calloc(1, sizeof *opened);
    if (!opened || curl_global_init(CURL_GLOBAL_DEFAULT)) {
        free(opened);
        return error_stop(error, EXIT_TRY_AGAIN, "libcurl cannot start");
    }
    opened->no_proxy = no_proxy_list();
    opened->curl = curl_easy_init();
    if (!opened->curl) {
        http_close(opened);
        return error_stop(error, EXIT_TRY_AGAIN, "libcurl cannot make a handle");
    }
    *http = opened;
    return true;
}

void http_close(struct http *http)
{
    if (!http)
        return;
    curl_easy_cleanup(http->curl);
    curl_global_cleanup();
    free(http->no_proxy);
    free(http);
}

/* Writes `url` without user, password and query, in which keys may stand: for messages. */
static void show_url(const char *url, char shown[URL_SHOWN_MAX])
{
    CURLU *parts = curl_url();
    char *text = NULL;
    if (parts && !curl_url_set(parts, CURLUPART_URL, url, 0) && !curl_url_set(parts, CURLUPART_USER, NULL, 0) &&
        !curl_url_set(parts, CURLUPART_PASSWORD, NULL, 0) && !curl_url_set(parts, CURLUPART_QUERY, NULL, 0))
        curl_url_get(parts, CURLUPART_URL, &text, 0);
    snprintf(shown, URL_SHOWN_MAX, "%s", text ? text : "(an address that cannot be read)");
    curl_free(text);
    curl_url_cleanup(parts);
}

static size_t take_bytes(char *bytes, size_t size, size_t count, void *context)
{
    struct answer *answer = context;
    size_t total = size * count;
    answer->too_large = total > answer->bytes_max - answer->size;
    if (answer->too_large)
        return 0;
    answer->size += total;
    if (answer->file) {
        answer->unwritten = fwrite(bytes, 1, total, answer->file) != total;
        return answer->unwritten ? 0 : total;
    }
    buffer_bytes(answer->body, bytes, total);
    answer->too_large = answer->body->full;
    return answer->too_large ? 0 : total;
}

static bool add_header(struct curl_slist **headers, const char *name, const char *value)
{
    char line[256];
    int size = snprintf(line, sizeof line, "%s: %s", name, value);
    struct curl_slist *longer = (size_t)size < sizeof line ? curl_slist_append(*headers, line) : NULL;
    *headers = longer ? longer : *headers;
    return longer != NULL;
}

static bool make_headers(const struct http_request *request, struct curl_slist **headers)
{
    /* Without this libcurl asks first whether it may send a longer body, and some servers never answer that. */
    bool made = add_header(headers, "Expect", "");
    if (request->content_type)
        made = made && add_header(headers, "Accept", request->content_type);
    if (request->content_type && request->body.data)
        made = made && add_header(headers, "Content-Type", request->content_type);
    for (const struct http_header *header = request->headers; header && header->name; header++)
        made = made && add_header(headers, header->name, header->value);
    return made;
}

/* All options of a request, on a handle that remembers none but its connections. */
static void set_options(struct http *http, const struct http_request *request, const struct curl_slist *headers,
                        struct answer *answer)
{
    CURL *curl = http->curl;
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); /* time-outs by SIGALRM would hit the program's other work */
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, request->redirects_max > 0 ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)request->redirects_max);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "chipwatch/" CHIPWATCH_VERSION);
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); /* whatever libcurl can undo; the limit is on what comes out */
    curl_easy_setopt(curl, CURLOPT_NOPROXY, http->no_proxy ? http->no_proxy : "*");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
    if (request->body.data) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.data);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
    }
}

/* What a failure of libcurl means for the caller. */
static bool explain(CURLcode code, const struct http_request *request, const struct answer *answer, struct error *error)
{
    char url[URL_SHOWN_MAX];
    show_url(request->url, url);
    if (answer->too_large)
        return error_reject(error, REASON_TOO_LARGE, "%s answers with more than %zu bytes", url, answer->bytes_max);
    if (answer->unwritten)
        return error_stop(error, EXIT_IO, "what %s answers cannot be stored: %s", url, strerror(errno));
    switch (code) {
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
    case CURLE_LOGIN_DENIED:
        return error_stop(error, EXIT_CONFIG, "%s: %s", url, curl_easy_strerror(code));
    default:
        return error_retry(error, "%s: %s", url, curl_easy_strerror(code));
    }
}

bool http_perform(struct http *http, const struct http_request *request, struct buffer *response, long *status,
                  struct error *error)
{
    struct curl_slist *headers = NULL;
    struct answer answer = {.body = response, .file = request->response_file, .bytes_max = request->response_bytes_max};
    if (response)
        buffer_reset(response);
    CURLcode code = CURLE_OUT_OF_MEMORY;
    if (make_headers(request, &headers)) {
        set_options(http, request, headers, &answer);
        code = curl_easy_perform(http->curl);
    }
    curl_slist_free_all(headers);
    if (code != CURLE_OK)
        return explain(code, request, &answer, error);
    curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, status);
    return true;
}

int64_t http_retry_after_ms(const struct http *http)
{
    curl_off_t seconds = 0;
    curl_easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &seconds);
    return seconds > 0 ? (int64_t)seconds * 1000 : -1;
}
