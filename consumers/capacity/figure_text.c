#include "consumers/capacity/figure_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const double grouped_from = 1000, whole_from = 1e7, grouped_most = 1e18;

const char *figure_text(double value, char text[FIGURE_BYTES])
{
    char digits[FIGURE_BYTES];
    if (isnan(value))
        return strcpy(text, "-");
    if (!(fabs(value) >= grouped_from && fabs(value) < grouped_most)) {
        snprintf(text, FIGURE_BYTES, "%.6g", value);
        return text;
    }
    snprintf(digits, sizeof digits, value == floor(value) || fabs(value) >= whole_from ? "%.0f"
                                   : fabs(value) < 1e5                                ? "%.2f"
                                                                                      : "%.1f", value);
    size_t whole = strspn(digits, "-0123456789"), first = digits[0] == '-', used = 0;
    for (size_t i = 0; digits[i] && used + 2 < FIGURE_BYTES; i++) {
        if (i > first && i < whole && (whole - i) % 3 == 0)
            text[used++] = ',';
        text[used++] = digits[i];
    }
    text[used] = '\0';
    return text;
}

const char *figure_range_text(struct interval value, char text[FIGURE_RANGE_BYTES])
{
    char low[FIGURE_BYTES], mid[FIGURE_BYTES], high[FIGURE_BYTES];
    figure_text(value.low, low);
    figure_text(value.mid, mid);
    figure_text(value.high, high);
    bool one = value.low == value.high || (isnan(value.low) && isnan(value.high));
    if (one)
        return strcpy(text, isnan(value.mid) ? low : mid);
    if (isnan(value.mid) && isnan(value.high))
        snprintf(text, FIGURE_RANGE_BYTES, "at least %.30s", low);
    else if (isnan(value.mid) && isnan(value.low))
        snprintf(text, FIGURE_RANGE_BYTES, "at most %.30s", high);
    else if (isnan(value.mid))
        snprintf(text, FIGURE_RANGE_BYTES, "%.30s to %.30s", low, high);
    else
        snprintf(text, FIGURE_RANGE_BYTES, "%.28s (%.28s to %.28s)", mid, low, high);
    return text;
}
