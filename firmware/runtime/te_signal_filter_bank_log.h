/* SignalFilterBankLog: natural logarithms. */
#ifndef TE_SIGNAL_FILTER_BANK_LOG_H
#define TE_SIGNAL_FILTER_BANK_LOG_H

#include <stdint.h>

/* output[i] = ln(input[i] << bits) * scale, of what the shift leaves in 32 bits; 0 for 0 and 1, and
 *             32767 at most
 *
 * input:  [count]
 * bits:   [0, 31]
 * output: [count]; must not overlap input
 *
 * Oracle: tinyedge/reference/signal_channels.py, equal bit for bit. */
void te_signal_filter_bank_log(int32_t count, int32_t bits, uint32_t scale, const uint32_t *input,
                               int16_t *output);

#endif
