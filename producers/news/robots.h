/*
 * What a site's robots.txt says about an address (RFC 9309).
 *
 * The groups of our product token count together, else those of "*". The longest rule that matches decides, allow wins
 * a tie; * stands for anything, $ for the end; percent-encoding is compared by what it means. Costs: the text is read
 * anew for each question, with at most ROBOTS_STEPS_MAX comparisons; a rule over ROBOTS_RULE_MAX bytes is left out. Pure;
 * any thread.
 */
#ifndef PRODUCERS_NEWS_ROBOTS_H
#define PRODUCERS_NEWS_ROBOTS_H

#include <stdbool.h>

#include "lib/slice.h"

enum { ROBOTS_BYTES_MAX = 500 << 10, ROBOTS_RULE_MAX = 512, ROBOTS_PATH_MAX = 2048, ROBOTS_STEPS_MAX = 16 << 20 };

/* `path`: with its query, as in the address ("/a?b"). A path over ROBOTS_PATH_MAX is not allowed, nor one whose
 * rules are too much work. */
bool robots_allows(struct slice text, const char *product, struct slice path);

#endif
