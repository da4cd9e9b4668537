#include "consumers/capacity/uncertainty.h"

#include <math.h>

static const double normal_quantile_80 = 1.281552; /* two-sided 80 % of the normal distribution */
static const double normal_quantile_90 = 1.644854; /* two-sided 90 % */

static const struct lognormal unknown = {NAN, NAN};

struct lognormal uncertainty_of_band(double low, double high, double interval_percent)
{
    double quantile = interval_percent < 85 ? normal_quantile_80 : normal_quantile_90;
    if (!(low > 0 && low <= high))
        return unknown;
    return (struct lognormal){(log(low) + log(high)) / 2, log(high / low) / (2 * quantile)};
}

struct lognormal uncertainty_exact(double value)
{
    /* 0 has the logarithm -infinity, and comes back as 0. */
    return value >= 0 ? (struct lognormal){log(value), 0} : unknown;
}

struct lognormal uncertainty_product(struct lognormal a, struct lognormal b)
{
    return (struct lognormal){a.mu + b.mu, hypot(a.sigma, b.sigma)};
}

struct lognormal uncertainty_quotient(struct lognormal dividend, struct lognormal divisor)
{
    if (!isfinite(divisor.mu))
        return unknown;
    return (struct lognormal){dividend.mu - divisor.mu, hypot(dividend.sigma, divisor.sigma)};
}

struct interval uncertainty_interval(struct lognormal figure)
{
    double reach = normal_quantile_90 * figure.sigma;
    return (struct interval){exp(figure.mu - reach), exp(figure.mu), exp(figure.mu + reach)};
}

double uncertainty_mean(struct lognormal figure)
{
    return exp(figure.mu + figure.sigma * figure.sigma / 2);
}

void uncertainty_add(struct uncertainty_sum *sum, struct interval figure)
{
    double below = figure.mid - figure.low, above = figure.high - figure.mid;
    sum->mid += figure.mid;
    sum->below2 += below * below;
    sum->above2 += above * above;
}

struct interval uncertainty_total(const struct uncertainty_sum *sum)
{
    return (struct interval){sum->mid - sqrt(sum->below2), sum->mid, sum->mid + sqrt(sum->above2)};
}
