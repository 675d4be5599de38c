/* The logistic function of float32. */
#ifndef TE_LOGISTIC_OF_H
#define TE_LOGISTIC_OF_H

/* 1 / (1 + exp(-x)); above 16.619047, 1; below -9, exp(x). Each operation is rounded by itself. What
 * is not a number stays.
 *
 * Oracle: tinyedge/reference, LOGISTIC, equal bit for bit. */
float te_logistic_of(float x);

#endif
