/*
 * libFuzzer target: the numbers of any text stand in order inside it, and their bounds are in order and finite.
 */
#include <math.h>
#include <stdlib.h>

#include "consumers/capacity/numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_value(double value)
{
    if (!isnan(value) && (value < 0 || value > 1e15))
        abort();
}

static void check_number(const struct number *n, size_t size)
{
    if (n->start >= n->end || n->end > size || n->form > NUMBER_VAGUE)
        abort();
    if ((n->currency == CURRENCY_NONE) != (n->currency_code == NULL))
        abort();
    check_value(n->low);
    check_value(n->mid);
    check_value(n->high);
    if (n->low > n->mid || n->mid > n->high || n->low > n->high || (isnan(n->low) && isnan(n->mid) && isnan(n->high)))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    enum { CAPACITY = 32 };
    struct number numbers[CAPACITY];
    size_t count = numbers_find((struct slice){(const char *)data, size}, numbers, CAPACITY);
    if (count > CAPACITY)
        abort();
    for (size_t i = 0; i < count; i++) {
        check_number(&numbers[i], size);
        if (i && numbers[i].start < numbers[i - 1].end)
            abort();
    }
    return 0;
}
