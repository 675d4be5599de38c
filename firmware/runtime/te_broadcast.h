/* The shape of an operator on two tensors whose axes of size 1 are repeated to match each other. */
#ifndef TE_BROADCAST_H
#define TE_BROADCAST_H

#include <stdint.h>

/* Axes are merged on the host as far as possible, and filled up with 1 in front. */
typedef struct {
    int32_t size[4];   /* of the output, at least 1 each */
    int32_t first[4];  /* elements from one index to the next in input 0; 0 where it is repeated */
    int32_t second[4]; /* the same in input 1 */
} te_broadcast;

#endif
