#include "producers/fetch.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "lib/clock.h"

enum { NAP_MS = 100, FIRST_WAIT_MS = 2000 };

struct fetcher {
    struct http *http;
    const volatile sig_atomic_t *interrupted;
    int64_t asked_at_ms; /* the last request; 0 before the first */
};

bool fetcher_open(const volatile sig_atomic_t *interrupted, struct fetcher **fetcher, struct error *error)
{
    struct fetcher *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for downloads");
    made->interrupted = interrupted;
    if (!http_open(&made->http, error)) {
        free(made);
        return false;
    }
    *fetcher = made;
    return true;
}

void fetcher_close(struct fetcher *fetcher)
{
    if (!fetcher)
        return;
    http_close(fetcher->http);
    free(fetcher);
}

/* In short naps, because a signal to another thread would not end a long one. */
static bool wait_until(const struct fetcher *fetcher, int64_t time_ms)
{
    while (clock_now_ms() < time_ms && !*fetcher->interrupted)
        nanosleep(&(struct timespec){.tv_nsec = NAP_MS * 1000000L}, NULL);
    return !*fetcher->interrupted;
}

static bool again(struct error *error, const struct fetch_request *request, const char *why)
{
    error_retry(error, "%s %s", request->name, why);
    error->exit_status = EXIT_TRY_AGAIN;
    return false;
}

/* An API that is down for maintenance, or does not know the key, may answer with a page and status 200. */
static bool is_json(FILE *file)
{
    int byte;
    rewind(file);
    do
        byte = getc(file);
    while (byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t');
    rewind(file);
    return byte == '{' || byte == '[' || byte == EOF;
}

/* What an answer means. True with *done false: worth another try, for the reason in *error. */
static bool judge(const struct fetch_request *request, long status, FILE *file, bool *done, struct error *error)
{
    *done = true;
    if (status == 200 && request->api && !is_json(file))
        return again(error, request, "answers with a page instead of data: the API is down, or does not know the key");
    if (status == 200 || (status == 204 && request->api))
        return true;
    if (status == 429 || status >= 500) {
        *done = false;
        error_retry(error, "%s answers with status %ld", request->name, status);
        error->exit_status = EXIT_TRY_AGAIN;
        return true;
    }
    if (request->api && status == 404)
        return again(error, request, "has no such data (404): not published yet?");
    if (request->api && (status == 401 || status == 403))
        return error_stop(error, EXIT_CONFIG, "%s refuses the key (status %ld)", request->name, status);
    return error_stop(error, EXIT_NO_INPUT, "%s answers with status %ld", request->name, status);
}

/* One request into the emptied file. True with *done false: try again. */
static bool ask(struct fetcher *fetcher, const struct fetch_request *request, FILE *file, bool *done, bool *has_data,
                struct error *error)
{
    const struct http_request http = {
        .method = "GET", .url = request->address, .headers = (struct http_header[]){request->key, {0}},
        .response_file = file, .response_bytes_max = FETCH_BYTES_MAX, .timeout_ms = FETCH_TIMEOUT_MS,
        .redirects_max = request->key.name ? 0 : 10};
    long status;
    rewind(file);
    if (ftruncate(fileno(file), 0))
        return error_stop(error, EXIT_IO, "a temporary file cannot be emptied: %s", strerror(errno));
    if (!wait_until(fetcher, fetcher->asked_at_ms + request->interval_ms))
        return again(error, request, "was not asked: interrupted");
    bool answered = http_perform(fetcher->http, &http, NULL, &status, error);
    fetcher->asked_at_ms = clock_now_ms();
    *done = false;
    if (!answered)
        return error->kind == ERROR_RETRY;
    *has_data = status != 204;
    return judge(request, status, file, done, error);
}

static int64_t patience_ms(const struct fetcher *fetcher, int failures)
{
    int64_t asked_for = http_retry_after_ms(fetcher->http);
    int64_t wait = asked_for >= 0 ? asked_for : (int64_t)FIRST_WAIT_MS << (failures - 1);
    return wait < FETCH_WAIT_MAX_MS ? wait : FETCH_WAIT_MAX_MS;
}

bool fetch(struct fetcher *fetcher, const struct fetch_request *request, FILE **file, struct error *error)
{
    bool done = false, has_data = false, fine = true;
    FILE *answer = tmpfile();
    if (!answer)
        return error_stop(error, EXIT_IO, "a temporary file cannot be made: %s", strerror(errno));
    for (int failures = 0; fine && !done; failures++) {
        fine = failures < FETCH_TRIES;
        if (fine && failures)
            fine = wait_until(fetcher, clock_now_ms() + patience_ms(fetcher, failures));
        fine = fine && ask(fetcher, request, answer, &done, &has_data, error);
    }
    /* The stream's own buffer hides where the descriptor stands, and readers take the descriptor. */
    if (fine && has_data && !fflush(answer) && !lseek(fileno(answer), 0, SEEK_SET)) {
        *file = answer;
        return true;
    }
    fclose(answer);
    *file = NULL;
    return fine;
}
