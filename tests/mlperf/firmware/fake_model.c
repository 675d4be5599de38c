/* A model of eight int8, each multiplied by 2 in the first layer and by -1 in the second, which
 * writes over the input. */
#include "te_mlperf_model.h"
#include "te_model.h"

static uint8_t input[8], output[8];
static uint8_t data[8];

static void step(uint32_t layer) {
    for (uint32_t i = 0; i < sizeof input; ++i) {
        if (layer == 0) {
            output[i] = (uint8_t)(2u * input[i]);
        } else {
            output[i] = (uint8_t)(0u - output[i]);
            input[i] = 0x55;
        }
    }
}

static const te_tensor tensors[] = {{input, sizeof input}, {output, sizeof output}};
static const te_layer layers[] = {{1, 1}, {1, 1}};
static const uint16_t inputs[] = {0};
static const uint16_t outputs[] = {1};

const te_model te_model_instance = {
    .name = "fake",
    .engine = "aot",
    .tensors = tensors,
    .layers = layers,
    .inputs = inputs,
    .outputs = outputs,
    .tensor_count = 2,
    .layer_count = 2,
    .input_count = 1,
    .output_count = 1,
    .step = step,
};

const te_mlperf_model te_mlperf = {
    .id = "ic01",
    .data = data,
    .bytes = sizeof data,
    .element_bytes = 1,
    .way = TE_MLPERF_AS_THEY_ARE,
    .type = TE_MLPERF_INT8,
    .count = 8,
    .scale = 0.125f,
    .zero_point = 0,
};
