#include "producers/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "lib/clock.h"
#include "producers/unpack.h"

#ifndef ZIP_ER_TRUNCATED_ZIP
#define ZIP_ER_TRUNCATED_ZIP 35 /* since libzip 1.11 */
#endif

struct archive {
    zip_t *zip;
    uint32_t *members; /* entries that are sources */
    size_t count;
    int64_t size, modified_at_ms;
    char name[ARCHIVE_NAME_MAX + 1];
};

struct member {
    struct stream stream;
    zip_t *zip;
    zip_uint64_t entry;
    zip_file_t *file;
    int64_t packed, unpacked;
};

bool archive_is_one(struct slice head)
{
    return slice_starts_with(head, "PK\x03\x04") || slice_starts_with(head, "PK\x05\x06");
}

/* ---- before libzip may read it: how many entries does it claim to have? ---- */

enum {
    END_SIZE = 22,                    /* PK 5 6 ... and a comment of at most 65535 bytes; entries: 2 bytes at 10 */
    TAIL_SIZE = END_SIZE + 65535 + 20, /* and before it, for large archives, PK 6 7 with the offset of PK 6 6 at 8 */
    END_64_SIZE = 56                  /* PK 6 6; entries: 8 bytes at 32 */
};

/* Where an archive's bytes are read from while it is examined. */
struct origin {
    int descriptor; /* -1: text */
    struct slice text;
    int64_t size;
};

static size_t read_at(const struct origin *origin, int64_t offset, char *bytes, size_t size)
{
    if (offset < 0 || offset >= origin->size)
        return 0;
    if (origin->descriptor >= 0) {
        ssize_t got = pread(origin->descriptor, bytes, size, offset);
        return got > 0 ? (size_t)got : 0;
    }
    struct slice part = slice_cut(origin->text, (size_t)offset, (size_t)offset + size);
    memcpy(bytes, part.data, part.size);
    return part.size;
}

static uint64_t little_endian(const char *bytes, size_t size)
{
    uint64_t value = 0;
    while (size--)
        value = value << 8 | (unsigned char)bytes[size];
    return value;
}

static uint64_t entries_of_large(const struct origin *origin, const char *locator)
{
    char end[END_64_SIZE];
    int64_t offset = (int64_t)little_endian(locator + 8, 8);
    return read_at(origin, offset, end, sizeof end) == sizeof end ? little_endian(end + 32, 8) : 0;
}

/* The most entries that any end record claims: libzip takes the memory for all before it looks at the first, and it
 * chooses among several end records. */
static bool has_few_entries(const struct origin *origin, struct error *error)
{
    char *tail = malloc(TAIL_SIZE);
    if (!tail)
        return error_stop(error, EXIT_NO_INPUT, "no memory for an archive");
    int64_t start = origin->size > TAIL_SIZE ? origin->size - TAIL_SIZE : 0;
    size_t size = read_at(origin, start, tail, TAIL_SIZE);
    uint64_t most = 0;
    for (size_t i = 0; i + 20 <= size; i++) {
        uint64_t entries = 0;
        if (!memcmp(tail + i, "PK\x05\x06", 4))
            entries = little_endian(tail + i + 10, 2);
        else if (!memcmp(tail + i, "PK\x06\x07", 4))
            entries = entries_of_large(origin, tail + i);
        if (entries > most && entries != 0xFFFF) /* that: see the record of the large archive */
            most = entries;
    }
    free(tail);
    return most <= ARCHIVE_ENTRIES_MAX || error_reject(error, REASON_TOO_LARGE, "the archive has more than %d entries",
                                                       ARCHIVE_ENTRIES_MAX);
}

/* ---- the list of members ---- */

static bool cannot_open(int code, struct error *error)
{
    zip_error_t why;
    zip_error_init_with_code(&why, code);
    bool cut = code == ZIP_ER_NOZIP || code == ZIP_ER_EOF || code == ZIP_ER_TRUNCATED_ZIP;
    if (cut)
        error_reject(error, REASON_TRUNCATED, "the zip archive has no list of members at its end: it is cut off");
    else
        error_reject(error, REASON_BAD_SYNTAX, "the zip archive is damaged: %s", zip_error_strerror(&why));
    zip_error_fini(&why);
    return false;
}

static const char *entry_name(const struct archive *archive, zip_uint64_t entry)
{
    const char *name = zip_get_name(archive->zip, entry, ZIP_FL_ENC_GUESS);
    return name ? name : "";
}

static bool ends_with(const char *name, const char *ending)
{
    size_t size = strlen(name), ending_size = strlen(ending);
    return size >= ending_size && !strcasecmp(name + size - ending_size, ending);
}

static bool is_source(const char *name)
{
    bool hidden = name[0] == '.' || strstr(name, "/.") || !strncmp(name, "__MACOSX/", 9);
    return !hidden && !ends_with(name, "/") && !ends_with(name, ".meta");
}

/* Workbooks and documents of Office are zip archives too. */
static bool is_no_document(const struct archive *archive, struct error *error)
{
    static const struct {
        const char *member, *meaning;
    } signs[] = {{"xl/workbook.xml", "an Excel workbook (xlsx): export its sheet as CSV"},
                 {"xl/workbook.bin", "an Excel workbook (xlsb): export its sheet as CSV"},
                 {"word/document.xml", "a Word document (docx): export its tables as CSV"},
                 {"[Content_Types].xml", "an Office document (xlsx, docx, pptx): export its tables as CSV"},
                 {"META-INF/manifest.xml", "an OpenDocument file (ods, odt) or a Java archive: export its tables as CSV"}};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (zip_name_locate(archive->zip, signs[i].member, ZIP_FL_NOCASE) >= 0)
            return error_reject(error, REASON_UNKNOWN_FORMAT, "it is %s", signs[i].meaning);
    return true;
}

/* Members that share their packed bytes with others make archives of a size that no disk holds. */
static bool do_not_overlap(const struct archive *archive, zip_uint64_t entries, struct error *error)
{
    uint64_t left = (uint64_t)archive->size;
    for (zip_uint64_t i = 0; i < entries; i++) {
        zip_stat_t status;
        uint64_t packed = zip_stat_index(archive->zip, i, 0, &status) ? 0 : status.comp_size;
        if (packed > left)
            return error_reject(error, REASON_BAD_SYNTAX, "the zip archive is shorter than its members");
        left -= packed;
    }
    return true;
}

static bool list_members(struct archive *archive, struct error *error)
{
    zip_int64_t entries = zip_get_num_entries(archive->zip, 0);
    if (entries > ARCHIVE_ENTRIES_MAX)
        return error_reject(error, REASON_TOO_LARGE, "the archive has more than %d entries", ARCHIVE_ENTRIES_MAX);
    archive->members = calloc((size_t)entries + 1, sizeof *archive->members);
    if (!archive->members)
        return error_stop(error, EXIT_NO_INPUT, "no memory for an archive");
    for (zip_int64_t i = 0; i < entries; i++)
        if (is_source(entry_name(archive, (zip_uint64_t)i)))
            archive->members[archive->count++] = (uint32_t)i;
    return do_not_overlap(archive, (zip_uint64_t)entries, error) && is_no_document(archive, error);
}

/* ---- opening ---- */

static zip_t *open_zip(const struct origin *origin, int *code)
{
    if (origin->descriptor >= 0)
        return zip_fdopen(origin->descriptor, 0, code); /* closes it, if it succeeds */
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(origin->text.data, origin->text.size, 0, &why);
    zip_t *zip = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
    *code = zip_error_code_zip(&why);
    if (source && !zip)
        zip_source_free(source);
    zip_error_fini(&why);
    return zip;
}

static bool open_origin(struct origin *origin, int64_t modified_at_ms, struct archive **archive, struct error *error)
{
    int code = 0;
    struct archive *made = has_few_entries(origin, error) ? calloc(1, sizeof *made) : NULL;
    zip_t *zip = made ? open_zip(origin, &code) : NULL;
    if (zip)
        origin->descriptor = -1;
    else if (made)
        cannot_open(code, error);
    if (!zip) {
        free(made);
        return false;
    }
    *made = (struct archive){.zip = zip, .size = origin->size, .modified_at_ms = modified_at_ms};
    if (!list_members(made, error)) {
        archive_close(made);
        return false;
    }
    *archive = made;
    return true;
}

bool archive_open_file(const char *path, struct archive **archive, struct error *error)
{
    struct stat status;
    struct origin origin = {.descriptor = open(path, O_RDONLY | O_CLOEXEC)};
    if (origin.descriptor < 0 || fstat(origin.descriptor, &status)) {
        error_stop(error, EXIT_NO_INPUT, "%s cannot be opened: %s", path, strerror(errno));
        if (origin.descriptor >= 0)
            close(origin.descriptor);
        return false;
    }
    origin.size = status.st_size;
    int64_t modified_at_ms = (int64_t)status.st_mtim.tv_sec * 1000 + status.st_mtim.tv_nsec / 1000000;
    bool fine = open_origin(&origin, modified_at_ms, archive, error);
    if (origin.descriptor >= 0)
        close(origin.descriptor);
    return fine;
}

bool archive_open_text(struct slice text, struct archive **archive, struct error *error)
{
    struct origin origin = {.descriptor = -1, .text = text, .size = (int64_t)text.size};
    return open_origin(&origin, clock_now_ms(), archive, error);
}

void archive_close(struct archive *archive)
{
    if (!archive)
        return;
    zip_discard(archive->zip);
    free(archive->members);
    free(archive);
}

size_t archive_count(const struct archive *archive)
{
    return archive->count;
}

size_t archive_member(const struct archive *archive, size_t index)
{
    return archive->members[index];
}

int64_t archive_modified_at_ms(const struct archive *archive)
{
    return archive->modified_at_ms;
}

static bool is_plain(const char *name)
{
    if (strlen(name) > ARCHIVE_NAME_MAX || !slice_is_text(slice_of(name)))
        return false;
    for (; *name; name++) /* control characters, also those that UTF-8 writes as C2 80 to C2 9F */
        if ((unsigned char)*name < ' ' || *name == 0x7F ||
            ((unsigned char)name[0] == 0xC2 && (unsigned char)name[1] < 0xA0))
            return false;
    return true;
}

const char *archive_name(struct archive *archive, size_t member)
{
    const char *name = entry_name(archive, member);
    if (is_plain(name))
        return name;
    snprintf(archive->name, sizeof archive->name, "#%zu", member + 1);
    return archive->name;
}

/* ---- one member ---- */

static bool cannot_read(const struct member *member, struct error *error)
{
    zip_error_t *why = zip_file_get_error(member->file);
    int code = zip_error_code_zip(why);
    if (code == ZIP_ER_READ || code == ZIP_ER_SEEK || code == ZIP_ER_MEMORY)
        return error_stop(error, EXIT_NO_INPUT, "a member of the archive cannot be read: %s", zip_error_strerror(why));
    return error_reject(error, code == ZIP_ER_EOF ? REASON_TRUNCATED : REASON_BAD_SYNTAX,
                        "the member is damaged after %lld unpacked bytes: %s", (long long)member->unpacked,
                        zip_error_strerror(why));
}

static bool member_read(struct stream *stream, char *bytes, size_t size, size_t *got, struct error *error)
{
    struct member *member = (struct member *)stream;
    zip_int64_t result = zip_fread(member->file, bytes, size);
    if (result < 0)
        return cannot_read(member, error);
    *got = (size_t)result;
    member->unpacked += result;
    return unpack_is_within_limits(member->unpacked, member->packed, error);
}

static bool open_entry(struct member *member, struct error *error)
{
    member->unpacked = 0;
    member->file = zip_fopen_index(member->zip, member->entry, 0);
    return member->file || error_reject(error, REASON_BAD_SYNTAX, "the member cannot be opened: %s",
                                        zip_strerror(member->zip));
}

static bool member_rewind(struct stream *stream, struct error *error)
{
    struct member *member = (struct member *)stream;
    zip_fclose(member->file);
    return open_entry(member, error);
}

static void member_close(struct stream *stream)
{
    struct member *member = (struct member *)stream;
    if (member->file)
        zip_fclose(member->file);
    free(member);
}

static bool can_be_read(struct archive *archive, size_t entry, int64_t *packed, struct error *error)
{
    zip_stat_t status;
    if (!is_plain(entry_name(archive, entry)))
        return error_reject(error, REASON_BAD_ENCODING,
                            "the name of entry %zu of the archive is longer than %d bytes or holds control characters",
                            entry + 1, ARCHIVE_NAME_MAX);
    if (zip_stat_index(archive->zip, entry, 0, &status))
        return error_reject(error, REASON_BAD_SYNTAX, "the archive does not describe the member");
    if (status.encryption_method != ZIP_EM_NONE)
        return error_reject(error, REASON_UNKNOWN_FORMAT, "the member is encrypted: unpack it first");
    if (status.comp_method != ZIP_CM_STORE && status.comp_method != ZIP_CM_DEFLATE)
        return error_reject(error, REASON_UNKNOWN_FORMAT,
                            "the member is packed by method %d; only deflate (8) is read: unpack it first",
                            status.comp_method);
    *packed = (int64_t)status.comp_size;
    return true;
}

bool archive_open_member(struct archive *archive, size_t entry, struct stream **stream, struct error *error)
{
    int64_t packed = 0;
    if (!can_be_read(archive, entry, &packed, error))
        return false;
    struct member *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_NO_INPUT, "no memory for a member of an archive");
    *made = (struct member){{member_read, member_rewind, member_close}, archive->zip, entry, NULL, packed, 0};
    if (!open_entry(made, error)) {
        free(made);
        return false;
    }
    *stream = &made->stream;
    return true;
}

bool archive_find_beside(const struct archive *archive, size_t member, const char *name, size_t *found)
{
    const char *path = entry_name(archive, member), *slash = strrchr(path, '/');
    size_t folder = slash ? (size_t)(slash + 1 - path) : 0;
    zip_int64_t entries = zip_get_num_entries(archive->zip, 0);
    for (zip_int64_t i = 0; i < entries; i++) {
        const char *other = entry_name(archive, (zip_uint64_t)i);
        if (!strncmp(other, path, folder) && strlen(other) >= folder && !strcasecmp(other + folder, name)) {
            *found = (size_t)i;
            return true;
        }
    }
    return false;
}
