/* Every float32 argument, or every so many: our functions against those of the C library, and against
 * the correctly rounded result. Started by scripts/libm. Prints for each function one line:
 * name, arguments, differing from the C library's, by how many ulp at most, not rounded correctly. */
#include <math.h>
#include <quadmath.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "te_elu_of.h"
#include "te_exp_of.h"
#include "te_log_of.h"
#include "te_logistic_of.h"
#include "te_sin_of.h"
#include "te_sqrt_of.h"
#include "te_tanh_of.h"
#include "te_wide.h"

typedef struct {
    const char *name;
    float (*ours)(float);
    float (*theirs)(float);
    /* NULL for what is several operations, each of which is rounded by itself. */
    double (*wide)(double);
    __float128 (*wider)(__float128);
} function;

static float elu_f32(float x) {
    return x < 0.0f ? expm1f(x) : x;
}

static double elu_f64(double x) {
    return x < 0.0 ? expm1(x) : x;
}

static __float128 elu_f128(__float128 x) {
    return x < 0 ? expm1q(x) : x;
}

/* As TensorFlow Lite Micro has them. */
static float logistic_f32(float x) {
    if (x > 16.619047164916992188f) {
        return 1.0f;
    }
    return x < -9.0f ? expf(x) : 1.0f / (1.0f + expf(-x));
}

static float rsqrt_f32(float x) {
    return 1.0f / sqrtf(x);
}

static const function functions[] = {
    {"EXP", te_exp_of, expf, exp, expq},
    {"LOG", te_log_of, logf, log, logq},
    {"SIN", te_sin_of, sinf, sin, sinq},
    {"COS", te_cos_of, cosf, cos, cosq},
    {"TANH", te_tanh_of, tanhf, tanh, tanhq},
    {"ELU", te_elu_of, elu_f32, elu_f64, elu_f128},
    {"SQRT", te_sqrt_of, sqrtf, sqrt, sqrtq},
    {"RSQRT", te_rsqrt_of, rsqrt_f32, NULL, NULL},
    {"LOGISTIC", te_logistic_of, logistic_f32, NULL, NULL},
};

/* Whole numbers in the order of the floats, one apart where they are neighbours. */
static int64_t ordinal(float value) {
    const int64_t size = te_bits_of_f32(value) & ~TE_SIGN_F32;
    return signbit(value) ? -size : size;
}

/* The float nearest to the function's value: from double where that is far enough from the middle
 * between two floats, else from 113 bits. */
static float nearest(const function *f, float x) {
    const double wide = f->wide((double)x);
    const double below = nextafter(nextafter(wide, -INFINITY), -INFINITY);
    const double above = nextafter(nextafter(wide, INFINITY), INFINITY);
    if ((float)below < (float)above) {
        return (float)f->wider((__float128)x);
    }
    return (float)wide;
}

static int same(float a, float b) {
    return (isnan(a) && isnan(b)) || te_bits_of_f32(a) == te_bits_of_f32(b);
}

static void compare(const function *f, uint64_t step) {
    uint64_t arguments = 0;
    uint64_t differing = 0;
    uint64_t wrong = 0;
    int64_t most = 0;
    for (uint64_t bits = 0; bits <= UINT32_MAX; bits += step) {
        const float x = te_f32_of_bits((uint32_t)bits);
        const float ours = f->ours(x);
        const float theirs = f->theirs(x);
        arguments++;
        if (!same(ours, theirs)) {
            const int64_t apart = isnan(ours) || isnan(theirs)
                                      ? INT64_MAX
                                      : llabs(ordinal(ours) - ordinal(theirs));
            differing++;
            most = apart > most ? apart : most;
        }
        wrong += f->wide != NULL && !same(ours, nearest(f, x));
    }
    printf("%s %llu %llu %lld ", f->name, (unsigned long long)arguments,
           (unsigned long long)differing, (long long)most);
    if (f->wide == NULL) {
        printf("-\n");
    } else {
        printf("%llu\n", (unsigned long long)wrong);
    }
    fflush(stdout);
}

int main(int argc, char **argv) {
    const uint64_t step = strtoull(argv[1], NULL, 10);
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++) {
        int asked = argc == 2;
        for (int j = 2; j < argc; j++) {
            asked |= strcmp(argv[j], functions[i].name) == 0;
        }
        if (asked) {
            compare(&functions[i], step);
        }
    }
    return 0;
}
