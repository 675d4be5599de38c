/* PAD with a constant. */
#ifndef TE_PAD_H
#define TE_PAD_H

#include <stdint.h>

#define TE_PAD_AXES 5

/* Axes are merged on the host as far as possible, and filled up with 1 in front. */
typedef struct {
    int32_t input_size[TE_PAD_AXES];  /* at least 1 each */
    int32_t before[TE_PAD_AXES];      /* elements added in front of each axis */
    int32_t output_size[TE_PAD_AXES]; /* input_size + before + what is added at the end */
    int32_t element_bytes;            /* 1, 2 or 4 */
    int32_t value;                    /* of the padding: its low element_bytes bytes */
} te_pad_params;

/* output[i + before] = input[i] for each index i of the input, value elsewhere
 *
 * input:  input_size elements   of element_bytes each
 * output: output_size elements  the same, must not overlap input
 *
 * Oracle: tinyedge/reference, PAD, equal bit for bit. */
void te_pad(const te_pad_params *p, const void *input, void *output);

#endif
