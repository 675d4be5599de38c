/* A register of the chip, by its address. */
#ifndef CHIP_REGISTER_H
#define CHIP_REGISTER_H

#include <stdint.h>

#define CHIP_REGISTER(address) (*(volatile uint32_t *)(uintptr_t)(address))

#endif
