#include "te_logistic_of.h"

#include "te_exp_of.h"

#define ONE_FROM 16.619047164916992188f
#define EXP_BELOW (-9.0f)

float te_logistic_of(float x) {
    if (x > ONE_FROM) {
        return 1.0f;
    }
    if (x < EXP_BELOW) {
        return te_exp_of(x);
    }
    return te_one_nan_f32(1.0f / (1.0f + te_exp_of(-x)));
}
