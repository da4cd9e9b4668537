/*
 * Puts events into Kafka that no source file holds: what the integration tests and the benchmark feed the consumer with.
 *
 *   emit lines                 JSON lines of records on stdin, as --print writes them
 *   emit customs COUNT [FIRST] COUNT synthetic customs lines, numbered from FIRST (default 0); the same number, the same line
 *   emit orders SEEDS          one set of versions, duplicates, cancels, ties and scope ends, shuffled anew for each seed;
 *                              the sets differ in the last four bytes of event_id and in the scope's name only
 *
 * Broker and registry come from CHIPWATCH_BROKERS and CHIPWATCH_REGISTRY. Prints how many messages were acknowledged.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clock.h"
#include "lib/identity.h"
#include "lib/message.h"
#include "lib/record_json.h"
#include "producers/publisher.h"
#include "schemas/customs_event.h"
#include "schemas/news_event.h"

enum { ARENA_BYTES = 16 << 20, MESSAGE_BYTES_MAX = 16 << 20, CLOSE_MS = 60000 };

/* One open topic. */
struct outlet {
    const struct record_type *type;
    struct publisher *publisher;
    struct message_writer *writer;
};

static struct schema_registry *registry;
static struct outlet outlets[2];
static struct arena arena;
static struct buffer payload;
static const struct option_properties no_properties;

static _Noreturn void fail(const struct error *error)
{
    fprintf(stderr, "emit: %s\n", error->message);
    exit(error->exit_status ? error->exit_status : 1);
}

static void undelivered(void *context, uint64_t tag, const char *why)
{
    (void)context;
    fprintf(stderr, "emit: message %" PRIu64 ": %s\n", tag, why);
}

static struct outlet *outlet_for(const struct record_type *type)
{
    struct error error;
    struct outlet *outlet = &outlets[type == &customs_event_type];
    if (outlet->type)
        return outlet;
    const struct publisher_settings settings = {
        .brokers = getenv("CHIPWATCH_BROKERS"), .topic = type->name, .properties = &no_properties,
        .connect_timeout_ms = 10000, .undelivered = undelivered,
    };
    if (!publisher_open(&settings, &outlet->publisher, &error) ||
        !message_writer_open(type, registry, &outlet->writer, &error))
        fail(&error);
    outlet->type = type;
    return outlet;
}

static void send(const struct record_type *type, const void *record, struct slice key)
{
    struct error error;
    static uint64_t tag;
    struct outlet *outlet = outlet_for(type);
    if (!message_write(outlet->writer, record, &payload, &error) ||
        !publisher_send(outlet->publisher, tag++, key, buffer_view(&payload), &error))
        fail(&error);
}

static void close_outlets(void)
{
    struct error error;
    int64_t acknowledged = 0;
    for (size_t i = 0; i < 2; i++) {
        struct publisher_counts counts;
        if (!outlets[i].type)
            continue;
        if (!publisher_close(outlets[i].publisher, CLOSE_MS, &counts, &error))
            fail(&error);
        message_writer_close(outlets[i].writer);
        acknowledged += counts.acknowledged;
    }
    printf("%" PRId64 "\n", acknowledged);
}

/* ---- lines ---- */

static struct slice key_of(const struct record_type *type, const void *record)
{
    static char id[UUID_TEXT_SIZE + 1];
    if (type == &customs_event_type && ((const struct customs_event *)record)->scope_id.data)
        return ((const struct customs_event *)record)->scope_id;
    const struct uuid *event_id = field_value(record_field_find(type, SLICE_LITERAL("event_id")), record);
    uuid_format(event_id, id);
    return slice_of(id);
}

static void emit_lines(void)
{
    struct error error;
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    while ((size = getline(&line, &capacity, stdin)) > 0) {
        struct slice text = {line, (size_t)size};
        arena_reset(&arena);
        const struct record_type *type = record_json_type(text, &error);
        void *record = type ? arena_alloc(&arena, type->size) : NULL;
        if (!record || !record_json_read(type, text, &arena, record, &error))
            fail(&error);
        send(type, record, key_of(type, record));
    }
    free(line);
}

/* ---- customs lines ---- */

static const char *const descriptions[] = {
    "AUTOMATIC DATA PROCESSING UNIT, OTHER",
    "NVIDIA H200 SXM GPU MODULE 141GB",
    "PRINTED CIRCUIT ASSEMBLY FOR DESKTOP COMPUTER",
    "DELL POWEREDGE XE9680 SERVER WITH 8X NVIDIA H100 SXM 80GB",
    "PARTS AND ACCESSORIES OF MACHINES OF HEADING 8471",
    "SWITCH 48 PORT 10GBE",
    "HEAT SINK FOR SERVER PROCESSOR",
    "SOLID STATE DRIVE NVME 3.84TB",
    "MEMORY MODULE DDR5 RDIMM 64GB",
    "POWER SUPPLY UNIT 2400W TITANIUM",
};

static struct decimal decimal_of(int64_t units, int scale)
{
    return (struct decimal){units, scale};
}

/* A line as a shipment list has it: some 20 fields stated, one description in five naming an accelerator. */
static void fill_customs(int64_t number, struct customs_event *event)
{
    static char key[64], declaration[32];
    static uint8_t hash[CONTENT_HASH_SIZE];
    static int32_t date, line, digits = 8;
    static const int flow = CUSTOMS_EVENT_FLOW_EXPORT;
    static struct decimal quantity, weight, value;
    snprintf(key, sizeof key, "synthetic/%" PRId64, number);
    snprintf(declaration, sizeof declaration, "SB%08" PRId64, number / 8);
    date = 20454 + (int32_t)(number / 20000 % 300); /* 2026-01-01 and on */
    line = (int32_t)(number % 8) + 1;
    quantity = decimal_of(1 + number % 500, 0);
    weight = decimal_of(100 + number % 9000, 2);
    value = decimal_of(1000 + number % 100000, 2);
    int64_t date_ms = (int64_t)date * 86400000;
    *event = (struct customs_event){
        .event_id = identity_event_id(SLICE_LITERAL("customs"), SLICE_LITERAL("synthetic"), slice_of(key), &date_ms),
        .op = CUSTOMS_EVENT_OP_UPSERT,
        .revision = 1767225600000,
        .normaliser_version = 1,
        .source = SLICE_LITERAL("synthetic"),
        .source_key = slice_of(key),
        .kind = CUSTOMS_EVENT_KIND_SHIPMENT_LINE,
        .declaration_no = slice_of(declaration),
        .line_no = &line,
        .event_date = &date,
        .reporter = SLICE_LITERAL("IN"),
        .flow = &flow,
        .origin = SLICE_LITERAL("MY"),
        .destination = SLICE_LITERAL("AE"),
        .hs6 = SLICE_LITERAL("847150"),
        .hs_national = SLICE_LITERAL("84715000"),
        .hs_digits_known = &digits,
        .description_raw = slice_of(descriptions[number % 10]),
        .qty = &quantity,
        .unit = SLICE_LITERAL("C62"),
        .net_kg = &weight,
        .value = &value,
        .currency = SLICE_LITERAL("USD"),
        .value_usd = &value,
        .importer = SLICE_LITERAL("GULF DATA CENTRE TRADING LLC"),
        .exporter = SLICE_LITERAL("DECCAN SYSTEMS PRIVATE LIMITED"),
        .raw_ref = SLICE_LITERAL("synthetic.csv:1"),
        .observed_at = 1767225600000,
    };
    identity_content_hash(&customs_event_type, event, hash);
    event->content_hash = (struct slice){(const char *)hash, sizeof hash};
}

static void emit_customs(int64_t count, int64_t first)
{
    for (int64_t i = first; i < first + count; i++) {
        struct customs_event event;
        fill_customs(i, &event);
        send(&customs_event_type, &event, key_of(&customs_event_type, &event));
    }
}

/* ---- orders ---- */

enum { SIGHTINGS = 60, FACTS = 8, SCOPED_FACTS = 4, CONTENTS = 4, REVISIONS = 5 };

struct sighting {
    bool is_end;
    int fact, content;
    int64_t revision, scope_revision;
    bool cancel;
};

static void fill_sightings(struct sighting *sightings)
{
    srand(42);
    for (size_t i = 0; i < SIGHTINGS; i++) {
        struct sighting *each = &sightings[i];
        *each = (struct sighting){.is_end = i % 15 == 0, .fact = rand() % FACTS, .content = rand() % CONTENTS,
                                  .revision = 1000 + rand() % REVISIONS, .scope_revision = 1000 + rand() % REVISIONS};
        /* Of a fact, the content decides the op, since op is part of the hash; of an end, anything. */
        each->cancel = each->is_end ? rand() % 2 : each->content == 0;
    }
}

static void shuffle(struct sighting *sightings)
{
    for (size_t i = SIGHTINGS - 1; i > 0; i--) {
        size_t other = (size_t)rand() % (i + 1);
        struct sighting kept = sightings[i];
        sightings[i] = sightings[other];
        sightings[other] = kept;
    }
}

static void send_sighting(const struct sighting *sighting, uint32_t seed)
{
    char scope[32];
    uint8_t hash[CONTENT_HASH_SIZE];
    snprintf(scope, sizeof scope, "order-%" PRIu32, seed);
    bool scoped = sighting->is_end || sighting->fact < SCOPED_FACTS;
    struct customs_event event = {
        .op = sighting->cancel ? CUSTOMS_EVENT_OP_CANCEL : CUSTOMS_EVENT_OP_UPSERT,
        .kind = sighting->is_end ? CUSTOMS_EVENT_KIND_SCOPE_END : CUSTOMS_EVENT_KIND_DECLARATION_LINE,
        .revision = sighting->revision,
        .source = SLICE_LITERAL("order"),
        .source_key = SLICE_LITERAL("order"),
        .scope_id = scoped ? SLICE_LITERAL("order") : (struct slice){NULL, 0},
        .scope_revision = scoped ? &sighting->scope_revision : NULL,
        .line_no = &(int32_t){sighting->content},
    };
    event.event_id.bytes[6] = (uint8_t)sighting->fact;
    event.event_id.bytes[7] = sighting->is_end;
    for (int i = 0; i < 4; i++)
        event.event_id.bytes[12 + i] = (uint8_t)(seed >> (24 - 8 * i));
    identity_content_hash(&customs_event_type, &event, hash);
    event.content_hash = (struct slice){(const char *)hash, sizeof hash};
    if (scoped)
        event.scope_id = slice_of(scope); /* the hashes of all sets are the same, so that they can be compared */
    send(&customs_event_type, &event, key_of(&customs_event_type, &event));
}

static void emit_orders(uint32_t seeds)
{
    struct sighting sightings[SIGHTINGS];
    fill_sightings(sightings);
    for (uint32_t seed = 0; seed < seeds; seed++) {
        srand(seed);
        shuffle(sightings);
        for (size_t i = 0; i < SIGHTINGS; i++)
            send_sighting(&sightings[i], seed);
    }
}

int main(int argc, char **argv)
{
    struct error error;
    const char *address = getenv("CHIPWATCH_REGISTRY");
    if (argc < 2)
        return EXIT_USAGE;
    buffer_init(&payload, MESSAGE_BYTES_MAX);
    if (!arena_init(&arena, ARENA_BYTES, &error) || (address && !schema_registry_open(address, &registry, &error)))
        fail(&error);
    if (strcmp(argv[1], "lines") == 0)
        emit_lines();
    else if (strcmp(argv[1], "customs") == 0 && argc > 2)
        emit_customs(atoll(argv[2]), argc > 3 ? atoll(argv[3]) : 0);
    else if (strcmp(argv[1], "orders") == 0 && argc > 2)
        emit_orders((uint32_t)atoi(argv[2]));
    else
        return EXIT_USAGE;
    close_outlets();
    schema_registry_close(registry);
    buffer_free(&payload);
    arena_free(&arena);
    return 0;
}
