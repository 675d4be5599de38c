#include "te_depthwise_conv_2d_i16.h"

/* Outputs that are summed at a time: 96 bytes of stack. */
#define TILE 8

/* The products of some taps, in 32 bits, go to the sums before they could be too many. */
typedef struct {
    int64_t sums[TILE];
    int32_t parts[TILE];
    int32_t first, count; /* of the outputs */
} tile;

static void add_parts(tile *t) {
    for (int32_t i = 0; i < t->count; i++) {
        t->sums[i] += t->parts[i];
        t->parts[i] = 0;
    }
}

/* One tap: the pixel times the weights of the outputs. */
static void add_tap(const te_depthwise_conv_2d_i16_params *p, const int16_t *pixel,
                    const int8_t *weights, tile *t) {
    const int32_t multiplier = p->channel_multiplier;
    const int8_t *w = weights + t->first;
    const int32_t *const end = t->parts + t->count;
    if (multiplier == 1) {
        pixel += t->first;
        for (int32_t *part = t->parts; part != end; part++) {
            *part += *pixel++ * *w++;
        }
        return;
    }
    pixel += t->first / multiplier;
    int32_t left = multiplier - t->first % multiplier;
    for (int32_t *part = t->parts; part != end; part++) {
        *part += *pixel * *w++;
        if (--left == 0) {
            left = multiplier;
            pixel++;
        }
    }
}

/* The taps of one output position; the first one is at row y and column x of the image. */
static void add_taps(const te_depthwise_conv_2d_i16_params *p, const int16_t *image, int32_t y,
                     int32_t x, const int8_t *weights, tile *t) {
    const int32_t outputs = p->channels * p->channel_multiplier;
    int32_t left = TE_DOT_I16_BLOCK;
    for (int32_t ky = 0; ky < p->kernel_height; ky++, y += p->dilation_height) {
        int32_t column = x;
        for (int32_t kx = 0; kx < p->kernel_width; kx++, column += p->dilation_width) {
            if (y >= 0 && y < p->input_height && column >= 0 && column < p->input_width) {
                add_tap(p, image + (y * p->input_width + column) * p->channels, weights, t);
                if (--left == 0) {
                    left = TE_DOT_I16_BLOCK;
                    add_parts(t);
                }
            }
            weights += outputs;
        }
    }
    add_parts(t);
}

void te_depthwise_conv_2d_i16(const te_depthwise_conv_2d_i16_params *p, const int16_t *input,
                              const int8_t *weights, const int64_t *bias, int16_t *output) {
    const int32_t outputs = p->channels * p->channel_multiplier;
    tile t = {.parts = {0}};
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
                for (t.first = 0; t.first < outputs; t.first += TILE) {
                    t.count = outputs - t.first < TILE ? outputs - t.first : TILE;
                    for (int32_t i = 0; i < t.count; i++) {
                        t.sums[i] = bias[t.first + i];
                    }
                    add_taps(p, input, y * p->stride_height - p->pad_height,
                             x * p->stride_width - p->pad_width, weights, &t);
                    for (int32_t i = 0; i < t.count; i++) {
                        *output++ = te_sum_i16(&p->sum, t.first + i, t.sums[i]);
                    }
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
