/*
 * libFuzzer target: any schema text and any payload through avro_plan_make and avro_decode.
 *
 * The first byte chooses the record type and where the schema comes from: 0x80 and above, it is in the input (a text that
 * ends at the first NUL, then the payload); below, it is the type's own and the input is the payload.
 *
 *   cmake -S . -B build/fuzz -DCMAKE_C_COMPILER=clang -DCHIPWATCH_FUZZ=ON -DCHIPWATCH_SANITIZE=ON
 *   cmake --build build/fuzz --target fuzz_avro_decode && build/fuzz/bin/fuzz_avro_decode -max_total_time=60
 */
#include <stdlib.h>
#include <string.h>

#include "lib/avro_decode.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 64 * 1024, FROM_INPUT = 0x80 };

/* Touches every byte that a decoded record points to, so that the sanitiser sees where it should not point. */
static size_t touch(const struct record_type *type, const void *record)
{
    size_t sum = 0;
    for (size_t i = 0; i < type->field_count; i++) {
        const struct field *field = &type->fields[i];
        const void *value = field_value(field, record);
        if (!value)
            continue;
        if (field->kind == FIELD_STRINGS) {
            const struct slices *slices = value;
            for (size_t j = 0; j < slices->count; j++)
                sum += slice_is_text(slices->items[j]);
        } else if (field->kind == FIELD_STRING && !slice_is_text(*(const struct slice *)value)) {
            abort();
        } else if (field->kind == FIELD_BYTES) {
            sum += slice_is_text(*(const struct slice *)value);
        } else if (field->kind == FIELD_ENUM && (size_t)*(const int *)value >= field->symbol_count) {
            abort();
        }
    }
    return sum;
}

static void decode(const struct avro_plan *plan, struct slice payload, const struct record_type *type,
                   struct arena *arena)
{
    struct error error;
    void *record = malloc(type->size);
    if (avro_decode(plan, payload, arena, record, &error))
        touch(type, record);
    free(record);
}

/* The plan for a type's own schema, made once: it is the decoder that shall run often. */
static const struct avro_plan *own_plan(size_t type)
{
    static struct avro_plan *plans[64];
    struct error error;
    if (!plans[type] && !avro_plan_make(slice_of(record_types[type]->avsc), record_types[type], &plans[type], &error))
        abort();
    return plans[type];
}

static void decode_by_input(struct slice input, const struct record_type *type, struct arena *arena)
{
    struct avro_plan *plan;
    struct error error;
    struct slice schema = slice_next_part(&input, '\0');
    if (!avro_plan_make(schema, type, &plan, &error))
        return;
    decode(plan, input, type, arena);
    avro_plan_free(plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct error error;
    if (!size || !arena_init(&arena, ARENA_BYTES, &error))
        return 0;
    size_t type = (data[0] & ~FROM_INPUT) % record_type_count;
    struct slice input = {(const char *)data + 1, size - 1};
    if (data[0] & FROM_INPUT)
        decode_by_input(input, record_types[type], &arena);
    else
        decode(own_plan(type), input, record_types[type], &arena);
    arena_free(&arena);
    return 0;
}
