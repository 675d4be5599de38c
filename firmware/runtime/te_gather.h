/* Elements taken from a table of places: GATHER, GATHER_ND, RESIZE_NEAREST_NEIGHBOR. */
#ifndef TE_GATHER_H
#define TE_GATHER_H

#include <stdint.h>

typedef struct {
    int32_t outer;         /* at least 1 */
    int32_t outer_bytes;   /* from one to the next in the input */
    int32_t first_count;   /* at least 1 */
    int32_t second_count;  /* at least 1 */
    int32_t run_bytes;     /* at least 1 */
    const int32_t *first;  /* [first_count], in bytes */
    const int32_t *second; /* [second_count], in bytes */
} te_gather_params;

/* output[o][i][j] = run_bytes of the input from o * outer_bytes + first[i] + second[j] on
 *
 * input:  of any type; graph/check.py has seen that no place lies outside
 * output: [outer][first_count][second_count][run_bytes], must not overlap input
 *
 * Oracle: tinyedge/reference, the operator of that name, equal bit for bit. */
void te_gather(const te_gather_params *p, const void *input, void *output);

#endif
