#include "producers/output.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/message.h"
#include "lib/record_json.h"
#include "producers/publisher.h"
#include "schemas/customs_event.h"

enum {
    PAYLOAD_MAX = 1000 * 1000 - 4096, /* a message must fit message.max.bytes with its frame, key and headers */
    PRINT_AT = 64 << 10,              /* printed lines are written in pieces of about this size */
    PRINT_MAX = 16 << 20,
    CONNECT_TIMEOUT_MS = 10 * 1000,
    CLOSE_TIMEOUT_MS = 125 * 1000, /* a little over delivery.timeout.ms, so that Kafka's own reason is reported */
    REGISTRY_TRIES = 5,
    TAG_PLACE_BITS = 40
};

struct output {
    const struct record_type *type;
    const struct sources *sources;
    struct report *report;
    const volatile sig_atomic_t *interrupted;
    struct schema_registry *registry; /* NULL: none */
    struct message_writer *writer;
    struct publisher *publisher;      /* NULL: print */
    struct buffer payload, printed;
};

/* --- printing ----------------------------------------------------------------------------------------------------- */

/* The summary counts lines that were really printed: takes those off that end behind the `written` bytes. */
static void uncount_lines(struct report *report, struct slice text, size_t written)
{
    const char *printed = text.data + written;
    while (text.size) {
        struct slice line = slice_next_part(&text, '\n');
        if (line.data + line.size < printed)
            continue;
        bool ends_scope = memmem(line.data, line.size, "\"kind\": \"scope_end\"", 19);
        *(ends_scope ? &report->scope_ends : &report->events) -= 1;
    }
}

static bool write_printed(struct output *output, struct error *error)
{
    const struct slice lines = buffer_view(&output->printed);
    for (size_t written = 0; written < lines.size;) {
        ssize_t size = write(STDOUT_FILENO, lines.data + written, lines.size - written);
        if (size < 0 && errno != EINTR) {
            int problem = errno;
            uncount_lines(output->report, lines, written);
            buffer_reset(&output->printed);
            return error_stop(error, EXIT_IO, "standard output cannot be written: %s", strerror(problem));
        }
        written += size > 0 ? (size_t)size : 0;
    }
    buffer_reset(&output->printed);
    return true;
}

static bool print_event(struct output *output, const void *event, struct error *error)
{
    size_t mark = output->printed.size;
    record_json_write(output->type, event, &output->printed);
    if (output->printed.full) {
        buffer_truncate(&output->printed, mark);
        return error_reject(error, REASON_TOO_LARGE, "the event is longer than %d bytes as JSON", PRINT_MAX);
    }
    return true;
}

/* --- sending ------------------------------------------------------------------------------------------------------ */

/* A tag names the place of an event for publisher's reports: index of the source, and line or offset. */
static uint64_t tag_of(size_t source, const struct input_place *place)
{
    const uint64_t most = ((uint64_t)1 << TAG_PLACE_BITS) - 1;
    uint64_t number = (uint64_t)(place->line > 0 ? place->line : place->offset >= 0 ? place->offset : 0);
    return ((uint64_t)source << 1 | (place->line <= 0)) << TAG_PLACE_BITS | (number < most ? number : most);
}

static void on_undelivered(void *context, uint64_t tag, const char *why)
{
    struct output *output = context;
    int64_t number = (int64_t)(tag & (((uint64_t)1 << TAG_PLACE_BITS) - 1));
    bool is_offset = tag >> TAG_PLACE_BITS & 1;
    size_t source = tag >> (TAG_PLACE_BITS + 1);
    struct input_place place = {.line = is_offset ? 0 : number, .offset = is_offset ? number : -1};
    const char *name = source < output->sources->count ? output->sources->items[source].name : "an earlier source";
    report_undelivered(output->report, name, &place, why);
}

static void update_counts(struct output *output, struct publisher_counts counts)
{
    output->report->sent = counts.sent;
    output->report->acknowledged = counts.acknowledged;
    output->report->undelivered = counts.undelivered;
}

/* The key of a message: the scope, whose rows must stay in order in one partition, else the event's own id. */
static struct slice message_key(const struct record_type *type, const void *event, char id[UUID_TEXT_SIZE + 1])
{
    if (type == &customs_event_type && ((const struct customs_event *)event)->scope_id.size)
        return ((const struct customs_event *)event)->scope_id;
    uuid_format(field_value(record_field_find(type, SLICE_LITERAL("event_id")), event), id);
    return (struct slice){id, UUID_TEXT_SIZE};
}

static bool send_event(struct output *output, const void *event, uint64_t tag, struct error *error)
{
    char id[UUID_TEXT_SIZE + 1];
    bool sent = publisher_send(output->publisher, tag, message_key(output->type, event, id),
                               buffer_view(&output->payload), error);
    update_counts(output, publisher_counts(output->publisher));
    return sent;
}

/* --- both --------------------------------------------------------------------------------------------------------- */

bool output_is_scope_end(const struct record_type *type, const void *event)
{
    return type == &customs_event_type &&
           ((const struct customs_event *)event)->kind == CUSTOMS_EVENT_KIND_SCOPE_END;
}

/* Encodes in either mode, so that --print refuses exactly what sending would refuse. */
bool output_event(struct output *output, const void *event, size_t source, const struct input_place *place,
                  struct error *error)
{
    if (!message_write(output->writer, event, &output->payload, error))
        return false;
    if (output->payload.size > PAYLOAD_MAX)
        return error_reject(error, REASON_TOO_LARGE, "the message of %zu bytes is longer than %d bytes",
                            output->payload.size, PAYLOAD_MAX);
    bool fine = output->publisher ? send_event(output, event, tag_of(source, place), error)
                                  : print_event(output, event, error);
    if (fine && output_is_scope_end(output->type, event))
        output->report->scope_ends++;
    else if (fine)
        output->report->events++;
    return fine && (output->printed.size < PRINT_AT || write_printed(output, error));
}

bool output_flush(struct output *output, struct error *error)
{
    if (!output->publisher)
        return write_printed(output, error);
    bool flushed = publisher_flush(output->publisher, CLOSE_TIMEOUT_MS, error);
    update_counts(output, publisher_counts(output->publisher));
    return flushed;
}

/* The registry may be starting at the same time as we are: a few tries, a second apart. */
static bool open_writer(struct output *output, const char *registry, struct error *error)
{
    if (registry && *registry && !schema_registry_open(registry, &output->registry, error))
        return false;
    for (int i = 1; !message_writer_open(output->type, output->registry, &output->writer, error); i++) {
        if (error->kind != ERROR_RETRY || i == REGISTRY_TRIES || *output->interrupted)
            return false;
        sleep(1);
    }
    return true;
}

static bool open_publisher(struct output *output, const struct producer_settings *settings, struct error *error)
{
    const struct publisher_settings publisher = {
        .brokers = settings->brokers,
        .topic = output->type->name,
        .sasl_password = settings->sasl_password,
        .properties = &settings->kafka,
        .connect_timeout_ms = CONNECT_TIMEOUT_MS,
        .interrupted = output->interrupted,
        .undelivered = on_undelivered,
        .context = output,
    };
    output->report->publishing = true;
    return publisher_open(&publisher, &output->publisher, error);
}

bool output_open(const struct producer_settings *settings, bool silent, const struct record_type *type,
                 const struct sources *sources, struct report *report, const volatile sig_atomic_t *interrupted,
                 struct output **output, struct error *error)
{
    struct output *made = calloc(1, sizeof *made);
    if (!made)
        return error_stop(error, EXIT_TRY_AGAIN, "no memory for the output");
    *made = (struct output){.type = type, .sources = sources, .report = report, .interrupted = interrupted};
    buffer_init(&made->payload, PAYLOAD_MAX * 2);
    buffer_init(&made->printed, PRINT_MAX);
    bool local = settings->print || silent;
    if (open_writer(made, local ? NULL : settings->registry, error) &&
        (local || open_publisher(made, settings, error))) {
        *output = made;
        return true;
    }
    output_close(made, &(struct error){0});
    return false;
}

bool output_close(struct output *output, struct error *error)
{
    struct publisher_counts counts;
    bool fine = true;
    if (!output)
        return true;
    if (output->publisher) {
        fine = publisher_close(output->publisher, CLOSE_TIMEOUT_MS, &counts, error);
        update_counts(output, counts);
    } else {
        fine = write_printed(output, error);
    }
    message_writer_close(output->writer);
    schema_registry_close(output->registry);
    buffer_free(&output->payload);
    buffer_free(&output->printed);
    free(output);
    return fine;
}
