/*
 * Figures for people: thousands grouped, as many digits as say something, NAN as a dash. One buffer a call; any thread.
 */
#ifndef CONSUMERS_CAPACITY_FIGURE_TEXT_H
#define CONSUMERS_CAPACITY_FIGURE_TEXT_H

#include "consumers/capacity/priors.h"

enum { FIGURE_BYTES = 32, FIGURE_RANGE_BYTES = 96 };

/* 6332800000 -> "6,332,800,000"; 573134.328 -> "573,134.3"; 0.0229573 -> "0.0229573"; NAN -> "-". */
const char *figure_text(double value, char text[FIGURE_BYTES]);

/* "400,000", "25,690.47 (21,053.78 to 31,348.29)", "at least 400,000", "1,000 to 8,000"; "-" where nothing is known. */
const char *figure_range_text(struct interval value, char text[FIGURE_RANGE_BYTES]);

#endif
