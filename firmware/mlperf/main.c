/* The firmware of `--protocol mlperf`: answers the runner of MLPerf Tiny, one command at a time, until
 * the line ends. */
#include "port.h"
#include "te_answer.h"
#include "te_line.h"

static te_line line;
static uint8_t received[128];

int main(void) {
    te_port_start();
    te_answer_start();
    for (;;) {
        const uint32_t count = te_port_read(received, sizeof received);
        if (count == 0) {
            return 0;
        }
        for (uint32_t i = 0; i < count; ++i) {
            if (te_line_take(&line, received[i])) {
                te_answer(&line);
            }
        }
    }
}
