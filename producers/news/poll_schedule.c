#include "producers/news/poll_schedule.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/identity.h"

enum { HOST_PAUSE_MS = 60 * 1000, JITTER_DIVISOR = 10, HEAD_BYTES = 64 << 10, DOUBLINGS_MAX = 20 };

enum poll_verdict poll_judge(long status, const struct http_fields *fields)
{
    switch (status) {
    case 200:
        return POLL_ANSWERED;
    case 304:
        return POLL_UNMODIFIED;
    case 410:
        return POLL_GONE;
    case 429:
    case 503:
        return POLL_BUSY;
    case 403:
        if (!strcasecmp(fields->mitigated, "challenge"))
            return POLL_WALL;
        return *fields->retry_after || *fields->ratelimit_reset ? POLL_BUSY : POLL_FAILED;
    default:
        return POLL_FAILED;
    }
}

struct poll_terms poll_terms_of(const struct http_fields *fields, int64_t now_ms)
{
    return (struct poll_terms){.max_age_ms = http_fields_max_age_ms(fields),
                               .expires_ms = http_fields_expires_ms(fields, now_ms),
                               .wait_ms = http_fields_wait_ms(fields, now_ms),
                               .ttl_ms = -1,
                               .update_period_ms = -1};
}

/* The text of an element without attributes in the head of a feed, as far as it is there. Nothing else is asked of it
 * than a small number or word, which only makes this feed's own interval longer, so that it need not be parsed. */
static struct slice element_text(struct slice head, const char *name)
{
    char tag[40];
    int size = snprintf(tag, sizeof tag, "<%s>", name);
    const char *begin = memmem(head.data, head.size, tag, (size_t)size);
    if (!begin)
        return (struct slice){0};
    begin += size;
    struct slice rest = {begin, head.size - (size_t)(begin - head.data)};
    return slice_trim(slice_next_part(&rest, '<'));
}

static int64_t small_number(struct slice text)
{
    int64_t number = 0;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] < '0' || text.data[i] > '9' || number > 1000 * 1000)
            return -1;
        else
            number = number * 10 + text.data[i] - '0';
    return text.size ? number : -1;
}

void poll_terms_of_feed(struct poll_terms *terms, struct slice body)
{
    static const struct {
        const char *word;
        int64_t ms;
    } periods[] = {{"hourly", 3600000LL}, {"daily", 86400000LL}, {"weekly", 604800000LL},
                   {"monthly", 2592000000LL}, {"yearly", 31536000000LL}};
    struct slice head = {body.data, body.size < HEAD_BYTES ? body.size : HEAD_BYTES};
    int64_t ttl = small_number(element_text(head, "ttl"));
    int64_t frequency = small_number(element_text(head, "sy:updateFrequency"));
    struct slice period = element_text(head, "sy:updatePeriod");
    if (ttl > 0)
        terms->ttl_ms = ttl * 60000;
    for (size_t i = 0; i < sizeof periods / sizeof *periods; i++)
        if (slice_equal_text(period, periods[i].word))
            terms->update_period_ms = periods[i].ms / (frequency > 0 ? frequency : 1);
}

static int64_t greater(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t lesser(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* `length` doubled for each failure behind the first. */
static int64_t doubled(int64_t length, int failures, int64_t most)
{
    for (int i = 1; i < failures && i < DOUBLINGS_MAX && length < most; i++)
        length *= 2;
    return lesser(length, most);
}

/* A tenth of `length` at most, 0 at least: the same for the same address and time. */
static int64_t variation(struct slice address, int64_t now_ms, int64_t length)
{
    struct {
        int64_t address, now_ms;
    } seed = {identity_hash_64(address), now_ms};
    uint64_t hash = (uint64_t)identity_hash_64((struct slice){(const char *)&seed, sizeof seed});
    return (int64_t)(hash % 1001) * (length / JITTER_DIVISOR) / 1000;
}

int64_t poll_next_ms(struct slice address, int64_t now_ms, enum poll_verdict verdict, int failures,
                     const struct poll_limits *limits, const struct poll_terms *terms)
{
    bool fine = verdict == POLL_ANSWERED || verdict == POLL_UNMODIFIED;
    int64_t most = greater(limits->interval_max_ms, limits->interval_ms), asked_for = terms->wait_ms;
    int64_t own = fine ? limits->interval_ms : doubled(limits->interval_ms, failures, most);
    if (fine)
        asked_for = greater(greater(greater(asked_for, terms->max_age_ms), greater(terms->expires_ms, terms->ttl_ms)),
                            terms->update_period_ms);
    own += 2 * variation(address, now_ms, own) - own / JITTER_DIVISOR;
    if (asked_for > 0)
        asked_for += variation(address, now_ms, lesser(asked_for, most));
    return now_ms + lesser(greater(own, asked_for), most);
}

int64_t poll_host_pause_ms(int failures, const struct poll_limits *limits, const struct poll_terms *terms)
{
    int64_t most = greater(limits->interval_max_ms, limits->interval_ms);
    return terms->wait_ms >= 0 ? lesser(terms->wait_ms, most) : doubled(HOST_PAUSE_MS, failures, most);
}

const char *poll_moved_to(const struct poll_move *move)
{
    return move->polls >= POLL_MOVED_AFTER ? move->address : NULL;
}

void poll_note_move(struct poll_move *move, const char *final, int hops, bool permanent, bool held)
{
    if (poll_moved_to(move) && held && !hops)
        return; /* asked where it moved to, and it is still there */
    if (!held || !hops || !permanent || strlen(final) >= sizeof move->address || poll_moved_to(move)) {
        *move = (struct poll_move){0};
        return;
    }
    move->polls = strcmp(move->address, final) ? 1 : move->polls + 1;
    snprintf(move->address, sizeof move->address, "%s", final);
}
