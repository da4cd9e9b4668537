/*
 * The client of the schema registry against a real one, at CHIPWATCH_REGISTRY: what tests/check_schema_registry.c assumes
 * of its answers. Prints what does not hold; ends with 1 then. Uses a subject of its own, besides that of news_event.
 */
#include <stdio.h>
#include <stdlib.h>

#include "lib/clock.h"
#include "lib/message.h"
#include "schemas/news_event.h"

static struct schema_registry *registry;
static struct error error;
static int failures;

static void expect(bool holds, const char *what)
{
    if (holds)
        return;
    printf("does not hold: %s (%s)\n", what, error.message);
    failures++;
}

#define SCHEMA(fields) "{\"type\": \"record\", \"name\": \"thing\", \"fields\": [" fields "]}"
#define FIELD_A "{\"name\": \"a\", \"type\": \"int\"}"
#define FIELD_B "{\"name\": \"b\", \"type\": [\"null\", \"int\"], \"default\": null}"

static void check_subject(const char *subject)
{
    int32_t id = -1, again = -2, wider = -3;
    bool changed = false;
    expect(schema_registry_set_compatibility(registry, subject, "FULL_TRANSITIVE", &changed, &error) && changed,
           "the compatibility of a new subject is set");
    expect(schema_registry_register(registry, subject, SCHEMA(FIELD_A), &id, &error), "a schema is registered");
    expect(schema_registry_register(registry, subject, SCHEMA(FIELD_A), &again, &error) && again == id,
           "the same schema has the same id");
    expect(schema_registry_register(registry, subject, SCHEMA(FIELD_A "," FIELD_B), &wider, &error) && wider != id,
           "an optional field may be added");
    expect(!schema_registry_register(registry, subject, SCHEMA(FIELD_B), &again, &error) && error.kind == ERROR_STOP,
           "a required field may not be taken away");
    expect(!schema_registry_register(registry, subject, "no schema", &again, &error) && error.kind == ERROR_STOP,
           "what is no schema is refused");
    expect(schema_registry_set_compatibility(registry, subject, "FULL_TRANSITIVE", &changed, &error) && !changed,
           "the compatibility stays as it is");
}

static void check_ids(void)
{
    struct slice schema;
    expect(!schema_registry_schema(registry, INT32_MAX, &schema, &error) && error.kind == ERROR_REJECT &&
               error.reason == REASON_UNKNOWN_SCHEMA,
           "an id that nobody has is unknown, and no outage");
}

static void check_messages(void)
{
    const struct news_event event = {.content_hash = SLICE_LITERAL("0123456789abcdef"), .source = SLICE_LITERAL("test"),
                                     .title = SLICE_LITERAL("400,000 H200")};
    struct news_event read;
    struct message_writer *writer = NULL;
    struct message_reader *reader = NULL;
    struct buffer payload;
    struct arena arena;
    int64_t schema_id;
    buffer_init(&payload, 1 << 20);
    expect(arena_init(&arena, 1 << 20, &error) && message_writer_open(&news_event_type, registry, &writer, &error) &&
               message_write(writer, &event, &payload, &error) &&
               message_reader_open(&news_event_type, registry, &reader, &error) &&
               message_read(reader, buffer_view(&payload), &arena, &read, &schema_id, &error) &&
               record_equal(&news_event_type, &event, &read),
           "a message is read back by the schema that the registry gives");
    message_reader_close(reader);
    message_writer_close(writer);
    buffer_free(&payload);
    arena_free(&arena);
}

int main(void)
{
    char subject[64];
    const char *url = getenv("CHIPWATCH_REGISTRY");
    if (!url)
        return 77;
    snprintf(subject, sizeof subject, "test %lld/a-value", (long long)clock_now_ms());
    if (!schema_registry_open(url, &registry, &error) || !schema_registry_check(registry, &error)) {
        printf("%s\n", error.message);
        return 1;
    }
    check_subject(subject);
    check_ids();
    check_messages();
    schema_registry_close(registry);
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
