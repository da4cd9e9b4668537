/*
 * Which rules hold for goods on a way on a day, and what they say: export control, letters, tariffs, what the
 * destination lets in. Each answer names the rule that decides, its citation and its status.
 *
 * Rules, their dates, thresholds, routes and outcomes are data: rules.csv and country_groups.csv of the catalogue. Here
 * is only how they are read: figures are compared, conditions of one row are joined by AND, the first row of a regime
 * that applies decides. Three-valued: a figure, country or date that is missing makes the answer "undecided" only where
 * it would matter.
 *
 * Pure, nothing allocated after loading; any thread. A few thousand comparisons a question: for set-up, commands and
 * tables, not for each customs line.
 */
#ifndef CONSUMERS_CAPACITY_RULES_H
#define CONSUMERS_CAPACITY_RULES_H

#include "consumers/capacity/catalogue.h"

enum rules_regime {
    RULES_EXPORT_CONTROL, /* outcomes: not_controlled, licence_exception, licence_required, case_by_case,
                           * presumption_of_denial */
    RULES_LETTERS_2025,   /* limits of the letters of April 2025: not_affected, licence_required */
    RULES_WINDOW_2026,    /* window of 91 FR 1684: not_applicable (not controlled, or not on this way), within, outside */
    RULES_TARIFF_232,     /* on entry into the US: not_applicable, range_1, range_2, duty_0 */
    RULES_IMPORT,         /* what the destination's authorities say: not_affected, not_permitted, restricted, approved;
                           * of the goods, whoever buys them: approvals name buyers in their clause */
    RULES_GUIDANCE,       /* presumptions of guidance (GP10): not_affected, presumed_violation */
    RULES_PROPOSED,       /* bills and announcements, never applied: not_affected, would_be_controlled */
    RULES_REGIME_COUNT
};

/* The goods and where they go; what is not known is not stated, or NULL. */
struct rules_question {
    const struct accelerator *const *members; /* what the goods may be: one answer for all, else undecided */
    size_t member_count;        /* 0: any goods */
    struct slice from, to;      /* ISO 3166 alpha-2 */
    struct slice headquarters;  /* of the buyer or its parent; not stated: taken to be in the destination */
    int32_t day;                /* days since 1970-01-01; INT32_MIN: not stated */
};

struct rules_answer {
    const char *outcome;        /* a word of the regime; NULL: undecided */
    struct slice rule_key, citation, status; /* of the rule that decides; not stated where none does */
    int32_t from, until;        /* days around question.day with the same answer; INT32_MIN, INT32_MAX: open */
    bool reached;               /* a rule for such goods holds on this way on this day, whatever their figures */
    char reason[240];           /* in words, with the figures compared, also why it is undecided */
    char notes[240];            /* rules that may reach the goods but do not decide, with status; on question.day */
};

void rules_answer(const struct catalogue *catalogue, enum rules_regime regime, const struct rules_question *question,
                  struct rules_answer *answer);

/* All answers from the first day to the last, in order; question.day only says of which day the notes are. */
void rules_history(const struct catalogue *catalogue, enum rules_regime regime, const struct rules_question *question,
                   void (*each)(void *context, const struct rules_answer *answer), void *context);

/* "export_control", ... */
const char *rules_regime_name(enum rules_regime regime);

/* The outcome where no rule of the regime applies. */
const char *rules_default_outcome(enum rules_regime regime);

/* ---- countries that the rules treat alike, for tables of answers ---- */

enum rules_end { RULES_FROM, RULES_TO, RULES_HEADQUARTERS, RULES_END_COUNT };

/* Whether that end of the way matters to any rule of the regime. */
bool rules_use(const struct catalogue *catalogue, enum rules_regime regime, enum rules_end end);

/* The countries of country_groups.csv, in its order. */
size_t rules_country_count(const struct catalogue *catalogue);
struct slice rules_country(const struct catalogue *catalogue, size_t number);

/* The class of a country at that end of the way: the first country of those which every rule (and, as a destination,
 * every family) treats alike there; "other" for what is treated as a country that is in no row, "unknown" for not
 * stated. */
struct slice rules_class(const struct catalogue *catalogue, enum rules_end end, struct slice country);

#endif
