/*
 * Records of a web archive (WARC 1.0 and 1.1, ISO 28500), and the HTTP answers in them.
 *
 * Read forward in bounded memory: the block of a record is kept up to WARC_BLOCK_MAX bytes, of a longer one the rest is
 * passed over. An answer's body comes out without its transfer and content encodings. What gzip packed, one member a
 * record or otherwise, the reader has unpacked already. Costs: one copy of a block. Ownership: slices live until the
 * next call. Errors: ERROR_REJECT; after WARC_FAILED there is no way back to the begin of a record. Threads: one.
 */
#ifndef PRODUCERS_NEWS_WARC_H
#define PRODUCERS_NEWS_WARC_H

#include "lib/buffer.h"
#include "producers/reader.h"

enum { WARC_BLOCK_MAX = 16 << 20, WARC_HEADER_MAX = 64 << 10, WARC_HEADERS_MAX = 200 };

struct warc_record {
    struct slice type;    /* "response", "request", ... */
    struct slice address; /* WARC-Target-URI; not stated if the record has none */
    struct slice date;    /* WARC-Date as written */
    struct slice block;   /* the first WARC_BLOCK_MAX bytes */
    bool is_cut;          /* the block is longer */
    int64_t offset;       /* where the record begins in the unpacked bytes */
};

enum warc_result { WARC_RECORD, WARC_END, WARC_FAILED };

struct warc {
    struct reader *reader;
    struct buffer header, block;
};

void warc_open(struct warc *warc, struct reader *reader);
void warc_close(struct warc *warc);
enum warc_result warc_next(struct warc *warc, struct warc_record *record, struct error *error);

/* An HTTP answer as archived. */
struct warc_answer {
    int status;
    struct slice content_type; /* as written: "text/html; charset=gb2312" */
    struct slice body;
};

/* Takes the block of a response record apart; `body` is used only where encodings must be undone. REASON_BAD_SYNTAX: it
 * is no HTTP; REASON_BAD_CODE: an encoding that cannot be undone; REASON_TRUNCATED, REASON_TOO_LARGE. */
bool warc_answer(struct slice block, struct buffer *body, struct warc_answer *answer, struct error *error);

#endif
