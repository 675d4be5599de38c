/* SignalOverlapAdd: samples from frames that overlap. */
#ifndef TE_SIGNAL_OVERLAP_ADD_H
#define TE_SIGNAL_OVERLAP_ADD_H

#include <stdint.h>

typedef struct {
    int32_t rows;
    int32_t frames; /* of each row, in one run */
    int32_t size;   /* of a frame */
    int32_t step;   /* samples from one frame to the next, at most size */
} te_signal_overlap_add_params;

/* Each frame is added to what is kept, clamped to int16; of the sum, the first step is given, and
 * the others are kept.
 *
 * input:  [rows][frames][size]
 * kept:   [rows][size - step], from one run to the next, at first 0; NULL if these are none
 * output: [rows][frames * step]; must not overlap input
 *
 * Oracle: tinyedge/reference/signal_frames.py, equal bit for bit. */
void te_signal_overlap_add(const te_signal_overlap_add_params *p, const int16_t *input,
                           int16_t *kept, int16_t *output);

#endif
