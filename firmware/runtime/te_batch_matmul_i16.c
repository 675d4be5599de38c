#include "te_batch_matmul_i16.h"

#include "te_requantize_wide.h"

static int64_t dot(const te_batch_matmul_i16_params *p, const int16_t *a, const int16_t *b) {
    const int32_t a_step = p->first_depth;
    const int32_t b_step = p->second_depth;
    int64_t sum = 0;
    for (int32_t k = 0; k < p->depth; k++) {
        sum += a[k * a_step] * b[k * b_step];
    }
    return sum;
}

static int16_t *multiply(const te_batch_matmul_i16_params *p, const int16_t *a, const int16_t *b,
                         int16_t *output) {
    for (int32_t i = 0; i < p->rows; i++) {
        for (int32_t j = 0; j < p->columns; j++) {
            const int64_t sum = dot(p, a + i * p->first_row, b + j * p->second_column);
            *output++ = te_clamp_i16(te_requantize_wide(sum, p->multiplier, p->shift), INT16_MIN,
                                     INT16_MAX);
        }
    }
    return output;
}

void te_batch_matmul_i16(const te_batch_matmul_i16_params *p, const int16_t *input0,
                         const int16_t *input1, int16_t *output) {
    const int32_t *const first = p->first_batch;
    const int32_t *const second = p->second_batch;
    for (int32_t i = 0; i < p->batches[0]; i++) {
        for (int32_t j = 0; j < p->batches[1]; j++) {
            for (int32_t k = 0; k < p->batches[2]; k++) {
                output = multiply(p, input0 + i * first[0] + j * first[1] + k * first[2],
                                  input1 + i * second[0] + j * second[1] + k * second[2], output);
            }
        }
    }
}
