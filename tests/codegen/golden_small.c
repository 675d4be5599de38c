/* Made by tinyedge VERSION from the model small, sha256
 * 0000000000000000000000000000000000000000000000000000000000000000.
 * Do not edit: generate it again. */
#include "small.h"

#include "te_abi.h"
#include "te_conv_2d.h"
#include "te_fully_connected.h"
#include "te_memory.h"
#include "te_softmax.h"

#if TE_ABI != 1
#error "small.c is for TE_ABI 1: generate it again"
#endif

_Static_assert(sizeof small_arena == SMALL_ARENA_BYTES,
               "the arena is as large as its bytes");

/* 40 bytes, exactly the largest set of tensors that live at once.
 *
 *  offset   bytes  layers    tensor
 *       0      18  0-1       t3
 *       0       2  2-out     t8
 *      20       9  in-0      t0
 *      20       2  1-2       t7
 *      32       8  0         scratch of layer 0
 */
small_arena_memory small_arena;

#define AT(offset) (small_arena.bytes + (offset))

/* Layer 0: CONV_2D, int8 [1,3,3,1] -> int8 [1,3,3,2], 72 MACs
 * t3 */

/* t1 [2,2,2,1] */
static const int8_t small_layer0_weights[8] = {
       8,   2,   3,   8,   1,   5,   6,  -5,
};

/* t2, input zero point folded in */
static const int32_t small_layer0_bias[2] = {
    163, -79,
};

/* input * weight / output scale */
static const int32_t small_layer0_multiplier[2] = {
    1073741824, 1073741824,
};

/* powers of two of the multipliers */
static const int8_t small_layer0_shift[2] = {
       0,  -1,
};

static const te_conv_2d_params small_layer0_params = {
    .batches = 1,
    .input_height = 3,
    .input_width = 3,
    .channels = 1,
    .kernel_height = 2,
    .kernel_width = 2,
    .stride_height = 1,
    .stride_width = 1,
    .dilation_height = 1,
    .dilation_width = 1,
    .pad_height = 0,
    .pad_width = 0,
    .output_height = 3,
    .output_width = 3,
    .pad_value = -3,
    .patch.inputs = 4,
    .patch.outputs = 2,
    .patch.output_zero_point = -128,
    .patch.min = -128,
    .patch.max = 127,
    .patch.step = 1,
    .patch.multiplier = small_layer0_multiplier,
    .patch.shift = small_layer0_shift,
};

/* Layer 1: FULLY_CONNECTED, int8 [1,18] -> int8 [1,2], 36 MACs
 * t7 */

/* t6 [2,18] */
static const int8_t small_layer1_weights[36] = {
      -8,  -4,  -4,   7,   8,  -9,   0,   6,  -7,   6,  -7,  -1,   6,  -4,  -3,  -4,
       4,  -5,   9,  -1,   0,   0,   2,   1,   0,   9,   6,   6,   4,   2,  -3,   9,
      -1,  -5,   7,  -6,
};

/* no bias in the model, input zero point folded in */
static const int32_t small_layer1_bias[2] = {
    -2432, 4992,
};

/* input * weight / output scale */
static const int32_t small_layer1_multiplier[1] = {
    1073741824,
};

/* powers of two of the multipliers */
static const int8_t small_layer1_shift[1] = {
      -4,
};

static const te_fully_connected_params small_layer1_params = {
    .inputs = 18,
    .outputs = 2,
    .output_zero_point = 4,
    .min = -128,
    .max = 127,
    .step = 0,
    .multiplier = small_layer1_multiplier,
    .shift = small_layer1_shift,
};

/* Layer 2: SOFTMAX, int8 [1,2] -> int8 [1,2]
 * t8 */

/* exp(-beta * input scale * i), Q31 */
static const int32_t small_layer2_exp[32] = {
    2147483647, 1302515042, 790015308, 479168506, 290630390, 176276242, 106916946, 64848406,
    39332546, 23856395, 14469635, 8776277, 5323081, 3228612, 1958252, 1187740, 720401, 436945,
    265021, 160743, 97496, 59134, 35867, 21754, 13195, 8003, 4854, 2944, 1786, 1083, 657, 398,
};

static const te_softmax_params small_layer2_params = {
    .rows = 1,
    .depth = 2,
    .exp_count = 32,
    .exp = small_layer2_exp,
};

void small_step(uint32_t layer) {
    switch (layer) {
    case 0: /* CONV_2D, int8 [1,3,3,1] -> int8 [1,3,3,2], 72 MACs */
        te_conv_2d(&small_layer0_params, AT(20), small_layer0_weights, small_layer0_bias, AT(32),
                   AT(0));
        break;
    case 1: /* FULLY_CONNECTED, int8 [1,18] -> int8 [1,2], 36 MACs */
        te_fully_connected(&small_layer1_params, 1, AT(0), small_layer1_weights,
                           small_layer1_bias, AT(20));
        break;
    case 2: /* SOFTMAX, int8 [1,2] -> int8 [1,2] */
        te_softmax(&small_layer2_params, AT(20), AT(0));
        break;
    default:
        break;
    }
}

int8_t *small_input(void) {
    return AT(20);
}

int8_t *small_output(void) {
    return AT(0);
}

void small_invoke(const int8_t *input, int8_t *output) {
    memcpy(small_input(), input, SMALL_INPUT_BYTES);
    for (uint32_t layer = 0; layer < SMALL_LAYERS; layer++) {
        small_step(layer);
    }
    memcpy(output, small_output(), SMALL_OUTPUT_BYTES);
}
