/* Running the model, counted. */
#ifndef TE_RUN_H
#define TE_RUN_H

#include <stdint.h>

#include "te_model.h"

/* Runs one layer, keeps its count where the model has room for it, and returns it. */
uint32_t te_run_layer(const te_model *model, uint32_t layer);

/* Runs every layer in order; the sum of their counts. */
uint64_t te_run(const te_model *model);

#endif
