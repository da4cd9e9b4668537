/*
 * One line of log on stderr: text on a terminal, else one JSON object. Only the main loops log.
 */
#ifndef LIB_LOG_H
#define LIB_LOG_H

#include <stdint.h>

#include "lib/error.h"
#include "lib/slice.h"

enum log_level { LOG_LEVEL_DEBUG, LOG_LEVEL_INFO, LOG_LEVEL_WARNING, LOG_LEVEL_ERROR };

/* A value of a log line:
 * log_event(LOG_LEVEL_INFO, "batch committed", (struct log_field[]){{"rows", .integer = n}, {0}}) */
struct log_field {
    const char *name;  /* NULL ends the list */
    const char *text;  /* NULL: `integer` is meant */
    int64_t integer;
};

void log_level_set(enum log_level least);
/* NULL: as stderr is (terminal or not); else "text" or "json". */
void log_format_set(const char *format);
void log_event(enum log_level level, const char *event, const struct log_field *fields);
void log_error(enum log_level level, const char *event, const struct error *error);

#endif
