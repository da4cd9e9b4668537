/*
 * Which characters the bytes of a feed or page are, decided as news sources need it.
 *
 * A byte order mark is believed first. What is UTF-8 as a whole is UTF-8 whatever is declared (servers convert pages
 * and leave the declaration as it was). Else what the text declares itself, then what the transfer declared: the first
 * of them in which all bytes are characters, else the first that is known, with U+FFFD for what is none. A declaration
 * of UTF-8 counts for nothing where less of the text is UTF-8 than is not (many servers say so of everything). What
 * declares nothing is UTF-8 if enough of it is, and windows-1252 if its bytes beyond ASCII stand alone, as in western languages
 * (browsers read it so; it is said to be assumed); else it is refused, for nobody can know. Names are read as what is
 * meant: gb2312 is GB18030, iso-8859-1 is windows-1252, shift_jis is CP932, euc-kr is CP949, big5 is BIG5-HKSCS.
 * Costs: a test at some GB/s; only what is not UTF-8 is copied. Errors: ERROR_REJECT. Pure; any thread.
 */
#ifndef PRODUCERS_NEWS_CHARSET_H
#define PRODUCERS_NEWS_CHARSET_H

#include "lib/buffer.h"
#include "lib/error.h"

struct charset_text {
    struct slice text;      /* UTF-8 without byte order mark and NUL: a part of the bytes, or in the buffer */
    bool replaced;          /* some bytes were no characters and stand as U+FFFD */
    bool assumed;           /* nothing said what they are */
};

/* `declared`: what a text that is readable as ASCII names itself, not stated if nothing (charset_of_xml); `transfer`:
 * options->charset. `buffer` is only used if bytes must be converted. REASON_BAD_ENCODING: see above; REASON_TOO_LARGE:
 * the buffer is full. */
bool charset_decode(struct slice bytes, struct slice declared, const char *transfer, struct buffer *buffer,
                    struct charset_text *decoded, struct error *error);

/* The encoding in an XML declaration at the begin, behind white space; not stated if there is none. */
struct slice charset_of_xml(struct slice bytes);

/* For recognisers: the begin of a text as ASCII at least, appended to `buffer` if it must be converted. */
struct slice charset_head(struct slice head, struct buffer *buffer);

#endif
