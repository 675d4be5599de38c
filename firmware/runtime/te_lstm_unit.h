/* What one unit of an LSTM does with the sums of its four gates; for int8 and int16 alike. */
#ifndef TE_LSTM_UNIT_H
#define TE_LSTM_UNIT_H

#include <stdint.h>

#include "te_requantize.h"
#include "te_sigmoid_i16.h"

/* How a product of two int16 becomes steps of something. */
typedef struct {
    int32_t multiplier; /* Q31, [0, 2^31) */
    int32_t shift;      /* [-31, 0] */
} te_lstm_rescaling;

typedef struct {
    te_lstm_rescaling forget;   /* forget gate * cell state -> cell state */
    te_lstm_rescaling remember; /* input gate * cell gate -> cell state */
    te_lstm_rescaling show;     /* output gate * tanh of the cell state -> output */
    int32_t cell_clip;          /* the cell state stays within +- that, [0, 32767]; -1: int16 */
    int32_t cell_multiplier;    /* te_scaled_i16 of the cell state; [3, 12288] */
    int32_t cell_shift;         /* the same; [0, 16] */
} te_lstm_unit_params;

enum { TE_LSTM_INPUT, TE_LSTM_FORGET, TE_LSTM_CELL, TE_LSTM_OUTPUT, TE_LSTM_GATES };

/* The sum of two int16, cut to int16. */
static inline int16_t te_saturating_add_i16(int16_t a, int16_t b) {
    return te_clamp_i16(a + b, INT16_MIN, INT16_MAX);
}

/* a * b in steps of something, cut to int16. */
static inline int16_t te_lstm_product(te_lstm_rescaling r, int16_t a, int16_t b) {
    return te_clamp_i16(te_requantize(a * b, r.multiplier, r.shift), INT16_MIN, INT16_MAX);
}

/* Moves the cell state of one unit on by a step, and returns its output in steps of the output,
 * neither clamped nor with a zero point.
 *
 * gates: [TE_LSTM_GATES], sums in Q3.12 */
static inline int32_t te_lstm_unit(const te_lstm_unit_params *p,
                                   const int16_t gates[TE_LSTM_GATES], int16_t *cell) {
    const int16_t input = te_sigmoid_i16(te_scaled_i16(gates[TE_LSTM_INPUT], 3, 0));
    const int16_t forget = te_sigmoid_i16(te_scaled_i16(gates[TE_LSTM_FORGET], 3, 0));
    const int16_t candidate = te_tanh_i16(te_scaled_i16(gates[TE_LSTM_CELL], 3, 0));
    const int16_t output = te_sigmoid_i16(te_scaled_i16(gates[TE_LSTM_OUTPUT], 3, 0));
    int16_t next = te_saturating_add_i16(te_lstm_product(p->forget, forget, *cell),
                                         te_lstm_product(p->remember, input, candidate));
    if (p->cell_clip >= 0) {
        next = te_clamp_i16(next, -p->cell_clip, p->cell_clip);
    }
    *cell = next;
    const int16_t shown = te_tanh_i16(te_scaled_i16(next, p->cell_multiplier, p->cell_shift));
    return te_requantize(shown * output, p->show.multiplier, p->show.shift);
}

#endif
