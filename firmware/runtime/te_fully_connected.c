#include "te_fully_connected.h"

#include "te_requantize.h"

static int8_t finish(const te_fully_connected_params *p, int32_t o, int32_t sum) {
    const int32_t at = o * p->step;
    return te_clamp(te_requantize(sum, p->multiplier[at], p->shift[at]) + p->output_zero_point,
                    p->min, p->max);
}

static int32_t dot(const int8_t *a, const int8_t *b, int32_t count, int32_t sum) {
    for (const int8_t *const end = a + count; a != end; a++, b++) {
        sum += *a * *b;
    }
    return sum;
}

/* Two rows against two outputs at a time: four loads feed four products. */
static void two_rows(const te_fully_connected_params *p, const int8_t *input, const int8_t *weights,
                     const int32_t *bias, int8_t *output) {
    const int32_t inputs = p->inputs;
    const int32_t outputs = p->outputs;
    const int8_t *const second = input + inputs;
    int32_t o = 0;
    for (; o + 2 <= outputs; o += 2) {
        const int8_t *x0 = input;
        const int8_t *x1 = second;
        const int8_t *w1 = weights + inputs;
        int32_t sum00 = bias[o];
        int32_t sum01 = bias[o + 1];
        int32_t sum10 = sum00;
        int32_t sum11 = sum01;
        while (x0 != second) {
            const int32_t a = *x0++;
            const int32_t b = *x1++;
            const int32_t v = *weights++;
            const int32_t w = *w1++;
            sum00 += a * v;
            sum01 += a * w;
            sum10 += b * v;
            sum11 += b * w;
        }
        weights = w1;
        output[o] = finish(p, o, sum00);
        output[o + 1] = finish(p, o + 1, sum01);
        output[outputs + o] = finish(p, o, sum10);
        output[outputs + o + 1] = finish(p, o + 1, sum11);
    }
    if (o < outputs) {
        output[o] = finish(p, o, dot(input, weights, inputs, bias[o]));
        output[outputs + o] = finish(p, o, dot(second, weights, inputs, bias[o]));
    }
}

/* One row against four outputs at a time: five loads feed four products. */
static void one_row(const te_fully_connected_params *p, const int8_t *input, const int8_t *weights,
                    const int32_t *bias, int8_t *output) {
    const int32_t inputs = p->inputs;
    const int32_t outputs = p->outputs;
    const int8_t *const end = input + inputs;
    int32_t o = 0;
    for (; o + 4 <= outputs; o += 4) {
        const int8_t *w1 = weights + inputs;
        const int8_t *w2 = w1 + inputs;
        const int8_t *w3 = w2 + inputs;
        int32_t sum0 = bias[o];
        int32_t sum1 = bias[o + 1];
        int32_t sum2 = bias[o + 2];
        int32_t sum3 = bias[o + 3];
        for (const int8_t *x = input; x != end; x++) {
            const int32_t a = *x;
            sum0 += a * *weights++;
            sum1 += a * *w1++;
            sum2 += a * *w2++;
            sum3 += a * *w3++;
        }
        weights = w3;
        output[o] = finish(p, o, sum0);
        output[o + 1] = finish(p, o + 1, sum1);
        output[o + 2] = finish(p, o + 2, sum2);
        output[o + 3] = finish(p, o + 3, sum3);
    }
    for (; o < outputs; o++, weights += inputs) {
        output[o] = finish(p, o, dot(input, weights, inputs, bias[o]));
    }
}

void te_fully_connected(const te_fully_connected_params *p, int32_t rows, const int8_t *input,
                        const int8_t *weights, const int32_t *bias, int8_t *output) {
    const int32_t inputs = p->inputs;
    const int32_t outputs = p->outputs;
    for (; rows >= 2; rows -= 2) {
        two_rows(p, input, weights, bias, output);
        input += 2 * inputs;
        output += 2 * outputs;
    }
    if (rows == 1) {
        one_row(p, input, weights, bias, output);
    }
}
