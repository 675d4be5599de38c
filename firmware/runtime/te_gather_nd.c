#include "te_gather_nd.h"

#include "te_memory.h"

/* The element at which the run begins. */
static uint32_t place_of(const te_gather_nd_params *p, const int32_t *indices) {
    uint32_t place = 0;
    for (int32_t k = 0; k < p->depth; k++) {
        place += (uint32_t)indices[k] * (uint32_t)p->step[k];
    }
    if (place > (uint32_t)INT32_MAX) {
        return 0; /* negative */
    }
    return place < (uint32_t)p->last ? place : (uint32_t)p->last;
}

void te_gather_nd(const te_gather_nd_params *p, const void *input, const int32_t *indices,
                  void *output) {
    const uint32_t bytes = (uint32_t)p->element_bytes;
    const uint32_t run_bytes = (uint32_t)p->run * bytes;
    uint8_t *to = output;
    for (int32_t i = 0; i < p->count; i++) {
        memcpy(to, (const uint8_t *)input + place_of(p, indices) * bytes, run_bytes);
        to += run_bytes;
        indices += p->depth;
    }
}
