#include "te_floor_div_of.h"

#include "te_wide.h"

#define DOUBLE_DROPS 11 /* of 64 bits */

static int is_whole_step(uint32_t bits) {
    const uint32_t size = bits & ~TE_SIGN_F32;
    return size != 0u && size < TE_INFINITY_F32;
}

/* |a / b| cut to 64 bits; *rest: whether anything was cut. */
static te_wide quotient(te_wide a, te_wide b, uint32_t *rest) {
    uint32_t left = (uint32_t)(a.significand >> 40);
    const uint32_t divisor = (uint32_t)(b.significand >> 40);
    te_wide result = {0, a.exponent - b.exponent};
    if (left < divisor) {
        left <<= 1;
        result.exponent--;
    }
    for (int32_t i = 0; i < 64; i++) {
        const uint32_t fits = left >= divisor;
        left = (left - (fits != 0u ? divisor : 0u)) << 1;
        result.significand = result.significand << 1 | fits;
    }
    *rest = left != 0u;
    return result;
}

/* The number plus 2^(exponent - 63) * step, where its bits below step are 0. */
static te_wide stepped(te_wide number, uint64_t step) {
    number.significand += step;
    if (number.significand < step) {
        number.significand = (uint64_t)1 << 63;
        number.exponent++;
    }
    return number;
}

static te_wide rounded_to_double(te_wide number, uint32_t rest) {
    const uint64_t step = (uint64_t)1 << DOUBLE_DROPS;
    const uint64_t cut = number.significand & (step - 1);
    const uint64_t half = step / 2;
    const int odd = (number.significand & step) != 0;
    number.significand -= cut;
    const int up = cut > half || (cut == half && (rest != 0u || odd));
    return up ? stepped(number, step) : number;
}

float te_floor_div_of(float a, float b) {
    const uint32_t a_bits = te_bits_of_f32(a);
    const uint32_t b_bits = te_bits_of_f32(b);
    if (!is_whole_step(a_bits) || !is_whole_step(b_bits)) {
        return te_one_nan_f32(a / b); /* 0, infinite, or not a number */
    }
    const uint32_t sign = (a_bits ^ b_bits) & TE_SIGN_F32;
    uint32_t rest = 0;
    const te_wide cut = quotient(te_wide_of_bits(a_bits), te_wide_of_bits(b_bits), &rest);
    te_wide number = rounded_to_double(cut, rest);
    if (number.exponent < 0) {
        return sign != 0u ? -1.0f : 0.0f;
    }
    if (number.exponent < 63) {
        const uint64_t one = (uint64_t)1 << (63 - number.exponent);
        const uint64_t fraction = number.significand & (one - 1);
        number.significand -= fraction;
        if (sign != 0u && fraction != 0) {
            number = stepped(number, one);
        }
    }
    return te_wide_to_f32(sign, number);
}

/* |a| without as many times |b| as fit. */
static te_wide remainder_of(te_wide a, te_wide b) {
    if (a.exponent < b.exponent) {
        return a;
    }
    uint32_t left = (uint32_t)(a.significand >> 40);
    const uint32_t divisor = (uint32_t)(b.significand >> 40);
    for (int32_t i = a.exponent - b.exponent; i >= 0; i--) {
        left -= left >= divisor ? divisor : 0u;
        left <<= i > 0;
    }
    const te_wide result = {(uint64_t)left << 40, b.exponent};
    return result;
}

float te_floor_mod_of(float a, float b) {
    const uint32_t a_bits = te_bits_of_f32(a);
    const uint32_t b_bits = te_bits_of_f32(b);
    const uint32_t a_size = a_bits & ~TE_SIGN_F32;
    const uint32_t b_size = b_bits & ~TE_SIGN_F32;
    if (a_size >= TE_INFINITY_F32 || b_size > TE_INFINITY_F32 || b_size == 0u) {
        return te_f32_of_bits(TE_NAN_F32);
    }
    const uint32_t sign = a_bits & TE_SIGN_F32;
    float result = a;
    if (a_size != 0u && b_size != TE_INFINITY_F32) {
        const te_wide left = remainder_of(te_wide_of_bits(a_size), te_wide_of_bits(b_size));
        if (left.significand == 0) {
            return te_f32_of_bits(sign);
        }
        result = te_wide_to_f32(sign, te_wide_normalized(left));
    }
    return a_size != 0u && sign != (b_bits & TE_SIGN_F32) ? result + b : result;
}
