/* SELECT_V2 and IF, with broadcasting. */
#ifndef TE_SELECT_V2_H
#define TE_SELECT_V2_H

#include <stdint.h>

/* Axes are merged on the host as far as possible, and filled up with 1 in front. */
typedef struct {
    int32_t size[4];    /* of the output, at least 1 each */
    int32_t step[3][4]; /* of condition, yes and no: elements from one index to the next; 0 where
                           it is repeated */
    int32_t element_bytes; /* of yes and no: 1, 2 or 4 */
} te_select_v2_params;

/* output[i] = condition[i] ? yes[i] : no[i]
 *
 * condition: bool, bytes of 0 and 1
 * yes, no:   of one type, scale and zero point
 * output:    the same, elements in order; may be any input of its size in bytes, unless
 *            element_bytes is not 1: then it must not overlap any
 *
 * Oracle: tinyedge/reference, SELECT_V2, equal bit for bit. */
void te_select_v2(const te_select_v2_params *p, const int8_t *condition, const void *yes,
                  const void *no, void *output);

#endif
