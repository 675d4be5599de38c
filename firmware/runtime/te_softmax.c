#include "te_softmax.h"

#include "te_fixedpoint.h"

/* The sum of a row is Q12.19, each exponential Q0.31. */
#define SUM_INTEGER_BITS 12

static int32_t exp_below(const te_softmax_params *p, int32_t distance) {
    return distance < p->exp_count ? p->exp[distance] : 0;
}

static void softmax_row(const te_softmax_params *p, const int8_t *input, int8_t *output) {
    const int32_t depth = p->depth;
    int32_t largest = INT8_MIN;
    for (int32_t i = 0; i < depth; i++) {
        if (input[i] > largest) {
            largest = input[i];
        }
    }
    uint32_t sum = 0;
    for (int32_t i = 0; i < depth; i++) {
        sum += (uint32_t)te_divide_by_power(exp_below(p, largest - input[i]), SUM_INTEGER_BITS);
    }

    /* The sum is at least the exponential of 0: 2^19. Normalized, it is 1 + x. */
    int32_t headroom = 0;
    while (sum < 0x80000000U) {
        sum <<= 1;
        headroom++;
    }
    const int32_t scale = te_reciprocal_of_one_plus((int32_t)(sum - 0x80000000U));
    /* 31 fractional bits down to 8. */
    const int32_t exponent = SUM_INTEGER_BITS - headroom + 31 - 8;

    for (int32_t i = 0; i < depth; i++) {
        const int32_t exp = exp_below(p, largest - input[i]);
        output[i] = te_clamp(te_divide_by_power(te_high_multiply(scale, exp), exponent) + INT8_MIN,
                             INT8_MIN, INT8_MAX);
    }
}

void te_softmax(const te_softmax_params *p, const int8_t *input, int8_t *output) {
    for (int32_t row = 0; row < p->rows; row++) {
        softmax_row(p, input, output);
        input += p->depth;
        output += p->depth;
    }
}
