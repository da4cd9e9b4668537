/*
 * The bytes of one source, read forward in bounded memory: a file, standard input, a text already in memory, or a
 * member of an archive; what is compressed by gzip comes out unpacked (producers/unpack.h has the limits).
 *
 * Costs: one buffer that grows with the longest line up to READER_LINE_MAX; nothing depends on the size of the source.
 * Slices that a call returns are valid until the next call. Errors: ERROR_STOP with EXIT_NO_INPUT where the source
 * cannot be opened or read; ERROR_REJECT where it is damaged (gzip, archive, encoding); ERROR_RETRY where a signal
 * interrupted the waiting for bytes (nothing is lost by calling again). Threads: one reader, one thread.
 */
#ifndef PRODUCERS_READER_H
#define PRODUCERS_READER_H

#include <stdint.h>

#include "lib/error.h"
#include "lib/slice.h"

enum { READER_LINE_MAX = 4 << 20, READER_PEEK_MAX = 64 << 10, READER_FOLDER_MAX = 10000 };

struct archive;
struct reader;

bool reader_open_file(const char *path, struct reader **reader, struct error *error); /* "-" is standard input */
/* What stands in an open file, which stays the caller's and must outlive the reader; it was observed now. */
bool reader_open_descriptor(int descriptor, const char *name, struct reader **reader, struct error *error);
/* A member of an archive (producers/archive.h), which must outlive the reader; `name` is what the source is called. */
bool reader_open_member(struct archive *archive, size_t member, const char *name, struct reader **reader,
                        struct error *error);
/* Another source beside this one, in its folder or its archive: a list of units, a sidecar. Case of `name` does not
 * matter (in a folder of over READER_FOLDER_MAX entries it does). *sibling is NULL where there is none, and for a
 * name with a '/' in it: nothing outside the folder can be reached. */
bool reader_open_sibling(const struct reader *reader, const char *name, struct reader **sibling, struct error *error);
/* `text` is not copied. */
bool reader_open_text(const char *name, struct slice text, struct reader **reader, struct error *error);
void reader_close(struct reader *reader);

const char *reader_name(const struct reader *reader);         /* the path as given; what raw_ref and refusals name */
int64_t reader_modified_at_ms(const struct reader *reader);   /* of the file; now for standard input and texts */
int64_t reader_line_number(const struct reader *reader);      /* of the line returned last, from 1 */
/* Of the line or block returned last, from 0: in the bytes as they are unpacked; where they are converted from
 * another encoding than UTF-8, in the bytes that come out. After REASON_BAD_ENCODING this and the line are those of
 * the bad byte (the offset then always in the unpacked bytes). */
int64_t reader_offset(const struct reader *reader);

/* The next up to READER_PEEK_MAX bytes, without using them up. */
bool reader_peek(struct reader *reader, struct slice *head, struct error *error);
/* The same for whoever recognises formats: without a byte order mark, and in UTF-8 where the mark names UTF-16 or
 * UTF-32. (A head in an encoding that nothing names stays as it is; see encoding_convert_head.) */
bool reader_head(struct reader *reader, struct slice *head, struct error *error);

/* True if gzip packed it; only known when something was read. */
bool reader_is_packed(const struct reader *reader);

/* True if the source can be read twice: a regular file, a text, a member of an archive. Then reader_rewind begins anew,
 * as if nothing had been read; the encoding that reader_decode found stays. */
bool reader_is_rewindable(const struct reader *reader);
bool reader_rewind(struct reader *reader, struct error *error);
/* Reads what is packed, and can be read twice, to its end and begins anew: ERROR_REJECT if it is cut off or damaged, so
 * that nothing is taken of it; then the reader is only to be closed. Anything else is passed over. */
bool reader_test(struct reader *reader, struct error *error);

/* For formats of text; call it before anything else is read. From then on all bytes are UTF-8 without a byte order
 * mark and without NUL, from the encoding that the mark names, else UTF-8 if the whole source is, else `fallback` (a
 * name for encoding_is_known; NULL: none). A source that can be read twice is tried as a whole first: ERROR_REJECT
 * with REASON_BAD_ENCODING and the first bad byte and its line if it is in none of them, so that nothing is taken of
 * a damaged file; of a text that is UTF-8 up to a bad byte (ENCODING_PROOF) the fallback is not tried. (A pipe is
 * tried by its first READER_PEEK_MAX bytes, and fails where it turns bad.) */
bool reader_decode(struct reader *reader, const char *fallback, struct error *error);
/* The encoding that reader_decode found, for example "GB18030"; "UTF-8" before. */
const char *reader_encoding(const struct reader *reader);
/* The next line without its end (LF or CRLF); *line is not stated after the last. A line over READER_LINE_MAX:
 * ERROR_REJECT, REASON_TOO_LARGE, and the next call goes on behind it. */
bool reader_line(struct reader *reader, struct slice *line, struct error *error);

/* Some next bytes (as many as there are, at most `most`); not stated at the end. For parsers with a state of their
 * own. */
bool reader_bytes(struct reader *reader, size_t most, struct slice *bytes, struct error *error);

/* All the rest in one piece, for formats that need it; over `most` bytes ERROR_REJECT, REASON_TOO_LARGE. */
bool reader_rest(struct reader *reader, size_t most, struct slice *bytes, struct error *error);

#endif
