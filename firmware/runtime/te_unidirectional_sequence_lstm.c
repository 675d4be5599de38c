#include "te_unidirectional_sequence_lstm.h"

#include "te_memory.h"

typedef te_unidirectional_sequence_lstm_params params;
typedef te_unidirectional_sequence_lstm_gate gate;

static int32_t dot(const int8_t *a, const int8_t *b, int32_t count, int32_t sum) {
    for (const int8_t *const end = a + count; a != end; a++, b++) {
        sum += *a * *b;
    }
    return sum;
}

static int16_t narrow(int32_t sum, int32_t multiplier, int32_t shift) {
    return te_clamp_i16(te_requantize(sum, multiplier, shift), INT16_MIN, INT16_MAX);
}

/* The sum of one gate of unit u, in Q3.12. */
static int16_t gate_sum(const params *p, const gate *g, int32_t u, const int8_t *input,
                        const int8_t *state) {
    const int32_t first = dot(input, g->weights + u * p->inputs, p->inputs, g->bias[u]);
    const int32_t second =
        dot(state, g->recurrent + u * p->units, p->units, g->recurrent_bias[u]);
    return te_saturating_add_i16(narrow(first, g->multiplier, g->shift),
                                 narrow(second, g->recurrent_multiplier, g->recurrent_shift));
}

/* One step of one batch. All units read the last state, which is therefore written at the end. */
static void step(const params *p, const int8_t *input, int8_t *state, int16_t *cell,
                 int8_t *output) {
    for (int32_t u = 0; u < p->units; u++) {
        int16_t gates[TE_LSTM_GATES];
        for (int32_t i = 0; i < TE_LSTM_GATES; i++) {
            gates[i] = gate_sum(p, &p->gates[i], u, input, state);
        }
        const int32_t shown = te_lstm_unit(&p->unit, gates, &cell[u]);
        output[u] = te_clamp(shown + p->output_zero_point, INT8_MIN, INT8_MAX);
    }
    memcpy(state, output, (size_t)p->units);
}

void te_unidirectional_sequence_lstm(const te_unidirectional_sequence_lstm_params *p,
                                     const int8_t *input, int8_t *state, int16_t *cell,
                                     int8_t *output) {
    for (int32_t b = 0; b < p->batches; b++) {
        for (int32_t t = 0; t < p->steps; t++) {
            const int32_t row = b * p->batch_rows + t * p->step_rows;
            step(p, input + row * p->inputs, state + b * p->units, cell + b * p->units,
                 output + row * p->units);
        }
    }
}
