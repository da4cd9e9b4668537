/*
 * The subcommands of capacity-consumer: each one file command_NAME.c with one function, named in the table of main.c.
 */
#ifndef CONSUMERS_CAPACITY_COMMAND_H
#define CONSUMERS_CAPACITY_COMMAND_H

#include "consumers/capacity/settings.h"

/* Each prints to stdout what it did or found, and returns the exit status of the program; errors go to stderr as one line.
 * arguments are those behind the subcommand's name. */
int command_setup(const struct settings *settings, int argument_count, char **arguments);
int command_doctor(const struct settings *settings, int argument_count, char **arguments);
int command_dead_letters(const struct settings *settings, int argument_count, char **arguments);
int command_offsets(const struct settings *settings, int argument_count, char **arguments);
int command_print(const struct settings *settings); /* --print */
int command_consume(const struct settings *settings); /* no subcommand */

/* Puts an error on stderr as "capacity-consumer: message" and returns its exit status. */
int command_fail(const struct error *error);

#endif
