#include "te_resize_bilinear_f32.h"

#include "te_product_f32.h"
#include "te_wide.h"

/* The two rows or columns around a position, and their weights. */
typedef struct {
    int32_t before, behind;
    float first, second;
} pair;

static pair around(int32_t index, float scale, float offset, int32_t size) {
    const float position = te_product_f32((float)index + offset, scale) - offset;
    /* Cut: it is not below -0.5. */
    const int32_t before = (int32_t)position;
    const int32_t behind = position > (float)before ? before + 1 : before;
    const float second = position - (float)before;
    const pair found = {before, behind < size ? behind : size - 1, 1.0f - second, second};
    return found;
}

void te_resize_bilinear_f32(const te_resize_bilinear_f32_params *p, const float *input,
                            float *output) {
    const int32_t channels = p->channels;
    const int32_t row_size = p->input_width * channels;
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            const pair row = around(y, p->height_scale, p->offset, p->input_height);
            for (int32_t x = 0; x < p->output_width; x++) {
                const pair column = around(x, p->width_scale, p->offset, p->input_width);
                const float *const top = input + row.before * row_size;
                const float *const bottom = input + row.behind * row_size;
                const int32_t left = column.before * channels;
                const int32_t right = column.behind * channels;
                for (int32_t c = 0; c < channels; c++) {
                    float sum = te_product_f32(top[left + c] * row.first, column.first);
                    sum += te_product_f32(bottom[left + c] * row.second, column.first);
                    sum += te_product_f32(top[right + c] * row.first, column.second);
                    sum += te_product_f32(bottom[right + c] * row.second, column.second);
                    /* So that no sum is -0.0. */
                    *output++ = te_one_nan_f32(sum + 0.0f);
                }
            }
        }
        input += p->input_height * row_size;
    }
}
