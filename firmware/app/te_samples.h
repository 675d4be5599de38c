/* Samples that the firmware was built with, for streams of source "stored". */
#ifndef TE_SAMPLES_H
#define TE_SAMPLES_H

#include <stdint.h>

extern const uint32_t te_sample_count; /* 0: none */

/* Sample after sample, each the bytes of all inputs in order. */
extern const uint8_t te_samples[];

#endif
