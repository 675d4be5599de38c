#include "te_fully_connected_i4.h"

#include "te_requantize.h"

/* The two numbers of a byte, [-8, 7]. The bias of 8 makes a sign of the highest of four bits, and
 * no compiler may make of it what a right shift of a negative number is. */
static int32_t low(uint32_t pair) {
    return (int32_t)((pair & 15u) ^ 8u) - 8;
}

static int32_t high(uint32_t pair) {
    return (int32_t)((pair >> 4) ^ 8u) - 8;
}

static int8_t finish(const te_fully_connected_params *p, int32_t o, int32_t sum) {
    const int32_t at = o * p->step;
    return te_clamp(te_requantize(sum, p->multiplier[at], p->shift[at]) + p->output_zero_point,
                    p->min, p->max);
}

/* Two rows at a time: what a byte is taken apart for feeds four products. */
static void two_rows(const te_fully_connected_params *p, const int8_t *input,
                     const uint8_t *weights, const int32_t *bias, int8_t *output) {
    const int32_t inputs = p->inputs;
    const int32_t outputs = p->outputs;
    const int8_t *const second = input + inputs;
    for (int32_t o = 0; o < outputs; o++) {
        const int8_t *x0 = input;
        const int8_t *x1 = second;
        int32_t sum0 = bias[o];
        int32_t sum1 = sum0;
        while (second - x0 >= 2) {
            const uint32_t pair = *weights++;
            const int32_t v = low(pair);
            const int32_t w = high(pair);
            sum0 += x0[0] * v + x0[1] * w;
            sum1 += x1[0] * v + x1[1] * w;
            x0 += 2;
            x1 += 2;
        }
        if (x0 != second) {
            const int32_t v = low(*weights++);
            sum0 += *x0 * v;
            sum1 += *x1 * v;
        }
        output[o] = finish(p, o, sum0);
        output[outputs + o] = finish(p, o, sum1);
    }
}

static void one_row(const te_fully_connected_params *p, const int8_t *input, const uint8_t *weights,
                    const int32_t *bias, int8_t *output) {
    const int8_t *const end = input + p->inputs;
    for (int32_t o = 0; o < p->outputs; o++) {
        const int8_t *x = input;
        int32_t sum = bias[o];
        while (end - x >= 2) {
            const uint32_t pair = *weights++;
            sum += x[0] * low(pair) + x[1] * high(pair);
            x += 2;
        }
        if (x != end) {
            sum += *x * low(*weights++);
        }
        output[o] = finish(p, o, sum);
    }
}

void te_fully_connected_i4(const te_fully_connected_params *p, int32_t rows, const int8_t *input,
                           const uint8_t *weights, const int32_t *bias, int8_t *output) {
    for (; rows >= 2; rows -= 2) {
        two_rows(p, input, weights, bias, output);
        input += 2 * p->inputs;
        output += 2 * p->outputs;
    }
    if (rows == 1) {
        one_row(p, input, weights, bias, output);
    }
}
