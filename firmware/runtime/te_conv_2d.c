#include "te_conv_2d.h"

void te_conv_2d(const te_conv_2d_params *p, const int8_t *input, const int8_t *weights,
                const int32_t *bias, int8_t *scratch, int8_t *output) {
    const te_fully_connected_params *const patch = &p->patch;
    if (te_patches_are_pixels(p)) {
        te_fully_connected(patch, p->batches * p->input_height * p->input_width, input, weights,
                           bias, output);
        return;
    }
    int32_t gathered = 0;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            for (int32_t x = 0; x < p->output_width; x++) {
                te_take_patch(p, input, y * p->stride_height - p->pad_height,
                              x * p->stride_width - p->pad_width,
                              scratch + gathered * patch->inputs);
                gathered++;
                if (gathered == 2) {
                    te_fully_connected(patch, 2, scratch, weights, bias, output);
                    output += 2 * patch->outputs;
                    gathered = 0;
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
    te_fully_connected(patch, gathered, scratch, weights, bias, output);
}
