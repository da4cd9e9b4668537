/*
 * What is done in a clause: which word acts, how strongly, in which voice; and what looks like an act and is none. For
 * claims.c only.
 */
#ifndef CONSUMERS_CAPACITY_ACTS_H
#define CONSUMERS_CAPACITY_ACTS_H

#include "consumers/capacity/sentence.h"

enum { ACTS_MAX = 8 }; /* of one clause */

/* An act in its clause. */
struct act {
    const struct sentence *sentence;
    struct clause clause;
    const struct match *trigger;
    int action; /* enum of news_claim.action */
    int level;
    bool passive;                /* what stands before the trigger is what is acted on */
    const char *rule;            /* the pattern that made it */
    const struct match *subject; /* who acts, where the text says it beside a number; else NULL */
};

/* Writes the acts of a clause, the strongest only: who may sell what counts before what is sold. */
size_t acts_find(const struct sentence *sentence, struct clause clause, struct act *acts);

/* Whether a trigger is a noun or a light verb that acts only together with a number, or with a plan. */
static inline bool act_is_noun(const struct act *act)
{
    return act->level == LEVEL_NOUN;
}

#endif
