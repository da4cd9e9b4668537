/*
 * Random rows of a record type, as a COPY stream and as JSON lines: what copy_roundtrip.test loads and compares.
 *
 *   copy_roundtrip list                      the names of all records
 *   copy_roundtrip statement RECORD SCHEMA   the COPY statement for the table SCHEMA.RECORD
 *   copy_roundtrip rows RECORD COUNT         COUNT rows in binary
 *   copy_roundtrip lines RECORD COUNT        the same as JSON lines
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/record_copy.h"
#include "lib/record_json.h"
#include "tests/random_record.h"

static struct arena arena;
static struct buffer out;
static struct error error;
static _Alignas(16) char record[4096];

static void flush(void)
{
    if (out.full || fwrite(out.data, 1, out.size, stdout) != out.size || fflush(stdout) != 0)
        exit(EXIT_IO);
    buffer_reset(&out);
}

static void write_row(const struct record_type *type, uint64_t number)
{
    const struct lineage lineage = {SLICE_LITERAL("topic"), 7, (int64_t)number, INT64_MIN, INT64_C(1769592600123)};
    if (!record_copy_row(type, record, type->lineage ? &lineage : NULL, number % 2, &out, &error)) {
        fprintf(stderr, "copy_roundtrip: %s\n", error.message);
        exit(EXIT_DATA);
    }
}

static void write_all(const struct record_type *type, uint64_t count, bool as_rows)
{
    if (as_rows)
        record_copy_header(&out);
    for (uint64_t number = 1; number <= count; number++) {
        arena_reset(&arena);
        random_record(type, number, &arena, record);
        if (as_rows)
            write_row(type, number);
        else
            record_json_write(type, record, &out);
        flush();
    }
    if (as_rows)
        record_copy_trailer(&out);
    flush();
}

static void list(void)
{
    for (size_t i = 0; i < record_type_count; i++)
        puts(record_types[i]->name);
}

int main(int argc, char **argv)
{
    if (argc == 2 && strcmp(argv[1], "list") == 0) {
        list();
        return EXIT_SUCCESS;
    }
    const struct record_type *type = argc == 4 ? record_type_find(slice_of(argv[2])) : NULL;
    buffer_init(&out, 1 << 20);
    if (!type || type->size > sizeof record || !arena_init(&arena, RANDOM_RECORD_ARENA, &error))
        return EXIT_USAGE;
    if (strcmp(argv[1], "statement") == 0) {
        record_copy_statement(type, argv[3], &out);
        flush();
    } else {
        write_all(type, strtoull(argv[3], NULL, 10), strcmp(argv[1], "rows") == 0);
    }
    arena_free(&arena);
    buffer_free(&out);
    return EXIT_SUCCESS;
}
