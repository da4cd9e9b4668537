/*
 * Equivalents by name: how many H100 (or B300) some accelerators are, and by which figure. A comparison means nothing
 * without its basis: an H20 is 0.15 H100 by arithmetic and 1.19 by memory bandwidth.
 *
 * The figures of the reference are those of its row in the catalogue. Pure; any thread.
 */
#ifndef CONSUMERS_CAPACITY_EQUIVALENTS_H
#define CONSUMERS_CAPACITY_EQUIVALENTS_H

#include "consumers/capacity/catalogue.h"

enum equivalent {
    EQUIVALENT_H100_8BIT,      /* greatest dense rate of FP8, INT8, BF16 (Epoch AI, AI chip sales); h100e of estimates */
    EQUIVALENT_H100_BF16,      /* dense BF16, FP16 where there is none: training */
    EQUIVALENT_H100_TPP,       /* as export control counts */
    EQUIVALENT_H100_BANDWIDTH, /* memory bandwidth: answering */
    EQUIVALENT_B300_TPP,       /* IFP and Grunewald: TPP / 60,000 */
    EQUIVALENT_COUNT
};

/* "h100e_8bit", "h100e_bf16", "h100e_tpp", "h100e_bandwidth", "b300e_tpp". */
const char *equivalents_name(enum equivalent equivalent);

/* The basis in words, for sheets: "dense 8-bit throughput / that of an H100 SXM". */
const char *equivalents_basis(enum equivalent equivalent);

/* The figure that is compared, of one unit of the accelerator: TOPS, TFLOP/s, TPP (of all its circuits) or GB/s; NAN
 * if not known. */
double equivalents_figure(enum equivalent equivalent, const struct accelerator *accelerator);

/* chips * figure / figure of the reference; NAN if the figure is not known. 1,000,000 H20: 149,570.5 by 8-bit
 * throughput, 149,585.6 by BF16, 149,570.5 by TPP, 1,194,029.9 by bandwidth, 39,466.7 B300. */
double equivalents_of(const struct catalogue *catalogue, enum equivalent equivalent,
                      const struct accelerator *accelerator, double chips);

#endif
