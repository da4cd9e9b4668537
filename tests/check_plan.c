/*
 * The order property: whatever order versions arrive in and however they fall into batches, the end is the same.
 *
 * The plan decides, a model of the tables applies what it decided, and the result is compared with the greatest version that
 * a look at the whole set gives.
 */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "consumers/capacity/plan.h"
#include "schemas/news_event.h"
#include "tests/suite.h"

enum { FACTS = 6, SIGHTINGS = 60, BATCH = 16, SEEDS = 200, STORED_MAX = SIGHTINGS };

/* One message of the set: fact, content, revision, op. */
struct sighting {
    uint8_t fact, content;
    int64_t revision;
    bool cancel;
};

struct stored {
    struct uuid id;
    struct version version;
    bool cancel;
};

struct table {
    struct stored rows[STORED_MAX];
    size_t count;
};

static struct positions positions;
static struct batch_context context;

static struct uuid fact_id(uint8_t fact)
{
    return (struct uuid){{fact}};
}

static struct stored *find(struct table *table, const struct uuid *id, const struct version *version)
{
    for (size_t i = 0; i < table->count; i++)
        if (uuid_compare(&table->rows[i].id, id) == 0 &&
            (!version || version_same(&table->rows[i].version, version)))
            return &table->rows[i];
    return NULL;
}

static void erase(struct table *table, struct stored *row)
{
    *row = table->rows[--table->count];
}

static void insert(struct table *table, struct stored row)
{
    ck_assert(table->count < STORED_MAX);
    table->rows[table->count++] = row;
}

/* As ON CONFLICT (event_id, content_hash) DO UPDATE. */
static void upsert(struct table *table, struct stored row)
{
    struct stored *there = find(table, &row.id, &row.version);
    if (there)
        *there = row;
    else
        insert(table, row);
}

/* The same content always has the same op: op is part of the hash. */
static bool cancels(uint8_t content)
{
    return content % 3 == 0;
}

static void add_event(struct batch *batch, const struct sighting *sighting)
{
    struct error error;
    struct news_event *record = arena_alloc(&batch->arena, sizeof *record);
    uint8_t hash[CONTENT_HASH_SIZE];
    memset(hash, sighting->content, sizeof hash);
    *record = (struct news_event){
        .event_id = fact_id(sighting->fact),
        .op = sighting->cancel ? NEWS_EVENT_OP_CANCEL : NEWS_EVENT_OP_UPSERT,
        .revision = sighting->revision,
        .content_hash = {arena_copy(&batch->arena, hash, sizeof hash), sizeof hash},
        .source = SLICE_LITERAL("test"),
        .title = SLICE_LITERAL("test"),
    };
    batch->messages[batch->message_count] = (struct batch_message){.message = {.topic = "news_event"}};
    struct batch_event *event = &batch->events[batch->event_count];
    *event = (struct batch_event){.message = (uint32_t)batch->message_count};
    ck_assert(event_read(event_type_index(&news_event_type), record, &event->event, &error));
    ck_assert(batch_encode_event(batch, event, &error));
    batch->message_count++;
    batch->event_count++;
}

static int compare_stored(const void *a, const void *b)
{
    const struct known_history *left = a, *right = b;
    int order = uuid_compare(&left->id, &right->id);
    return order ? order : memcmp(left->version.hash, right->version.hash, CONTENT_HASH_SIZE);
}

static int compare_known(const void *a, const void *b)
{
    return uuid_compare(&((const struct known *)a)->id, &((const struct known *)b)->id);
}

/* What the two queries of the sink would answer. */
static void look_up(struct plan *plan, size_t type, struct table *current, struct table *history)
{
    for (size_t i = 0; i < plan->types[type].id_count; i++) {
        const struct event *event = &plan->batch->events[plan->types[type].ids[i]].event;
        const struct stored *row = find(current, &event->id, NULL);
        if (row)
            plan->known[type][plan->known_count[type]++] = (struct known){row->id, row->version, row->cancel, row->cancel};
    }
    for (size_t i = 0; i < plan->order_count; i++) {
        const struct event *event = &plan->batch->events[plan->order[i]].event;
        const struct stored *row = find(history, &event->id, &event->version);
        bool again = i && uuid_compare(&plan->batch->events[plan->order[i - 1]].event.id, &event->id) == 0 &&
                     version_same(&plan->batch->events[plan->order[i - 1]].event.version, &event->version);
        if (row && !again)
            plan->history[type][plan->history_count[type]++] = (struct known_history){row->id, row->version};
    }
    qsort(plan->known[type], plan->known_count[type], sizeof *plan->known[type], compare_known);
    qsort(plan->history[type], plan->history_count[type], sizeof *plan->history[type], compare_stored);
}

static struct stored row_of(const struct plan *plan, uint32_t index)
{
    const struct event *event = &plan->batch->events[index].event;
    return (struct stored){event->id, event->version, event->cancel};
}

/* The statements of the transaction, in the sink's order. */
static void apply(const struct plan *plan, size_t type, struct table *current, struct table *history)
{
    const struct plan_type *decided = &plan->types[type];
    for (size_t i = 0; i < decided->raise_count; i++) {
        struct stored *row = find(current, &decided->raises[i].id, NULL);
        ck_assert_ptr_nonnull(row);
        row->version = decided->raises[i].version;
    }
    for (size_t i = 0; i < decided->demoted_count; i++) {
        struct stored *row = find(current, &decided->demoted[i], NULL);
        ck_assert_ptr_nonnull(row);
        upsert(history, *row);
        erase(current, row);
    }
    for (size_t i = 0; i < decided->promoted_count; i++) {
        struct stored promoted = row_of(plan, decided->promoted[i]);
        erase(history, find(history, &promoted.id, &promoted.version));
    }
    for (size_t i = 0; i < decided->row_count; i++) {
        struct stored row = row_of(plan, decided->rows[i]);
        ck_assert_ptr_null(find(current, &row.id, NULL)); /* the primary key */
        insert(current, row);
    }
    for (size_t i = 0; i < decided->loser_count; i++)
        upsert(history, row_of(plan, decided->losers[i]));
}

/* Runs all sightings in their order, cut into batches of random size; counts must account for each message. */
static void run(struct plan *plan, struct batch *batch, const struct sighting *sightings, struct table *current,
                struct table *history)
{
    struct error error;
    size_t type = event_type_index(&news_event_type), done = 0, counted = 0;
    while (done < SIGHTINGS) {
        size_t size = 1 + (size_t)rand() % BATCH;
        batch->message_count = 0; /* these messages are not librdkafka's to take back */
        batch_reset(batch);
        for (; size && done < SIGHTINGS; size--)
            add_event(batch, &sightings[done++]);
        plan_begin(plan, batch, batch->message_count);
        look_up(plan, type, current, history);
        ck_assert(plan_decide(plan, type, &error));
        apply(plan, type, current, history);
        counted += plan->applied + plan->duplicate + plan->superseded + plan->dead;
    }
    batch->message_count = 0;
    ck_assert_uint_eq(counted, SIGHTINGS);
}

static void fill(struct sighting *sightings)
{
    for (size_t i = 0; i < SIGHTINGS; i++) {
        sightings[i] = (struct sighting){.fact = (uint8_t)(rand() % FACTS), .content = (uint8_t)(rand() % 5),
                                         .revision = rand() % 6}; /* few values: ties are the hard cases */
        sightings[i].cancel = cancels(sightings[i].content);
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

/* The greatest sighting of a fact, by looking at all of them. */
static const struct sighting *greatest(const struct sighting *sightings, uint8_t fact)
{
    const struct sighting *best = NULL;
    for (size_t i = 0; i < SIGHTINGS; i++) {
        const struct sighting *each = &sightings[i];
        if (each->fact == fact && (!best || each->revision > best->revision ||
                                   (each->revision == best->revision && each->content > best->content)))
            best = each;
    }
    return best;
}

static size_t distinct_versions(const struct sighting *sightings)
{
    bool seen[FACTS][256] = {{false}};
    size_t count = 0;
    for (size_t i = 0; i < SIGHTINGS; i++)
        if (!seen[sightings[i].fact][sightings[i].content]) {
            seen[sightings[i].fact][sightings[i].content] = true;
            count++;
        }
    return count;
}

START_TEST(every_order_of_arrival_ends_the_same)
{
    struct error error;
    struct batch batch;
    struct plan plan;
    struct sighting sightings[SIGHTINGS];
    context.positions = &positions;
    ck_assert(batch_init(&batch, &context, SIGHTINGS, 1 << 20, &error));
    ck_assert(plan_init(&plan, SIGHTINGS, &error));
    srand(1);
    fill(sightings);
    for (unsigned seed = 0; seed < SEEDS; seed++) {
        struct table current = {.count = 0}, history = {.count = 0};
        srand(seed);
        shuffle(sightings);
        run(&plan, &batch, sightings, &current, &history);
        ck_assert_uint_eq(current.count + history.count, distinct_versions(sightings));
        for (uint8_t fact = 0; fact < FACTS; fact++) {
            struct uuid id = fact_id(fact);
            const struct sighting *expected = greatest(sightings, fact);
            const struct stored *row = find(&current, &id, NULL);
            ck_assert_ptr_nonnull(row);
            ck_assert_int_eq(row->version.revision, expected->revision);
            ck_assert_int_eq(row->version.hash[0], expected->content);
            ck_assert_int_eq(row->cancel, expected->cancel);
        }
        /* Everything once more changes nothing: all are duplicates and nothing is raised. */
        struct table again = current, history_again = history;
        run(&plan, &batch, sightings, &again, &history_again);
        ck_assert_mem_eq(&again.rows, &current.rows, current.count * sizeof *current.rows);
    }
    plan_free(&plan);
    batch_free(&batch);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("plan");
    TCase *tests = tcase_create("plan");
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, every_order_of_arrival_ends_the_same);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
