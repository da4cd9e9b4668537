/*
 * Who and where around an act: actor, destination, origin, other organisations, modality. For claims.c only.
 */
#ifndef CONSUMERS_CAPACITY_ROLES_H
#define CONSUMERS_CAPACITY_ROLES_H

#include "consumers/capacity/claims.h"
#include "consumers/capacity/sentence.h"

/* An act in its clause. */
struct act {
    const struct sentence *sentence;
    struct clause clause;
    const struct match *trigger;
    int action; /* enum of news_claim.action */
    int level;
    const struct match *subject; /* who acts, where the text says it beside a number; else NULL */
};

/* Each fills its part of *claim; roles_actor before the others. */
void roles_actor(const struct act *act, struct claim *claim);
void roles_countries(const struct act *act, struct claim *claim);
void roles_orgs(const struct act *act, struct claim *claim);
void roles_modality(const struct act *act, struct claim *claim);

#endif
