#include "te_div.h"

#include "te_fixedpoint.h"
#include "te_requantize.h"

/* How many bits a number has, [0, 31]; 0 has none. */
static int32_t bits_of(int32_t value) {
    int32_t bits = 0;
    while (value > 0) {
        value >>= 1;
        bits++;
    }
    return bits;
}

static int8_t quotient(const te_div_params *p, int32_t dividend, int32_t divisor) {
    if (divisor < 0) {
        dividend = -dividend;
        divisor = -divisor;
    }
    if (divisor == 0) {
        divisor = 1;
    }
    /* The divisor is (1 + x) * 2^exponent. */
    const int32_t exponent = bits_of(divisor) - 1;
    const int32_t x = (int32_t)(((uint32_t)divisor << (31 - exponent)) - 0x80000000U);
    /* Left as far as int32 has room: one further for negative powers of two. */
    const int32_t headroom = 31 - bits_of(dividend < 0 ? -dividend - 1 : dividend);
    const int32_t raised = (int32_t)((uint32_t)dividend << headroom);
    const int32_t steps = te_high_multiply(raised, te_reciprocal_of_one_plus(x));
    const int32_t result = te_requantize(steps, p->multiplier, p->shift - exponent - headroom);
    return te_clamp(result + p->output_zero_point, p->min, p->max);
}

/* The innermost axis. */
static void divide_run(const te_div_params *p, const int8_t *a, const int8_t *b, int8_t *output) {
    const int32_t a_step = p->shape.first[3];
    const int32_t b_step = p->shape.second[3];
    for (const int8_t *const end = output + p->shape.size[3]; output != end; output++) {
        *output = quotient(p, *a - p->zero_point[0], *b - p->zero_point[1]);
        a += a_step;
        b += b_step;
    }
}

void te_div(const te_div_params *p, const int8_t *dividend, const int8_t *divisor, int8_t *output) {
    const te_broadcast *const s = &p->shape;
    for (int32_t i = 0; i < s->size[0]; i++) {
        for (int32_t j = 0; j < s->size[1]; j++) {
            for (int32_t k = 0; k < s->size[2]; k++) {
                divide_run(p, dividend + i * s->first[0] + j * s->first[1] + k * s->first[2],
                           divisor + i * s->second[0] + j * s->second[1] + k * s->second[2],
                           output);
                output += s->size[3];
            }
        }
    }
}
