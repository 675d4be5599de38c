/* A model of three layers whose tensors show what ran, and how often.
 *
 *   0  input   8 B          written by the host; or FAKE_INPUT_BYTES
 *   1  plus    8 B          layer 0: input + 1
 *   2  long    3,000 B      layer 1: byte i is i plus the first byte of plus
 *   3  runs    4 B          layer 2: how many layers have run since the last reset, little endian
 *   4  spare   2,000 B      of the host alone */
#include "fake_model.h"

#include "te_model.h"
#include "te_samples.h"

#ifndef FAKE_INPUT_BYTES
#define FAKE_INPUT_BYTES 8
#endif

static uint8_t input[FAKE_INPUT_BYTES], plus[8], longer[3000], runs[4], spare[2000];
static uint32_t counts[3];
static uint32_t layers_run = 7; /* until the first reset */

static void reset(void) {
    layers_run = 0;
}

static void step(uint32_t layer) {
    ++layers_run;
    fake_work(100u * (layer + 1u));
    if (layer == 0) {
        for (uint32_t i = 0; i < sizeof plus; ++i) {
            plus[i] = (uint8_t)(input[i] + 1u);
        }
    } else if (layer == 1) {
        for (uint32_t i = 0; i < sizeof longer; ++i) {
            longer[i] = (uint8_t)(i + plus[0]);
        }
    } else {
        for (uint32_t i = 0; i < sizeof runs; ++i) {
            runs[i] = (uint8_t)(layers_run >> 8 * i);
        }
    }
}

static const te_tensor tensors[] = {
    {input, sizeof input}, {plus, sizeof plus},   {longer, sizeof longer},
    {runs, sizeof runs},   {spare, sizeof spare},
};
static const te_layer layers[] = {{1, 1}, {2, 1}, {3, 1}};
static const uint16_t inputs[] = {0};
#ifdef FAKE_SMALL_RESULTS
static const uint16_t outputs[] = {3, 1};
#else
static const uint16_t outputs[] = {3, 2};
#endif

const uint32_t te_sample_count = 2;
const uint8_t te_samples[] = {10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 25, 26, 27};

const te_model te_model_instance = {
    .name = "fake",
    .engine = "aot",
    .sha256 = {0xfa, 0x6e, 1, 2, 3, 4, 5, 6},
    .arena_bytes = 4321,
    .tensors = tensors,
    .layers = layers,
    .inputs = inputs,
    .outputs = outputs,
    .tensor_count = 5,
    .layer_count = 3,
    .input_count = 1,
    .output_count = 2,
    .step = step,
    .reset = reset,
    .counts = counts,
};
