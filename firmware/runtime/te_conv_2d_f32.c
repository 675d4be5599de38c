#include "te_conv_2d_f32.h"

#include "te_product_f32.h"
#include "te_wide.h"

/* How one output channel goes through input and weights, in elements. */
typedef struct {
    int32_t first;    /* channel of the input */
    int32_t count;    /* of channels */
    int32_t weights;  /* to the first of its weights */
    int32_t tap_step; /* from one place of the kernel to the next */
} way;

static way way_of(const te_conv_2d_f32_params *p, int32_t output) {
    if (p->multiplier > 0) {
        const way one = {output / p->multiplier, 1, output, p->outputs};
        return one;
    }
    const int32_t size = p->kernel_height * p->kernel_width * p->channels;
    const way all = {0, p->channels, output * size, p->channels};
    return all;
}

/* top, left: the row and column of the input under the first place of the kernel. */
static float sum_of(const te_conv_2d_f32_params *p, way along, const float *image,
                    const float *weights, int32_t top, int32_t left) {
    const float *w = weights + along.weights;
    float sum = 0.0f;
    for (int32_t i = 0; i < p->kernel_height; i++) {
        const int32_t y = top + i * p->dilation_height;
        for (int32_t j = 0; j < p->kernel_width; j++) {
            const int32_t x = left + j * p->dilation_width;
            if (y >= 0 && y < p->input_height && x >= 0 && x < p->input_width) {
                const float *const in =
                    image + (y * p->input_width + x) * p->channels + along.first;
                for (int32_t c = 0; c < along.count; c++) {
                    sum += te_product_f32(in[c], w[c]);
                }
            }
            w += along.tap_step;
        }
    }
    return sum;
}

void te_conv_2d_f32(const te_conv_2d_f32_params *p, const float *input, const float *weights,
                    const float *bias, float *output) {
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            const int32_t top = y * p->stride_height - p->pad_height;
            for (int32_t x = 0; x < p->output_width; x++) {
                const int32_t left = x * p->stride_width - p->pad_width;
                for (int32_t o = 0; o < p->outputs; o++) {
                    const float sum = sum_of(p, way_of(p, o), input, weights, top, left);
                    const float value = te_one_nan_f32(sum + bias[o]);
                    const float raised = value < p->min ? p->min : value;
                    *output++ = raised > p->max ? p->max : raised;
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
