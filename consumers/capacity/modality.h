/*
 * How far a text stands by an act (denied, considered, planned, reported, asserted: the first that holds) and on whom it
 * rests it. For claims.c only.
 */
#ifndef CONSUMERS_CAPACITY_MODALITY_H
#define CONSUMERS_CAPACITY_MODALITY_H

#include "consumers/capacity/acts.h"
#include "consumers/capacity/claims.h"

/* Fills modality, source class and credited outlet; the claim's actor must be known. */
void modality_read(const struct act *act, struct claim *claim);

/* The cue of a kind that works on an act; NULL if there is none. */
const struct match *modality_cue(const struct act *act, enum lexicon_kind kind);

#endif
