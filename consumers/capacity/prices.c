#include "consumers/capacity/prices.h"

double prices_interval_percent(struct slice text)
{
    return slice_equal_text(text, "80") ? 80 : 90;
}

void prices_read(struct table_row *row, struct price_period *period)
{
    int32_t to = table_row_date(row, "valid_to");
    *period = (struct price_period){
        .accelerator_key = table_row_text(row, "accelerator_key"),
        .from = table_row_date(row, "valid_from"),
        .to = to == INT32_MIN ? INT32_MAX : to,
        .price = {table_row_number(row, "low_usd"), table_row_number(row, "mid_usd"), table_row_number(row, "high_usd"),
                  prices_interval_percent(table_row_text(row, "price_interval"))},
    };
    const struct price *price = &period->price;
    if (row->ok && (period->from == INT32_MIN || period->to < period->from))
        table_row_refuse(row, "no period of", period->accelerator_key);
    if (row->ok && !(0 < price->low_usd && price->low_usd <= price->mid_usd && price->mid_usd <= price->high_usd))
        table_row_refuse(row, "not stated or out of order: prices of", period->accelerator_key);
}

const struct price_period *prices_find(const struct prices *prices, struct slice accelerator_key, int32_t day)
{
    for (size_t i = 0; i < prices->count; i++) {
        const struct price_period *period = &prices->rows[i];
        if (period->from <= day && day <= period->to && slice_equal(period->accelerator_key, accelerator_key))
            return period;
    }
    return NULL;
}
