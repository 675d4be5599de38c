#include "te_abs_f32.h"

#define SIGN 0x80000000U

void te_abs_f32(te_abs_f32_kind kind, int32_t count, const float *input, float *output) {
    for (int32_t i = 0; i < count; i++) {
        union {
            float number;
            uint32_t bits;
        } value;
        value.number = input[i];
        value.bits = kind == TE_NEG_F32 ? value.bits ^ SIGN : value.bits & ~SIGN;
        output[i] = value.number;
    }
}
