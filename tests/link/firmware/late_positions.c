/* A stream of which nearly 2^32 bytes have been fed: three more samples, five bytes at a time. */
#include "fake_model.h"
#include "port.h"
#include "te_bytes.h"
#include "te_stream.h"

#define PART 5u
#define BYTES 24u

int main(void) {
    static te_stream stream;
    uint8_t payload[9 + PART];
    te_port_start();
    te_stream_prepare(&stream, &te_model_instance);
    te_stream_start(&stream, 7, TE_STREAM_HOST, 0, 0, 0);
    stream.position -= 3u;
    stream.limit -= 3u;
    const uint32_t first = stream.position;
    for (uint32_t at = 0; at < BYTES; at += PART) {
        const uint32_t count = BYTES - at < PART ? BYTES - at : PART;
        te_put32(payload, stream.next);
        payload[4] = 0;
        te_put32(payload + 5, first + at);
        for (uint32_t i = 0; i < count; ++i) {
            payload[9 + i] = (uint8_t)(at + i);
        }
        te_stream_feed(&stream, payload, 9 + count);
        while (te_stream_ready(&stream)) {
            te_stream_run(&stream);
        }
    }
    return 0;
}
