#ifndef FAKE_MODEL_H
#define FAKE_MODEL_H

#include <stdint.h>

/* What layer number n counts, in counts of the port: 100 (n + 1). */
void fake_work(uint32_t counts);

#endif
