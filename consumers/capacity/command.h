/*
 * The subcommands of capacity-consumer: each one file command_NAME.c with one function, named in the table of main.c.
 */
#ifndef CONSUMERS_CAPACITY_COMMAND_H
#define CONSUMERS_CAPACITY_COMMAND_H

#include "consumers/capacity/settings.h"

/* Each prints to stdout what it did or found, and returns the exit status of the program; errors go to stderr as one
 * line. arguments are those behind the subcommand's name. */
int command_setup(const struct settings *settings, int argument_count, char **arguments);
int command_doctor(const struct settings *settings, int argument_count, char **arguments);
int command_dead_letters(const struct settings *settings, int argument_count, char **arguments);
int command_reprocess(const struct settings *settings, int argument_count, char **arguments);
int command_offsets(const struct settings *settings, int argument_count, char **arguments);
int command_check_catalogue(const struct settings *settings, int argument_count, char **arguments);
int command_capacity(const struct settings *settings, int argument_count, char **arguments);
int command_print(const struct settings *settings); /* --print */
int command_consume(const struct settings *settings); /* no subcommand */

/* What became of the messages; they add up to all that were taken. */
struct command_counts {
    int64_t applied, duplicate, superseded;
    int64_t dead[REASON_COUNT]; /* by reason */
};

/* The last line on stderr, {"summary": {"messages": ...}}; returns the number of dead ones. */
int64_t command_summary(const struct command_counts *counts);

/* Puts an error on stderr as "capacity-consumer: message" and returns its exit status. */
int command_fail(const struct error *error);

/* The same for a wrong argument; EXIT_USAGE. */
int command_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads a whole number in [0, most] of a command line. */
bool command_number(const char *text, int64_t most, int64_t *number);

/* Prints the rows of an answer as columns under a heading; NULL prints as "-". */
struct result;
void command_print_table(const struct result *result, const char *const *heading, int column_count);

/* Flushes stdout; `status`, or EXIT_IO with a message if it could not be written. */
int command_finish(int status);

#endif
