/* SignalDelay: samples of a while ago. */
#ifndef TE_SIGNAL_DELAY_H
#define TE_SIGNAL_DELAY_H

#include <stdint.h>

/* Each row of the output is the first ``size`` of what is kept and the row of the input, one behind
 * the other; the last ``length`` of these are kept.
 *
 * input:  [rows][size]
 * kept:   [rows][length], from one run to the next; at first 0
 * output: [rows][size]; must not overlap input
 *
 * Oracle: tinyedge/reference/signal_frames.py, equal bit for bit. */
void te_signal_delay(int32_t rows, int32_t size, int32_t length, const int16_t *input,
                     int16_t *kept, int16_t *output);

#endif
