#include "te_signal_filter_bank_log.h"

#include "te_signal_bits.h"

#define ONE_BITS 16     /* fractional bits of all logarithms */
#define SEGMENT_BITS 9  /* of the position between two entries of the table */
#define LN_2 45426      /* of 2^16 */

/* log2(1 + x) - x for x = 0, 1/128, ..., 1; of 2^16, rounded to the nearest. */
static const uint16_t above_chord[129] = {
    0, 224, 442, 654, 861, 1063, 1259, 1450, 1636, 1817, 1992, 2163, 2329, 2490, 2646, 2797, 2944,
    3087, 3224, 3358, 3487, 3611, 3732, 3848, 3960, 4068, 4172, 4272, 4368, 4460, 4549, 4633, 4714,
    4791, 4864, 4934, 5001, 5063, 5123, 5178, 5231, 5280, 5326, 5368, 5408, 5444, 5477, 5507, 5533,
    5557, 5578, 5595, 5610, 5622, 5631, 5637, 5640, 5641, 5638, 5633, 5626, 5615, 5602, 5586, 5568,
    5547, 5524, 5498, 5470, 5439, 5406, 5370, 5332, 5291, 5249, 5203, 5156, 5106, 5054, 5000, 4944,
    4885, 4825, 4762, 4697, 4630, 4561, 4490, 4416, 4341, 4264, 4184, 4103, 4020, 3935, 3848, 3759,
    3668, 3575, 3481, 3384, 3286, 3186, 3084, 2981, 2875, 2768, 2659, 2549, 2437, 2323, 2207, 2090,
    1971, 1851, 1729, 1605, 1480, 1353, 1224, 1094, 963, 830, 695, 559, 421, 282, 142, 0,
};

static uint32_t log_2(uint32_t x) {
    const int32_t whole = te_bit_length(x) - 1;
    const uint32_t below = x - ((uint32_t)1 << whole);
    const uint32_t fraction =
        whole < ONE_BITS ? below << (ONE_BITS - whole) : below >> (whole - ONE_BITS);
    const uint32_t segment = fraction >> SEGMENT_BITS;
    const int32_t within = (int32_t)(fraction & ((1 << SEGMENT_BITS) - 1));
    const int32_t first = above_chord[segment];
    const int32_t rise = (above_chord[segment + 1] - first) * within >> ONE_BITS;
    return ((uint32_t)whole << ONE_BITS) + fraction + (uint32_t)(first + rise);
}

void te_signal_filter_bank_log(int32_t count, int32_t bits, uint32_t scale, const uint32_t *input,
                               int16_t *output) {
    const uint32_t half = 1 << (ONE_BITS - 1);
    for (int32_t i = 0; i < count; i++) {
        const uint32_t raised = input[i] << bits;
        uint32_t value = 0;
        if (raised > 1) {
            const uint32_t natural =
                (uint32_t)(((uint64_t)LN_2 * log_2(raised) + half) >> ONE_BITS);
            value = (scale * natural + half) >> ONE_BITS;
        }
        output[i] = (int16_t)(value < INT16_MAX ? value : INT16_MAX);
    }
}
