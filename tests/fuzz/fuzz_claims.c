/*
 * libFuzzer target: any bytes as headline (the first line) and body of an article, read for claims.
 *
 * What a claim points to lies inside the texts, bounds are in order, the arena is as it was, and a text that is left
 * after the search for products has no claims when it is read in full (with a trace). Seeds: tests/fuzz/seeds/claims.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "consumers/capacity/claims.h"
#include "consumers/capacity/claims_trace.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ARENA_BYTES = 4 << 20, CLAIMS_MAX = 64 };

static void require(bool holds, const char *what)
{
    if (holds)
        return;
    fprintf(stderr, "fuzz_claims: %s\n", what);
    abort();
}

static bool is_in(struct slice part, struct slice whole)
{
    return part.data >= whole.data && part.data + part.size <= whole.data + whole.size;
}

/* Not stated, or inside one of the texts. */
static void check_slice(struct slice part, const struct claims_text *text)
{
    require(!part.data || is_in(part, text->title) || is_in(part, text->body), "a slice lies outside the texts");
}

static bool in_order(double low, double high)
{
    return isnan(low) || isnan(high) || low <= high;
}

static void check_claim(const struct claim *claim, const struct claims_text *text)
{
    check_slice(claim->product_text, text);
    check_slice(claim->evidence, text);
    require(claim->evidence.data != NULL, "no evidence");
    require(claim->evidence_start + claim->evidence.size <= text->title.size + 1 + text->body.size, "evidence ends outside");
    require(claim->confidence >= 0 && claim->confidence <= 1, "confidence is none");
    require(claim->org_count <= CLAIM_ORGS_MAX && claim->via_count <= CLAIM_VIA_MAX, "too many organisations or places");
    if (!claim->has_quantity)
        return;
    check_slice(claim->quantity_text, text);
    require(in_order(claim->quantity.low, claim->quantity.mid) && in_order(claim->quantity.mid, claim->quantity.high) &&
                in_order(claim->quantity.low, claim->quantity.high), "bounds are out of order");
}

static void say_nothing(void *context, const char *step, struct slice text, const char *detail)
{
    (void)context, (void)step, (void)text, (void)detail;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct catalogue *catalogue;
    static struct arena arena;
    static struct claim claims[CLAIMS_MAX];
    static const struct claims_trace trace = {.step = say_nothing};
    struct error error;
    if (!catalogue)
        require(catalogue_load(CHIPWATCH_SOURCE_DIR "/deploy/reference", &catalogue, &error) &&
                    arena_init(&arena, ARENA_BYTES, &error), "no catalogue");
    struct slice body = {(const char *)data, size};
    if (!slice_is_text(body))
        return 0;
    struct claims_text text = {.title = slice_next_part(&body, '\n')};
    text.body = body.data ? body : SLICE_LITERAL("");
    size_t used = arena.used, count, in_full;
    require(claims_find(catalogue, &text, &arena, claims, CLAIMS_MAX, &count) && arena.used == used, "the arena is not as it was");
    for (size_t i = 0; i < count; i++)
        check_claim(&claims[i], &text);
    text.trace = &trace;
    require(claims_find(catalogue, &text, &arena, claims, CLAIMS_MAX, &in_full) && in_full == count,
            "the search for products leaves out claims");
    return 0;
}
