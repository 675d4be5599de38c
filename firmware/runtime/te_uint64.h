/* Elements of uint64 tensors. */
#ifndef TE_UINT64_H
#define TE_UINT64_H

#include <stdint.h>

/* Two halves, since tensors are aligned to 4 bytes, and on some targets an uint64_t must be to 8.
 * In this order: every target is little endian. */
typedef struct {
    uint32_t low, high;
} te_uint64;

#endif
