/*
 * What the word order of German and French does with acts: verbs that come apart, and acts that are only the background
 * of another one. For the rules of claims only; Japanese and Korean have particles.h. No allocation.
 */
#ifndef CONSUMERS_CAPACITY_WORD_ORDER_H
#define CONSUMERS_CAPACITY_WORD_ORDER_H

#include "consumers/capacity/acts.h"

/* Whether a clause holds `part` as the last word of its verb: "stellt die Lieferung ein". */
bool word_order_ends_with(const struct sentence *sentence, const struct clause *clause, const char *part);

/* Reads a German verb whose meaning is in the part that it leaves at the end of the clause. False if that is missing. */
bool word_order_reads_apart(struct act *act);

/* "trotz des Embargos", "malgré l'interdiction": the act is known and not what the clause tells. */
bool word_order_is_background(const struct act *act);

/* German: of the acts of a clause the verb governs, not the nouns, which have a capital. */
bool word_order_is_noun(const struct act *act);

/* "forderte Alibaba auf, keine H20 zu bestellen": who tells others not to act restricts them. */
bool word_order_forbids(const struct act *act);

#endif
