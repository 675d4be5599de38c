/* ELU of float32, in integer arithmetic. */
#ifndef TE_ELU_OF_H
#define TE_ELU_OF_H

#include "te_wide.h"

/* x, or exp(x) - 1 where x is negative, rounded as te_exp_of. -0.0 and what is not a number stay.
 *
 * Oracle: tinyedge/reference, ELU, equal bit for bit. */
float te_elu_of(float x);

/* 1 - exp(-x) of x = number, above 0. */
te_wide te_one_minus_exp(te_wide number);

#endif
