/* FLOOR_DIV and FLOOR_MOD of float32, in integer arithmetic. */
#ifndef TE_FLOOR_DIV_OF_H
#define TE_FLOOR_DIV_OF_H

/* The largest whole number that is not above a / b, as the nearest float; a / b is rounded to 53 bits
 * before, as TensorFlow Lite Micro computes it in double. Of b = 0: infinity. Without a result, not a
 * number, that of TE_NAN_F32.
 *
 * Oracle: tinyedge/reference, FLOOR_DIV, equal bit for bit. */
float te_floor_div_of(float a, float b);

/* What is left of a when b is taken off a whole number of times, of b's sign; b is added as a float
 * where the signs differ. Of b = 0, and without a result, not a number, that of TE_NAN_F32.
 *
 * Oracle: tinyedge/reference, FLOOR_MOD, equal bit for bit. */
float te_floor_mod_of(float a, float b);

#endif
