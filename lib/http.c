#include "lib/http.h"

#include <curl/curl.h>
#include <errno.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "lib/address.h"

enum { CONNECT_TIMEOUT_MS = 5000, CONNECT_ANYWHERE_TIMEOUT_MS = 20 * 1000, PROXY_ADDRESSES_MAX = 32 };

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

void http_show_url(const char *url, char shown[HTTP_SHOWN_MAX])
{
    CURLU *parts = curl_url();
    char *text = NULL;
    if (parts && !curl_url_set(parts, CURLUPART_URL, url, 0) && !curl_url_set(parts, CURLUPART_USER, NULL, 0) &&
        !curl_url_set(parts, CURLUPART_PASSWORD, NULL, 0) && !curl_url_set(parts, CURLUPART_QUERY, NULL, 0))
        curl_url_get(parts, CURLUPART_URL, &text, 0);
    snprintf(shown, HTTP_SHOWN_MAX, "%s", text ? text : "(an address that cannot be read)");
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
    char line[HTTP_VALIDATOR_MAX + 64];
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

/* What holds for every request. */
static void set_common_options(CURL *curl, const char *no_proxy, const struct curl_slist *headers,
                               struct answer *answer)
{
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L); /* time-outs by SIGALRM would hit the program's other work */
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, ""); /* whatever libcurl can undo; the limit is on what comes out */
    curl_easy_setopt(curl, CURLOPT_NOPROXY, no_proxy ? no_proxy : "*");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_bytes);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
}

/* All options of a request, on a handle that remembers none but its connections. */
static void set_options(struct http *http, const struct http_request *request, const struct curl_slist *headers,
                        struct answer *answer)
{
    CURL *curl = http->curl;
    curl_easy_reset(curl);
    set_common_options(curl, http->no_proxy, headers, answer);
    curl_easy_setopt(curl, CURLOPT_URL, request->url);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, request->method);
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, request->redirects_max > 0 ? 1L : 0L);
    curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)request->redirects_max);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, request->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, "chipwatch/" CHIPWATCH_VERSION);
    if (request->body.data) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body.data);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.size);
    }
}

/* What a failure of libcurl means for the caller. */
static bool explain(CURLcode code, const char *address, const struct answer *answer, struct error *error)
{
    char url[HTTP_SHOWN_MAX];
    http_show_url(address, url);
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
        return explain(code, request->url, &answer, error);
    curl_easy_getinfo(http->curl, CURLINFO_RESPONSE_CODE, status);
    return true;
}

int64_t http_retry_after_ms(const struct http *http)
{
    curl_off_t seconds = 0;
    curl_easy_getinfo(http->curl, CURLINFO_RETRY_AFTER, &seconds);
    return seconds > 0 ? (int64_t)seconds * 1000 : -1;
}

/* --- many at once ------------------------------------------------------------------------------------------------- */

struct http_multi {
    CURLM *curl;
    char *no_proxy;
    struct transfer *first; /* all that are under way */
    struct sockaddr_storage proxies[PROXY_ADDRESSES_MAX]; /* where the environment's proxies listen */
    size_t proxy_count;
};

struct transfer {
    struct transfer *next, **link; /* link: what points to this one */
    const struct http_multi *multi;
    CURL *curl;
    struct curl_slist *headers;
    struct answer answer;
    struct http_got *got;
    bool private_allowed, refused; /* refused: by refuse_private */
    bool unasked;                  /* its address says by itself that it is private */
    char *url;                      /* behind the struct */
};

/* Notes the addresses of a proxy: they are the user's choice, and often private ones. */
static void note_proxy(struct http_multi *multi, const char *variable)
{
    const char *value = getenv(variable);
    CURLU *parts = value && *value ? curl_url() : NULL;
    char *host = NULL, *port = NULL;
    struct addrinfo *found = NULL;
    if (parts && !curl_url_set(parts, CURLUPART_URL, value, CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME) &&
        !curl_url_get(parts, CURLUPART_HOST, &host, 0) &&
        (!curl_url_get(parts, CURLUPART_PORT, &port, 0) || (port = strdup("1080"))) &&
        !getaddrinfo(host, port, &(struct addrinfo){.ai_socktype = SOCK_STREAM}, &found))
        for (struct addrinfo *at = found; at && multi->proxy_count < PROXY_ADDRESSES_MAX; at = at->ai_next)
            memcpy(&multi->proxies[multi->proxy_count++], at->ai_addr, at->ai_addrlen);
    if (found)
        freeaddrinfo(found);
    curl_free(host);
    curl_free(port);
    curl_url_cleanup(parts);
}

static bool is_proxy(const struct http_multi *multi, const struct curl_sockaddr *address)
{
    for (size_t i = 0; i < multi->proxy_count; i++)
        if (!memcmp(&multi->proxies[i], &address->addr, address->addrlen))
            return true;
    return false;
}

/* Called with the address to be connected to, after names were resolved: a name that stands for another address a
 * moment later changes nothing. Behind a proxy it is the proxy that resolves names and must refuse. */
static curl_socket_t refuse_private(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
    struct transfer *transfer = context;
    (void)purpose;
    if (!transfer->private_allowed && !address_is_public(&address->addr) && !is_proxy(transfer->multi, address)) {
        transfer->refused = true;
        return CURL_SOCKET_BAD;
    }
    return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t take_field(char *bytes, size_t size, size_t count, void *context)
{
    http_fields_take(context, (struct slice){bytes, size * count});
    return size * count;
}

bool http_multi_open(struct http_multi **multi, struct error *error)
{
    static const char *const variables[] = {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"};
    struct http_multi *opened = calloc(1, sizeof *opened);
    if (!opened || curl_global_init(CURL_GLOBAL_DEFAULT)) {
        free(opened);
        return error_stop(error, EXIT_TRY_AGAIN, "libcurl cannot start");
    }
    opened->curl = curl_multi_init();
    if (!opened->curl) {
        http_multi_close(opened);
        return error_stop(error, EXIT_TRY_AGAIN, "libcurl cannot make a handle");
    }
    opened->no_proxy = no_proxy_list();
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++)
        note_proxy(opened, variables[i]);
    *multi = opened;
    return true;
}

static void transfer_free(struct transfer *transfer)
{
    *transfer->link = transfer->next;
    if (transfer->next)
        transfer->next->link = transfer->link;
    curl_easy_cleanup(transfer->curl);
    curl_slist_free_all(transfer->headers);
    http_got_free(transfer->got);
    free(transfer);
}

void http_multi_close(struct http_multi *multi)
{
    if (!multi)
        return;
    while (multi->first) {
        if (!multi->first->unasked)
            curl_multi_remove_handle(multi->curl, multi->first->curl);
        transfer_free(multi->first);
    }
    curl_multi_cleanup(multi->curl);
    curl_global_cleanup();
    free(multi->no_proxy);
    free(multi);
}

void http_got_free(struct http_got *got)
{
    if (!got)
        return;
    free(got->redirect);
    buffer_free(&got->body);
    free(got);
}

static void set_get_options(struct transfer *transfer, const struct http_get *get)
{
    CURL *curl = transfer->curl;
    set_common_options(curl, transfer->multi->no_proxy, transfer->headers, &transfer->answer);
    curl_easy_setopt(curl, CURLOPT_URL, transfer->url);
    curl_easy_setopt(curl, CURLOPT_USERAGENT, get->user_agent);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, get->timeout_ms);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)CONNECT_ANYWHERE_TIMEOUT_MS);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, (long)HTTP_DRIP_BYTES);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)HTTP_DRIP_S);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, refuse_private);
    curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_field);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &transfer->got->fields);
    curl_easy_setopt(curl, CURLOPT_PRIVATE, transfer);
}

/* The host that stands in the address itself, which a kept connection or a proxy would reach without a look at it. */
static bool names_private_host(const char *url)
{
    CURLU *parts = curl_url();
    char *host = NULL;
    bool is_private = parts && !curl_url_set(parts, CURLUPART_URL, url, 0) &&
                      !curl_url_get(parts, CURLUPART_HOST, &host, 0) && address_is_private_host(slice_of(host));
    curl_free(host);
    curl_url_cleanup(parts);
    return is_private;
}

/* A transfer with all it needs but its place in the list. NULL: no memory. */
static struct transfer *transfer_make(struct http_multi *multi, const struct http_get *get)
{
    size_t size = strlen(get->url) + 1;
    struct transfer *made = calloc(1, sizeof *made + size);
    if (!made)
        return NULL;
    made->next = multi->first;
    made->link = &multi->first;
    if (made->next)
        made->next->link = &made->next;
    multi->first = made;
    made->multi = multi;
    made->private_allowed = get->private_allowed;
    made->url = memcpy(made + 1, get->url, size);
    made->got = calloc(1, sizeof *made->got);
    made->curl = curl_easy_init();
    if (!made->got || !made->curl || !make_headers(&(struct http_request){.headers = get->headers}, &made->headers)) {
        transfer_free(made);
        return NULL;
    }
    buffer_init(&made->got->body, get->bytes_max);
    made->got->context = get->context;
    made->answer = (struct answer){.body = &made->got->body, .file = get->file, .bytes_max = get->bytes_max};
    set_get_options(made, get);
    return made;
}

bool http_multi_start(struct http_multi *multi, const struct http_get *get, struct error *error)
{
    struct transfer *transfer = transfer_make(multi, get);
    if (transfer && !get->private_allowed && names_private_host(get->url)) {
        transfer->unasked = true;
        return true;
    }
    if (!transfer || curl_multi_add_handle(multi->curl, transfer->curl)) {
        if (transfer)
            transfer_free(transfer);
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for a download");
    }
    return true;
}

/* What a transfer came to, of which only that remains. */
static struct http_got *finish(struct transfer *transfer, CURLcode code)
{
    struct http_got *got = transfer->got;
    char shown[HTTP_SHOWN_MAX], *redirect = NULL;
    got->answered = code == CURLE_OK;
    if (!got->answered && (transfer->refused || transfer->unasked)) {
        http_show_url(transfer->url, shown);
        got->is_private = true;
        error_stop(&got->error, EXIT_CONFIG, "%s is at an address that is not public", shown);
    } else if (!got->answered) {
        explain(code, transfer->url, &transfer->answer, &got->error);
    }
    curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &got->status);
    curl_easy_getinfo(transfer->curl, CURLINFO_REDIRECT_URL, &redirect);
    bool is_redirect = got->status == 301 || got->status == 302 || got->status == 303 || got->status == 307 ||
                       got->status == 308;
    if (is_redirect && redirect && (!strncasecmp(redirect, "http://", 7) || !strncasecmp(redirect, "https://", 8)))
        got->redirect = strdup(redirect);
    transfer->got = NULL;
    transfer_free(transfer);
    return got;
}

/* A transfer that is over, NULL if none is. */
static struct http_got *take_finished(struct http_multi *multi)
{
    int left;
    for (CURLMsg *message; (message = curl_multi_info_read(multi->curl, &left));) {
        struct transfer *transfer;
        CURLcode code = message->data.result; /* the message is gone with its handle */
        if (message->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, (char **)&transfer);
        curl_multi_remove_handle(multi->curl, transfer->curl);
        return finish(transfer, code);
    }
    return NULL;
}

/* What was refused without a connection ends here as every transfer does. */
static struct http_got *take_unasked(struct http_multi *multi)
{
    for (struct transfer *at = multi->first; at; at = at->next)
        if (at->unasked)
            return finish(at, CURLE_COULDNT_CONNECT);
    return NULL;
}

struct http_got *http_multi_next(struct http_multi *multi, int wait_ms)
{
    int running;
    struct http_got *got = take_unasked(multi);
    if (!got)
        got = take_finished(multi);
    if (got || curl_multi_perform(multi->curl, &running))
        return got;
    got = take_finished(multi);
    if (got || curl_multi_poll(multi->curl, NULL, 0, wait_ms, NULL) || curl_multi_perform(multi->curl, &running))
        return got;
    return take_finished(multi);
}
