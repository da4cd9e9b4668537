/*
 * What went wrong, as advice to the caller and a finished sentence.
 *
 * Good for: every function that can fail on something the world can do. It returns false and fills the caller's struct
 * error; on success the struct is untouched. Programming mistakes are assert(), not errors.
 * Costs: nothing until something fails; the struct lives on the caller's stack. No allocation. Any thread.
 *
 * Leaf functions never log, retry or exit: only the main loops do, and the kind tells them which.
 */
#ifndef LIB_ERROR_H
#define LIB_ERROR_H

#include <stdbool.h>

#include "lib/reason.h"

enum error_kind {
    ERROR_NONE,
    ERROR_REJECT, /* this record is unusable: refuse or dead-letter it, go on with the next */
    ERROR_RETRY,  /* the same may work later: pause, then try again (connection lost, timeout) */
    ERROR_FULL,   /* the memory of this unit of work is used up: finish the unit, then take the record again */
    ERROR_STOP,   /* a person must act: say so and end with exit_status */
};

/* Exit status of the programs (design §2); the numbers are those of sysexits.h. */
enum exit_status {
    EXIT_USAGE = 64,       /* wrong option or argument */
    EXIT_DATA = 65,        /* something was refused */
    EXIT_NO_INPUT = 66,    /* a source cannot be read */
    EXIT_UNAVAILABLE = 69, /* a service is down */
    EXIT_OUTPUT = 73,      /* an output cannot be created */
    EXIT_IO = 74,          /* an output cannot be written */
    EXIT_TRY_AGAIN = 75,   /* temporary, or the dead-letter budget is spent */
    EXIT_CONFIG = 78,      /* configuration: a person must change something */
};

struct error {
    enum error_kind kind;
    enum reason reason;  /* for ERROR_REJECT: the stable code of the refusal; else REASON_NONE */
    int exit_status;     /* for ERROR_STOP: the status to end with; for ERROR_RETRY: the one if patience ends */
    char message[1024];  /* a finished sentence without a final stop; cut at a whole character if too long */
};

/* Each fills *error and returns false, so that a failing line is `return error_reject(error, ...)`. */
bool error_reject(struct error *error, enum reason reason, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
bool error_retry(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool error_full(struct error *error, const char *what); /* "the arena", "the batch" */
bool error_stop(struct error *error, enum exit_status exit_status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts context before the message ("customs_event[3]@1042: ..."); kind, reason and status stay. Returns false. */
bool error_wrap(struct error *error, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
