/*
 * A program's settings from one table: flag, environment, file, default, in that order. --help, the manual page, the
 * README's table and --print-config come from the same rows.
 */
#ifndef LIB_OPTION_H
#define LIB_OPTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "lib/error.h"

enum option_kind {
    OPTION_FLAG,     /* bool: present or not; environment and file: true/false, 1/0, yes/no */
    OPTION_TEXT,     /* const char *, NULL if unset */
    OPTION_INTEGER,  /* int64_t in [least, most] */
    OPTION_PROPERTY, /* struct option_properties: name=value, may be given several times; environment: parted by ';' */
};

struct option {
    const char *name;         /* "batch-rows": --batch-rows, environment CHIPWATCH_BATCH_ROWS, file key batch-rows */
    char letter;              /* 'X' for -X; 0 for none */
    enum option_kind kind;
    size_t offset;            /* of the member in the program's options struct */
    const char *value_name;   /* "N", "FILE": what --help shows behind the flag */
    const char *default_text; /* as it would be typed; NULL for unset */
    int64_t least, most;      /* OPTION_INTEGER */
    bool (*takes)(const char *text); /* OPTION_TEXT: is this one? NULL: any text is */
    const char *expected;     /* what `takes` wants, for the message: "YYYY or YYYY-MM" */
    bool secret;              /* not taken from the command line, masked by --print-config; so are properties whose
                               * names say so (sasl.password) */
    const char *help;         /* one sentence, with the unit */
};

struct option_property {
    const char *name;
    const char *value;
};
struct option_properties {
    struct option_property items[64];
    size_t count;
};

/* What a program is, for parsing and for its help. */
struct option_program {
    const char *name;
    const char *usage;   /* "[options] SOURCE..." */
    const char *summary; /* a paragraph */
    const char *more;    /* printed after the options: subcommands, exit statuses, examples */
    const struct option *options; /* a row without a name ends the table */
};

/* Fills *settings (the struct that offsets refer to) from all origins and moves the arguments that are not options to
 * the front of argv behind argv[0] in their order; *argument_count is their number. "--" ends options. Texts stay valid
 * while the process lives. --config FILE (key = value lines, # comments) names the file. ERROR_STOP with EXIT_USAGE
 * (unknown flag, with the nearest known one as suggestion) or EXIT_CONFIG (environment or file). An empty variable
 * counts as unset; unknown CHIPWATCH_ variables are not ours to judge.
 * --help, --version and --print-config are recognised: they print to stdout and *done is set. */
bool option_parse(const struct option_program *program, int argc, char **argv, void *settings, int *argument_count,
                  bool *done, struct error *error);

void option_print_help(const struct option_program *program, FILE *out);
/* The settings as a Markdown table, which the README holds: a test compares. Reached by the hidden flag
 * --help-markdown. */
void option_print_markdown(const struct option_program *program, FILE *out);

#endif
