/* What compilers call for arithmetic that the core has no instructions for, in Xtensa's call0 ABI.
 * Debian's libgcc for the lx106 leaves most of it out (the ESP8266 has it in ROM), and that of
 * Espressif's compiler has another ABI, so all of it is here, in integer arithmetic alone.
 *
 * float: IEEE 754 binary32, rounded to nearest, ties to even, subnormals included: what the host
 * computes, bit for bit. An operation that has no result gives the quiet NaN 0x7fc00000; so does
 * one on a NaN, whatever its other bits.
 *
 * Names and meaning: GCC Internals, "The GCC low-level runtime library". */
#ifndef TE_XTENSA_LIBGCC_H
#define TE_XTENSA_LIBGCC_H

#include <stdint.h>

/* By 0: the quotient has all bits set, as on RISC-V; the remainder is the dividend. */
uint32_t __udivsi3(uint32_t dividend, uint32_t divisor);
uint32_t __umodsi3(uint32_t dividend, uint32_t divisor);
int32_t __divsi3(int32_t dividend, int32_t divisor);
int32_t __modsi3(int32_t dividend, int32_t divisor);

/* The low 64 bits of the product. */
uint64_t __muldi3(uint64_t a, uint64_t b);

float __addsf3(float a, float b);
float __subsf3(float a, float b);
float __mulsf3(float a, float b);
float __divsf3(float a, float b);

float __floatsisf(int32_t value);
float __floatunsisf(uint32_t value);

/* Towards zero; what does not fit is cut to the nearest that does, NaN gives 0. */
int32_t __fixsfsi(float value);
uint32_t __fixunssfsi(float value);

/* Less than, equal to or greater than 0, as a is to b. If one is NaN, every comparison but != is
 * false: the first four give 1 then, the last two -1. */
int32_t __eqsf2(float a, float b);
int32_t __nesf2(float a, float b);
int32_t __ltsf2(float a, float b);
int32_t __lesf2(float a, float b);
int32_t __gtsf2(float a, float b);
int32_t __gesf2(float a, float b);

/* Not 0 if one of them is NaN. */
int32_t __unordsf2(float a, float b);

#endif
