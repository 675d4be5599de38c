/* The hyperbolic tangent of float32, in integer arithmetic. */
#ifndef TE_TANH_OF_H
#define TE_TANH_OF_H

/* tanh(x), rounded as te_exp_of. -0.0 and what is not a number stay.
 *
 * Oracle: tinyedge/reference, TANH, equal bit for bit. */
float te_tanh_of(float x);

#endif
