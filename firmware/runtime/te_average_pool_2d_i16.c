#include "te_average_pool_2d_i16.h"

#include "te_pool_2d_i16.h"
#include "te_requantize.h"

static int32_t sum_of(te_pool_2d_window_i16 window, int32_t channel, int32_t channels,
                      int32_t row_elements) {
    const int16_t *row = window.corner + channel;
    int32_t sum = 0;
    for (int32_t y = 0; y < window.height; y++) {
        const int16_t *q = row;
        for (int32_t x = window.width; x != 0; x--) {
            sum += *q;
            q += channels;
        }
        row += row_elements;
    }
    return sum;
}

void te_average_pool_2d_i16(const te_pool_2d_params *p, const int16_t *input, int16_t *output) {
    const int32_t channels = p->channels;
    const int32_t row = p->input_width * channels;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
                const te_pool_2d_window_i16 window = te_pool_2d_cut_i16(p, input, y, x);
                const int32_t count = window.height * window.width;
                for (int32_t c = 0; c < channels; c++) {
                    const int32_t sum = sum_of(window, c, channels, row);
                    /* C divides towards zero. */
                    const int32_t half = sum > 0 ? count / 2 : -(count / 2);
                    *output++ = te_clamp_i16((sum + half) / count, p->min, p->max);
                }
            }
        }
        input += p->input_height * row;
    }
}
