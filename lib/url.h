/*
 * Web addresses as text: making a relative one whole, and the form under which one article is one address.
 *
 * Pure text work: nothing is fetched or decoded. Costs: one pass. What writes appends to `out`; test out->full.
 */
#ifndef LIB_URL_H
#define LIB_URL_H

#include "lib/buffer.h"

/* True for http:// and https:// addresses with a host. */
bool url_is_web(struct slice url);

/* True if it begins with a scheme: "https:", "urn:", "tag:". */
bool url_is_absolute(struct slice url);

/* The host of a web address, without user and port; not stated for others. */
struct slice url_host(struct slice url);

/* `reference` as seen from `base` (RFC 3986 §5, path dots removed). Where base is no web address: the reference
 * itself. */
void url_resolve(struct slice base, struct slice reference, struct buffer *out);

/* Without fragment, tracking parameters (utm_*, fbclid, ...) and default port; scheme and host in lower case. */
void url_canonical(struct slice url, struct buffer *out);

/* What is the same of an article wherever it is linked from: the canonical address without scheme, "www.", "amp." and the
 * other marks of AMP pages, and without slashes at its end. Nothing is written for an address that names no page of its
 * host, or is no web address. */
void url_identity(struct slice url, struct buffer *out);

#endif
