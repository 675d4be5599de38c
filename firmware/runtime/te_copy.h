/* READ_VARIABLE and ASSIGN_VARIABLE: the value of a variable, to or from the state. */
#ifndef TE_COPY_H
#define TE_COPY_H

#include <stdint.h>

/* output[i] = input[i]
 *
 * input:  [bytes]
 * output: [bytes]  must not overlap input
 *
 * Oracle: tinyedge/reference/read_variable.py, equal bit for bit. */
void te_copy(int32_t bytes, const void *input, void *output);

#endif
