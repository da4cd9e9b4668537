#include "consumers/capacity/grouping.h"

#include "lib/clock.h"
#include "lib/log.h"

enum {
    IDLE_MS = 60000,
    FINISH_PAUSE_MS = 200,  /* at the end: before the next try */
    FINISH_SETBACKS = 300,  /* and so many tries: a minute, longer than one call of another consumer */
    FAILURE_PAUSE_MS = 10000,
};

const struct grouping_task grouping_tasks[GROUPING_TASK_COUNT] = {
    [GROUPING_GROUPS] = {"SELECT pipeline.group_news($1::int)", 2000},
    [GROUPING_MATCHES] = {"SELECT pipeline.match_customs($1::int)", 500},
};

void grouping_init(struct grouping *grouping, int64_t every_s)
{
    *grouping = (struct grouping){.every_ms = every_s * 1000, .more = every_s > 0};
}

void grouping_close(struct grouping *grouping)
{
    database_close(grouping->database);
    grouping->database = NULL;
    grouping->running = false;
}

int grouping_socket(const struct grouping *grouping)
{
    return grouping->running ? database_socket(grouping->database) : -1;
}

static void failed(struct grouping *grouping, const struct error *error)
{
    log_error(LOG_LEVEL_WARNING, "groups or matches are not up to date; trying again", error);
    grouping_close(grouping);
    grouping->more = true;
    grouping->task = 0;
    grouping->setbacks++;
    grouping->next_at_ms = clock_monotonic_ms() + FAILURE_PAUSE_MS;
}

static void begin(struct grouping *grouping, int64_t changes)
{
    struct error error;
    struct integer_text most;
    const struct slice parameters[] = {integer_text(&most, grouping_tasks[grouping->task].most)};
    if ((!grouping->database && !database_open("capacity-consumer grouping", &grouping->database, &error)) ||
        !database_send_query(grouping->database, grouping_tasks[grouping->task].statement, parameters, 1, &error)) {
        failed(grouping, &error);
        return;
    }
    int64_t now = clock_monotonic_ms();
    grouping->running = true;
    if (grouping->task == 0)
        grouping->next_change = changes;
    grouping->next_at_ms = now + grouping->every_ms;
    grouping->idle_at_ms = now + IDLE_MS;
}

/* A full call leaves the rest for the next one, at once, as one that is done leaves the next task. One that met another
 * consumer at work begins the round again later. */
static void ended(struct grouping *grouping, const struct result *result)
{
    bool busy = !result_value(result, 0, 0).data;
    bool full = result_integer(result, 0, 0) == grouping_tasks[grouping->task].most;
    bool last = grouping->task + 1 == GROUPING_TASK_COUNT;
    grouping->running = false;
    grouping->more = busy || full || !last;
    grouping->setbacks = busy ? grouping->setbacks + 1 : 0;
    if (busy || (!full && last))
        grouping->task = 0;
    else if (!full)
        grouping->task++;
    if (!busy && grouping->more)
        grouping->next_at_ms = 0;
}

static void go_on(struct grouping *grouping)
{
    struct error error;
    const struct result *result;
    switch (database_continue(grouping->database, &result, &error)) {
    case DATABASE_WORKING:
        break;
    case DATABASE_DONE:
        ended(grouping, result);
        break;
    case DATABASE_FAILED:
        failed(grouping, &error);
        break;
    }
}

void grouping_turn(struct grouping *grouping, int64_t changes)
{
    if (grouping->running)
        go_on(grouping);
    else if (grouping->every_ms && clock_monotonic_ms() >= grouping->next_at_ms &&
             (grouping->more || changes > grouping->next_change || clock_monotonic_ms() >= grouping->idle_at_ms))
        begin(grouping, changes);
}

bool grouping_finish(struct grouping *grouping, int64_t changes)
{
    int64_t soon = clock_monotonic_ms() + (grouping->setbacks ? FINISH_PAUSE_MS : 0);
    if (grouping->next_at_ms > soon)
        grouping->next_at_ms = soon;
    grouping_turn(grouping, changes);
    bool left = grouping->running || grouping->more || changes > grouping->next_change;
    return !grouping->every_ms || !left || grouping->setbacks >= FINISH_SETBACKS;
}
