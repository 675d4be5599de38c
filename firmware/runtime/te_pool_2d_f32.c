#include "te_pool_2d_f32.h"

#include <float.h>

#include "te_product_f32.h"
#include "te_quotient_f32.h"
#include "te_sqrt_of.h"
#include "te_wide.h"

/* Rows or columns of the window that lie inside the input: from first on, before end. */
typedef struct {
    int32_t first, end;
} span;

static span inside(int32_t start, int32_t window, int32_t size) {
    const int32_t end = start + window;
    const span cut = {start > 0 ? start : 0, end < size ? end : size};
    return cut;
}

static float pooled(const te_pool_2d_f32_params *p, const float *image, span rows, span columns,
                    int32_t channel) {
    float largest = -FLT_MAX;
    float sum = 0.0f;
    for (int32_t y = rows.first; y < rows.end; y++) {
        for (int32_t x = columns.first; x < columns.end; x++) {
            const float value = image[(y * p->input_width + x) * p->channels + channel];
            switch (p->kind) {
            case TE_MAX_POOL_2D_F32:
                largest = largest < value ? value : largest;
                break;
            case TE_L2_POOL_2D_F32:
                sum += te_product_f32(value, value);
                break;
            case TE_AVERAGE_POOL_2D_F32:
            default:
                sum += value;
                break;
            }
        }
    }
    if (p->kind == TE_MAX_POOL_2D_F32) {
        return largest;
    }
    const int32_t count = (rows.end - rows.first) * (columns.end - columns.first);
    const float mean = te_quotient_f32(sum, (float)count);
    return te_one_nan_f32(p->kind == TE_L2_POOL_2D_F32 ? te_sqrt_of(mean) : mean);
}

void te_pool_2d_f32(const te_pool_2d_f32_params *p, const float *input, float *output) {
    for (int32_t batch = 0; batch < p->batches; batch++) {
        for (int32_t y = 0; y < p->output_height; y++) {
            const span rows = inside(y * p->stride_height - p->pad_height, p->window_height,
                                     p->input_height);
            for (int32_t x = 0; x < p->output_width; x++) {
                const span columns =
                    inside(x * p->stride_width - p->pad_width, p->window_width, p->input_width);
                for (int32_t c = 0; c < p->channels; c++) {
                    const float value = pooled(p, input, rows, columns, c);
                    const float raised = value < p->min ? p->min : value;
                    *output++ = raised > p->max ? p->max : raised;
                }
            }
        }
        input += p->input_height * p->input_width * p->channels;
    }
}
