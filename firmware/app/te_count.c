#include "te_count.h"

#include "board.h"
#include "port.h"

static uint32_t overhead;

static uint32_t measure(void (*step)(uint32_t layer), uint32_t layer) {
    const uint32_t before = te_port_count();
    step(layer);
    return te_port_count() - before;
}

/* Called only through this pointer, so that no compiler makes a copy of measure for one of its
 * callers: the overhead is that of the very instructions that measure a layer. */
static uint32_t (*const volatile measured)(void (*step)(uint32_t layer), uint32_t layer) = measure;

static void do_nothing(uint32_t layer) {
    (void)layer;
}

void te_count_start(void) {
    overhead = measured(do_nothing, 0);
}

uint32_t te_count(void (*step)(uint32_t layer), uint32_t layer) {
    const uint32_t counted = measured(step, layer);
    /* A counter of cycles may come out lower for a layer than for nothing: never wrap below 0. */
    return counted > overhead ? counted - overhead : 0;
}

uint32_t te_count_unit(void) {
    return overhead > 0 ? TE_COUNTER_KIND : 0;
}
