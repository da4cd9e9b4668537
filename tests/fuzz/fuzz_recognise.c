/*
 * libFuzzer target: any bytes before all recognisers of both producers, and before the words for what none takes.
 */
#include <stdlib.h>

#include "producers/customs/inputs.h"
#include "producers/news/news_input.h"
#include "producers/producer.h"
#include "producers/unknown.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct reader *reader;
    struct error error;
    struct slice head;
    char meaning[256];
    const struct input_options options = {.profile_folder = CHIPWATCH_SOURCE_DIR "/deploy/profiles"};
    if (!reader_open_text("fuzz", (struct slice){(const char *)data, size}, &reader, &error))
        abort();
    if (reader_head(reader, &head, &error)) {
        producer_choose_input(customs_inputs, head, "fuzz", &options);
        producer_choose_input(news_inputs, head, "fuzz", &options);
        unknown_describe(head, meaning, sizeof meaning);
        if (!slice_is_text(slice_of(meaning)))
            abort();
    }
    reader_close(reader);
    return 0;
}
