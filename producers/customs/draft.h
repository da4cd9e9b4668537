/*
 * A customs_event while an input fills it: what all inputs do alike.
 *
 * A text with U+FFFD in it is refused with its record: what it stood for is lost, and names that differ would be one.
 * Texts are copied into the arena, because the input's own are gone at its next call. Flags are stable words, each
 * once, in the order in which they were raised. Running out of arena is remembered and told once, by draft_finish.
 * Threads: one draft, one thread.
 */
#ifndef PRODUCERS_CUSTOMS_DRAFT_H
#define PRODUCERS_CUSTOMS_DRAFT_H

#include "lib/arena.h"
#include "producers/customs/hs_code.h"
#include "producers/customs/units.h"
#include "schemas/customs_event.h"

/* Raise it when the same bytes come out as another event: of versions with equal revision the higher one wins. */
enum { CUSTOMS_NORMALISER_VERSION = 2, DRAFT_FLAGS_MAX = 40 };

/* Precision and scales of the record's decimals. */
enum { DRAFT_PRECISION = 30, DRAFT_QUANTITY_SCALE = 6, DRAFT_VALUE_SCALE = 4 };

struct draft {
    struct customs_event *event;
    struct arena *arena;
    struct slice flags[DRAFT_FLAGS_MAX];
    size_t flag_count;
    bool full; /* the arena had no room */
    bool damaged; /* a text has the character that stands for what could not be read */
};

/* An empty upsert of this kind. */
void draft_start(struct draft *draft, struct customs_event *event, struct arena *arena, enum customs_event_kind kind);

void draft_flag(struct draft *draft, const char *flag); /* a literal */

/* Copies into the arena. A text that is empty is not stated. */
struct slice draft_text(struct draft *draft, struct slice text);
/* What raw_ref says of a place: "file:line", "file:line@offset"; without the offset where it is -1. */
struct slice draft_place(struct draft *draft, const char *file, int64_t line, int64_t offset);
/* The same of a code of ISO 4217: three capital letters. Anything else is not stated, under the flag
 * "currency_unknown". */
struct slice draft_currency(struct draft *draft, struct slice text);
const int32_t *draft_int(struct draft *draft, int32_t value);
const int64_t *draft_long(struct draft *draft, int64_t value);
const int *draft_symbol(struct draft *draft, int symbol);
const bool *draft_boolean(struct draft *draft, bool value);
const struct decimal *draft_decimal(struct draft *draft, struct decimal value);

/* Brings a number to `scale` digits; digits lost are rounded half to even under the flag "rounded" (sources pass
 * numbers through binary floats: 8.640000000000001). REASON_BAD_NUMBER if it does not fit. A negative one raises
 * "negative". */
bool draft_fit(struct draft *draft, struct decimal *value, int scale, struct error *error);

/* A quantity declared in `unit` as the event carries it: converted to the unit's code, which goes to *code; flag
 * "rounded" as in draft_fit. */
bool draft_quantity(struct draft *draft, struct decimal declared, const struct unit *unit,
                    const struct decimal **quantity, struct slice *code, struct error *error);
/* For statistics that count kilograms net: net_kg is the first quantity in kilograms, of the line. */
void draft_net_of_quantities(struct draft *draft);


/* A code of the HS: national code, known digits and, where it is whole, the six digits of the HS. Flags "hs_damaged",
 * "hs_zero_restored", and "hs_special" for chapters 98 and 99, which each country fills as it likes (projects, returns,
 * low values): no goods of one kind, and no subheading of the HS. */
void draft_hs_code(struct draft *draft, const struct hs_code *code);

/* Fills id, key, hash and flags last, when everything else is there. `date_ms` as in identity_event_id. False with
 * ERROR_REJECT and REASON_TOO_LARGE if the record did not fit the arena. */
bool draft_finish(struct draft *draft, const struct slice *key_parts, size_t part_count, const int64_t *date_ms,
                  struct error *error);

#endif
