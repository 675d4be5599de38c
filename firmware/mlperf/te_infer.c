#include "te_infer.h"

#include <stddef.h>

#include "port.h"
#include "te_buffer.h"
#include "te_memory.h"
#include "te_mlperf_model.h"
#include "te_model.h"
#include "te_quantize.h"
#include "te_say.h"

#define DEFAULT_RUNS 1u
#define DEFAULT_WARM_UP 10u

static const te_model *const model = &te_model_instance;

static const te_tensor *first_input(void) {
    return &model->tensors[model->inputs[0]];
}

static const te_tensor *first_output(void) {
    return &model->tensors[model->outputs[0]];
}

static float real(const void *elements, uint32_t number) {
    const uint8_t *const bytes = elements;
    float value;
    memcpy(&value, bytes + 4u * number, sizeof value);
    return value;
}

static void copy_to_all_inputs(void) {
    const uint8_t *from = te_mlperf.data;
    for (uint32_t i = 0; i < model->input_count; ++i) {
        const te_tensor *const input = &model->tensors[model->inputs[i]];
        memcpy(input->data, from, input->bytes);
        from += input->bytes;
    }
}

static void look_up_bytes(const te_tensor *input) {
    uint8_t *const to = input->data;
    for (uint32_t i = 0; i < input->bytes; ++i) {
        to[i] = te_mlperf.table8[i < te_mlperf.bytes ? te_mlperf.data[i] : te_mlperf.rest];
    }
}

static void look_up_words(const te_tensor *input) {
    uint8_t *const to = input->data;
    for (uint32_t i = 0; i < input->bytes / 4u; ++i) {
        const uint8_t byte = i < te_mlperf.bytes ? te_mlperf.data[i] : te_mlperf.rest;
        memcpy(to + 4u * i, &te_mlperf.table32[byte], 4u);
    }
}

static void quantize(const te_tensor *input) {
    for (uint32_t i = 0; i < input->bytes; ++i) {
        const float value = real(te_mlperf.data, i);
        te_quantize(te_mlperf.input_scale, te_mlperf.input_zero_point, 1, &value,
                    (int8_t *)input->data + i);
    }
}

static void fill(void) {
    switch (te_mlperf.way) {
    case TE_MLPERF_AS_THEY_ARE:
        copy_to_all_inputs();
        break;
    case TE_MLPERF_BYTES:
        look_up_bytes(first_input());
        break;
    case TE_MLPERF_WORDS:
        look_up_words(first_input());
        break;
    case TE_MLPERF_QUANTIZED:
        quantize(first_input());
        break;
    }
}

static void run(uint32_t times) {
    while (times-- > 0) {
        fill();
        for (uint32_t layer = 0; layer < model->layer_count; ++layer) {
            model->step(layer);
        }
        (void)te_port_time_us(); /* where a clock is a short counter, it must be asked now and then */
    }
}

static float output(uint32_t number) {
    const uint8_t *const bytes = first_output()->data;
    int32_t q = 0;
    switch (te_mlperf.type) {
    case TE_MLPERF_FLOAT32:
        return real(bytes, number);
    case TE_MLPERF_INT8:
        q = (int8_t)bytes[number];
        break;
    case TE_MLPERF_UINT8:
        q = bytes[number];
        break;
    case TE_MLPERF_INT16: {
        int16_t value;
        memcpy(&value, bytes + 2u * number, sizeof value);
        q = value;
        break;
    }
    case TE_MLPERF_INT32:
        memcpy(&q, bytes + 4u * number, sizeof q);
        break;
    }
    return (float)(q - te_mlperf.zero_point) * te_mlperf.scale;
}

/* In the order of the reference, which is that of rounding. */
static float mean_square(void) {
    float sum = 0.0f;
    for (uint32_t i = 0; i < te_mlperf.count; ++i) {
        const float difference = output(i) - real(te_mlperf.data, i);
        const float square = difference * difference;
        sum += square;
    }
    return sum / (float)te_mlperf.count;
}

void te_infer_results(void) {
    te_say("m-results-[");
    if (te_mlperf.mean_square) {
        te_say_real(mean_square(), te_mlperf.cut);
    } else {
        for (uint32_t i = 0; i < te_mlperf.count; ++i) {
            if (i > 0) {
                te_say(",");
            }
            te_say_real(output(te_mlperf.order != NULL ? te_mlperf.order[i] : i), te_mlperf.cut);
        }
    }
    te_say("]\r\n");
}

void te_infer_timestamp(void) {
    const uint64_t now_us = te_port_time_us();
    if (now_us == 0) {
        te_say("e-[This board has no clock]\r\n");
        return;
    }
    te_say("m-lap-us-");
    te_say_unsigned(now_us);
    te_say("\r\n");
}

static void check_size(void) {
    if (te_buffer_count() != te_mlperf.bytes) {
        te_say("Input db has ");
        te_say_unsigned(te_buffer_count() / te_mlperf.element_bytes);
        te_say(" elemented, expected ");
        te_say_unsigned(te_mlperf.bytes / te_mlperf.element_bytes);
        te_say("\n");
    }
}

static void infer(uint32_t runs, uint32_t warm_up) {
    check_size();
    te_say("m-warmup-start-");
    te_say_unsigned(warm_up);
    te_say("\r\n");
    run(warm_up);
    te_say("m-warmup-done\r\nm-infer-start-");
    te_say_unsigned(runs);
    te_say("\r\n");
    te_infer_timestamp();
    run(runs);
    te_infer_timestamp();
    te_say("m-infer-done\r\n");
    te_infer_results();
}

void te_infer_answer(te_line *line) {
    uint32_t runs = DEFAULT_RUNS;
    uint32_t warm_up = DEFAULT_WARM_UP;
    const char *word = te_line_word(line);
    if (word != NULL) {
        const int32_t wanted = te_line_number(word);
        if (wanted <= 0) {
            te_say("e-[Inference iterations must be >0]\r\n");
            return;
        }
        runs = (uint32_t)wanted;
        word = te_line_word(line);
    }
    if (word != NULL) {
        const int32_t wanted = te_line_number(word);
        if (wanted < 0) {
            te_say("e-[Inference warmup must be >=0]\r\n");
            return;
        }
        warm_up = (uint32_t)wanted;
    }
    infer(runs, warm_up);
}

void te_infer_start(void) {
    if (model->reset != NULL) {
        model->reset();
    }
}
