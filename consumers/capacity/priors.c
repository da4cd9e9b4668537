#include "consumers/capacity/priors.h"

#include <math.h>
#include <stdio.h>

static const double millionths = 1e6, cents = 1e2;

/* A share of 0..1 or a price, as a whole number of its parts. */
static int64_t read_parts(struct table_row *row, const char *column, double parts)
{
    double number = table_row_number(row, column);
    if (row->ok && !(number >= 0 && number * parts < 1e15))
        table_row_refuse(row, "not stated, or not in range:", slice_of(column));
    return row->ok ? llround(number * parts) : 0;
}

void priors_read_share(struct table_row *row, struct share_prior *prior)
{
    *prior = (struct share_prior){
        .hs6 = table_row_text(row, "hs6"),
        .share_low = read_parts(row, "share_low", millionths),
        .share_mid = read_parts(row, "share_mid", millionths),
        .share_high = read_parts(row, "share_high", millionths),
        .price_low = read_parts(row, "price_low_usd", cents),
        .price_mid = read_parts(row, "price_mid_usd", cents),
        .price_high = read_parts(row, "price_high_usd", cents),
        .units_max = table_row_number(row, "units_max"),
        .low_kg = table_row_number(row, "low_kg"),
    };
    struct slice set = table_row_text(row, "set_name"), as_of = table_row_text(row, "as_of");
    if (row->ok && (prior->hs6.size != 0 && prior->hs6.size != 6))
        table_row_refuse(row, "not six digits:", prior->hs6);
    bool prices = 0 < prior->price_low && prior->price_low <= prior->price_mid && prior->price_mid <= prior->price_high;
    bool shares = prior->share_low <= prior->share_mid && prior->share_mid <= prior->share_high &&
                  prior->share_high <= (int64_t)millionths;
    if (row->ok && !(prices && shares))
        table_row_refuse(row, "shares or prices out of order:", prior->hs6);
    if (row->ok)
        snprintf(prior->reason, sizeof prior->reason,
                 "value x share %.9g/%.9g/%.9g of HS %.*s at USD %.9g/%.9g/%.9g an accelerator (priors %.*s of %.*s)",
                 (double)prior->share_low / millionths, (double)prior->share_mid / millionths,
                 (double)prior->share_high / millionths, SLICE_ARGS(prior->hs6), (double)prior->price_low / cents,
                 (double)prior->price_mid / cents, (double)prior->price_high / cents, SLICE_ARGS(set),
                 SLICE_ARGS(as_of));
}

void priors_read_class(struct table_row *row, struct class_prior *prior)
{
    static const char *const names[CLASS_COUNT] = {"card", "module", "board", "server", "rack"};
    *prior = (struct class_prior){
        .name = table_row_text(row, "class"),
        .accelerators = table_row_number(row, "accelerators"),
        .value_low_usd = table_row_number(row, "value_low_usd"),
        .value_high_usd = table_row_number(row, "value_high_usd"),
        .low_kg = table_row_number(row, "low_kg"),
        .high_kg = table_row_number(row, "high_kg"),
        .accelerator_low_kg = table_row_number(row, "accelerator_low_kg"),
    };
    if (row->ok && (row->number >= CLASS_COUNT || !slice_equal_text(prior->name, names[row->number])))
        table_row_refuse(row, "not the class expected here (card, module, board, server, rack):", prior->name);
    bool stated = prior->accelerators >= 1 && prior->value_low_usd > 0 && prior->value_high_usd > 0 &&
                  prior->low_kg > 0 && prior->high_kg > 0 && prior->accelerator_low_kg > 0;
    if (row->ok && !stated)
        table_row_refuse(row, "not stated, or not in range:", prior->name);
}

struct interval priors_share_chips(const struct share_prior *prior, struct decimal value_usd)
{
    static const int128 most = (int128)1000000000000 * 1000000000000; /* 1e24: 1e20 USD with four digits */
    if (!decimal_round(&value_usd, 30, 4) || value_usd.unscaled < 0 || value_usd.unscaled > most)
        return (struct interval){NAN, NAN, NAN};
    /* value / 1e4 * share / 1e6 / (price / 1e2) */
    int128 value = value_usd.unscaled, parts = 100000000;
    int128 low = parts * prior->price_high, mid = parts * prior->price_mid, high = parts * prior->price_low;
    return (struct interval){(double)(value * prior->share_low / low),
                             (double)((2 * value * prior->share_mid + mid) / (2 * mid)),
                             (double)((value * prior->share_high + high - 1) / high)};
}
