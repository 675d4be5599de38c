#include "te_batch_matmul.h"

#include "te_requantize.h"

static int32_t dot(const te_batch_matmul_params *p, const int8_t *a, const int8_t *b) {
    const int32_t a_step = p->first_depth;
    const int32_t b_step = p->second_depth;
    const int32_t a_zero = p->first_zero_point;
    const int32_t b_zero = p->second_zero_point;
    int32_t sum = 0;
    for (int32_t k = p->depth; k != 0; k--) {
        sum += (*a - a_zero) * (*b - b_zero);
        a += a_step;
        b += b_step;
    }
    return sum;
}

static int8_t *multiply(const te_batch_matmul_params *p, const int8_t *a, const int8_t *b,
                        int8_t *output) {
    for (int32_t i = 0; i < p->rows; i++) {
        for (int32_t j = 0; j < p->columns; j++) {
            const int32_t sum = dot(p, a + i * p->first_row, b + j * p->second_column);
            *output++ = te_clamp(te_requantize(sum, p->multiplier, p->shift) + p->output_zero_point,
                                 INT8_MIN, INT8_MAX);
        }
    }
    return output;
}

void te_batch_matmul(const te_batch_matmul_params *p, const int8_t *input0, const int8_t *input1,
                     int8_t *output) {
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
