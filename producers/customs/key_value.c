#include "producers/customs/key_value.h"

/* What is wrong with a line; NULL for nothing. */
static const char *take_line(struct slice line, struct arena *arena, key_value_setter *set, void *context)
{
    if (!slice_is_text(line))
        return "not UTF-8, or a NUL in it";
    struct slice rest = slice_trim(line);
    if (!rest.size || rest.data[0] == '#')
        return NULL;
    rest = arena_slice(arena, rest);
    if (!rest.data)
        return "the file is too large";
    struct slice key = slice_trim(slice_next_part(&rest, '='));
    return rest.data ? set(context, key, slice_trim(rest)) : "a line \"key = value\" is needed";
}

static bool read_lines(struct reader *reader, struct arena *arena, key_value_setter *set, void *context,
                       struct error *error)
{
    size_t bytes = 0;
    for (;;) {
        struct slice line;
        if (!reader_line(reader, &line, error))
            return false;
        if (!line.data)
            return true;
        bytes += line.size + 1;
        const char *fault = bytes > KEY_VALUE_BYTES_MAX ? "the file is too large" : take_line(line, arena, set, context);
        if (fault)
            return error_reject(error, REASON_BAD_SYNTAX, "%s", fault);
    }
}

bool key_value_read(struct reader *reader, struct arena *arena, key_value_setter *set, void *context,
                    struct error *error)
{
    struct error fault = {0};
    if (reader_decode(reader, NULL, &fault) && read_lines(reader, arena, set, context, &fault))
        return true;
    if (fault.kind == ERROR_REJECT)
        return error_stop(error, EXIT_CONFIG, "%s:%lld: %s", reader_name(reader),
                          (long long)reader_line_number(reader), fault.message);
    *error = fault;
    return false;
}
