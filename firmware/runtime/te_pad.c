#include "te_pad.h"

#include "te_memory.h"

/* The last axis is copied as a whole. */
#define OUTER_AXES (TE_PAD_AXES - 1)

/* Where in the output the input row of that index begins. */
static int32_t place_of(const te_pad_params *p, const int32_t index[OUTER_AXES]) {
    int32_t row = 0;
    for (int32_t axis = 0; axis < OUTER_AXES; axis++) {
        row = row * p->output_size[axis] + index[axis] + p->before[axis];
    }
    return row * p->output_size[OUTER_AXES] + p->before[OUTER_AXES];
}

void te_pad(const te_pad_params *p, const int8_t *input, int8_t *output) {
    const int32_t row_bytes = p->input_size[OUTER_AXES];
    int32_t output_bytes = 1;
    for (int32_t axis = 0; axis < TE_PAD_AXES; axis++) {
        output_bytes *= p->output_size[axis];
    }
    memset(output, p->value, (size_t)output_bytes);

    int32_t index[OUTER_AXES] = {0};
    int32_t axis = 0;
    while (axis >= 0) {
        memcpy(output + place_of(p, index), input, (size_t)row_bytes);
        input += row_bytes;
        /* The next index: the last axis counts first, and carries. */
        axis = OUTER_AXES - 1;
        while (axis >= 0 && ++index[axis] == p->input_size[axis]) {
            index[axis--] = 0;
        }
    }
}
