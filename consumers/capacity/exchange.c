#include "consumers/capacity/exchange.h"

#include <stdlib.h>

#include "lib/clock.h"

enum { RATE_SCALE = 10, USD_PRECISION = 30, USD_SCALE = 4, CENT_SCALE = 2 };

/* The day behind the last one of a period that is written as YYYY, YYYY-MM or YYYY-MM-DD. */
static int32_t period_end(int32_t from, size_t written)
{
    int year, month, day;
    int32_t end = from + 1;
    date_to_ymd(from, &year, &month, &day);
    if (written == 4)
        date_from_ymd(year + 1, 1, 1, &end);
    else if (written == 7)
        date_from_ymd(month == 12 ? year + 1 : year, month == 12 ? 1 : month + 1, 1, &end);
    return end;
}

void exchange_read(struct table_row *row, struct exchange_rate *rate)
{
    struct slice period = table_row_text(row, "period"), stated = table_row_text(row, "usd_per_unit");
    struct error error = {0};
    *rate = (struct exchange_rate){.currency = table_row_text(row, "currency"),
                                   .from = table_row_date(row, "period"),
                                   .source = table_row_text(row, "source")};
    if (rate->currency.size != 3)
        table_row_refuse(row, "not a currency:", rate->currency);
    if (rate->from == INT32_MIN)
        table_row_refuse(row, "no period:", rate->currency);
    if (!row->ok)
        return;
    rate->to = period_end(rate->from, period.size) - 1;
    if (!decimal_parse(stated, &rate->usd_per_unit, &error) || rate->usd_per_unit.unscaled <= 0 ||
        !decimal_rescale(&rate->usd_per_unit, USD_PRECISION, RATE_SCALE))
        table_row_refuse(row, "not a rate of exchange:", stated);
}

static int compare(const void *a, const void *b)
{
    const struct exchange_rate *x = a, *y = b;
    int order = slice_compare(x->currency, y->currency);
    if (order)
        return order;
    int32_t x_days = x->to - x->from, y_days = y->to - y->from;
    if (x_days != y_days)
        return x_days < y_days ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

void exchange_sort(struct exchange *exchange)
{
    if (exchange->count)
        qsort(exchange->rates, exchange->count, sizeof *exchange->rates, compare);
}

static size_t first_of(const struct exchange *exchange, struct slice currency)
{
    size_t low = 0, high = exchange->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (slice_compare(exchange->rates[middle].currency, currency) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct exchange_rate *exchange_find(const struct exchange *exchange, struct slice currency, int32_t from,
                                          int32_t to)
{
    for (size_t i = first_of(exchange, currency); i < exchange->count; i++) {
        const struct exchange_rate *rate = &exchange->rates[i];
        if (!slice_equal(rate->currency, currency))
            break;
        if (rate->from <= from && to <= rate->to)
            return rate;
    }
    return NULL;
}

bool exchange_convert(struct decimal value, struct decimal usd_per_unit, struct decimal *usd)
{
    usd->scale = value.scale + usd_per_unit.scale;
    return usd->scale <= DECIMAL_DIGITS_MAX &&
           !__builtin_mul_overflow(value.unscaled, usd_per_unit.unscaled, &usd->unscaled) &&
           decimal_round(usd, USD_PRECISION, CENT_SCALE) && decimal_rescale(usd, USD_PRECISION, USD_SCALE);
}
