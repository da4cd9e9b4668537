/*
 * Which article a news_event is, and which version of it.
 *
 * The natural key is the first of these that the item has:
 *
 *   "guid:" guid              the source's own identifier (RSS guid, Atom id, "id" of a JSON line)
 *   "url:" address            without fragment and tracking parameters, host in lower case
 *   "title:" title LF day     published day YYYY-MM-DD, or nothing where the item states none
 *
 * A guid that names itself the world over (it begins with a scheme: "https:", "tag:", "urn:") and an address identify
 * the article wherever it is read, so that one article in two feeds of its outlet is one event, and a feed that takes
 * another title keeps its events: the source is then no part of the identity. Other guids and titles count within their
 * source. Where several items of one feed share a guid, the address stands behind it: "guid:" guid LF "url:" address;
 * where there is none, or several items without a guid share an address, the headline: LF "title:" title.
 * Only the third key holds a date, whose midnight becomes the first bits of the id; a corrected time never changes an
 * id.
 *
 * revision: updated_at, else published_at, else first_seen_at; also that where the source's time lies more than a day
 * behind it (flag date_in_future).
 */
#ifndef PRODUCERS_NEWS_NEWS_IDENTITY_H
#define PRODUCERS_NEWS_NEWS_IDENTITY_H

#include "lib/arena.h"
#include "schemas/news_event.h"

/* Version of what these inputs make of the same bytes; raised with any change that changes an event. */
enum { NEWS_NORMALISER_VERSION = 2 };

/* Title and body together: what fits a Kafka message by the broker's default of 1 MiB, with room for the rest. */
enum { NEWS_TEXT_MAX = 900 * 1000, NEWS_NAME_MAX = 8000, NEWS_AHEAD_MS = 24 * 60 * 60 * 1000 };

/* Fills event_id, revision, normaliser_version and content_hash from the other fields; an address by javascript:, data:
 * or the like is left out and the flag url_unusable set. ERROR_REJECT: REASON_TOO_LARGE
 * if the texts are over the limits or do not fit the arena, REASON_BAD_ENCODING if one is not UTF-8 without NUL,
 * REASON_MISSING_FIELD if neither title, body, url, guid nor a time says anything. */
bool news_identity_fill(struct news_event *event, bool key_is_shared, struct arena *arena, struct error *error);

#endif
