/* A product of float32 that is rounded by itself. */
#ifndef TE_PRODUCT_F32_H
#define TE_PRODUCT_F32_H

/* a * b. Volatile, so that no compiler fuses it with a sum, whatever its flags and the core: that
 * would leave out one rounding, and give other bits. */
static inline float te_product_f32(float a, float b) {
    const volatile float product = a * b;
    return product;
}

#endif
