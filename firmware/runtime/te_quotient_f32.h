/* Division of float32 for cores without a floating-point unit, too. */
#ifndef TE_QUOTIENT_F32_H
#define TE_QUOTIENT_F32_H

/* a / b as IEEE 754 rounds it, halves to the even one, subnormal results too: the library of a compiler
 * may cut those where it divides by software. Of what is not a number, the one of TE_NAN_F32. */
float te_quotient_f32(float a, float b);

#endif
