#include "producers/customs/inputs.h"

const struct input *const customs_inputs[] = {
    &input_comtrade_json,
    &input_comtrade_csv,
    &input_census_json,
    &input_census_imdb,
    &input_gacc_csv,
    &input_japan_csv,
    &input_shipment_csv,
    &input_edifact,
    &input_cds_xml,
    &input_korea_xml,
    NULL,
};
