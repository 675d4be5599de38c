#include "te_l2_normalization_f32.h"

#include "te_product_f32.h"
#include "te_quotient_f32.h"
#include "te_sqrt_of.h"

#define LEAST_LENGTH 1e-6f

void te_l2_normalization_f32(int32_t rows, int32_t depth, const float *input, float *output) {
    for (int32_t row = 0; row < rows; row++) {
        float sum = 0.0f;
        for (int32_t i = 0; i < depth; i++) {
            sum += te_product_f32(input[i], input[i]);
        }
        const float root = te_sqrt_of(sum);
        const float length = root < LEAST_LENGTH ? LEAST_LENGTH : root;
        for (int32_t i = 0; i < depth; i++) {
            output[i] = te_quotient_f32(input[i], length);
        }
        input += depth;
        output += depth;
    }
}
