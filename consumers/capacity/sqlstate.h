/*
 * What PostgreSQL's error reports mean for us: the advice behind a SQLSTATE, and the row that a COPY stumbled over.
 *
 * Pure: knows no libpq. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_SQLSTATE_H
#define CONSUMERS_CAPACITY_SQLSTATE_H

#include <stdint.h>

#include "lib/error.h"

/* ERROR_RETRY: classes 08, 40, 53, 57, and single codes that pass by themselves: 25006 (a server that became a
 * standby), 25P03 (idle in transaction), 55P03 (lock not available). ERROR_REJECT: classes 22 and 23. All others
 * ERROR_STOP; an empty code, which is what a lost connection leaves, is ERROR_RETRY. */
enum error_kind sqlstate_kind(const char *sqlstate);

struct copy_context {
    int64_t line; /* row, from 1; 0: none is named */
    char table[128];
    char column[128];
};

/* Reads "COPY news_event, line 3, column title" out of a CONTEXT of one or more lines. The words between are the
 * server's language, so only the order counts. What is not named stays 0 or empty. */
void copy_context_parse(const char *context, struct copy_context *out);

/* The SQLSTATE in a verbose message of a failed connection ("FATAL:  28P01: password ..."), the last one where several
 * hosts were tried; empty if there is none. `sqlstate` holds 6 bytes. */
void sqlstate_in_message(const char *message, char *sqlstate);

#endif
