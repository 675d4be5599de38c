/* CAST: the same numbers in another type. */
#ifndef TE_CAST_H
#define TE_CAST_H

#include <stdint.h>

typedef enum {
    TE_CAST_BOOL, /* bytes of 0 and 1 */
    TE_CAST_INT8,
    TE_CAST_INT16,
    TE_CAST_INT32,
    TE_CAST_UINT32,
    TE_CAST_FLOAT32
} te_cast_type;

/* output[i] = input[i], of other types: integers keep their low bits, float32 is cut to an int32, or
 * to an uint32 that holds it, and not-a-number to 0; an integer becomes the nearest float32.
 *
 * from: any type; to: any but bool
 * input:  [count] of from
 * output: [count] of to; may be input if it is int8
 *
 * Oracle: tinyedge/reference, CAST, equal bit for bit. */
void te_cast(te_cast_type from, te_cast_type to, int32_t count, const void *input, void *output);

#endif
