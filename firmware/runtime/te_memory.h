/* All that the kernels take from the C library. Declared here, because a bare-metal toolchain may
 * bring the functions (compilers call them unasked) without <string.h>. */
#ifndef TE_MEMORY_H
#define TE_MEMORY_H

#include <stddef.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memset(void *to, int value, size_t bytes);

#endif
