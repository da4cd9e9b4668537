#include "producers/customs/inputs.h"

const struct input *const customs_inputs[] = {
    &input_comtrade_json,
    &input_comtrade_csv,
    &input_shipment_csv,
    NULL,
};
