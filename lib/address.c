#include "lib/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct range {
    uint8_t first[16];
    int bits; /* that are compared */
};

/* IANA's special-purpose registries of IPv4 and IPv6, as of 2025, without what is globally reachable. */
static const struct range private_4[] = {
    {{0}, 8},           {{10}, 8},           {{100, 64}, 10},     {{127}, 8},        {{169, 254}, 16},
    {{172, 16}, 12},    {{192, 0, 0}, 24},   {{192, 0, 2}, 24},   {{192, 168}, 16},  {{198, 18}, 15},
    {{198, 51, 100}, 24}, {{203, 0, 113}, 24}, {{224}, 4},        {{240}, 4},
};
static const struct range private_6[] = {
    {{0}, 96},                                  /* ::, ::1 and the old IPv4-compatible ones */
    {{0x01, 0}, 64},                            /* discard-only */
    {{0x20, 0x01, 0, 0}, 32},                   /* Teredo: carries an address that is hidden */
    {{0x20, 0x01, 0, 0x10}, 28},                /* ORCHID */
    {{0x20, 0x01, 0x0d, 0xb8}, 32},             /* documentation */
    {{0x3f, 0xff, 0}, 20},                      /* documentation */
    {{0x5f, 0}, 16},                            /* segment routing */
    {{0xfc}, 7},                                /* unique local */
    {{0xfe, 0x80}, 10},                         /* link-local */
    {{0xfe, 0xc0}, 10},                         /* site-local */
    {{0xff}, 8},                                /* multicast */
    {{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}, 48}, /* local NAT64 */
};
/* Where an IPv4 address stands in one of IPv6, and at which byte. */
static const struct {
    struct range range;
    size_t offset;
} carriers[] = {
    {{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, 96}, 12},
    {{{0x00, 0x64, 0xff, 0x9b}, 96}, 12},
    {{{0x20, 0x02}, 16}, 2},
};

static bool is_within(const uint8_t *bytes, const struct range *range)
{
    int whole = range->bits / 8, rest = range->bits % 8;
    if (memcmp(bytes, range->first, (size_t)whole))
        return false;
    return !rest || !((bytes[whole] ^ range->first[whole]) >> (8 - rest));
}

static bool is_any(const uint8_t *bytes, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (is_within(bytes, &ranges[i]))
            return true;
    return false;
}

static bool is_public_4(const uint8_t *bytes)
{
    return !is_any(bytes, private_4, sizeof private_4 / sizeof *private_4);
}

static bool is_public_6(const uint8_t *bytes)
{
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++)
        if (is_within(bytes, &carriers[i].range))
            return is_public_4(bytes + carriers[i].offset);
    return !is_any(bytes, private_6, sizeof private_6 / sizeof *private_6);
}

bool address_is_public(const struct sockaddr *address)
{
    if (address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        return is_public_4((const uint8_t *)&in.sin_addr);
    }
    if (address->sa_family == AF_INET6) {
        struct sockaddr_in6 in6;
        memcpy(&in6, address, sizeof in6);
        return is_public_6((const uint8_t *)&in6.sin6_addr);
    }
    return false;
}

bool address_is_private_host(struct slice host)
{
    char text[64];
    uint8_t bytes[16];
    if (host.size && host.data[host.size - 1] == '.')
        host.size--;
    if (host.size > 1 && host.data[0] == '[' && host.data[host.size - 1] == ']')
        host = slice_cut(host, 1, host.size - 1);
    if (slice_equal_ignoring_case(host, "localhost"))
        return true;
    if (!host.size || host.size >= sizeof text)
        return false;
    snprintf(text, sizeof text, "%.*s", SLICE_ARGS(host));
    char *zone = strchr(text, '%');
    if (zone)
        *zone = '\0';
    if (inet_pton(AF_INET, text, bytes) == 1)
        return !is_public_4(bytes);
    return inet_pton(AF_INET6, text, bytes) == 1 && !is_public_6(bytes);
}
