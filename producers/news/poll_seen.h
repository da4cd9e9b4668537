/*
 * Which items of a feed were sent before: of each item, the version or versions that stood in the feed when it was last
 * there. An item that changes, or changes back, is a new version; one that stays is not sent again.
 *
 * What a poll brings is provisional until seen_settle. Costs: 24 bytes an item; SEEN_MAX items, and those that left the
 * feed only as long as there are fewer than four times what is in it (SEEN_KEPT_LEAST at least). Threads: one.
 */
#ifndef PRODUCERS_NEWS_POLL_SEEN_H
#define PRODUCERS_NEWS_POLL_SEEN_H

#include "lib/buffer.h"

enum { SEEN_MAX = 1 << 16, SEEN_KEPT_LEAST = 200, SEEN_KEPT_TIMES = 4 };

struct seen_item {
    uint64_t id, content; /* hashes of event_id and content_hash */
    uint32_t poll;        /* number of the poll that had it last */
};

/* All zeros is empty. */
struct seen {
    struct seen_item *items; /* settled, sorted by id and content */
    size_t count;
    struct seen_item *fresh; /* of the poll under way: open addressing, id and content 0 is an empty slot */
    size_t fresh_count, slot_count;
    uint32_t poll;           /* number of the last settled poll */
};

/* Notes an item of the poll under way. *is_new is false if it was sent before, or twice in this poll. False: no
 * memory. Beyond SEEN_MAX items of one poll all are new. */
bool seen_take(struct seen *seen, struct slice id, struct slice content, bool *is_new);
bool seen_settle(struct seen *seen); /* false: no memory; then nothing changed */
void seen_drop(struct seen *seen);   /* forgets the poll under way */
void seen_free(struct seen *seen);

/* The settled items as text for the state, and back: hexadecimal, false if it is no such text. */
void seen_write(const struct seen *seen, struct buffer *out);
bool seen_read(struct seen *seen, struct slice text);

#endif
