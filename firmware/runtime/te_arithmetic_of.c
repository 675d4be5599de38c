#include "te_arithmetic_of.h"

#include "te_quotient_f32.h"
#include "te_wide.h"

float te_square_of(float x) {
    return x * x;
}

float te_hard_swish_of(float x) {
    const float raised = x + 3.0f > 0.0f ? x + 3.0f : 0.0f;
    return te_quotient_f32(x * (raised < 6.0f ? raised : 6.0f), 6.0f);
}

float te_div_of(float a, float b) {
    return te_quotient_f32(a, b);
}

float te_squared_difference_of(float a, float b) {
    const float difference = a - b;
    return te_one_nan_f32(difference * difference);
}

float te_prelu_of(float x, float slope) {
    return x >= 0.0f ? x : te_one_nan_f32(x * slope);
}
