/*
 * Texts of any encoding to UTF-8, strictly: the only file that knows iconv.
 *
 * Nothing is ever replaced but by encoding_convert_all: a byte that is no character of the encoding, a NUL, a character
 * cut off at the end and the replacement character U+FFFD as a result of conversion (GB18030 has a code for it) are
 * ERROR_REJECT with REASON_BAD_ENCODING, the offset and the line. A byte order mark at the begin is dropped.
 * Costs: UTF-8 is tested at some GB/s, other encodings are converted at the 100 to 300 MB/s of glibc; 64 KiB for each
 * stream that converts. Threads: one stream, one thread.
 */
#ifndef PRODUCERS_ENCODING_H
#define PRODUCERS_ENCODING_H

#include <stdint.h>

#include "lib/buffer.h"
#include "producers/stream.h"

/* True for the name of an encoding that can be read: GB18030, GBK, BIG5, BIG5-HKSCS, CP949, EUC-KR, SHIFT_JIS (read as
 * Windows does, CP932), EUC-JP, CP1251, ISO-8859-15, ... Case does not matter. */
bool encoding_is_known(const char *name);

/* The encoding that a byte order mark at the begin names; NULL without one. */
const char *encoding_by_mark(struct slice head);

/* So many characters of several bytes in a row are no accident (in a text of another encoding one in seven might look
 * so): the text is UTF-8, and what follows is a fault. */
enum { ENCODING_PROOF = 16 };

/* Where a stream could not go on. */
struct encoding_fault {
    int64_t offset; /* of the first bad byte, from 0, in the bytes of the stream below */
    int64_t line;   /* from 1 */
    int64_t proof;  /* UTF-8: characters of several bytes before it, counted up to ENCODING_PROOF */
    bool is_cut;    /* only the end of the text is missing */
};

/* A stream that passes on what `below`, which it takes over, gives, until encoding_choose. ERROR_STOP: no memory. */
bool encoding_open(struct stream *below, struct stream **stream, struct error *error);

/* From here on the stream gives UTF-8, made from `encoding`: of the text from its begin again where the one below
 * can be rewound, else of `taken`, what was read so far (copied), and what follows. NULL: the bytes as they are. The
 * name is borrowed while it holds. ERROR_STOP with EXIT_CONFIG for an unknown encoding. */
bool encoding_choose(struct stream *stream, const char *encoding, struct slice taken, struct error *error);

/* After REASON_BAD_ENCODING. */
struct encoding_fault encoding_fault(const struct stream *stream);

/* A whole small text to UTF-8, appended to `out`. ERROR_REJECT also with REASON_TOO_LARGE where it does not fit. */
bool encoding_convert(struct slice text, const char *encoding, struct buffer *out, struct error *error);

/* The same for texts that are better read with holes than not at all: what is no character of the encoding becomes
 * U+FFFD, a NUL is left out, and *replaced is set. Test out->full. False with ERROR_REJECT, REASON_BAD_ENCODING for an
 * unknown encoding. */
bool encoding_convert_all(struct slice text, const char *encoding, struct buffer *out, bool *replaced,
                          struct error *error);

/* For recognisers: the begin of a text (its last character may be cut off) to UTF-8, appended to `out`: by its mark,
 * else as UTF-8, else by `fallback` (NULL: none). The name of the encoding, or NULL if it is in none of them. */
const char *encoding_convert_head(struct slice head, const char *fallback, struct buffer *out);

#endif
