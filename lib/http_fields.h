/*
 * What the header of an answer says, as far as whoever asks again and again must know it (RFC 9110, 9111).
 *
 * Validators are opaque bytes: kept and sent back as they came. A value that is longer than its place counts as not
 * stated: a part of it would be another value. Costs: no allocation, some 7 KiB. Pure; any thread.
 */
#ifndef LIB_HTTP_FIELDS_H
#define LIB_HTTP_FIELDS_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/slice.h"

enum { HTTP_VALIDATOR_MAX = 512, HTTP_ADDRESS_MAX = 2048 };

/* "" where the answer does not state it. */
struct http_fields {
    char etag[HTTP_VALIDATOR_MAX], last_modified[HTTP_VALIDATOR_MAX];
    char content_type[256], content_language[64];
    char content_location[HTTP_ADDRESS_MAX], location[HTTP_ADDRESS_MAX];
    char cache_control[512], expires[64], date[64], age[32];
    char retry_after[64], ratelimit_reset[32]; /* the latter: x-ratelimit-reset */
    char mitigated[32];                        /* cf-mitigated: "challenge" is a wall against programs */
};

/* Takes one line of a header as it came, with its line end. A status line begins a new header: all is cleared. */
void http_fields_take(struct http_fields *fields, struct slice line);

/* How long the answer is said to stay fresh, by Cache-Control's max-age (less its Age) and by Expires (since its Date,
 * else `now_ms`); -1 where it is not said. What lies in the past is 0. */
int64_t http_fields_max_age_ms(const struct http_fields *fields);
int64_t http_fields_expires_ms(const struct http_fields *fields, int64_t now_ms);

/* How long to wait before anything is asked again: Retry-After as seconds or time, x-ratelimit-reset as seconds or
 * Unix time; the greater; -1 if neither is stated. */
int64_t http_fields_wait_ms(const struct http_fields *fields, int64_t now_ms);

/* The charset parameter of Content-Type in `charset`; false if there is none, or it is no name. */
bool http_fields_charset(const struct http_fields *fields, char charset[40]);

#endif
