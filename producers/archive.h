/*
 * Zip archives, whose members are sources of their own: the only file that knows libzip.
 *
 * Only the list of members is in memory; each is unpacked while it is read, and its CRC is proved at its end. A
 * member's name is a text of the archive's maker: it is told, never used as a path. Archives within archives are not
 * opened. Errors: ERROR_REJECT with REASON_TRUNCATED or REASON_BAD_SYNTAX (damaged), REASON_TOO_LARGE (a limit),
 * REASON_UNKNOWN_FORMAT (a workbook; encrypted; packed by another method than deflate), REASON_BAD_ENCODING (a name).
 * Threads: an archive and its members belong to one thread.
 */
#ifndef PRODUCERS_ARCHIVE_H
#define PRODUCERS_ARCHIVE_H

#include <stdint.h>

#include "producers/stream.h"

enum {
    ARCHIVE_ENTRIES_MAX = 20000, /* entries of the list: folders and hidden files count */
    ARCHIVE_NAME_MAX = 512       /* bytes of a member's name */
};

struct archive;

/* True if a source begins as a zip archive does. */
bool archive_is_one(struct slice head);

bool archive_open_file(const char *path, struct archive **archive, struct error *error);
/* The same for a text in memory, which is borrowed. */
bool archive_open_text(struct slice text, struct archive **archive, struct error *error);
void archive_close(struct archive *archive);

/* Members that are sources: folders, hidden files (a part of the name begins with a dot, or is __MACOSX) and sidecars
 * (*.meta) are none. `index` counts them from 0 in the order of the archive; the answer is what the others take. */
size_t archive_count(const struct archive *archive);
size_t archive_member(const struct archive *archive, size_t index);

int64_t archive_modified_at_ms(const struct archive *archive); /* of the archive: a member's own time has no zone */

/* The member's name as UTF-8, valid until the next call; of one that is no plain text or too long, "#" and a number. */
const char *archive_name(struct archive *archive, size_t member);

/* The member's bytes. `archive` must outlive the stream. */
bool archive_open_member(struct archive *archive, size_t member, struct stream **stream, struct error *error);

/* The file of that name, whatever its case, in the folder of `member`; it may be a sidecar. False: there is none. */
bool archive_find_beside(const struct archive *archive, size_t member, const char *name, size_t *found);

#endif
