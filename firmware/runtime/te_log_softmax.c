#include "te_log_softmax.h"

#include "te_fixedpoint.h"

#define SUM_INTEGER_BITS 12
#define POWER_BITS 25   /* fractional bits of a power of two */
#define OUTPUT_SHIFT 22 /* from 26 fractional bits to the output's 4 */

/* log(sum) in Q5.26 of a sum >= 1 in Q12.19: the sum is 2^power * r with r around 2^(-1/4). */
static int32_t log_of(int32_t sum) {
    const int32_t half_root = 1518500250;    /* 2^(-1/2), Q31 */
    const int32_t quarter_root = 1805811301; /* 2^(-1/4), Q31 */
    const int32_t quarter = 1 << (POWER_BITS - 2);
    const int32_t zeros = te_leading_zeros(sum);
    const int32_t below = te_leading_zeros(te_high_multiply(sum, half_root)) - 1;
    const int32_t halved = te_high_multiply(sum << (zeros - 1), half_root);
    const int32_t first = te_saturating_shift(halved, 1);
    const int32_t second = te_saturating_shift(sum, below);
    const int32_t first_power = (SUM_INTEGER_BITS - zeros) * (1 << POWER_BITS) + quarter;
    const int32_t second_power = (SUM_INTEGER_BITS - below) * (1 << POWER_BITS) - quarter;
    const int32_t r = first < second ? first : second;
    const int32_t power = first_power > second_power ? first_power : second_power;

    const int32_t p = (int32_t)(((int64_t)r + quarter_root + 1) >> 1);
    const int32_t q = 2 * (r - quarter_root);
    const int32_t square = te_high_multiply(q, q);
    const int32_t numerator = te_high_multiply(q, r) +
                              te_high_multiply(te_high_multiply(q, square), 117049297);
    const int32_t inner = 1057819769 + q + te_high_multiply(127690142, square);
    const int32_t denominator = te_high_multiply(p, inner) + te_high_multiply(638450708, q);
    const int32_t quotient = te_high_multiply(te_divide_by_power(numerator, 6),
                                              te_reciprocal_of_one_plus(denominator));
    return te_saturating_shift(te_high_multiply(power, 1488522236) + quotient, 1);
}

static void log_softmax_row(const te_log_softmax_params *p, const int8_t *input, int8_t *output) {
    const int32_t depth = p->depth;
    int32_t largest = INT8_MIN;
    for (int32_t i = 0; i < depth; i++) {
        if (input[i] > largest) {
            largest = input[i];
        }
    }
    int32_t sum = 0;
    for (int32_t i = 0; i < depth; i++) {
        const int32_t distance = largest - input[i];
        if (distance < p->exp_count) {
            sum += te_divide_by_power(p->exp[distance], SUM_INTEGER_BITS);
        }
    }
    const int32_t log_sum = log_of(sum);

    /* What lies further below the maximum than Q5.26 reaches, is the least output. */
    int32_t least = te_requantize(log_sum + INT32_MIN, p->divisor, p->divisor_shift);
    if (least < -p->largest_diff - 1) {
        least = -p->largest_diff - 1;
    }
    for (int32_t i = 0; i < depth; i++) {
        const int32_t difference = input[i] - largest;
        output[i] = INT8_MIN;
        if (difference > least) {
            const int32_t scaled = te_requantize(difference, p->multiplier, p->shift);
            output[i] = te_clamp(te_divide_by_power(scaled - log_sum, OUTPUT_SHIFT) + INT8_MAX,
                                 INT8_MIN, INT8_MAX);
        }
    }
}

void te_log_softmax(const te_log_softmax_params *p, const int8_t *input, int8_t *output) {
    for (int32_t row = 0; row < p->rows; row++) {
        log_softmax_row(p, input, output);
        input += p->depth;
        output += p->depth;
    }
}
