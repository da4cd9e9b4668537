/*
 * Which network addresses belong to the public internet: what a stranger's redirect or feed must not make us ask.
 *
 * Not public: loopback, private, link-local, shared, multicast, reserved and documentation ranges of IPv4 and IPv6, and
 * IPv6 addresses that carry such an IPv4 address (mapped, NAT64, 6to4). Costs: a table of some 30 rows. Pure; any
 * thread.
 */
#ifndef LIB_ADDRESS_H
#define LIB_ADDRESS_H

#include <stdbool.h>

#include "lib/slice.h"

struct sockaddr;

/* False for what is neither IPv4 nor IPv6. */
bool address_is_public(const struct sockaddr *address);

/* True if the host of a web address ("10.0.0.1", "[::1]", "localhost") says by itself that it is not public. */
bool address_is_private_host(struct slice host);

#endif
