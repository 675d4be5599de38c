/* GATHER by indices that are computed at run time. */
#ifndef TE_GATHER_AT_H
#define TE_GATHER_AT_H

#include <stdint.h>

typedef struct {
    int32_t batches;   /* at least 1; each has indices of its own */
    int32_t outer;     /* of each batch, at least 1 */
    int32_t size;      /* of the axis, at least 1 */
    int32_t count;     /* of the indices of a batch, at least 1 */
    int32_t run_bytes; /* of one place on the axis, at least 1 */
} te_gather_at_params;

/* output[b][o][i] = input[b][o][indices[b][i]], run_bytes of each
 *
 * input:   [batches][outer][size][run_bytes], of any type
 * indices: [batches][count]  int32; one below 0 counts as 0, one beyond the axis as its last place
 * output:  [batches][outer][count][run_bytes], must not overlap either
 *
 * Oracle: tinyedge/reference, GATHER, equal bit for bit. */
void te_gather_at(const te_gather_at_params *p, const void *input, const int32_t *indices,
                  void *output);

#endif
