#include "te_resize_bilinear.h"

#define STEPS 1024 /* positions to a pixel */

/* The two rows or columns around a position, and the weight of the second, of STEPS in all. Before
 * the first, both are the first, and it does not matter that the weight is negative. */
typedef struct {
    int32_t before, behind;
    int32_t weight;
} pair;

static pair around(int32_t position, int32_t size) {
    const int32_t before = position > 0 ? position / STEPS : 0;
    const int32_t behind = (position + STEPS - 1) / STEPS;
    const pair found = {
        .before = before,
        .behind = behind < size ? behind : size - 1,
        .weight = position - STEPS * before,
    };
    return found;
}

/* Weights are in [-512, 1536]: no term exceeds 1536 * 1536 * 128, no sum of four 2^31. */
static void mix(const int8_t *top, const int8_t *bottom, pair row, pair column, int32_t channels,
                int8_t *output) {
    const int8_t *const top_right = top + column.behind * channels;
    const int8_t *const bottom_right = bottom + column.behind * channels;
    top += column.before * channels;
    bottom += column.before * channels;
    const int32_t down = row.weight;
    const int32_t across = column.weight;
    for (int32_t c = 0; c < channels; c++) {
        const int32_t sum = top[c] * (STEPS - down) * (STEPS - across) +
                            bottom[c] * down * (STEPS - across) +
                            top_right[c] * (STEPS - down) * across +
                            bottom_right[c] * down * across;
        /* C divides towards zero. */
        const int32_t half = sum > 0 ? STEPS * STEPS / 2 : -(STEPS * STEPS / 2);
        output[c] = (int8_t)((sum + half) / (STEPS * STEPS));
    }
}

void te_resize_bilinear(const te_resize_bilinear_params *p, const int8_t *input, int8_t *output) {
    const int32_t row_bytes = p->input_width * p->channels;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            const pair row = around(p->first_height + y * p->step_height, p->input_height);
            const int8_t *const top = input + row.before * row_bytes;
            const int8_t *const bottom = input + row.behind * row_bytes;
            for (int32_t x = 0; x < p->output_width; x++) {
                const pair column = around(p->first_width + x * p->step_width, p->input_width);
                mix(top, bottom, row, column, p->channels, output);
                output += p->channels;
            }
        }
        input += p->input_height * row_bytes;
    }
}
