/* The axes of operators that make one element of many: MEAN, SUM, REDUCE_MAX, REDUCE_MIN. */
#ifndef TE_REDUCTION_H
#define TE_REDUCTION_H

#include <stdint.h>

/* A group of neighbouring axes, merged on the host: size indices, step elements apart. */
typedef struct {
    int32_t size; /* at least 1 */
    int32_t step;
} te_reduction_axis;

/* All groups of a tensor of up to 8 of them, which are kept and reduced in turn: outer first, filled
 * up with {1, 0} in front. */
typedef struct {
    te_reduction_axis kept[4];
    te_reduction_axis reduced[4];
    int32_t outputs; /* product of the kept sizes */
    int32_t rows;    /* product of the reduced sizes but the last */
} te_reduction;

/* From the place of one index of ``count`` axes to that of the next, and from the last to the first.
 * at: the index; 0 each before the first. */
static inline int32_t te_reduction_next(const te_reduction_axis *axes, int32_t count, int32_t *at,
                                        int32_t place) {
    for (int32_t i = count - 1; i >= 0; i--) {
        place += axes[i].step;
        at[i]++;
        if (at[i] < axes[i].size) {
            break;
        }
        place -= at[i] * axes[i].step;
        at[i] = 0;
    }
    return place;
}

#endif
