#include "lib/record.h"

#include <string.h>

static const size_t kind_sizes[FIELD_KIND_COUNT] = {
    [FIELD_BOOLEAN] = sizeof(bool),     [FIELD_INT] = sizeof(int32_t),       [FIELD_LONG] = sizeof(int64_t),
    [FIELD_DOUBLE] = sizeof(double),    [FIELD_DECIMAL] = sizeof(struct decimal),
    [FIELD_STRING] = sizeof(struct slice), [FIELD_BYTES] = sizeof(struct slice),
    [FIELD_DATE] = sizeof(int32_t),     [FIELD_TIMESTAMP] = sizeof(int64_t), [FIELD_UUID] = sizeof(struct uuid),
    [FIELD_ENUM] = sizeof(int),         [FIELD_STRINGS] = sizeof(struct slices),
};

size_t field_kind_size(enum field_kind kind)
{
    return kind_sizes[kind];
}

const struct record_type *record_type_find(struct slice name)
{
    for (size_t i = 0; i < record_type_count; i++)
        if (slice_equal_text(name, record_types[i]->name))
            return record_types[i];
    return NULL;
}

const struct field *record_field_find(const struct record_type *type, struct slice name)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (slice_equal_text(name, type->fields[i].name))
            return &type->fields[i];
    return NULL;
}

static bool is_slice_kind(enum field_kind kind)
{
    return kind == FIELD_STRING || kind == FIELD_BYTES;
}

const void *field_value(const struct field *field, const void *record)
{
    const void *member = (const char *)record + field->offset;
    if (is_slice_kind(field->kind)) {
        const struct slice *slice = member;
        return slice->data ? slice : NULL;
    }
    if (!field->optional)
        return member;
    const void *pointer;
    memcpy(&pointer, member, sizeof pointer);
    return pointer;
}

int field_symbol(const struct field *field, struct slice symbol)
{
    for (size_t i = 0; i < field->symbol_count; i++)
        if (slice_equal_text(symbol, field->symbols[i]))
            return (int)i;
    return -1;
}

static bool slices_equal(const struct slices *a, const struct slices *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (!slice_equal(a->items[i], b->items[i]))
            return false;
    return true;
}

static bool value_equal(const struct field *field, const void *a, const void *b)
{
    if (!a || !b)
        return !a && !b;
    if (is_slice_kind(field->kind))
        return slice_equal(*(const struct slice *)a, *(const struct slice *)b);
    if (field->kind == FIELD_STRINGS)
        return slices_equal(a, b);
    if (field->kind == FIELD_DECIMAL)
        return decimal_compare(*(const struct decimal *)a, *(const struct decimal *)b) == 0;
    return memcmp(a, b, field_kind_size(field->kind)) == 0;
}

bool record_equal(const struct record_type *type, const void *a, const void *b)
{
    for (size_t i = 0; i < type->field_count; i++)
        if (!value_equal(&type->fields[i], field_value(&type->fields[i], a), field_value(&type->fields[i], b)))
            return false;
    return true;
}
