/* UNIDIRECTIONAL_SEQUENCE_LSTM of int8, with int8 weights and a cell state of int16. */
#ifndef TE_UNIDIRECTIONAL_SEQUENCE_LSTM_H
#define TE_UNIDIRECTIONAL_SEQUENCE_LSTM_H

#include <stdint.h>

#include "te_lstm_unit.h"

/* One gate. Both sums must fit int32 at every step of the summation, and times 2^shift where the
 * shift is above 0. */
typedef struct {
    const int8_t *weights;         /* [units][inputs] */
    const int8_t *recurrent;       /* [units][units] */
    const int32_t *bias;           /* [units], with the input's zero point folded in */
    const int32_t *recurrent_bias; /* [units], the output's zero point folded in: nothing else */
    int32_t multiplier;            /* of the first sum, to Q3.12; Q31, [0, 2^31) */
    int32_t shift;                 /* the same, [-31, 30] */
    int32_t recurrent_multiplier;  /* of the second sum */
    int32_t recurrent_shift;
} te_unidirectional_sequence_lstm_gate;

typedef struct {
    int32_t batches, steps, inputs, units; /* at least 1 each */
    int32_t batch_rows;                    /* from one batch to the next in input and output */
    int32_t step_rows;                     /* from one step to the next */
    te_unidirectional_sequence_lstm_gate gates[TE_LSTM_GATES];
    te_lstm_unit_params unit;
    int32_t output_zero_point; /* [-128, 127] */
} te_unidirectional_sequence_lstm_params;

/* output[row] = the output of step t of batch b, where row = b * batch_rows + t * step_rows
 *
 * input:  [batches * steps][inputs] int8
 * state:  [batches][units]          int8, the last output of each batch; read and written
 * cell:   [batches][units]          int16; read and written
 * output: [batches * steps][units]  int8, must not overlap the input
 *
 * Oracle: tinyedge/reference, UNIDIRECTIONAL_SEQUENCE_LSTM, equal bit for bit. */
void te_unidirectional_sequence_lstm(const te_unidirectional_sequence_lstm_params *p,
                                     const int8_t *input, int8_t *state, int16_t *cell,
                                     int8_t *output);

#endif
