#include "tests/samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

const char *sample_path(const char *name)
{
    static char path[4096];
    const char *folder = getenv("CHIPWATCH_SAMPLES");
    snprintf(path, sizeof path, "%s/%s", folder ? folder : CHIPWATCH_SOURCE_DIR "/../shared/samples", name);
    return access(path, R_OK) ? NULL : path;
}
