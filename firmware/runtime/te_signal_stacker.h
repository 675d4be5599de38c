/* SignalStacker: frames with those before and after them. */
#ifndef TE_SIGNAL_STACKER_H
#define TE_SIGNAL_STACKER_H

#include <stdint.h>

typedef struct {
    int32_t channels; /* of a frame */
    int32_t left;     /* frames before the current one */
    int32_t kept;     /* frames that are kept at most: left, and those after the current one */
    int32_t step;     /* frames from one current one to the next, at most kept + 1 */
} te_signal_stacker_params;

/* The output is the frames that are kept and the input behind them, if they are p->kept; then the
 * first step of these frames is forgotten. As long as there are less, all are kept, the output is
 * 0, and *complete is 0, else 1. Before the first frame there are ``left`` of the same.
 *
 * input:    [channels]
 * kept:     [p->kept][channels], from one run to the next, 0 behind those that are held; NULL if
 *           p->kept is 0
 * held:     [1], how many of these there are, likewise; at first -1; NULL if p->kept is 0
 * output:   [p->kept + 1][channels]; must not overlap input
 * complete: [1]
 *
 * Oracle: tinyedge/reference/signal_frames.py, equal bit for bit. */
void te_signal_stacker(const te_signal_stacker_params *p, const int16_t *input, int16_t *kept,
                       int32_t *held, int16_t *output, int8_t *complete);

#endif
