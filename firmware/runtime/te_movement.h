/* Operators that only move elements: STRIDED_SLICE, SLICE, TRANSPOSE, SPLIT, PACK, UNPACK,
 * SPACE_TO_DEPTH, DEPTH_TO_SPACE, SPACE_TO_BATCH_ND, BATCH_TO_SPACE_ND, MIRROR_PAD, BROADCAST_TO,
 * FILL, REVERSE_V2, ZEROS_LIKE. */
#ifndef TE_MOVEMENT_H
#define TE_MOVEMENT_H

#include <stdint.h>

#define TE_MOVE_AXES 5

/* A strided copy of runs of bytes. Axes are merged on the host as far as possible, and filled up
 * with size 1 in front; all steps and places are in bytes. */
typedef struct {
    int32_t size[TE_MOVE_AXES]; /* at least 1 each */
    int32_t from_step[TE_MOVE_AXES];
    int32_t to_step[TE_MOVE_AXES];
    int32_t from, to;       /* of the first run */
    int32_t run_bytes;      /* at least 1 */
    int32_t source, target; /* indices into inputs and outputs */
} te_move;

typedef struct {
    int32_t moves;
    const te_move *move; /* [moves]; NULL if there are none */
    int32_t fill_bytes;  /* of outputs[0], filled with fill_value before; 0: every byte is moved to */
    int32_t fill_value;  /* [-128, 127] */
} te_movement_params;

/* For each move and index i: outputs[target][to + i . to_step] = inputs[source][from + i . from_step],
 * run_bytes of each.
 *
 * outputs: must not overlap any input
 *
 * Oracle: tinyedge/reference, the operator of that name, equal bit for bit. */
void te_movement(const te_movement_params *p, const void *const *inputs, void *const *outputs);

#endif
