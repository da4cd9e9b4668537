/*
 * What the extraction did with a text, step by step, for those who ask why: capacity-consumer --explain.
 *
 * One function is told of each step; without it (NULL) a step costs one comparison. The slices are places in the text
 * and end with the call.
 */
#ifndef CONSUMERS_CAPACITY_CLAIMS_TRACE_H
#define CONSUMERS_CAPACITY_CLAIMS_TRACE_H

#include "lib/slice.h"

struct claims_trace {
    /* `step`: "sentence", "word", "product", "quantity", "clause", "claim", "no claim" ...; `words`: of the text;
     * `note`: what was made of them. */
    void (*step)(void *context, const char *step, struct slice words, const char *note);
    void *context;
};

static inline void trace_step(const struct claims_trace *trace, const char *step, struct slice words, const char *note)
{
    if (trace)
        trace->step(trace->context, step, words, note);
}

#endif
