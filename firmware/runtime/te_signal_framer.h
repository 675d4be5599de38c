/* SignalFramer: frames that overlap. */
#ifndef TE_SIGNAL_FRAMER_H
#define TE_SIGNAL_FRAMER_H

#include <stdint.h>

typedef struct {
    int32_t rows;
    int32_t frames; /* of each row, in one run */
    int32_t size;   /* of a frame */
    int32_t step;   /* samples from one frame to the next */
    int32_t kept;   /* samples of each row that are kept at most; kept + step >= size */
} te_signal_framer_params;

/* Each frame of a row begins with the samples that are kept, and goes on with the next step; then
 * the first step of these is forgotten. As long as less than p->kept are there, all are kept, the
 * frame is 0, and *complete is 0, else 1.
 *
 * input:    [rows][frames * step]
 * kept:     [rows][p->kept], from one run to the next, at first 0; NULL if p->kept is 0
 * held:     [1], how many of p->kept there are, likewise; NULL: all from the first run on
 * output:   [rows][frames][size]; must not overlap input
 * complete: [1]
 *
 * Oracle: tinyedge/reference/signal_frames.py, equal bit for bit. */
void te_signal_framer(const te_signal_framer_params *p, const int16_t *input, int16_t *kept,
                      int32_t *held, int16_t *output, int8_t *complete);

#endif
