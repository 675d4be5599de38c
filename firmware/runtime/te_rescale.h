/* QUANTIZE from one integer type to another, where bytes are not mapped to bytes. */
#ifndef TE_RESCALE_H
#define TE_RESCALE_H

#include <stdint.h>

typedef enum { TE_RESCALE_INT8, TE_RESCALE_INT16, TE_RESCALE_INT32 } te_rescale_type;

typedef struct {
    te_rescale_type from, to;
    int32_t input_zero_point;  /* of int32 0 */
    int32_t multiplier;        /* Q31, [0, 2^31) */
    int32_t shift;             /* [-31, 30]; (input - input_zero_point) * 2^shift fits int32 */
    int32_t output_zero_point; /* of int32 0 */
} te_rescale_params;

/* output[i] = clamp(requantize(input[i] - input_zero_point) + output_zero_point)
 *
 * input:  [count] of from
 * output: [count] of to; may begin where input does if it is int8 or of the same type
 *
 * Oracle: tinyedge/reference, QUANTIZE, equal bit for bit. */
void te_rescale(const te_rescale_params *p, int32_t count, const void *input, void *output);

#endif
