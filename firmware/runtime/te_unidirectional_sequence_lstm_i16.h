/* UNIDIRECTIONAL_SEQUENCE_LSTM of int16, with int8 weights and a cell state of int16. */
#ifndef TE_UNIDIRECTIONAL_SEQUENCE_LSTM_I16_H
#define TE_UNIDIRECTIONAL_SEQUENCE_LSTM_I16_H

#include <stdint.h>

#include "te_lstm_unit.h"

/* One gate. Both sums must be within 2^47, and rescaled fit int32. Zero points are 0. */
typedef struct {
    const int8_t *weights;        /* [units][inputs] */
    const int8_t *recurrent;      /* [units][units] */
    const int64_t *bias;          /* [units] */
    int32_t multiplier;           /* of the first sum, to Q3.12; Q15, [0, 2^15) */
    int32_t shift;                /* the same, [-31, 7] */
    int32_t recurrent_multiplier; /* of the second sum */
    int32_t recurrent_shift;
} te_unidirectional_sequence_lstm_i16_gate;

typedef struct {
    int32_t batches, steps, inputs, units; /* at least 1 each */
    int32_t batch_rows;                    /* from one batch to the next in input and output */
    int32_t step_rows;                     /* from one step to the next */
    te_unidirectional_sequence_lstm_i16_gate gates[TE_LSTM_GATES];
    te_lstm_unit_params unit;
} te_unidirectional_sequence_lstm_i16_params;

/* output[row] = the output of step t of batch b, where row = b * batch_rows + t * step_rows
 *
 * input:  [batches * steps][inputs] int16
 * state:  [batches][units]          int16, the last output of each batch; read and written
 * cell:   [batches][units]          int16; read and written
 * output: [batches * steps][units]  int16, must not overlap the input
 *
 * Oracle: tinyedge/reference, UNIDIRECTIONAL_SEQUENCE_LSTM, equal bit for bit. */
void te_unidirectional_sequence_lstm_i16(const te_unidirectional_sequence_lstm_i16_params *p,
                                         const int16_t *input, int16_t *state, int16_t *cell,
                                         int16_t *output);

#endif
