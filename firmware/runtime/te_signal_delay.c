#include "te_signal_delay.h"

#include "te_signal_queue.h"

void te_signal_delay(int32_t rows, int32_t size, int32_t length, const int16_t *input,
                     int16_t *kept, int16_t *output) {
    for (int32_t row = 0; row < rows; row++) {
        te_queue_read(length, kept, input, size, output);
        te_queue_drop(length, kept, size, input, size);
        input += size;
        kept += length;
        output += size;
    }
}
