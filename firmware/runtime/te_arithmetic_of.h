/* Operators of float32 that are a few operations of IEEE 754, each of which is rounded by itself.
 * What has no result is not a number, that of TE_NAN_F32. */
#ifndef TE_ARITHMETIC_OF_H
#define TE_ARITHMETIC_OF_H

/* SQUARE: x * x */
float te_square_of(float x);

/* HARD_SWISH: x * (x + 3, but at least 0 and at most 6) / 6 */
float te_hard_swish_of(float x);

/* DIV: a / b */
float te_div_of(float a, float b);

/* SQUARED_DIFFERENCE: (a - b) * (a - b) */
float te_squared_difference_of(float a, float b);

/* PRELU: x, or x * slope where x is negative or not a number. */
float te_prelu_of(float x, float slope);

#endif
