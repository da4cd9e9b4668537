#include "producers/customs/flow.h"

#include "schemas/customs_event.h"

static const struct field *flow_field(void)
{
    return record_field_find(&customs_event_type, SLICE_LITERAL("flow"));
}

int flow_of_word(struct slice word)
{
    return field_symbol(flow_field(), word);
}

const char *flow_word(int flow)
{
    return flow_field()->symbols[flow];
}

bool flow_of_option(const char *option, int *flow, struct error *error)
{
    int found = option ? flow_of_word(slice_of(option)) : *flow;
    if (option && found < 0)
        return error_stop(error, EXIT_USAGE, "--flow %s is none of import, export, reimport, reexport, transit", option);
    *flow = found;
    return true;
}
