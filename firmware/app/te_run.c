#include "te_run.h"

#include <stddef.h>

#include "te_count.h"

uint32_t te_run_layer(const te_model *model, uint32_t layer) {
    const uint32_t count = te_count(model->step, layer);
    if (model->counts != NULL) {
        model->counts[layer] = count;
    }
    return count;
}

uint64_t te_run(const te_model *model) {
    uint64_t total = 0;
    for (uint32_t layer = 0; layer < model->layer_count; ++layer) {
        total += te_run_layer(model, layer);
    }
    return total;
}
