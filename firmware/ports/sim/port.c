/* The port of the simulated microcontroller; sim_soc.h is its data sheet. */
#include "port.h"

#include "sim_soc.h"

/* The SoC reads and writes memory behind the compiler's back. */
#define MEMORY_BARRIER() __asm volatile("" ::: "memory")

void te_port_start(void) {}

uint32_t te_port_read(uint8_t *bytes, uint32_t capacity) {
    if (capacity == 0) {
        return 0;
    }
    TE_SIM_SOC->address = (uint32_t)(uintptr_t)bytes;
    TE_SIM_SOC->receive = capacity;
    MEMORY_BARRIER();
    return TE_SIM_SOC->received;
}

bool te_port_pending(void) {
    return TE_SIM_SOC->pending != 0;
}

bool te_port_keeps(void) {
    return true;
}

void te_port_write(const uint8_t *bytes, uint32_t count) {
    MEMORY_BARRIER();
    TE_SIM_SOC->address = (uint32_t)(uintptr_t)bytes;
    TE_SIM_SOC->send = count;
}

/* A function of its own, never inlined: exact differences need one reading instruction. */
uint32_t te_port_count(void) {
    return TE_SIM_SOC->count;
}

uint64_t te_port_time_us(void) {
    const uint32_t low = TE_SIM_SOC->time;
    return (uint64_t)TE_SIM_SOC->time_high << 32 | low;
}

_Noreturn void te_port_halt(int32_t code) {
    TE_SIM_SOC->halt = (uint32_t)code;
    for (;;) {
    }
}
