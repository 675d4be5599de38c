#include "te_unidirectional_sequence_lstm.h"

#include "te_memory.h"

typedef te_unidirectional_sequence_lstm_params params;
typedef te_unidirectional_sequence_lstm_gate gate;

/* Adds the products of a with one row of each of two gates to their sums: three loads feed two
 * products. Four gates at a time take more registers than a Cortex-M0+ has. */
static void two_dots(const int8_t *a, const int8_t *v, const int8_t *w, int32_t count,
                     int32_t sums[2]) {
    int32_t sum0 = sums[0];
    int32_t sum1 = sums[1];
    for (const int8_t *const end = a + count; a != end; a++) {
        const int32_t value = *a;
        sum0 += value * *v++;
        sum1 += value * *w++;
    }
    sums[0] = sum0;
    sums[1] = sum1;
}

static int16_t narrow(int32_t sum, int32_t multiplier, int32_t shift) {
    return te_clamp_i16(te_requantize(sum, multiplier, shift), INT16_MIN, INT16_MAX);
}

/* The sums of two gates of unit u, in Q3.12. */
static void two_gates(const params *p, const gate *g, int32_t u, const int8_t *input,
                      const int8_t *state, int16_t gates[2]) {
    const int32_t row = u * p->inputs;
    const int32_t recurrent_row = u * p->units;
    int32_t first[2] = {g[0].bias[u], g[1].bias[u]};
    int32_t second[2] = {g[0].recurrent_bias[u], g[1].recurrent_bias[u]};
    two_dots(input, g[0].weights + row, g[1].weights + row, p->inputs, first);
    two_dots(state, g[0].recurrent + recurrent_row, g[1].recurrent + recurrent_row, p->units,
             second);
    for (int32_t i = 0; i < 2; i++) {
        gates[i] = te_saturating_add_i16(
            narrow(first[i], g[i].multiplier, g[i].shift),
            narrow(second[i], g[i].recurrent_multiplier, g[i].recurrent_shift));
    }
}

/* One step of one batch. All units read the last state, which is therefore written at the end. */
static void step(const params *p, const int8_t *input, int8_t *state, int16_t *cell,
                 int8_t *output) {
    for (int32_t u = 0; u < p->units; u++) {
        int16_t gates[TE_LSTM_GATES];
        two_gates(p, &p->gates[TE_LSTM_INPUT], u, input, state, &gates[TE_LSTM_INPUT]);
        two_gates(p, &p->gates[TE_LSTM_CELL], u, input, state, &gates[TE_LSTM_CELL]);
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
