#include "te_transpose_conv.h"

#include "te_requantize.h"

/* The taps of one axis that reach a place: tap, tap + stride ... on the input's last, last - 1 ... */
typedef struct {
    int32_t tap, last;
    int32_t count;
} taps;

/* place: of the output, before it is cut; size: of the input. */
static taps reaching(int32_t place, int32_t stride, int32_t kernel, int32_t size) {
    taps t = {.tap = place % stride, .last = place / stride, .count = 0};
    if (t.last >= size) {
        t.tap += (t.last - size + 1) * stride;
        t.last = size - 1;
    }
    if (t.tap < kernel) {
        t.count = (kernel - 1 - t.tap) / stride + 1;
        if (t.count > t.last + 1) {
            t.count = t.last + 1;
        }
    }
    return t;
}

static int32_t sum_of(const te_transpose_conv_params *p, const int8_t *image, taps rows,
                      taps columns, const int8_t *weights, int32_t sum) {
    const int32_t channels = p->channels;
    const int32_t zero_point = p->input_zero_point;
    for (int32_t i = 0; i < rows.count; i++) {
        const int32_t ky = rows.tap + i * p->stride_height;
        const int8_t *const row = image + (rows.last - i) * p->input_width * channels;
        for (int32_t j = 0; j < columns.count; j++) {
            const int32_t kx = columns.tap + j * p->stride_width;
            const int8_t *w = weights + (ky * p->kernel_width + kx) * channels;
            const int8_t *pixel = row + (columns.last - j) * channels;
            for (const int8_t *const end = pixel + channels; pixel != end; pixel++) {
                sum += (*pixel - zero_point) * *w++;
            }
        }
    }
    return sum;
}

void te_transpose_conv(const te_transpose_conv_params *p, const int8_t *input,
                       const int8_t *weights, const int32_t *bias, int8_t *output) {
    const int32_t kernel = p->kernel_height * p->kernel_width * p->channels;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            const taps rows = reaching(y + p->pad_height, p->stride_height, p->kernel_height,
                                       p->input_height);
            for (int32_t x = 0; x < p->output_width; x++) {
                const taps columns = reaching(x + p->pad_width, p->stride_width, p->kernel_width,
                                              p->input_width);
                for (int32_t o = 0; o < p->outputs; o++) {
                    const int32_t at = o * p->step;
                    const int32_t sum =
                        sum_of(p, input, rows, columns, weights + o * kernel, bias[o]);
                    *output++ = te_clamp(te_requantize(sum, p->multiplier[at], p->shift[at]) +
                                             p->output_zero_point,
                                         p->min, p->max);
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
