/* How much of the stack has ever been used. */
#ifndef TE_STACK_H
#define TE_STACK_H

#include <stdint.h>

/* Bytes from the top of the stack down to the lowest word that was ever written; 0 if unknown. */
uint32_t te_stack_used(void);

#endif
