/* Sine and cosine of float32, in integer arithmetic. */
#ifndef TE_SIN_OF_H
#define TE_SIN_OF_H

/* sin(x) and cos(x), of any size of x, rounded correctly but for what is within about 2^-52 of the
 * middle between two floats: no float is, as scripts/libm has found. -0.0 and
 * what is not a number stay; of infinity: not a number, that of TE_NAN_F32.
 *
 * Oracle: tinyedge/reference, SIN and COS, equal bit for bit. */
float te_sin_of(float x);
float te_cos_of(float x);

#endif
