#include "te_unidirectional_sequence_lstm_i16.h"

#include "te_memory.h"
#include "te_sum_i16.h"

typedef te_unidirectional_sequence_lstm_i16_params params;
typedef te_unidirectional_sequence_lstm_i16_gate gate;

static int16_t narrow(int64_t sum, int32_t multiplier, int32_t shift) {
    return te_clamp_i16(te_requantize_wide(sum, multiplier, shift), INT16_MIN, INT16_MAX);
}

/* The sum of one gate of unit u, in Q3.12. */
static int16_t gate_sum(const params *p, const gate *g, int32_t u, const int16_t *input,
                        const int16_t *state) {
    const int64_t first = te_dot_i16(input, g->weights + u * p->inputs, p->inputs, g->bias[u]);
    const int64_t second = te_dot_i16(state, g->recurrent + u * p->units, p->units, 0);
    return te_saturating_add_i16(narrow(first, g->multiplier, g->shift),
                                 narrow(second, g->recurrent_multiplier, g->recurrent_shift));
}

/* One step of one batch. All units read the last state, which is therefore written at the end. */
static void step(const params *p, const int16_t *input, int16_t *state, int16_t *cell,
                 int16_t *output) {
    for (int32_t u = 0; u < p->units; u++) {
        int16_t gates[TE_LSTM_GATES];
        for (int32_t i = 0; i < TE_LSTM_GATES; i++) {
            gates[i] = gate_sum(p, &p->gates[i], u, input, state);
        }
        output[u] = te_clamp_i16(te_lstm_unit(&p->unit, gates, &cell[u]), INT16_MIN, INT16_MAX);
    }
    memcpy(state, output, (size_t)p->units * sizeof *state);
}

void te_unidirectional_sequence_lstm_i16(const te_unidirectional_sequence_lstm_i16_params *p,
                                         const int16_t *input, int16_t *state, int16_t *cell,
                                         int16_t *output) {
    for (int32_t b = 0; b < p->batches; b++) {
        for (int32_t t = 0; t < p->steps; t++) {
            const int32_t row = b * p->batch_rows + t * p->step_rows;
            step(p, input + row * p->inputs, state + b * p->units, cell + b * p->units,
                 output + row * p->units);
        }
    }
}
