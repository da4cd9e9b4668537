#include "producers/stream.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct file_stream {
    struct stream stream;
    int descriptor;
    const char *name;
    off_t start; /* where it stood: standard input may have been read from before */
};

struct text_stream {
    struct stream stream;
    struct slice text;
    size_t position;
};

void stream_close(struct stream *stream)
{
    if (stream)
        stream->close(stream);
}

static bool cannot(struct error *error, const char *name, const char *verb)
{
    return error_stop(error, EXIT_NO_INPUT, "%s cannot be %s: %s", name, verb, strerror(errno));
}

static bool file_read(struct stream *stream, char *bytes, size_t size, size_t *got, struct error *error)
{
    const struct file_stream *file = (const struct file_stream *)stream;
    ssize_t result = read(file->descriptor, bytes, size);
    if (result < 0 && errno == EINTR)
        return error_retry(error, "reading %s was interrupted by a signal", file->name);
    if (result < 0)
        return cannot(error, file->name, "read");
    *got = (size_t)result;
    return true;
}

static bool file_rewind(struct stream *stream, struct error *error)
{
    const struct file_stream *file = (const struct file_stream *)stream;
    return lseek(file->descriptor, file->start, SEEK_SET) >= 0 || cannot(error, file->name, "read a second time");
}

static void file_close(struct stream *stream)
{
    const struct file_stream *file = (const struct file_stream *)stream;
    if (file->descriptor != STDIN_FILENO)
        close(file->descriptor);
    free(stream);
}

bool stream_of_file(int descriptor, const char *name, struct stream **stream, struct error *error)
{
    struct stat status;
    if (fstat(descriptor, &status))
        return cannot(error, name, "examined");
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return cannot(error, name, "read");
    }
    struct file_stream *file = calloc(1, sizeof *file);
    if (!file)
        return error_stop(error, EXIT_NO_INPUT, "%s cannot be opened: no memory", name);
    *file = (struct file_stream){{file_read, NULL, file_close}, descriptor, name, 0};
    if (S_ISREG(status.st_mode)) {
        file->start = lseek(descriptor, 0, SEEK_CUR);
        file->stream.rewind = file->start >= 0 ? file_rewind : NULL;
    }
    *stream = &file->stream;
    return true;
}

static bool text_read(struct stream *stream, char *bytes, size_t size, size_t *got, struct error *error)
{
    struct text_stream *text = (struct text_stream *)stream;
    (void)error;
    size_t left = text->text.size - text->position;
    *got = left < size ? left : size;
    if (*got)
        memcpy(bytes, text->text.data + text->position, *got);
    text->position += *got;
    return true;
}

static bool text_rewind(struct stream *stream, struct error *error)
{
    (void)error;
    ((struct text_stream *)stream)->position = 0;
    return true;
}

static void text_close(struct stream *stream)
{
    free(stream);
}

struct stream *stream_of_text(struct slice text)
{
    struct text_stream *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    *made = (struct text_stream){{text_read, text_rewind, text_close}, text, 0};
    return &made->stream;
}
