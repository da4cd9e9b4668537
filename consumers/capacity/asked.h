/*
 * What the calculator is asked about: "400,000 H200", "8 x HGX H200 servers", "DGX H100, 20 SET", "$2bn of Nvidia GPUs" in goods and
 * how many of them, or for how much money.
 *
 * Read first as claims in news are (what is counted stands beside its number), then as descriptions of goods are (name and
 * quantity anywhere in the line); no words of its own. What goods point to is the catalogue's. Errors: ERROR_STOP, EXIT_DATA,
 * with the nearest name for a misspelt one. Nothing allocated; any thread.
 */
#ifndef CONSUMERS_CAPACITY_ASKED_H
#define CONSUMERS_CAPACITY_ASKED_H

#include "consumers/capacity/goods.h"

enum { ASKED_BYTES_MAX = 500 };

struct asked {
    struct goods goods;
    struct interval items;     /* NAN where money is stated instead */
    struct interval value_usd; /* NAN where items are */
    bool is_value;
};

/* The ends that decide what a family's members are: for China others than elsewhere; what was on sale. */
struct asked_frame {
    struct slice to_country; /* not stated: elsewhere */
    int32_t day;
};

bool asked_read(const struct catalogue *catalogue, struct slice text, const struct asked_frame *frame,
                struct asked *asked, struct error *error);

/* The same from a product (key of an accelerator or a system, slug, or a name) and a number. */
bool asked_named(const struct catalogue *catalogue, struct slice product, struct slice units,
                 const struct asked_frame *frame, struct asked *asked, struct error *error);

#endif
