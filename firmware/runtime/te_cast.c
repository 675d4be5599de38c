#include "te_cast.h"

#define TWO_TO_31 2147483648.0f

static int32_t cut(float value) {
    if (value >= TWO_TO_31) {
        return INT32_MAX;
    }
    if (value < -TWO_TO_31) {
        return INT32_MIN;
    }
    return value == value ? (int32_t)value : 0; /* not-a-number is not itself */
}

static int32_t integer_at(te_cast_type from, const void *input, int32_t i) {
    switch (from) {
    case TE_CAST_INT16:
        return ((const int16_t *)input)[i];
    case TE_CAST_INT32:
        return ((const int32_t *)input)[i];
    case TE_CAST_FLOAT32:
        return cut(((const float *)input)[i]);
    case TE_CAST_BOOL:
    case TE_CAST_INT8:
    default:
        return ((const int8_t *)input)[i];
    }
}

void te_cast(te_cast_type from, te_cast_type to, int32_t count, const void *input, void *output) {
    for (int32_t i = 0; i < count; i++) {
        if (from == TE_CAST_FLOAT32 && to == TE_CAST_FLOAT32) {
            ((float *)output)[i] = ((const float *)input)[i];
            continue;
        }
        const int32_t value = integer_at(from, input, i);
        switch (to) {
        case TE_CAST_INT16:
            ((int16_t *)output)[i] = (int16_t)value;
            break;
        case TE_CAST_INT32:
            ((int32_t *)output)[i] = value;
            break;
        case TE_CAST_FLOAT32:
            ((float *)output)[i] = (float)value;
            break;
        case TE_CAST_BOOL:
        case TE_CAST_INT8:
        default:
            ((int8_t *)output)[i] = (int8_t)value;
            break;
        }
    }
}
