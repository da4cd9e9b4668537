/*
 * Markdown to plain text: what stands there as words.
 *
 * Line by line, so that lines keep their order: headings lose their marks, links and pictures become their words,
 * emphasis and code their contents, fences of code, rules and table rules are left out, \ before a sign is dropped.
 * Quotation marks and list marks at the begin of lines stay, as a reader of the source sees them. Costs: one pass.
 */
#ifndef PRODUCERS_NEWS_MARKDOWN_H
#define PRODUCERS_NEWS_MARKDOWN_H

#include "lib/buffer.h"

/* Appends the text; lines end with LF. Test out->full. */
void markdown_text(struct slice markdown, struct buffer *out);

#endif
