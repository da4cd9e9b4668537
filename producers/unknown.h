/*
 * What a source is that no input takes, in words for the person who gave it.
 *
 * Costs: nothing that counts. No errors. Any thread.
 */
#ifndef PRODUCERS_UNKNOWN_H
#define PRODUCERS_UNKNOWN_H

#include "lib/slice.h"

/* What its first bytes say surely: packed, a picture of pages, a workbook; NULL for what may be a text. */
const char *unknown_container(struct slice head);

/* A sentence's end, for example "it is a web page (HTML): ...", in `text`, which is valid UTF-8 without control
 * characters whatever the head holds. */
void unknown_describe(struct slice head, char *text, size_t size);

#endif
