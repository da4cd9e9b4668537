/*
 * capacity-consumer: Kafka to PostgreSQL, and the commands around it.
 */
#include <signal.h>
#include <string.h>

#include "consumers/capacity/command.h"
#include "lib/log.h"

static const struct {
    const char *name;
    int (*run)(const struct settings *settings, int argument_count, char **arguments);
} commands[] = {
    {"setup", command_setup},
    {"doctor", command_doctor},
    {"dead-letters", command_dead_letters},
    {"reprocess", command_reprocess},
    {"capacity", command_capacity},
    {"offsets", command_offsets},
    {"check-catalogue", command_check_catalogue},
};

static void set_up_log(const struct settings *settings)
{
    static const char *const levels[] = {"debug", "info", "warning", "error"};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (settings->log_level && strcmp(levels[i], settings->log_level) == 0)
            log_level_set((enum log_level)i);
    log_format_set(settings->log_format);
}

static int run_command(const struct settings *settings, int argument_count, char **arguments)
{
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(commands[i].name, arguments[0]) == 0)
            return commands[i].run(settings, argument_count - 1, arguments + 1);
    return command_usage("unknown command \"%s\"", arguments[0]);
}

int main(int argc, char **argv)
{
    static struct settings settings;
    struct error error = {0};
    int argument_count;
    bool done = false;
    signal(SIGPIPE, SIG_IGN); /* a reader that went away is an error of writing */
    if (!option_parse(&settings_program, argc, argv, &settings, &argument_count, &done, &error))
        return command_fail(&error);
    if (done)
        return command_finish(0);
    if (!settings_complete(&settings, &error))
        return command_fail(&error);
    set_up_log(&settings);
    if (settings.print || settings.explain)
        return argument_count ? command_usage("--print and --explain take no command") : command_print(&settings);
    return argument_count ? run_command(&settings, argument_count, argv + 1) : command_consume(&settings);
}
