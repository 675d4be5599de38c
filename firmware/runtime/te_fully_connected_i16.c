#include "te_fully_connected_i16.h"

/* One row against four outputs at a time: five loads feed four products. */
static void add_four(const int16_t *row, const int8_t *weights, int32_t inputs, int64_t sums[4]) {
    for (int32_t left = inputs; left > 0; left -= TE_DOT_I16_BLOCK) {
        const int16_t *const end = row + (left < TE_DOT_I16_BLOCK ? left : TE_DOT_I16_BLOCK);
        const int8_t *w1 = weights + inputs;
        const int8_t *w2 = w1 + inputs;
        const int8_t *w3 = w2 + inputs;
        int32_t part0 = 0;
        int32_t part1 = 0;
        int32_t part2 = 0;
        int32_t part3 = 0;
        for (; row != end; row++) {
            const int32_t x = *row;
            part0 += x * *weights++;
            part1 += x * *w1++;
            part2 += x * *w2++;
            part3 += x * *w3++;
        }
        sums[0] += part0;
        sums[1] += part1;
        sums[2] += part2;
        sums[3] += part3;
    }
}

void te_fully_connected_i16(const te_fully_connected_i16_params *p, int32_t rows,
                            const int16_t *input, const int8_t *weights, const int64_t *bias,
                            int16_t *output) {
    const int32_t inputs = p->inputs;
    const int32_t outputs = p->outputs;
    for (; rows > 0; rows--) {
        const int8_t *w = weights;
        int32_t o = 0;
        for (; o + 4 <= outputs; o += 4, w += 4 * inputs) {
            int64_t sums[4] = {bias[o], bias[o + 1], bias[o + 2], bias[o + 3]};
            add_four(input, w, inputs, sums);
            for (int32_t i = 0; i < 4; i++) {
                *output++ = te_sum_i16(&p->sum, o + i, sums[i]);
            }
        }
        for (; o < outputs; o++, w += inputs) {
            *output++ = te_sum_i16(&p->sum, o, te_dot_i16(input, w, inputs, bias[o]));
        }
        input += inputs;
    }
}
