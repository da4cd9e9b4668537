/*
 * Directions of trade in the words of customs_event's field `flow`: import, export, reimport, reexport, transit.
 */
#ifndef PRODUCERS_CUSTOMS_FLOW_H
#define PRODUCERS_CUSTOMS_FLOW_H

#include "lib/error.h"
#include "lib/slice.h"

/* enum customs_event_flow of a word; -1 for any other. */
int flow_of_word(struct slice word);
const char *flow_word(int flow);

/* What --flow says; *flow stays where `option` is NULL. ERROR_STOP, EXIT_USAGE for any other word. */
bool flow_of_option(const char *option, int *flow, struct error *error);

#endif
