/* What int16 kernels with int8 weights share: how sums become outputs. */
#ifndef TE_SUM_I16_H
#define TE_SUM_I16_H

#include <stdint.h>

#include "te_requantize_wide.h"

typedef struct {
    int32_t min, max;          /* activation clamp in output steps, [-32768, 32767] */
    int32_t step;              /* 1: a multiplier and shift per output; 0: one for all */
    int32_t wide;              /* 1: sums are requantized as 64 bits; 0: as 32, which they fit */
    const int32_t *multiplier; /* [outputs] or [1]; Q15, [0, 2^15), if wide, else Q31, [0, 2^31) */
    const int8_t *shift;       /* the same count; [-31, 7] if wide, else [-31, 30] */
} te_sum_i16_params;

/* The output of a sum. o: number of the output channel. */
static inline int16_t te_sum_i16(const te_sum_i16_params *p, int32_t o, int64_t sum) {
    const int32_t at = o * p->step;
    const int32_t scaled = p->wide ? te_requantize_wide(sum, p->multiplier[at], p->shift[at])
                                   : te_requantize((int32_t)sum, p->multiplier[at], p->shift[at]);
    return te_clamp_i16(scaled, p->min, p->max);
}

/* So many products of int16 and int8, each at most 2^22, are sure to fit an int32. */
#define TE_DOT_I16_BLOCK 511

/* sum + a[0] * b[0] + ... + a[count - 1] * b[count - 1]; blocks are summed in 32 bits. */
static inline int64_t te_dot_i16(const int16_t *a, const int8_t *b, int32_t count, int64_t sum) {
    while (count > 0) {
        const int32_t block = count < TE_DOT_I16_BLOCK ? count : TE_DOT_I16_BLOCK;
        int32_t part = 0;
        for (const int16_t *const end = a + block; a != end; a++, b++) {
            part += *a * *b;
        }
        sum += part;
        count -= block;
    }
    return sum;
}

#endif
