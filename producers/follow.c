#include "producers/follow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/clock.h"

static int64_t changed_at_ms(const struct stat *status)
{
    return (int64_t)status->st_mtim.tv_sec * 1000 + status->st_mtim.tv_nsec / 1000000;
}

/* A read lease is refused with EAGAIN while anybody has the file open for writing. */
static bool has_writer(const char *path)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return false; /* reading it will say why */
    bool written = fcntl(descriptor, F_SETLEASE, F_RDLCK) && errno == EAGAIN;
    close(descriptor);
    return written;
}

static bool is_growing(const char *path, const struct stat *status)
{
    int64_t quiet_ms = clock_now_ms() - changed_at_ms(status);
    return llabs(quiet_ms) < FOLLOW_QUIET_MS || has_writer(path); /* another machine's clock may be ahead */
}

/* Writes size and time of change behind the text that is there; false if they do not fit. */
static bool add_state(char line[FOLLOW_LINE_MAX], const struct stat *status)
{
    size_t used = strlen(line);
    int size = snprintf(line + used, FOLLOW_LINE_MAX - used, " %lld %lld.%09ld", (long long)status->st_size,
                        (long long)status->st_mtim.tv_sec, status->st_mtim.tv_nsec);
    return size > 0 && (size_t)size < FOLLOW_LINE_MAX - used;
}

enum follow_file follow_look(const char *path, char line[FOLLOW_LINE_MAX])
{
    struct stat status, sidecar;
    if (strchr(path, '\n') || stat(path, &status) || !S_ISREG(status.st_mode))
        return FOLLOW_NOT_THERE;
    if (snprintf(line, FOLLOW_LINE_MAX, "%s.meta", path) >= FOLLOW_LINE_MAX)
        return FOLLOW_NOT_THERE;
    bool accompanied = !stat(line, &sidecar) && S_ISREG(sidecar.st_mode);
    bool growing = is_growing(path, &status) || (accompanied && is_growing(line, &sidecar));
    line[strlen(path)] = '\0';
    if (!add_state(line, &status) || (accompanied && !add_state(line, &sidecar)))
        return FOLLOW_NOT_THERE;
    return growing ? FOLLOW_GROWING : FOLLOW_COMPLETE;
}
