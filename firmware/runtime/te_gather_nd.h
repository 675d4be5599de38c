/* GATHER_ND by indices that are computed at run time. */
#ifndef TE_GATHER_ND_H
#define TE_GATHER_ND_H

#include <stdint.h>

#define TE_GATHER_ND_AXES 5

typedef struct {
    int32_t count;                   /* of the places, at least 1 */
    int32_t depth;                   /* indices of each, [1, TE_GATHER_ND_AXES] */
    int32_t step[TE_GATHER_ND_AXES]; /* elements from one index to the next along each axis */
    int32_t last;                    /* the last element at which a run can begin */
    int32_t run;                     /* elements of a run, at least 1 */
    int32_t element_bytes;
} te_gather_nd_params;

/* output[i] = the run of input that begins at element indices[i] . step
 *
 * That sum is taken modulo 2^32, as TFLM's is in effect: two indices of which one is too large and
 * one negative can meet. What lies before the first element counts as the first, and what lies
 * beyond the last place as that.
 * input:   of any type
 * indices: [count][depth]  int32
 * output:  [count][run], must not overlap either
 *
 * Oracle: tinyedge/reference, GATHER_ND, equal bit for bit. */
void te_gather_nd(const te_gather_nd_params *p, const void *input, const int32_t *indices,
                  void *output);

#endif
