#include "te_cast.h"

#define TWO_TO_31 2147483648.0f
#define TWO_TO_32 4294967296.0f

static int32_t cut(float value) {
    if (value >= TWO_TO_31) {
        return INT32_MAX;
    }
    if (value < -TWO_TO_31) {
        return INT32_MIN;
    }
    return value == value ? (int32_t)value : 0; /* not-a-number is not itself */
}

/* As the int32 of the same bits. */
static int32_t cut_unsigned(float value) {
    if (value >= TWO_TO_32) {
        return -1;
    }
    return value >= TWO_TO_31 ? (int32_t)(uint32_t)value : cut(value);
}

static int32_t integer_at(te_cast_type from, const void *input, int32_t i) {
    switch (from) {
    case TE_CAST_INT16:
        return ((const int16_t *)input)[i];
    case TE_CAST_INT32:
        return ((const int32_t *)input)[i];
    case TE_CAST_UINT32:
        return (int32_t)((const uint32_t *)input)[i];
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
        if (from == TE_CAST_UINT32 && to == TE_CAST_FLOAT32) {
            ((float *)output)[i] = (float)((const uint32_t *)input)[i];
            continue;
        }
        const int32_t value = from == TE_CAST_FLOAT32 && to == TE_CAST_UINT32
                                  ? cut_unsigned(((const float *)input)[i])
                                  : integer_at(from, input, i);
        switch (to) {
        case TE_CAST_INT16:
            ((int16_t *)output)[i] = (int16_t)value;
            break;
        case TE_CAST_INT32:
            ((int32_t *)output)[i] = value;
            break;
        case TE_CAST_UINT32:
            ((uint32_t *)output)[i] = (uint32_t)value;
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
