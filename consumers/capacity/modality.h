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

/* "...。関係者が明らかにした。": a sentence that only says on whom the one before rests. Takes over what it says into claims of
 * that; does nothing if it is none such. */
void modality_attribute(const struct sentence *sentence, struct claim *claims, size_t count);

/* The cue of a kind that works on an act; NULL if there is none. */
const struct match *modality_cue(const struct act *act, enum lexicon_kind kind);

#endif
