/*
 * What a computing capacity is good for: how long it trains a model, how fast it answers. Pure functions of doubles,
 * readings of scale rather than forecasts: a whole national stock never runs one job.
 *
 * Unknown is NAN: NAN in, NAN out; also where a divisor is 0. Units are decimal, rates dense. What is assumed
 * (utilisation, assumptions.h) comes in as an argument. Costs: some multiplications. Any thread.
 */
#ifndef CONSUMERS_CAPACITY_WORKLOAD_H
#define CONSUMERS_CAPACITY_WORKLOAD_H

/* Operations of a training, FLOP: 6 * active parameters * tokens.
 *   active_parameters  that one token passes through: of a mixture of experts not the total, 1e6..1e14
 *   tokens             seen in training, 1e9..1e15
 * Source: Kaplan et al. 2020; forward pass 2, backward pass 4. Holds within some per cent; attention of very long
 * contexts comes on top. Llama 3.1: 6 * 405e9 * 15.6e12 = 3.7908e25. */
double workload_training_flop(double active_parameters, double tokens);

/* Days to spend that many operations: flop / (throughput * MFU * 86,400 s).
 *   throughput_eflops  peak dense BF16 of all accelerators
 *   mfu_ratio          share of it that training uses, 0..1: 0.40 assumed, 0.33 to 0.43 seen
 * GPT-4, 2.1e25 on 400,000 H200 (395.76 EFLOP/s) at 0.40: 1.53537 d. */
double workload_training_days(double flop, double throughput_eflops, double mfu_ratio);

/* How many such trainings a year holds: 365 / days. 1.53537 d -> 237.7. */
double workload_models_per_year(double days);

/* Operations that a run of known length has spent, FLOP: throughput * MFU * hours * 3,600.
 * GPT-4: 25,000 A100 (7.8 EFLOP/s) at 0.34 for 2,280 h -> 2.177e25. */
double workload_run_flop(double throughput_eflops, double mfu_ratio, double hours);

/* The MFU that a run of known length must have had: flop / (throughput * hours * 3,600). Llama 3.1: 3.7908e25 on
 * 16,384 H100 (16.2103 EFLOP/s) in 1,882.3 h -> 0.3451. */
double workload_implied_mfu(double flop, double throughput_eflops, double hours);

/* Reading a prompt is bound by arithmetic, tokens/s of one accelerator: rate * MFU / (2 * active parameters).
 *   rate_tops  dense at the precision of the weights
 * H200 (1,979 TOPS), 70e9 parameters at 8 bit: 14,135.7 at 1, 5,654.3 at 0.40. */
double workload_prefill_tokens_s(double rate_tops, double mfu_ratio, double active_parameters);

/* A model being served. */
struct workload_model {
    double active_parameters;
    double weight_bits; /* of one parameter: 8, 16, 4 */
    double kv_bytes;    /* of attention state read for one token of one stream; 0 leaves it out */
};

/* Writing an answer is bound by memory for few streams and by arithmetic for many, tokens/s of all streams together:
 * min(streams * bandwidth / (weights + streams * kv), rate * MFU / (2 * active parameters)); weights = active
 * parameters * bits / 8, read once for all streams.
 *   streams  answered at the same time, 1..1e6; 1 gives the rate of a single stream
 * An upper bound: network and latency are left out, and the streams of a mixture of experts do not share all their
 * weights. Source: roofline; Erdil 2025 (arXiv 2506.04645) has the fuller model. H200 (4,800 GB/s), 70e9 at 8 bit,
 * one stream: 68.57; H20 57.14; B200 110.0. */
double workload_decode_tokens_s(const struct workload_model *model, double streams, double bandwidth_gbs,
                                double rate_tops, double mfu_ratio);

/* Where memory and arithmetic bind alike, operations for each byte: rate / bandwidth. H100 591 (1,979 TOPS; 3,350
 * GB/s), H200 412, H20 74: the H20 writes answers rather than reads prompts. */
double workload_ridge_ops_byte(double rate_tops, double bandwidth_gbs);

/* Accelerators whose memory holds the weights, rounded up: total parameters * bits / 8 / memory. Room for attention
 * state comes on top. DeepSeek-V3, 671e9 at 8 bit: 5 H200 (141 GB), 7 H20 (96 GB; 8 in practice). */
double workload_accelerators_for_weights(double total_parameters, double weight_bits, double memory_gb);

#endif
