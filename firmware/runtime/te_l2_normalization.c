#include "te_l2_normalization.h"

#include "te_fixedpoint.h"

#define OUTPUT_BITS 7 /* the output is in 1/128 */

/* multiplier * 2^(shift - 31) */
typedef struct {
    int32_t multiplier;
    int32_t shift;
} factor;

/* 1 / sqrt(value); 0 counts as 1. */
static factor inverse_square_root(int32_t value) {
    factor found = {.multiplier = INT32_MAX, .shift = 0};
    if (value <= 1) {
        return found;
    }
    int32_t right_shift = 11;
    while (value >= 1 << 29) {
        value /= 4;
        right_shift++;
    }
    /* By pairs of bits to [2^27, 2^29). */
    const int32_t pairs = (te_leading_zeros(value) - 1) / 2 - 1;
    right_shift -= pairs;
    const int32_t half = te_divide_by_power((value << (2 * pairs)) >> 1, 1);
    int32_t x = 1 << 28;
    for (int32_t i = 0; i < 5; i++) {
        const int32_t cube = te_saturating_shift(te_high_multiply(te_high_multiply(x, x), x), 6);
        const int32_t change = te_high_multiply(3 << 27, x) - te_high_multiply(half, cube);
        x = te_saturating_shift(change, 3);
    }
    x = te_high_multiply(x, 1518500250); /* the square root of 1/2 */
    found.multiplier = right_shift < 0 ? x << -right_shift : x;
    found.shift = right_shift < 0 ? 0 : -right_shift;
    return found;
}

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
        const factor f = inverse_square_root(squares);
        for (int32_t i = 0; i < depth; i++) {
            output[i] = te_clamp(
                te_requantize(input[i] - zero_point, f.multiplier, f.shift + OUTPUT_BITS),
                INT8_MIN, INT8_MAX);
        }
        input += depth;
        output += depth;
    }
}
