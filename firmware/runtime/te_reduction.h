/* The axes of operators that make one element of many: MEAN, SUM, REDUCE_MAX, REDUCE_MIN. */
#ifndef TE_REDUCTION_H
#define TE_REDUCTION_H

#include <stdint.h>

/* A group of neighbouring axes, merged on the host: size indices, step elements apart. */
typedef struct {
    int32_t size; /* at least 1 */
    int32_t step;
} te_reduction_axis;

#endif
