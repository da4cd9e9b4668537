/*
 * check-catalogue DIR: what is wrong with a folder of reference data, before it is used.
 */
#include <stdio.h>

#include "consumers/capacity/catalogue_check.h"
#include "consumers/capacity/command.h"

static void print(const char *folder, const struct catalogue_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct catalogue_finding *finding = &findings->items[i];
        printf("%s/%s:%zu: %s: %s\n", folder, finding->file, finding->line, finding->is_error ? "error" : "warning",
               finding->what);
    }
    if (findings->count < findings->errors + findings->warnings)
        printf("the first %zu findings are shown\n", findings->count);
    printf("%zu errors, %zu warnings in %zu files\n", findings->errors, findings->warnings, findings->files);
}

int command_check_catalogue(const struct settings *settings, int argument_count, char **arguments)
{
    struct catalogue_findings findings;
    struct error error = {0};
    (void)settings;
    if (argument_count != 1)
        return command_usage("check-catalogue takes one folder");
    if (!catalogue_check(arguments[0], &findings, &error))
        return command_fail(&error);
    print(arguments[0], &findings);
    int status = findings.errors ? EXIT_DATA : 0;
    catalogue_findings_free(&findings);
    return command_finish(status);
}
