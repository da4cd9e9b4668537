/*
 * libFuzzer target: any bytes as a source of one input, FUZZ_INPUT, of either producer; built once for each input.
 *
 * What must hold, besides no finding of the sanitizers: it ends; each result is complete (an event's texts are UTF-8
 * without NUL, its content_hash is the recipe's, it can be encoded; what is skipped has a word, what is refused a
 * reason); a further event follows only an accepted record. Flow and period, as options would state them, are given for
 * every second size, so that both ways are gone.
 *
 *   tests/long/fuzz 60 comtrade_csv
 */
#include <stdlib.h>
#include <string.h>

#include "lib/identity.h"
#include "lib/record_avro.h"
#include "producers/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
const char *__lsan_default_options(void);

/* Avro-C keeps pointers at odd addresses; what the encoder holds between two inputs is no leak. */
const char *__lsan_default_options(void)
{
    return "use_unaligned=1";
}

extern const struct input FUZZ_INPUT;

enum { SOURCE_BYTES = 16 << 20, RECORD_BYTES = 8 << 20, EVENTS_MAX = 20000 };

static struct arena source_arena, record_arena;
static struct record_encoder *encoder;
static struct buffer encoded;
static void *event;

/* Says what does not hold: where it was is lost when the compiler folds all calls of abort into one. */
#define must(condition) ((condition) ? (void)0 : fail(#condition))

static void fail(const char *condition)
{
    fprintf(stderr, "ERROR: this does not hold: %s\n", condition);
    abort();
}

static void prepare(void)
{
    struct error error;
    if (event)
        return;
    must(arena_init(&source_arena, SOURCE_BYTES, &error) && arena_init(&record_arena, RECORD_BYTES, &error));
    must(record_encoder_open(FUZZ_INPUT.type, &encoder, &error));
    buffer_init(&encoded, 64 << 20);
    event = calloc(1, FUZZ_INPUT.type->size);
    must(event != NULL);
}

static void check_field(const struct field *field, const void *value)
{
    if (field->kind == FIELD_STRING)
        must(slice_is_text(*(const struct slice *)value));
    else if (field->kind == FIELD_ENUM)
        must((size_t)*(const int *)value < field->symbol_count);
    else if (field->kind == FIELD_STRINGS)
        for (size_t i = 0; i < ((const struct slices *)value)->count; i++)
            must(slice_is_text(((const struct slices *)value)->items[i]));
}

static void check_event(void)
{
    const struct record_type *type = FUZZ_INPUT.type;
    struct error error;
    for (size_t i = 0; i < type->field_count; i++) {
        const void *value = field_value(&type->fields[i], event);
        if (value)
            check_field(&type->fields[i], value);
    }
    uint8_t hash[CONTENT_HASH_SIZE];
    identity_content_hash(type, event, hash);
    const struct slice *stated = field_value(record_field_find(type, SLICE_LITERAL("content_hash")), event);
    must(stated && stated->size == sizeof hash && !memcmp(stated->data, hash, sizeof hash));
    buffer_reset(&encoded);
    must(record_encode(encoder, event, &encoded, &error));
}

/* True while there is more to take. */
static bool take_result(void *state, enum input_result *before)
{
    struct input_place place = {.offset = -1};
    struct error error = {0};
    arena_reset(&record_arena);
    enum input_result result = FUZZ_INPUT.next(state, &record_arena, event, &place, &error);
    if (result == INPUT_EVENT || result == INPUT_MORE || result == INPUT_SCOPE_END)
        check_event();
    must(result != INPUT_MORE || *before == INPUT_EVENT || *before == INPUT_MORE);
    must(result != INPUT_SKIPPED || (place.skipped && *place.skipped));
    must(result != INPUT_REFUSED || (error.kind == ERROR_REJECT && error.reason != REASON_NONE));
    must(result != INPUT_FAILED || error.kind != ERROR_NONE);
    *before = result;
    return result != INPUT_END && result != INPUT_FAILED;
}

static void take(struct reader *reader, const struct input_options *options)
{
    void *state;
    struct error error = {0};
    arena_reset(&source_arena);
    if (!FUZZ_INPUT.open(reader, options, &source_arena, &state, &error)) {
        must(error.kind != ERROR_NONE);
        return;
    }
    enum input_result before = INPUT_END;
    for (int i = 0; i < EVENTS_MAX && take_result(state, &before); i++)
        ;
    FUZZ_INPUT.close(state);
}

static bool is_whole(struct reader *reader)
{
    struct input_place place = {.offset = -1};
    struct error error = {0};
    if (!FUZZ_INPUT.check)
        return true;
    bool fine = FUZZ_INPUT.check(reader, &place, &error);
    must(fine || error.kind != ERROR_NONE);
    return fine && reader_rewind(reader, &error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader *reader;
    struct error error;
    struct slice head;
    const bool stated = size % 2;
    const struct input_options options = {.profile_folder = CHIPWATCH_SOURCE_DIR "/deploy/profiles",
                                          .flow = stated ? "import" : NULL,
                                          .period = stated ? "2025-06" : NULL,
                                          .observed_at_ms = 1750000000000};
    prepare();
    must(reader_open_text("fuzz", (struct slice){(const char *)data, size}, &reader, &error));
    if (reader_head(reader, &head, &error) && is_whole(reader))
        take(reader, &options);
    reader_close(reader);
    return 0;
}
