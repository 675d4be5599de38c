#include "te_signal_filter_bank_square_root.h"

#include "te_signal_bits.h"

/* Bit by bit: root is what is found so far, times twice the place of the next bit; rest is what is
 * left of the number. place: a power of 4, the largest one that is not above the number. */

static uint32_t root_of_32(uint32_t rest, uint32_t place) {
    uint32_t root = 0;
    for (; place != 0; place >>= 2) {
        const uint32_t tried = root + place;
        root >>= 1;
        if (rest >= tried) {
            rest -= tried;
            root += place;
        }
    }
    return rest > root && root != UINT16_MAX ? root + 1 : root;
}

static uint32_t root_of_64(uint64_t rest, uint64_t place) {
    uint64_t root = 0;
    for (; place != 0; place >>= 2) {
        const uint64_t tried = root + place;
        root >>= 1;
        if (rest >= tried) {
            rest -= tried;
            root += place;
        }
    }
    return (uint32_t)(rest > root && root != UINT32_MAX ? root + 1 : root);
}

void te_signal_filter_bank_square_root(int32_t count, const te_uint64 *input, const int32_t *bits,
                                       uint32_t *output) {
    const int32_t shift = *bits & 31;
    for (int32_t i = 0; i < count; i++) {
        const uint32_t low = input[i].low;
        const uint32_t high = input[i].high;
        const uint32_t upper = high != 0 ? high : low;
        /* At least 1: the root of 0 takes one step. */
        const int32_t last = te_bit_length(upper | 1) - 1;
        const uint32_t place = (uint32_t)1 << (last & ~1);
        const uint64_t whole = (uint64_t)high << 32 | low;
        const uint32_t root =
            high != 0 ? root_of_64(whole, (uint64_t)place << 32) : root_of_32(low, place);
        output[i] = root >> shift;
    }
}
