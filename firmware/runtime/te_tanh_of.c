#include "te_tanh_of.h"

#include "te_elu_of.h"
#include "te_wide.h"

#define SMALL_EXPONENT (-13) /* below 2^-12, tanh(x) = x * (1 - x^2 / 3) rounds to x */

/* a / b, of two significands, b not the larger of them by more than one bit. */
static te_wide quotient(te_wide a, uint64_t b) {
    te_wide result = {0, a.exponent};
    uint64_t rest = a.significand;
    uint32_t carry = 0; /* the highest bit of rest, which has 65 */
    if (rest < b) {
        carry = (uint32_t)(rest >> 63);
        rest <<= 1;
        result.exponent--;
    }
    for (int32_t i = 0; i < 64; i++) {
        const uint32_t fits = carry != 0u || rest >= b;
        if (fits != 0u) {
            rest -= b;
        }
        result.significand = result.significand << 1 | fits;
        carry = (uint32_t)(rest >> 63);
        rest <<= 1;
    }
    return result;
}

float te_tanh_of(float x) {
    const uint32_t bits = te_bits_of_f32(x);
    const uint32_t sign = bits & TE_SIGN_F32;
    const uint32_t size = bits ^ sign;
    if (size == 0u || size > TE_INFINITY_F32) {
        return x;
    }
    te_wide number = te_wide_of_bits(size);
    if (number.exponent <= SMALL_EXPONENT) {
        return x;
    }
    /* tanh(x) = n / (2 - n), n = 1 - exp(-2 * x) */
    number.exponent++;
    const te_wide n = te_one_minus_exp(number);
    const uint64_t divisor = 0 - te_wide_shifted(n.significand, -n.exponent); /* 2 is 2^64 */
    return te_wide_to_f32(sign, quotient(n, divisor));
}
