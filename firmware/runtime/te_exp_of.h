/* The exponential function of float32, in integer arithmetic. */
#ifndef TE_EXP_OF_H
#define TE_EXP_OF_H

#include "te_wide.h"

/* exp(x), rounded correctly but for what is within 2^-55 of the middle between two floats: no float
 * is, as scripts/libm has found. What is not a number stays.
 *
 * Oracle: tinyedge/reference, EXP, equal bit for bit. */
float te_exp_of(float x);

/* exp(x), of |x| = number, below 2^7; sign: 0 or TE_SIGN_F32. */
te_wide te_exp_wide(uint32_t sign, te_wide number);

#endif
