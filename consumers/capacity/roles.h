/*
 * Who and where around an act: actor, destinations, origin, transit, other organisations. For claims.c only.
 */
#ifndef CONSUMERS_CAPACITY_ROLES_H
#define CONSUMERS_CAPACITY_ROLES_H

#include "consumers/capacity/acts.h"
#include "consumers/capacity/claims.h"

enum { DESTINATIONS_MAX = 6 };

/* Fills actor and actor_country; before the others. */
void roles_actor(const struct act *act, struct claim *claim);

/* Fills from_country and via; writes the destinations, the one that counts first, and returns how many. */
size_t roles_countries(const struct act *act, struct claim *claim, struct slice *destinations);

/* The destination that a number of its own has: "104,000 in Texas and 12,600 in Portugal"; not stated if none. */
struct slice roles_destination_of(const struct act *act, const struct claim *claim, uint32_t from, uint32_t to);

/* Fills the other organisations. */
void roles_orgs(const struct act *act, struct claim *claim);

/* The country that stands beside an organisation's name: "Abu Dhabi's G42", "Saudi firm Humain"; not stated if none. */
struct slice roles_nationality(const struct sentence *sentence, const struct match *org);

/* "A and B each", "each to A and B", 各: the buyers who take the number apiece; returns how many. */
size_t roles_each(const struct act *act, const struct match **orgs, size_t capacity);

#endif
