#include "te_l2_normalization.h"

#include "te_square_root.h"

#define OUTPUT_BITS 7 /* the output is in 1/128 */

void te_l2_normalization(const te_l2_normalization_params *p, const int8_t *input,
                         int8_t *output) {
    const int32_t zero_point = p->input_zero_point;
    const int32_t depth = p->depth;
    for (int32_t row = 0; row < p->rows; row++) {
        int32_t squares = 0;
        for (int32_t i = 0; i < depth; i++) {
            const int32_t x = input[i] - zero_point;
            squares += x * x;
        }
        const te_factor f = te_inverse_square_root(squares);
        for (int32_t i = 0; i < depth; i++) {
            output[i] = te_clamp(
                te_requantize(input[i] - zero_point, f.multiplier, f.shift + OUTPUT_BITS),
                INT8_MIN, INT8_MAX);
        }
        input += depth;
        output += depth;
    }
}
