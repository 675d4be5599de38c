#include "te_softmax_i16.h"

#include "te_fixedpoint.h"

/* exp(i * 10 / 512 - 10) in 2^-15, as TensorFlow Lite Micro has it rounded. */
static const int16_t exp_table[513] = {
    2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3,
    3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 5, 5, 5, 5, 5, 5, 5,
    5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7, 8, 8, 8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 10,
    10, 10, 10, 10, 11, 11, 11, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15, 15, 15,
    16, 16, 16, 17, 17, 17, 18, 18, 18, 19, 19, 19, 20, 20, 21, 21, 21, 22, 22, 23, 23, 24, 24, 25,
    25, 26, 26, 27, 27, 28, 28, 29, 29, 30, 30, 31, 32, 32, 33, 34, 34, 35, 36, 36, 37, 37, 38, 39,
    40, 40, 42, 42, 43, 44, 45, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 59, 60, 60, 62,
    63, 65, 65, 67, 68, 69, 71, 73, 74, 75, 77, 78, 80, 81, 83, 85, 86, 88, 90, 92, 93, 95, 97, 99,
    101, 103, 105, 107, 109, 112, 114, 116, 118, 121, 123, 126, 128, 131, 133, 135, 139, 141, 144,
    147, 149, 152, 155, 158, 162, 165, 168, 171, 174, 178, 181, 185, 189, 192, 196, 200, 204, 208,
    212, 217, 221, 225, 230, 234, 239, 243, 248, 253, 258, 263, 268, 273, 279, 284, 290, 296, 302,
    308, 314, 320, 327, 333, 340, 346, 353, 360, 366, 374, 381, 389, 397, 404, 413, 421, 429, 437,
    446, 455, 464, 473, 482, 492, 501, 511, 522, 532, 543, 553, 564, 575, 586, 598, 610, 622, 634,
    646, 659, 672, 685, 699, 713, 727, 741, 756, 771, 786, 801, 817, 833, 850, 866, 884, 901, 919,
    937, 955, 974, 993, 1013, 1033, 1053, 1074, 1095, 1117, 1139, 1161, 1184, 1207, 1232, 1256,
    1281, 1306, 1332, 1358, 1385, 1412, 1440, 1468, 1497, 1527, 1557, 1587, 1619, 1651, 1683, 1716,
    1750, 1785, 1820, 1856, 1892, 1930, 1968, 2006, 2046, 2087, 2128, 2170, 2212, 2256, 2300, 2346,
    2392, 2439, 2488, 2537, 2587, 2638, 2690, 2743, 2796, 2852, 2908, 2966, 3024, 3084, 3145, 3207,
    3270, 3334, 3400, 3467, 3535, 3605, 3677, 3749, 3822, 3898, 3975, 4053, 4133, 4214, 4297, 4383,
    4469, 4557, 4647, 4739, 4833, 4927, 5024, 5124, 5225, 5328, 5433, 5541, 5649, 5761, 5875, 5991,
    6109, 6230, 6352, 6477, 6605, 6736, 6868, 7004, 7141, 7282, 7427, 7572, 7722, 7874, 8030, 8188,
    8350, 8514, 8683, 8854, 9028, 9206, 9387, 9572, 9762, 9954, 10151, 10351, 10555, 10763, 10976,
    11191, 11412, 11637, 11867, 12102, 12341, 12583, 12831, 13085, 13342, 13606, 13874, 14148,
    14427, 14711, 15002, 15297, 15599, 15907, 16221, 16541, 16867, 17199, 17539, 17884, 18237,
    18597, 18964, 19338, 19719, 20108, 20505, 20909, 21322, 21742, 22171, 22608, 23054, 23509,
    23973, 24445, 24928, 25419, 25921, 26432, 26953, 27485, 28027, 28580, 29143, 29718, 30304,
    30902, 31512, 32133, 32767,
};

/* Between two numbers of a table, part / 128 of the way from the first. */
static int32_t between(int32_t low, int32_t high, int32_t part) {
    return low + (((high - low) * part + 64) >> 7);
}

/* exp of a difference to the maximum of the row. */
static int32_t exp_of(const te_softmax_i16_params *p, int32_t difference) {
    int32_t at = te_requantize(difference, p->multiplier, p->shift) + INT16_MAX;
    if (at < INT16_MIN) {
        at = INT16_MIN;
    }
    const int16_t *const low = &exp_table[(at >> 7) + 256];
    return between(low[0], low[1], at & 127);
}

/* 2^24 / (512 + i), i in [0, 512], as TensorFlow Lite Micro has it rounded: to nearest, then moved by
 * half of the error that a straight line to the next has in the middle. */
static int32_t reciprocal(int32_t i) {
    const int32_t divisor = 512 + i;
    const int32_t value = ((1 << 25) / divisor + 1) >> 1;
    const int32_t middle = ((1 << 26) / (2 * divisor + 1) + 1) >> 1;
    const int32_t line = ((1 << 24) / (divisor + 1) + value + 1) >> 1;
    if (i == 512) {
        return value;
    }
    /* Two are rounded otherwise in float32. */
    const int32_t exception = (i == 294) - (i == 160);
    const int32_t moved = value + (line < middle) - (line > middle) + exception;
    return moved < INT16_MAX ? moved : INT16_MAX;
}

static void softmax_row(const te_softmax_i16_params *p, const int16_t *input, int16_t *output) {
    const int32_t depth = p->depth;
    int32_t largest = INT16_MIN;
    for (int32_t i = 0; i < depth; i++) {
        if (input[i] > largest) {
            largest = input[i];
        }
    }
    int32_t sum = 0;
    for (int32_t i = 0; i < depth; i++) {
        const int32_t exp = exp_of(p, input[i] - largest);
        output[i] = (int16_t)exp;
        sum += exp;
    }

    /* The sum, at least 2^14, is (1 + x) * 2^exponent; x in 1/65536, at most 65535. */
    const int32_t zeros = te_leading_zeros(sum);
    const int32_t exponent = 31 - zeros;
    const uint32_t mantissa = (((uint32_t)sum << (zeros - 1)) + (1u << 13)) >> 14;
    const int32_t x = mantissa < 0x20000u ? (int32_t)mantissa - 0x10000 : 0xffff;
    const int32_t scale = between(reciprocal(x >> 7), reciprocal((x >> 7) + 1), x & 127);

    for (int32_t i = 0; i < depth; i++) {
        const int32_t result = (output[i] * scale + (1 << (exponent - 1))) >> exponent;
        output[i] = te_clamp_i16(result, 0, INT16_MAX);
    }
}

void te_softmax_i16(const te_softmax_i16_params *p, const int16_t *input, int16_t *output) {
    for (int32_t row = 0; row < p->rows; row++) {
        softmax_row(p, input, output);
        input += p->depth;
        output += p->depth;
    }
}
