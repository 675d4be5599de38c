/* SignalFilterBankSquareRoot. */
#ifndef TE_SIGNAL_FILTER_BANK_SQUARE_ROOT_H
#define TE_SIGNAL_FILTER_BANK_SQUARE_ROOT_H

#include <stdint.h>

#include "te_uint64.h"

/* output[i] = sqrt(input[i]) >> *bits, the root rounded to the nearest; but the roots of numbers
 *             below 2^32 are 65535 at most
 *
 * input:  [count]
 * bits:   [1], of [0, 31]
 * output: [count]; must not overlap input
 *
 * Oracle: tinyedge/reference/signal_spectrum.py, equal bit for bit. */
void te_signal_filter_bank_square_root(int32_t count, const te_uint64 *input, const int32_t *bits,
                                       uint32_t *output);

#endif
