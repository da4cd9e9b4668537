#include "producers/customs/scope.h"

void scope_stamp(struct scope *scope, struct draft *draft)
{
    if (!scope->id.data)
        return;
    draft->event->scope_id = draft_text(draft, scope->id);
    draft->event->scope_revision = draft_long(draft, scope->revision);
    scope->rows++;
}

bool scope_end(const struct scope *scope, enum customs_event_op op, struct slice source, struct slice raw_ref,
               int64_t observed_at_ms, struct arena *arena, struct customs_event *event, struct error *error)
{
    struct draft draft;
    draft_start(&draft, event, arena, CUSTOMS_EVENT_KIND_SCOPE_END);
    event->op = (int)op;
    event->source = draft_text(&draft, source);
    event->revision = scope->revision;
    event->observed_at = observed_at_ms;
    event->raw_ref = raw_ref;
    event->scope_id = draft_text(&draft, scope->id);
    event->scope_revision = draft_long(&draft, scope->revision);
    event->scope_rows = draft_long(&draft, op == CUSTOMS_EVENT_OP_CANCEL ? 0 : scope->rows);
    const struct slice parts[] = {SLICE_LITERAL("scope_end"), scope->id};
    return draft_finish(&draft, parts, sizeof parts / sizeof parts[0], NULL, error);
}
