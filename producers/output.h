/*
 * Where a producer's events go: to Kafka, or as JSON lines to standard output. The same is refused in both, and counted
 * in the report.
 *
 * Costs: the queue of publisher.h, or a few pieces of printed lines. Threads: one.
 */
#ifndef PRODUCERS_OUTPUT_H
#define PRODUCERS_OUTPUT_H

#include <signal.h>

#include "producers/producer.h"
#include "producers/report.h"

struct output;

/* `silent`: nothing goes anywhere. `sources` and `report` are told of what no broker acknowledges. Errors as in
 * publisher_open, message_writer_open and schema_registry_open. */
bool output_open(const struct producer_settings *settings, bool silent, const struct record_type *type,
                 const struct sources *sources, struct report *report, const volatile sig_atomic_t *interrupted,
                 struct output **output, struct error *error);

/* Passes an event on; `source` is the index of its source, where it stands at *place. ERROR_REJECT: this one cannot
 * be. */
bool output_event(struct output *output, const void *event, size_t source, const struct input_place *place,
                  struct error *error);

/* Waits until all is acknowledged, or writes what is still to be printed. */
bool output_flush(struct output *output, struct error *error);

/* The same at the end, giving up what is not acknowledged in time. NULL: nothing to do. */
bool output_close(struct output *output, struct error *error);

/* True for the end of a scope of customs data. */
bool output_is_scope_end(const struct record_type *type, const void *event);

#endif
