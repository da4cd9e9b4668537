#include "lib/option.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "lib/misspelling.h"
#include "lib/slice.h"

enum {
    NAME_MAX_BYTES = 64, /* of an option, and of its environment variable */
    OPTIONS_MAX = 128,
    FILE_MAX_BYTES = 1 << 20,
    PROPERTIES_MAX = sizeof((struct option_properties *)0)->items / sizeof(struct option_property),
};

enum origin { ORIGIN_UNSET, ORIGIN_DEFAULT, ORIGIN_FILE, ORIGIN_ENVIRONMENT, ORIGIN_COMMAND_LINE };

static const char *const origin_names[] = {"unset", "default", "file", "environment", "command line"};

/* Where a value was found, for the words of a refusal. */
struct place {
    enum origin origin;
    const char *file;
    size_t line;
};

/* What every program takes beside its own options. */
struct common {
    const char *config;
    bool help, version, print_config, help_markdown;
};

enum { COMMON_CONFIG };
static const struct option common_options[] = {
    [COMMON_CONFIG] = {.name = "config",
                       .kind = OPTION_TEXT,
                       .offset = offsetof(struct common, config),
                       .value_name = "FILE",
                       .help = "Read settings from FILE: lines of NAME = VALUE, # begins a line of comment."},
    {.name = "print-config",
     .kind = OPTION_FLAG,
     .offset = offsetof(struct common, print_config),
     .help = "Print each setting with its origin, secrets masked, and end."},
    {.name = "help",
     .letter = 'h',
     .kind = OPTION_FLAG,
     .offset = offsetof(struct common, help),
     .help = "Print this help and end."},
    {.name = "version",
     .letter = 'V',
     .kind = OPTION_FLAG,
     .offset = offsetof(struct common, version),
     .help = "Print the version and end."},
    /* Hidden: without help. */
    {.name = "help-markdown", .kind = OPTION_FLAG, .offset = offsetof(struct common, help_markdown)},
    {0},
};

/* An assignment of the command line, applied when the weaker origins have been. */
struct assignment {
    const struct option *option;
    const char *value;
};

struct parse {
    const struct option_program *program;
    char *settings;
    struct common common;
    struct assignment *assignments; /* at most one for each argument */
    size_t assignment_count;
    unsigned char origins[OPTIONS_MAX][PROPERTIES_MAX]; /* of each option, or of each of its properties */
};

static size_t option_count(const struct option *options)
{
    size_t count = 0;
    while (options[count].name)
        count++;
    assert(count <= OPTIONS_MAX);
    return count;
}

static bool is_common(const struct option *option)
{
    for (const struct option *common = common_options; common->name; common++)
        if (common == option)
            return true;
    return false;
}

static void environment_name(const struct option *option, char name[NAME_MAX_BYTES])
{
    int size = snprintf(name, NAME_MAX_BYTES, "CHIPWATCH_%s", option->name);
    assert(size > 0 && size < NAME_MAX_BYTES);
    for (char *p = name; *p; p++)
        *p = *p == '-' ? '_' : (char)toupper((unsigned char)*p);
}

/* Refusals name the setting as the place writes it, since that is where a person will look. */
__attribute__((format(printf, 4, 5))) static bool refuse(const struct place *place, const struct option *option,
                                                         struct error *error, const char *format, ...)
{
    char text[512], name[NAME_MAX_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    switch (place->origin) {
    case ORIGIN_COMMAND_LINE:
        return error_stop(error, EXIT_USAGE, "--%s: %s", option->name, text);
    case ORIGIN_ENVIRONMENT:
        environment_name(option, name);
        return error_stop(error, EXIT_CONFIG, "%s: %s", name, text);
    default:
        return error_stop(error, EXIT_CONFIG, "%s:%zu: %s: %s", place->file, place->line, option->name, text);
    }
}

/* Names of librdkafka's properties that hold secrets. */
static bool names_a_secret(const char *property)
{
    static const char *const words[] = {"password", "secret", "key.pem", "oauthbearer.config"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcasestr(property, words[i]))
            return true;
    return false;
}

static void note_origin(struct parse *parse, const struct option *option, size_t item, enum origin origin)
{
    if (!is_common(option))
        parse->origins[option - parse->program->options][item] = (unsigned char)origin;
}

static void *member(struct parse *parse, const struct option *option)
{
    return (is_common(option) ? (char *)&parse->common : parse->settings) + option->offset;
}

/* A setter for each kind. */
static bool set_flag(struct parse *parse, const struct option *option, const char *value, const struct place *place,
                     struct error *error)
{
    static const char *const words[][2] = {{"false", "true"}, {"0", "1"}, {"no", "yes"}};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        for (int meaning = 0; meaning < 2; meaning++) {
            if (strcasecmp(value, words[i][meaning]) == 0) {
                *(bool *)member(parse, option) = meaning;
                note_origin(parse, option, 0, place->origin);
                return true;
            }
        }
    }
    return refuse(place, option, error, "true or false expected, not \"%s\"", value);
}

static bool set_text(struct parse *parse, const struct option *option, const char *value, const struct place *place,
                     struct error *error)
{
    if (*value && option->takes && !option->takes(value))
        return refuse(place, option, error, "%s expected, not \"%s\"", option->expected, value);
    const char *text = *value ? value : NULL;
    memcpy(member(parse, option), &text, sizeof text);
    note_origin(parse, option, 0, place->origin);
    return true;
}

static bool set_integer(struct parse *parse, const struct option *option, const char *value, const struct place *place,
                        struct error *error)
{
    char *end;
    errno = 0;
    long long number = strtoll(value, &end, 10);
    bool is_number = end != value && !*end && !isspace((unsigned char)value[0]);
    if (!is_number || errno || number < option->least || number > option->most)
        return refuse(place, option, error, "a whole number from %" PRId64 " to %" PRId64 " expected, not \"%s\"",
                      option->least, option->most, value);
    *(int64_t *)member(parse, option) = number;
    note_origin(parse, option, 0, place->origin);
    return true;
}

/* Texts that are not the process's own arguments or environment live as long as it does; the list keeps them
 * reachable. */
struct kept_text {
    struct kept_text *next;
    char text[];
};

static char *keep_text(const char *bytes, size_t size)
{
    static struct kept_text *kept;
    struct kept_text *text = malloc(sizeof *text + size + 1);
    if (!text)
        return NULL;
    text->next = kept;
    kept = text;
    memcpy(text->text, bytes, size);
    text->text[size] = '\0';
    return text->text;
}

/* One NAME=VALUE; a name given again replaces. */
static bool set_property(struct parse *parse, const struct option *option, struct slice pair, const struct place *place,
                         struct error *error)
{
    struct option_properties *properties = member(parse, option);
    char *name = keep_text(pair.data, pair.size);
    char *equals = name ? strchr(name, '=') : NULL;
    if (!equals || equals == name)
        return refuse(place, option, error, "NAME=VALUE expected");
    *equals = '\0';
    if (place->origin == ORIGIN_COMMAND_LINE && names_a_secret(name))
        return refuse(place, option, error, "%s is a secret: give it by the environment or the file", name);
    size_t item = 0;
    while (item < properties->count && strcmp(properties->items[item].name, name) != 0)
        item++;
    if (item == PROPERTIES_MAX)
        return refuse(place, option, error, "more than %d properties", (int)PROPERTIES_MAX);
    properties->items[item] = (struct option_property){name, equals + 1};
    if (item == properties->count)
        properties->count++;
    note_origin(parse, option, item, place->origin);
    return true;
}

/* A flag holds one pair; the environment and defaults may hold several, parted by ';' or new lines. */
static bool set_properties(struct parse *parse, const struct option *option, const char *value,
                           const struct place *place, struct error *error)
{
    if (place->origin == ORIGIN_COMMAND_LINE || place->origin == ORIGIN_FILE)
        return set_property(parse, option, slice_of(value), place, error);
    while (*value) {
        size_t size = strcspn(value, ";\n");
        struct slice pair = slice_trim((struct slice){value, size});
        if (pair.size && !set_property(parse, option, pair, place, error))
            return false;
        value += size + (value[size] != '\0');
    }
    return true;
}

static bool set_value(struct parse *parse, const struct option *option, const char *value, const struct place *place,
                      struct error *error)
{
    static bool (*const setters[])(struct parse *, const struct option *, const char *, const struct place *,
                                   struct error *) = {
        [OPTION_FLAG] = set_flag,
        [OPTION_TEXT] = set_text,
        [OPTION_INTEGER] = set_integer,
        [OPTION_PROPERTY] = set_properties,
    };
    return setters[option->kind](parse, option, value, place, error);
}

/* The known name that is nearest to `name`, NULL if none is near. */
static const char *nearest_name(const struct option_program *program, const char *name)
{
    const struct option *tables[] = {program->options, common_options};
    struct misspelling misspelling = {.written = name};
    for (size_t i = 0; i < 2; i++)
        for (const struct option *option = tables[i]; option->name; option++)
            if (option->help)
                misspelling_try(&misspelling, option->name);
    return misspelling.nearest;
}

static const struct option *find_name(const struct option *options, const char *name)
{
    for (; options->name; options++)
        if (strcmp(options->name, name) == 0)
            return options;
    return NULL;
}

static const struct option *find_letter(const struct option *options, char letter)
{
    for (; options->name; options++)
        if (options->letter == letter)
            return options;
    return NULL;
}

static bool unknown_flag(const struct option_program *program, const char *name, struct error *error)
{
    const char *nearest = nearest_name(program, name);
    if (nearest)
        return error_stop(error, EXIT_USAGE, "unknown option --%s; did you mean --%s?", name, nearest);
    return error_stop(error, EXIT_USAGE, "unknown option --%s; see %s --help", name, program->name);
}

/* The option that "--name=value" or "-xvalue" names, and the value in the same argument if there is one. */
static const struct option *find_long(const struct option_program *program, const char *argument, const char **value,
                                      struct error *error)
{
    char name[NAME_MAX_BYTES];
    size_t size = strcspn(argument + 2, "=");
    *value = argument[2 + size] ? argument + 2 + size + 1 : NULL;
    snprintf(name, sizeof name, "%.*s", (int)(size < sizeof name ? size : sizeof name), argument + 2);
    const struct option *option = find_name(program->options, name);
    option = option ? option : find_name(common_options, name);
    if (!option)
        unknown_flag(program, name, error);
    return option;
}

static const struct option *find_short(const struct option_program *program, const char *argument, const char **value,
                                       struct error *error)
{
    *value = argument[2] ? argument + 2 : NULL;
    const struct option *option = find_letter(program->options, argument[1]);
    option = option ? option : find_letter(common_options, argument[1]);
    if (!option)
        error_stop(error, EXIT_USAGE, "unknown option -%c; see %s --help", argument[1], program->name);
    return option;
}

/* Takes the option in argv[*at] and, where it has one, its value, perhaps from the next argument. */
static bool take_option(struct parse *parse, int argc, char **argv, int *at, struct error *error)
{
    static const struct place here = {.origin = ORIGIN_COMMAND_LINE};
    const char *argument = argv[*at], *value;
    const struct option *option =
        (argument[1] == '-' ? find_long : find_short)(parse->program, argument, &value, error);
    if (!option)
        return false;
    if (option->secret)
        return refuse(&here, option, error, "a secret: give it by the environment or the file");
    if (!value && option->kind == OPTION_FLAG)
        value = "true";
    if (!value && ++*at >= argc)
        return refuse(&here, option, error, "%s expected", option->value_name);
    parse->assignments[parse->assignment_count++] = (struct assignment){option, value ? value : argv[*at]};
    return true;
}

/* Parts options from arguments; the arguments come to stand behind argv[0]. */
static bool read_command_line(struct parse *parse, int argc, char **argv, int *argument_count, struct error *error)
{
    bool options_ended = false;
    int count = 0;
    for (int at = 1; at < argc; at++) {
        char *argument = argv[at];
        if (options_ended || argument[0] != '-' || !argument[1])
            argv[1 + count++] = argument;
        else if (strcmp(argument, "--") == 0)
            options_ended = true;
        else if (!take_option(parse, argc, argv, &at, error))
            return false;
    }
    *argument_count = count;
    return true;
}

/* Applies the assignments that concern the common options, or those of the program. */
static bool apply_assignments(struct parse *parse, bool common, struct error *error)
{
    static const struct place here = {.origin = ORIGIN_COMMAND_LINE};
    for (size_t i = 0; i < parse->assignment_count; i++) {
        const struct assignment *assignment = &parse->assignments[i];
        if (is_common(assignment->option) == common &&
            !set_value(parse, assignment->option, assignment->value, &here, error))
            return false;
    }
    return true;
}

static void apply_defaults(struct parse *parse)
{
    static const size_t sizes[] = {
        [OPTION_FLAG] = sizeof(bool),
        [OPTION_TEXT] = sizeof(const char *),
        [OPTION_INTEGER] = sizeof(int64_t),
        [OPTION_PROPERTY] = sizeof(struct option_properties),
    };
    static const struct place here = {.origin = ORIGIN_DEFAULT, .file = "default"};
    for (const struct option *option = parse->program->options; option->name; option++) {
        struct error error = {0};
        memset(member(parse, option), 0, sizes[option->kind]);
        const char *value = option->kind == OPTION_FLAG && !option->default_text ? "false" : option->default_text;
        bool is_set = !value || set_value(parse, option, value, &here, &error);
        assert(is_set);
        (void)is_set;
    }
}

/* An empty variable is an unset one: container files cannot unset. */
static bool apply_variable(struct parse *parse, const struct option *option, struct error *error)
{
    static const struct place here = {.origin = ORIGIN_ENVIRONMENT};
    char name[NAME_MAX_BYTES];
    environment_name(option, name);
    const char *value = getenv(name);
    return !value || !*value || set_value(parse, option, value, &here, error);
}

static bool apply_environment(struct parse *parse, struct error *error)
{
    for (const struct option *option = parse->program->options; option->name; option++)
        if (!apply_variable(parse, option, error))
            return false;
    return true;
}

static bool read_whole_file(const char *path, char **text, struct error *error)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return error_stop(error, EXIT_CONFIG, "%s: %s", path, strerror(errno));
    char *bytes = malloc(FILE_MAX_BYTES + 1);
    size_t size = bytes ? fread(bytes, 1, FILE_MAX_BYTES + 1, file) : 0;
    bool failed = !bytes || ferror(file);
    fclose(file);
    *text = !failed && size <= FILE_MAX_BYTES && !memchr(bytes, '\0', size) ? keep_text(bytes, size) : NULL;
    free(bytes);
    return *text ||
           error_stop(error, EXIT_CONFIG, "%s: no readable text of at most %d bytes", path, (int)FILE_MAX_BYTES);
}

/* A NUL-terminated view into the kept text of the file, without white space around it. */
static char *trim_in_place(char *text)
{
    struct slice trimmed = slice_trim(slice_of(text));
    char *start = text + (trimmed.data - text);
    start[trimmed.size] = '\0';
    return start;
}

static bool apply_line(struct parse *parse, char *line, const struct place *place, struct error *error)
{
    char *name = trim_in_place(line);
    if (!*name || *name == '#')
        return true;
    char *equals = strchr(name, '=');
    if (!equals)
        return error_stop(error, EXIT_CONFIG, "%s:%zu: NAME = VALUE expected", place->file, place->line);
    *equals = '\0';
    name = trim_in_place(name);
    const struct option *option = find_name(parse->program->options, name);
    if (option)
        return set_value(parse, option, trim_in_place(equals + 1), place, error);
    const char *nearest = nearest_name(parse->program, name);
    return error_stop(error, EXIT_CONFIG, "%s:%zu: unknown key %.80s%s%s%s", place->file, place->line, name,
                      nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "");
}

static bool apply_file(struct parse *parse, const char *path, struct error *error)
{
    char *text;
    if (!read_whole_file(path, &text, error))
        return false;
    struct place place = {.origin = ORIGIN_FILE, .file = path};
    for (char *line; (line = strsep(&text, "\n"));) {
        place.line++;
        if (!apply_line(parse, line, &place, error))
            return false;
    }
    return true;
}

/* What a value looks like typed; NULL if unset. `text` is for those that are no text already. */
static const char *value_text(const struct option *option, const void *value, char text[32])
{
    const char *pointer;
    switch (option->kind) {
    case OPTION_FLAG:
        return *(const bool *)value ? "true" : "false";
    case OPTION_INTEGER:
        snprintf(text, 32, "%" PRId64, *(const int64_t *)value);
        return text;
    default:
        memcpy(&pointer, value, sizeof pointer);
        return pointer;
    }
}

static void print_setting(const char *name, const char *value, bool secret, enum origin origin, FILE *out)
{
    if (!value)
        fprintf(out, "%s: not set\n", name);
    else
        fprintf(out, "%s = %s (%s)\n", name, secret ? "********" : value, origin_names[origin]);
}

static void print_config(struct parse *parse, FILE *out)
{
    for (const struct option *option = parse->program->options; option->name; option++) {
        const unsigned char *origins = parse->origins[option - parse->program->options];
        if (option->kind != OPTION_PROPERTY) {
            char text[32];
            const char *value = origins[0] ? value_text(option, member(parse, option), text) : NULL;
            print_setting(option->name, value, option->secret, origins[0], out);
            continue;
        }
        const struct option_properties *properties = member(parse, option);
        if (!properties->count)
            print_setting(option->name, NULL, false, ORIGIN_UNSET, out);
        for (size_t i = 0; i < properties->count; i++) {
            fprintf(out, "%s ", option->name);
            print_setting(properties->items[i].name, properties->items[i].value,
                          option->secret || names_a_secret(properties->items[i].name), origins[i], out);
        }
    }
}

static void print_option(const struct option *option, FILE *out)
{
    if (!option->help)
        return;
    if (option->letter)
        fprintf(out, "  -%c, --%s", option->letter, option->name);
    else
        fprintf(out, "      --%s", option->name);
    fprintf(out, "%s%s\n          %s", option->value_name ? " " : "", option->value_name ? option->value_name : "",
            option->help);
    char name[NAME_MAX_BYTES];
    environment_name(option, name);
    if (option->default_text)
        fprintf(out, " Default: %s.", option->default_text);
    if (!is_common(option) || option == &common_options[COMMON_CONFIG])
        fprintf(out, " [%s%s]", name, option->secret ? ", not on the command line" : "");
    fputc('\n', out);
}

void option_print_help(const struct option_program *program, FILE *out)
{
    fprintf(out, "Usage: %s %s\n\n%s\n\nOptions:\n", program->name, program->usage, program->summary);
    for (const struct option *option = program->options; option->name; option++)
        print_option(option, out);
    for (const struct option *option = common_options; option->name; option++)
        print_option(option, out);
    fputs("\nA setting is taken from the command line, else the environment, else the file, else its default.\n", out);
    if (program->more)
        fprintf(out, "\n%s\n", program->more);
}

/* '|' would end the cell. */
static void print_cell(const char *text, FILE *out)
{
    for (; *text; text++) {
        if (*text == '|')
            fputc('\\', out);
        fputc(*text, out);
    }
}

void option_print_markdown(const struct option_program *program, FILE *out)
{
    fputs("| Flag, key in the file | Environment | Default | Meaning |\n|---|---|---|---|\n", out);
    for (const struct option *option = program->options; option->name; option++) {
        char name[NAME_MAX_BYTES];
        environment_name(option, name);
        fprintf(out, "| `%s%s` | `%s` | ", option->secret ? "" : "--", option->name, name);
        if (option->default_text) {
            fputc('`', out);
            print_cell(option->default_text, out);
            fputc('`', out);
        }
        fputs(" | ", out);
        print_cell(option->help ? option->help : "", out);
        fputs(" |\n", out);
    }
}

/* --help and its like; true if one was given. Help must not depend on a sound file or environment. */
static bool print_about(struct parse *parse)
{
    if (parse->common.help)
        option_print_help(parse->program, stdout);
    else if (parse->common.version)
        printf("%s %s\n", parse->program->name, CHIPWATCH_VERSION);
    else if (parse->common.help_markdown)
        option_print_markdown(parse->program, stdout);
    else
        return false;
    return true;
}

static bool flush_output(struct error *error)
{
    if (fflush(stdout) || ferror(stdout))
        return error_stop(error, EXIT_IO, "standard output: %s", strerror(errno));
    return true;
}

static bool apply_all(struct parse *parse, bool *done, struct error *error)
{
    if (!apply_assignments(parse, true, error))
        return false;
    *done = print_about(parse);
    if (*done)
        return flush_output(error);
    if (!parse->common.config && !apply_variable(parse, &common_options[COMMON_CONFIG], error))
        return false;
    apply_defaults(parse);
    if (parse->common.config && !apply_file(parse, parse->common.config, error))
        return false;
    if (!apply_environment(parse, error) || !apply_assignments(parse, false, error))
        return false;
    *done = parse->common.print_config;
    if (*done)
        print_config(parse, stdout);
    return !*done || flush_output(error);
}

bool option_parse(const struct option_program *program, int argc, char **argv, void *settings, int *argument_count,
                  bool *done, struct error *error)
{
    assert(option_count(program->options) <= OPTIONS_MAX);
    struct parse *parse = calloc(1, sizeof *parse);
    struct assignment *assignments = calloc((size_t)argc + 1, sizeof *assignments);
    bool parsed = parse && assignments;
    if (!parsed) {
        error_stop(error, EXIT_TRY_AGAIN, "no memory for the settings");
    } else {
        *parse = (struct parse){.program = program, .settings = settings, .assignments = assignments};
        parsed = read_command_line(parse, argc, argv, argument_count, error) && apply_all(parse, done, error);
    }
    free(assignments);
    free(parse);
    return parsed;
}
