#include "consumers/capacity/plan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory ---- */

static bool take(void **items, size_t count, size_t size, struct error *error)
{
    *items = calloc(count, size);
    return *items || error_stop(error, EXIT_TRY_AGAIN, "no memory for the plan of %zu rows", count);
}

static bool init_type(struct plan_type *type, size_t limit, struct error *error)
{
    return take((void **)&type->ids, limit, sizeof *type->ids, error) &&
           take((void **)&type->rows, limit, sizeof *type->rows, error) &&
           take((void **)&type->losers, limit, sizeof *type->losers, error) &&
           take((void **)&type->demoted, limit, sizeof *type->demoted, error) &&
           take((void **)&type->promoted, limit, sizeof *type->promoted, error) &&
           take((void **)&type->raises, limit, sizeof *type->raises, error);
}

bool plan_init(struct plan *plan, size_t row_limit, struct error *error)
{
    *plan = (struct plan){0};
    bool made = take((void **)&plan->order, row_limit, sizeof *plan->order, error) &&
                take((void **)&plan->scopes, row_limit, sizeof *plan->scopes, error);
    for (size_t i = 0; made && i < EVENT_TYPE_COUNT; i++)
        made = init_type(&plan->types[i], row_limit, error) &&
               take((void **)&plan->known[i], row_limit, sizeof *plan->known[i], error) &&
               take((void **)&plan->history[i], row_limit, sizeof *plan->history[i], error);
    if (!made)
        plan_free(plan);
    return made;
}

void plan_free(struct plan *plan)
{
    for (size_t i = 0; i < EVENT_TYPE_COUNT; i++) {
        struct plan_type *type = &plan->types[i];
        free(type->ids);
        free(type->rows);
        free(type->losers);
        free(type->demoted);
        free(type->promoted);
        free(type->raises);
        free(plan->known[i]);
        free(plan->history[i]);
    }
    free(plan->order);
    free(plan->scopes);
    *plan = (struct plan){0};
}

/* ---- order ---- */

static bool is_live(const struct plan *plan, const struct batch_event *event)
{
    return event->message < plan->message_count && !plan->batch->messages[event->message].dead;
}

static struct batch_event *event_at(const struct plan *plan, uint32_t index)
{
    return &plan->batch->events[index];
}

static int compare_events(const void *a, const void *b, void *context)
{
    const struct plan *plan = context;
    uint32_t left_index = *(const uint32_t *)a, right_index = *(const uint32_t *)b;
    const struct event *left = &event_at(plan, left_index)->event, *right = &event_at(plan, right_index)->event;
    if (left->type != right->type)
        return left->type < right->type ? -1 : 1;
    int order = uuid_compare(&left->id, &right->id);
    if (!order)
        order = memcmp(left->version.hash, right->version.hash, CONTENT_HASH_SIZE);
    if (!order)
        order = version_compare(&right->version, &left->version);
    return order ? order : (left_index > right_index) - (left_index < right_index);
}

static bool same_fact(const struct plan *plan, uint32_t a, uint32_t b)
{
    const struct event *left = &event_at(plan, a)->event, *right = &event_at(plan, b)->event;
    return left->type == right->type && uuid_compare(&left->id, &right->id) == 0;
}

/* ---- scopes ---- */

static int compare_scopes(const void *a, const void *b)
{
    return slice_compare(((const struct scope *)a)->id, ((const struct scope *)b)->id);
}

struct scope *plan_scope(struct plan *plan, struct slice id)
{
    const struct scope key = {.id = id};
    return bsearch(&key, plan->scopes, plan->scope_count, sizeof *plan->scopes, compare_scopes);
}

static struct scope scope_of(const struct event *event)
{
    struct scope scope = {.id = event->scope_id, .row_count = -1};
    if (event->is_scope_end) {
        scope.ends_here = true;
        scope.end = (struct scope_end){true, event->version.revision, event->cancel};
        scope.row_count = event->scope_rows ? *event->scope_rows : -1;
    }
    return scope;
}

/* The count goes with the end that states it; of two equal ends any stated one. */
static void merge_scope(struct scope *into, const struct scope *from)
{
    if (from->ends_here && (!into->ends_here || from->end.revision > into->end.revision || into->row_count < 0))
        into->row_count = from->row_count;
    if (from->ends_here)
        scope_end_raise(&into->end, &from->end);
    into->ends_here = into->ends_here || from->ends_here;
}

static void collect_scopes(struct plan *plan)
{
    plan->scope_count = 0;
    for (size_t i = 0; i < plan->batch->event_count; i++) {
        const struct batch_event *event = &plan->batch->events[i];
        if (event->event.scope_id.data && is_live(plan, event))
            plan->scopes[plan->scope_count++] = scope_of(&event->event);
    }
    qsort(plan->scopes, plan->scope_count, sizeof *plan->scopes, compare_scopes);
    size_t kept = 0;
    for (size_t i = 0; i < plan->scope_count; i++) {
        if (kept && compare_scopes(&plan->scopes[kept - 1], &plan->scopes[i]) == 0)
            merge_scope(&plan->scopes[kept - 1], &plan->scopes[i]);
        else
            plan->scopes[kept++] = plan->scopes[i];
    }
    plan->scope_count = kept;
}

bool plan_cancelled(struct plan *plan, const struct event *event)
{
    static const struct scope_end none = {0};
    const struct scope *scope = event->scope_id.data ? plan_scope(plan, event->scope_id) : NULL;
    return version_cancelled(event->cancel, event->version.scope_revision, scope ? &scope->end : &none);
}

/* ---- beginning ---- */

static void reset_type(struct plan_type *type)
{
    type->id_count = type->row_count = type->loser_count = 0;
    type->demoted_count = type->promoted_count = type->raise_count = 0;
}

void plan_begin(struct plan *plan, struct batch *batch, size_t message_count)
{
    plan->batch = batch;
    plan->message_count = message_count;
    plan->order_count = plan->applied = plan->duplicate = plan->superseded = 0;
    plan->dead = batch->dead_count;
    for (size_t i = 0; i < EVENT_TYPE_COUNT; i++) {
        reset_type(&plan->types[i]);
        plan->known_count[i] = plan->history_count[i] = 0;
    }
    for (uint32_t i = 0; i < batch->event_count; i++) {
        if (!is_live(plan, &batch->events[i]))
            continue;
        if (batch->events[i].event.is_scope_end)
            plan->applied++;
        else
            plan->order[plan->order_count++] = i;
    }
    qsort_r(plan->order, plan->order_count, sizeof *plan->order, compare_events, plan);
    for (size_t i = 0; i < plan->order_count; i++)
        if (i == 0 || !same_fact(plan, plan->order[i - 1], plan->order[i])) {
            struct plan_type *type = &plan->types[event_at(plan, plan->order[i])->event.type];
            type->ids[type->id_count++] = plan->order[i];
        }
    collect_scopes(plan);
}

/* ---- deciding one fact ---- */

static int compare_known(const void *a, const void *b)
{
    return uuid_compare(&((const struct known *)a)->id, &((const struct known *)b)->id);
}

static struct known *find_known(const struct plan *plan, size_t type, const struct uuid *id)
{
    const struct known key = {.id = *id};
    return bsearch(&key, plan->known[type], plan->known_count[type], sizeof key, compare_known);
}

static int compare_history(const void *a, const void *b)
{
    const struct known_history *left = a, *right = b;
    int order = uuid_compare(&left->id, &right->id);
    return order ? order : memcmp(left->version.hash, right->version.hash, CONTENT_HASH_SIZE);
}

static struct known_history *find_history(const struct plan *plan, size_t type, const struct event *event)
{
    const struct known_history key = {event->id, event->version};
    return bsearch(&key, plan->history[type], plan->history_count[type], sizeof key, compare_history);
}

/* The versions of one fact in plan->order, from..to-1. Sightings of one version, which are neighbours there, become
 * one: the first, which is the greatest, is raised by the others; they are counted as duplicates and leave the
 * range. */
static size_t merge_sightings(struct plan *plan, size_t from, size_t to, bool *raised)
{
    size_t kept = from;
    for (size_t i = from; i < to; i++) {
        const struct version *version = &event_at(plan, plan->order[i])->event.version;
        struct version *last = kept > from ? &event_at(plan, plan->order[kept - 1])->event.version : NULL;
        if (!last || !version_same(last, version)) {
            plan->order[kept++] = plan->order[i];
            continue;
        }
        plan->duplicate++;
        *raised = version_raise(last, version) || *raised;
    }
    return kept;
}

/* An arriving version that history has already: both become the greater sighting. */
static bool meet_history(struct plan *plan, struct batch_event *event, bool *met)
{
    const struct known_history *history = find_history(plan, event->event.type, &event->event);
    *met = history != NULL;
    return history && version_raise(&event->event.version, &history->version);
}

static bool decide_loser(struct plan *plan, struct plan_type *type, uint32_t index, bool raised, struct error *error)
{
    struct batch_event *event = event_at(plan, index);
    bool met;
    raised = meet_history(plan, event, &met) || raised;
    if (met)
        plan->duplicate++;
    else
        plan->superseded++;
    type->losers[type->loser_count++] = index;
    return !raised || batch_encode_event(plan->batch, event, error);
}

static void set_cancelled(struct plan *plan, const struct batch_event *event)
{
    /* The flag is the last byte of the row: record_copy_row writes `cancelled` as its last column. */
    plan->batch->rows.data[event->row.offset + event->row.size - 1] = plan_cancelled(plan, &event->event);
}

static bool decide_winner(struct plan *plan, struct plan_type *type, uint32_t index, const struct known *known,
                          bool raised, struct error *error)
{
    struct batch_event *event = event_at(plan, index);
    bool met;
    raised = meet_history(plan, event, &met) || raised;
    if (raised && !batch_encode_event(plan->batch, event, error))
        return false;
    set_cancelled(plan, event);
    type->rows[type->row_count++] = index;
    if (known)
        type->demoted[type->demoted_count++] = event->event.id;
    if (met)
        type->promoted[type->promoted_count++] = index;
    if (met)
        plan->duplicate++;
    else
        plan->applied++;
    return true;
}

/* The stored row is seen again: it is raised, and its event counts as a duplicate. Answers whether it must be
 * written. */
static bool see_stored_again(struct plan *plan, struct known *known, const struct event *seen)
{
    struct event stored = *seen;
    bool raised = version_raise(&known->version, &seen->version);
    stored.version = known->version;
    stored.cancel = known->op_cancel;
    known->cancelled = plan_cancelled(plan, &stored);
    plan->duplicate++;
    return raised;
}

/* Index in plan->order of the event that is the stored version itself, `to` if none is. */
static size_t find_stored(const struct plan *plan, size_t from, size_t to, const struct known *known)
{
    while (from < to && !version_same(&event_at(plan, plan->order[from])->event.version, &known->version))
        from++;
    return from;
}

/* The greatest of the arriving versions once history has raised them. */
static size_t find_greatest(const struct plan *plan, size_t from, size_t to, size_t skip)
{
    size_t best = to;
    struct version best_version = {0};
    for (size_t i = from; i < to; i++) {
        if (i == skip)
            continue;
        const struct event *event = &event_at(plan, plan->order[i])->event;
        const struct known_history *history = find_history(plan, event->type, event);
        struct version version = event->version;
        if (history)
            version_raise(&version, &history->version);
        if (best == to || version_compare(&version, &best_version) > 0) {
            best = i;
            best_version = version;
        }
    }
    return best;
}

static bool decide_fact(struct plan *plan, struct plan_type *type, size_t from, size_t to, struct error *error)
{
    bool raised = false, write_stored = false;
    to = merge_sightings(plan, from, to, &raised);
    const struct event *first = &event_at(plan, plan->order[from])->event;
    struct known *known = find_known(plan, first->type, &first->id);
    size_t stored = known ? find_stored(plan, from, to, known) : to;
    if (stored < to)
        write_stored = see_stored_again(plan, known, &event_at(plan, plan->order[stored])->event);
    size_t best = find_greatest(plan, from, to, stored);
    const struct version *greatest = best < to ? &event_at(plan, plan->order[best])->event.version : NULL;
    bool stays = known && (!greatest || version_compare(greatest, &known->version) < 0);
    if (write_stored)
        type->raises[type->raise_count++] = (struct raise){known->id, known->version, known->cancelled};
    for (size_t i = from; i < to; i++) {
        bool decided = i == stored           ? true
                       : i == best && !stays ? decide_winner(plan, type, plan->order[i], known, raised, error)
                                             : decide_loser(plan, type, plan->order[i], raised, error);
        if (!decided)
            return false;
    }
    return true;
}

bool plan_decide(struct plan *plan, size_t type, struct error *error)
{
    for (size_t from = 0, to; from < plan->order_count; from = to) {
        to = from + 1;
        while (to < plan->order_count && same_fact(plan, plan->order[from], plan->order[to]))
            to++;
        if (event_at(plan, plan->order[from])->event.type == type &&
            !decide_fact(plan, &plan->types[type], from, to, error))
            return false;
    }
    return true;
}
