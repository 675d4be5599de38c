/* The description of the firmware, PROTOCOL.md section 5. */
#ifndef TE_DESCRIBE_H
#define TE_DESCRIBE_H

#include <stdint.h>

#include "te_model.h"

/* Writes as many bytes of the description as there are from offset on and as fit into capacity.
 * Returns how many bytes the whole description has. */
uint32_t te_describe(const te_model *model, uint32_t offset, uint8_t *bytes, uint32_t capacity);

#endif
