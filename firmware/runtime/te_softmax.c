#include "te_softmax.h"

#include "te_requantize.h"

/* The sum of a row is Q12.19, each exponential Q0.31. */
#define SUM_INTEGER_BITS 12

/* value * 2^exponent, cut to the range of int32. */
static int32_t saturating_shift(int32_t value, int32_t exponent) {
    const int32_t limit = INT32_MAX >> exponent;
    if (value > limit) {
        return INT32_MAX;
    }
    if (value < -limit - 1) {
        return INT32_MIN;
    }
    return value * (1 << exponent);
}

/* 1 / (1 + x), Q31, for x in [0, 1), Q31. Newton-Raphson on the half denominator d = (1 + x) / 2 in
 * Q2.29, from the estimate 48/17 - 32/17 * d. */
static int32_t reciprocal_of_one_plus(int32_t x) {
    const int32_t half_denominator = (int32_t)(((int64_t)x + INT32_MAX + 1) / 2);
    int32_t estimate = 1515870810 + te_high_multiply(half_denominator, -1010580540);
    for (int32_t i = 0; i < 3; i++) {
        const int32_t error = (1 << 29) - te_high_multiply(half_denominator, estimate);
        estimate += saturating_shift(te_high_multiply(estimate, error), 2);
    }
    /* 1 / (2 * d) is half the estimate: Q2.29 read as Q1.30, then widened to Q31. */
    return saturating_shift(estimate, 1);
}

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
    const int32_t scale = reciprocal_of_one_plus((int32_t)(sum - 0x80000000U));
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
