/* The port of QEMU's Xtensa simulator: its serial line is behind the SIMCALL instruction, as in
 * Cadence's own simulator (target/xtensa/xtensa-semi.c of QEMU). */
#include "port.h"

enum { EXIT = 1, READ = 3, WRITE = 4 };
enum { STANDARD_INPUT = 0, STANDARD_OUTPUT = 1 };

/* The call's number and arguments go in a2 to a5, its result comes in a2, an error number in a3. */
static int32_t simcall(int32_t number, int32_t first, const void *second, uint32_t third) {
    register int32_t a2 __asm("a2") = number;
    register int32_t a3 __asm("a3") = first;
    register const void *a4 __asm("a4") = second;
    register uint32_t a5 __asm("a5") = third;
    __asm volatile("simcall" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
    return a2;
}

void te_port_start(void) {}

/* Reading never waits: it fails while nothing has come. */
uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    int32_t count;
    do {
        count = simcall(READ, STANDARD_INPUT, bytes, capacity);
    } while (count <= 0 && capacity > 0);
    return (uint32_t)count;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    (void)simcall(WRITE, STANDARD_OUTPUT, bytes, count);
}

uint32_t te_port_count(void) {
    return 0;
}

_Noreturn void te_port_halt(int32_t code) {
    (void)simcall(EXIT, code, 0, 0);
    for (;;) {
    }
}
