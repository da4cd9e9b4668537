#include "consumers/capacity/priors.h"
#include "tests/suite.h"

#include <check.h>
#include <math.h>
#include <stdlib.h>

/* Set P0 of HS 8471.80: shares in millionths, prices in cents. */
static const struct share_prior p0 = {.share_low = 200000, .share_mid = 600000, .share_high = 950000,
                                      .price_low = 2500000, .price_mid = 3400000, .price_high = 5000000};

static void ck_chips(struct decimal usd, double low, double mid, double high)
{
    struct interval chips = priors_share_chips(&p0, usd);
    ck_assert_double_eq(chips.low, low);
    ck_assert_double_eq(chips.mid, mid);
    ck_assert_double_eq(chips.high, high);
}

/* Floor, nearest, ceiling; a quotient without remainder is itself in all three, at any size. */
START_TEST(exact_counts)
{
    ck_chips((struct decimal){187200000, 0}, 748, 3304, 7114);
    ck_chips((struct decimal){1450000000, 0}, 5800, 25588, 55100);
    ck_chips((struct decimal){14500000000000, 4}, 5800, 25588, 55100);
    ck_chips((struct decimal){0, 0}, 0, 0, 0);
    ck_chips((struct decimal){1, 2}, 0, 0, 1);
    ck_chips((struct decimal){28333333, 3}, 0, 0, 2); /* 0.49999 of one */
    ck_chips((struct decimal){(int128)1000000000000 * 10000000, 0}, 4e13, 176470588235294, 3.8e14);
}
END_TEST

START_TEST(out_of_range_is_unknown)
{
    ck_assert(isnan(priors_share_chips(&p0, (struct decimal){-1, 0}).mid));
    ck_assert(isnan(priors_share_chips(&p0, (struct decimal){(int128)1 << 100, 0}).high));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("priors");
    TCase *tests = tcase_create("priors");
    tcase_add_test(tests, exact_counts);
    tcase_add_test(tests, out_of_range_is_unknown);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
