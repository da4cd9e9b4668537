/*
 * Names of people and companies in declarations: what an operator may keep of them (--parties, or a profile's
 * `parties`).
 *
 *   keep  the name as declared
 *   drop  nothing
 *   hash  "hash:" and 32 hex digits, the same for one name however it is written (case, blanks and punctuation), so that
 *         lines of one party can still be counted together
 *
 * Hashes begin with the operator's salt, without which they are refused: the names of companies are few and public, so
 * that a hash anybody can make hides none. Whoever has the salt can still try names. Errors: ERROR_STOP, EXIT_CONFIG.
 */
#ifndef PRODUCERS_CUSTOMS_PARTY_H
#define PRODUCERS_CUSTOMS_PARTY_H

#include "producers/customs/draft.h"

enum party_rule { PARTY_KEEP, PARTY_DROP, PARTY_HASH };

enum { PARTY_SALT_MIN = 16 };

/* Of a word; false if it is none of the three. */
bool party_rule_of(struct slice word, enum party_rule *rule);

/* The rule for a source: what the command line says (NULL: nothing), else `standing`. */
bool party_rule_choose(const char *parties, const char *salt, enum party_rule standing, enum party_rule *rule,
                       struct error *error);

/* A name as the event carries it. */
struct slice party_text(enum party_rule rule, const char *salt, struct draft *draft, struct slice name);

#endif
