/*
 * UN/EDIFACT's syntax (ISO 9735, versions 1 to 4): bytes in, segments out. What messages mean is not known here.
 *
 * Separators are those of UNA, else  : + . ? '  (and * between repetitions in syntax 4). A released character is text.
 * Blanks, tabs and line breaks between segments are passed over; line breaks inside one are dropped, because files are
 * folded at 80 columns. UNB sets the character set of what follows: UNOA and UNOB ASCII, UNOC to UNOL parts of
 * ISO 8859, UNOW and UNOY UTF-8; an identifier that is none of these is read as ISO 8859-1 and said to be assumed.
 * Texts are UTF-8 from edifact_look_ahead to the end of that message, and bytes as they stand elsewhere: a message that
 * nobody reads is not refused for its character set.
 *
 * Costs: one pass, two over messages that are looked through. Memory: two segments and EDIFACT_AHEAD_MAX. Ownership: a
 * segment and its slices are valid until the next call. Errors: ERROR_REJECT. Threads: one.
 */
#ifndef PRODUCERS_CUSTOMS_EDIFACT_H
#define PRODUCERS_CUSTOMS_EDIFACT_H

#include <stdint.h>

#include "lib/decimal.h"
#include "producers/reader.h"

enum {
    EDIFACT_SEGMENT_MAX = 64 << 10, /* bytes of a segment */
    EDIFACT_ELEMENTS_MAX = 256,     /* of a segment, with its tag */
    EDIFACT_COMPONENTS_MAX = 1024,  /* of all elements of a segment */
    EDIFACT_AHEAD_MAX = 16 << 20,   /* bytes of a message that are looked through before its first segment is taken */
};

struct edifact;

struct edifact_segment {
    struct slice tag;
    int64_t offset;   /* of its first byte in the source */
    bool repeated;    /* an element has repetitions; only the first of each is given */
    size_t element_count; /* with the tag, which is element 0 */
    size_t ends[EDIFACT_ELEMENTS_MAX]; /* of each element's components: one behind its last */
    struct slice components[EDIFACT_COMPONENTS_MAX];
};

enum edifact_result {
    EDIFACT_SEGMENT, /* *segment is filled */
    EDIFACT_REFUSED, /* a segment over a limit, or not of its character set; the next call goes on behind it */
    EDIFACT_END,     /* nothing but blanks is left */
    EDIFACT_FAILED,  /* the source is cut off, is no EDIFACT, or cannot be read */
};

/* How the message at hand ends. */
struct edifact_ahead {
    enum { EDIFACT_CLOSED, EDIFACT_NOT_CLOSED, EDIFACT_TOO_FAR } end; /* by UNT; not; over EDIFACT_AHEAD_MAX away */
    bool count_matches;    /* UNT states as many segments as there are */
    bool items_match;      /* CNT states as many items (CST behind UNS) as there are, or nothing of them */
    bool charset_assumed;  /* the syntax identifier is unknown: ISO 8859-1 */
    bool charset_mismatch; /* UTF-8, although the syntax identifier states something else */
};

/* The reader stays the caller's; nothing may have been read from it. Where a mark names UTF-16 or UTF-32, it makes them
 * UTF-8, whatever UNB says. ERROR_REJECT as reader_decode. */
bool edifact_open(struct reader *reader, struct edifact **edifact, struct error *error);
void edifact_close(struct edifact *edifact);

enum edifact_result edifact_next(struct edifact *edifact, const struct edifact_segment **segment, struct error *error);
int64_t edifact_offset(const struct edifact *edifact); /* of the segment taken or refused last */

/* Right behind a UNH: looks through the message to its UNT without using it up. EDIFACT_SEGMENT: *ahead is filled;
 * EDIFACT_REFUSED: a segment of it cannot be taken. */
enum edifact_result edifact_look_ahead(struct edifact *edifact, struct edifact_ahead *ahead, struct error *error);

/* A part of UNB, which is read as codes, as UTF-8 by the character set that it states. Valid until the next call that
 * reads or decodes. ERROR_REJECT where it is in none. */
bool edifact_decode(struct edifact *edifact, struct slice *text, struct error *error);

/* Both count from 1. Not stated where the segment has no such component, or an empty one. Without blanks around it, and
 * as it stands. */
struct slice edifact_part(const struct edifact_segment *segment, size_t element, size_t component);
struct slice edifact_text(const struct edifact_segment *segment, size_t element, size_t component);
bool edifact_is(const struct edifact_segment *segment, const char *tag);

/* A number with the interchange's decimal mark; either mark where no UNA states one, and in syntax 4. Numbers are never
 * grouped in EDIFACT. REASON_BAD_NUMBER. */
bool edifact_number(const struct edifact *edifact, struct slice text, struct decimal *number, struct error *error);

/* Whether a source begins as an interchange. */
bool edifact_begins(struct slice head);

#endif
