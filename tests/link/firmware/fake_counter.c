/* A counter that moves by what a layer says it costs, and by 11 whenever it is read. */
#include "fake_model.h"
#include "memory.h"
#include "port.h"

#define COST_OF_READING 11u

static uint32_t counted = UINT32_MAX - 50u; /* wraps within the first layer */

void fake_work(uint32_t counts) {
    counted += counts;
}

uint32_t te_port_count(void) {
    counted += COST_OF_READING;
    return counted;
}

/* 16 words, of which the upper 3 were used; te_stack_top is made by the linker. */
uint32_t te_stack_bottom[16] = {
    TE_STACK_PAINT, TE_STACK_PAINT, TE_STACK_PAINT, TE_STACK_PAINT, TE_STACK_PAINT,
    TE_STACK_PAINT, TE_STACK_PAINT, TE_STACK_PAINT, TE_STACK_PAINT, TE_STACK_PAINT,
    TE_STACK_PAINT, TE_STACK_PAINT, TE_STACK_PAINT, 1, TE_STACK_PAINT, 2,
};
