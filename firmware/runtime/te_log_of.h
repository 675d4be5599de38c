/* The natural logarithm of float32, in integer arithmetic. */
#ifndef TE_LOG_OF_H
#define TE_LOG_OF_H

/* log(x), rounded correctly but for what is within 2^-52 of the middle between two floats: no float
 * is, as scripts/libm has found. Of 0: minus infinity; of what is negative:
 * not a number, that of TE_NAN_F32; what is not a number stays.
 *
 * Oracle: tinyedge/reference, LOG, equal bit for bit. */
float te_log_of(float x);

#endif
