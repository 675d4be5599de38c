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

/* Each copy is as long as all before it. */
static void fill(const te_pad_params *p, uint8_t *to, int32_t bytes) {
    memcpy(to, &p->value, (size_t)p->element_bytes); /* every target is little endian */
    int32_t done = p->element_bytes;
    while (done < bytes) {
        const int32_t more = done < bytes - done ? done : bytes - done;
        memcpy(to + done, to, (size_t)more);
        done += more;
    }
}

void te_pad(const te_pad_params *p, const void *input, void *output) {
    const int32_t row_bytes = p->input_size[OUTER_AXES] * p->element_bytes;
    const uint8_t *from = input;
    uint8_t *const to = output;
    int32_t output_bytes = p->element_bytes;
    for (int32_t axis = 0; axis < TE_PAD_AXES; axis++) {
        output_bytes *= p->output_size[axis];
    }
    fill(p, to, output_bytes);

    int32_t index[OUTER_AXES] = {0};
    int32_t axis = 0;
    while (axis >= 0) {
        memcpy(to + place_of(p, index) * p->element_bytes, from, (size_t)row_bytes);
        from += row_bytes;
        /* The next index: the last axis counts first, and carries. */
        axis = OUTER_AXES - 1;
        while (axis >= 0 && ++index[axis] == p->input_size[axis]) {
            index[axis--] = 0;
        }
    }
}
