/*
 * Files that come into a folder while it is watched: which are complete, and how the state names them.
 *
 * A file is complete when nobody has it open for writing and it has been left alone for FOLLOW_QUIET_MS; the former is
 * asked of the kernel by a read lease, which some file systems and files of other users do not give: there the latter
 * decides alone. Costs: a look at each file a second.
 */
#ifndef PRODUCERS_FOLLOW_H
#define PRODUCERS_FOLLOW_H

#include <stdbool.h>
#include <stddef.h>

enum { FOLLOW_QUIET_MS = 1000, FOLLOW_NAP_MS = 1000, FOLLOW_LINE_MAX = 4200 };

enum follow_file { FOLLOW_COMPLETE, FOLLOW_GROWING, FOLLOW_NOT_THERE };

/* Writes the line that stands for this very content of the file: path, size and time of change, and those of the
 * sidecar (PATH.meta) if there is one, so that a sidecar that comes late or is corrected makes it another content.
 * Paths with a line break in them, and what is no regular file, are FOLLOW_NOT_THERE. */
enum follow_file follow_look(const char *path, char line[FOLLOW_LINE_MAX]);

#endif
