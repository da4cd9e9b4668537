/*
 * What a capacity is good for: training and answering, from the figures of single accelerators.
 */
#include <check.h>
#include <math.h>
#include <stdlib.h>

#include "consumers/capacity/workload.h"
#include "tests/suite.h"

static void ck_near(double actual, double expected, double half_a_digit)
{
    ck_assert_double_eq_tol(actual, expected, half_a_digit);
}

/* Llama 3.1 405B: 15.6 trillion tokens, on 16,384 H100 of 989.4 TFLOP/s. */
START_TEST(from_parameters_to_days)
{
    double flop = workload_training_flop(405e9, 15.6e12), peak_eflops = 16384 * 989.4e-6;
    ck_near(flop, 3.7908e25, 1e19);
    double days = workload_training_days(flop, peak_eflops, 0.40);
    ck_near(days, 67.67, 0.005);
    ck_near(workload_models_per_year(days), 365 / 67.67, 0.001);
}
END_TEST

/* The same run took 1,882.3 hours: less was used than assumed. Spending at that rate for that time gives the run
 * again. */
START_TEST(what_a_run_must_have_used)
{
    double flop = workload_training_flop(405e9, 15.6e12), peak_eflops = 16384 * 989.4e-6;
    double mfu = workload_implied_mfu(flop, peak_eflops, 1882.3);
    ck_near(mfu, 0.3451, 0.00005);
    ck_near(workload_run_flop(peak_eflops, mfu, 1882.3) / flop, 1, 1e-12);
}
END_TEST

/* An H200 with 70 billion parameters at 8 bit: 70 GB are read for each token, whether for one stream or for a
 * hundred. */
static const struct workload_model seventy_billion = {70e9, 8, 0};

START_TEST(few_streams_are_bound_by_memory)
{
    ck_near(workload_decode_tokens_s(&seventy_billion, 1, 4800, 1979, 0.40), 68.57, 0.005);
    ck_near(workload_decode_tokens_s(&seventy_billion, 10, 4800, 1979, 0.40), 685.7, 0.05);
}
END_TEST

START_TEST(many_streams_are_bound_by_arithmetic)
{
    double prefill = workload_prefill_tokens_s(1979, 0.40, 70e9);
    ck_near(prefill, 5654.3, 0.05);
    ck_near(workload_decode_tokens_s(&seventy_billion, 83, 4800, 1979, 0.40), prefill, 1e-9);
    ck_assert(workload_decode_tokens_s(&seventy_billion, 82, 4800, 1979, 0.40) < prefill);
}
END_TEST

/* With 1 GB of attention state a stream, more streams than weights are worth nothing more: the bound is B / KV. */
START_TEST(attention_state_is_read_for_each_stream)
{
    struct workload_model model = {70e9, 8, 1e9};
    ck_near(workload_decode_tokens_s(&model, 1, 4800, 1979, 1), 4800.0 / 71, 1e-9);
    ck_near(workload_decode_tokens_s(&model, 30, 4800, 1979, 1), 30 * 4800.0 / 100, 1e-9);
    ck_assert(workload_decode_tokens_s(&model, 1e6, 4800, 1979, 1) < 4800);
}
END_TEST

/* At 16 bit everything is twice as large; at 4 bit half. */
START_TEST(bits_of_weights)
{
    struct workload_model wide = {70e9, 16, 0}, narrow = {70e9, 4, 0};
    ck_near(workload_decode_tokens_s(&wide, 1, 4800, 1979, 1), 4800.0 / 140, 1e-9);
    ck_near(workload_decode_tokens_s(&narrow, 1, 4800, 1979, 1), 4800.0 / 35, 1e-9);
    ck_assert_double_eq(workload_accelerators_for_weights(671e9, 16, 141), 10);
}
END_TEST

/* What fits exactly needs no further accelerator. */
START_TEST(accelerators_for_weights_round_up)
{
    ck_assert_double_eq(workload_accelerators_for_weights(705e9, 8, 141), 5);
    ck_assert_double_eq(workload_accelerators_for_weights(706e9, 8, 141), 6);
    ck_assert_double_eq(workload_accelerators_for_weights(1e9, 8, 141), 1);
}
END_TEST

START_TEST(unknown_stays_unknown)
{
    ck_assert(isnan(workload_training_flop(NAN, 1e12)));
    ck_assert(isnan(workload_training_days(1e25, NAN, 0.4)));
    ck_assert(isnan(workload_training_days(1e25, 0, 0.4)));
    ck_assert(isnan(workload_models_per_year(0)));
    ck_assert(isnan(workload_implied_mfu(1e25, 16, 0)));
    ck_assert(isnan(workload_decode_tokens_s(&seventy_billion, 1, 4800, NAN, 0.4)));
    ck_assert(isnan(workload_decode_tokens_s(&seventy_billion, 1, NAN, 1979, 0.4)));
    ck_assert(isnan(workload_ridge_ops_byte(1979, 0)));
    ck_assert(isnan(workload_accelerators_for_weights(671e9, 8, NAN)));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("workload");
    TCase *tests = tcase_create("workload");
    tcase_add_test(tests, from_parameters_to_days);
    tcase_add_test(tests, what_a_run_must_have_used);
    tcase_add_test(tests, few_streams_are_bound_by_memory);
    tcase_add_test(tests, many_streams_are_bound_by_arithmetic);
    tcase_add_test(tests, attention_state_is_read_for_each_stream);
    tcase_add_test(tests, bits_of_weights);
    tcase_add_test(tests, accelerators_for_weights_round_up);
    tcase_add_test(tests, unknown_stays_unknown);
    suite_add_tcase(suite, tests);
    return suite_run(suite);
}
