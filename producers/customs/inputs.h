/*
 * All formats of customs data that customs-producer reads, in the order in which they are tried.
 */
#ifndef PRODUCERS_CUSTOMS_INPUTS_H
#define PRODUCERS_CUSTOMS_INPUTS_H

#include "producers/input.h"

extern const struct input input_comtrade_json;
extern const struct input input_comtrade_csv;
extern const struct input input_census_json;
extern const struct input input_census_imdb;
extern const struct input input_gacc_csv;
extern const struct input input_japan_csv;
extern const struct input input_shipment_csv;
extern const struct input input_edifact;
extern const struct input input_cds_xml;
extern const struct input input_korea_xml;

extern const struct input *const customs_inputs[]; /* ends with NULL */

#endif
