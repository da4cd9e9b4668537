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

enum follow_file follow_look(const char *path, char line[FOLLOW_LINE_MAX])
{
    struct stat status;
    if (strchr(path, '\n') || stat(path, &status) || !S_ISREG(status.st_mode))
        return FOLLOW_NOT_THERE;
    int size = snprintf(line, FOLLOW_LINE_MAX, "%s %lld %lld.%09ld", path, (long long)status.st_size,
                        (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    if (size < 0 || size >= FOLLOW_LINE_MAX)
        return FOLLOW_NOT_THERE;
    int64_t quiet_ms = clock_now_ms() - changed_at_ms(&status);
    bool just_changed = llabs(quiet_ms) < FOLLOW_QUIET_MS; /* another machine's clock may be ahead */
    return just_changed || has_writer(path) ? FOLLOW_GROWING : FOLLOW_COMPLETE;
}
