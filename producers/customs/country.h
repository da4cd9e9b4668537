/*
 * Countries as sources write them -> ISO 3166-1 alpha-2, the only form that events carry.
 *
 * A code without its system means nothing (344 is Hong Kong to the UN and Russia to China's customs), so each system
 * has its own function. What is no country of today - a group, "areas not elsewhere specified", a state with other
 * borders - is not stated here. Where a source does name such a partner, the event carries COUNTRY_UNKNOWN, the
 * source's own text in partner_raw, and a flag; a partner that the source does not name at all, or the world, stays not
 * stated. Never a guess. Costs: a few hundred comparisons a name, no allocation. Slices returned are literals. Any
 * thread.
 */
#ifndef PRODUCERS_CUSTOMS_COUNTRY_H
#define PRODUCERS_CUSTOMS_COUNTRY_H

#include <stdint.h>

#include "lib/slice.h"

/* Stated, but as no country that we know: "unknown", a group, a number that is not in the system's list.
 * (User-assigned in ISO 3166; "not stated" stays for rows that name no partner.) */
#define COUNTRY_UNKNOWN "ZZ"

enum { COMTRADE_WORLD = 0, COMTRADE_OTHER_ASIA = 490 /* in practice Taiwan */ };

/* Of a reporter or partner number of UN Comtrade (M49 with exceptions). */
struct slice country_of_comtrade(int64_t number);

/* Of a four-digit code of the US Census Bureau's Schedule C, for example "5830". */
struct slice country_of_census(struct slice code);

/* The number under which UN Comtrade has a country today; -1 if `alpha2` is none. */
int country_to_comtrade(struct slice alpha2);

/* Of a three-digit code of trading partners in the statistics of China's customs, and of countries in those of
 * Japan's. */
struct slice country_of_gacc(struct slice code);
struct slice country_of_japan(struct slice code);

/* Of alpha-2, alpha-3 or a name in English, Chinese or some Russian; case, blanks and punctuation do not matter. */
struct slice country_of_text(struct slice text);

/* The same, remembering answers for the few names that a table repeats. All zeros are an empty memory; one thread. */
enum { COUNTRY_MEMORY_SLOTS = 256, COUNTRY_MEMORY_TEXT_MAX = 47 };

struct country_memory {
    struct {
        char text[COUNTRY_MEMORY_TEXT_MAX];
        unsigned char size; /* 0: empty */
        struct slice alpha2;
    } slots[COUNTRY_MEMORY_SLOTS];
};

struct slice country_remembered(struct country_memory *memory, struct slice text);

/* The alpha-2 codes alone, in upper case: for closed lists such as a profile's constants. */
bool country_is_alpha2(struct slice text);

#endif
