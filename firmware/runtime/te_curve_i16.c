#include "te_curve_i16.h"

#include "te_sigmoid_i16.h"

void te_curve_i16(te_curve_i16_kind kind, int32_t multiplier, int32_t shift, int32_t count,
                  const int16_t *input, int16_t *output) {
    for (int32_t i = 0; i < count; i++) {
        const int32_t scaled = te_scaled_i16(input[i], multiplier, shift);
        output[i] = kind == TE_TANH_I16 ? te_tanh_i16(scaled) : te_sigmoid_i16(scaled);
    }
}
