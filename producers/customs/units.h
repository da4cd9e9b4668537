/*
 * Units as sources spell them -> UN/ECE Recommendation 20, the only form that events carry.
 *
 * Counts become C62 (one) and weights KGM (kilogram), by an exact factor: 5 dozen are 60 C62, 2 t are 2000 KGM. A set
 * stays SET (one set may be a rack or a bag of screws) and a package stays a package (XPK: Recommendation 20's X before
 * a package code of Recommendation 21), because neither is a number of goods.
 * Costs: a search in a small table, no allocation. Slices are literals. Any thread.
 */
#ifndef PRODUCERS_CUSTOMS_UNITS_H
#define PRODUCERS_CUSTOMS_UNITS_H

#include "lib/decimal.h"

struct unit {
    struct slice code;     /* Rec 20; not stated: the source states no unit */
    struct decimal factor; /* quantity in `code` = declared quantity * factor */
};

/* Of a spelling, or a code of Rec 20 itself; false if it is unknown. "", "-", "?", "N/A", "NULL" and "X" are known
 * and state no unit. */
bool unit_of_text(struct slice text, struct unit *unit);

/* Of UN Comtrade's qtyUnitCode; false if it is unknown. -1 and 1 are known and state no unit. */
bool unit_of_comtrade(int64_t code, struct unit *unit);

/* Of a unit of the US Census Bureau (of HTS and Schedule B), which differ from what others mean by the same letters:
 * CTN is a ton of content there, not a carton. False if it is unknown. "", "-" and "X" are known and state no unit. */
bool unit_of_census(struct slice code, struct unit *unit);

/* Of a unit of Japan's customs; false if it is unknown. "" is known and states no unit. */
bool unit_of_japan(struct slice code, struct unit *unit);

/* quantity * factor at `scale` digits, halves to even; *rounded is set where that lost a digit. False if it does not
 * fit `precision` digits. */
bool unit_convert(const struct unit *unit, struct decimal *quantity, int precision, int scale, bool *rounded);

#endif
