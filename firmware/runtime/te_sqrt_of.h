/* The square root of float32, in integer arithmetic. */
#ifndef TE_SQRT_OF_H
#define TE_SQRT_OF_H

/* sqrt(x), rounded correctly, as IEEE 754 demands. -0.0 and what is not a number stay; of what is
 * negative: not a number, that of TE_NAN_F32.
 *
 * Oracle: tinyedge/reference, SQRT, equal bit for bit. */
float te_sqrt_of(float x);

/* 1 / sqrt(x): both are rounded. Of -0.0: minus infinity.
 *
 * Oracle: tinyedge/reference, RSQRT, equal bit for bit. */
float te_rsqrt_of(float x);

#endif
