#include "te_select_v2.h"

#include "te_memory.h"

/* The innermost axis, of bytes. */
static void select_bytes(const te_select_v2_params *p, const int8_t *condition, const int8_t *yes,
                         const int8_t *no, int8_t *output) {
    const int32_t condition_step = p->step[0][3];
    const int32_t yes_step = p->step[1][3];
    const int32_t no_step = p->step[2][3];
    for (const int8_t *const end = output + p->size[3]; output != end; output++) {
        *output = *condition != 0 ? *yes : *no;
        condition += condition_step;
        yes += yes_step;
        no += no_step;
    }
}

/* The innermost axis, of larger elements. */
static void select_wide(const te_select_v2_params *p, const int8_t *condition, const int8_t *yes,
                        const int8_t *no, int8_t *output) {
    const int32_t bytes = p->element_bytes;
    for (int32_t i = 0; i < p->size[3]; i++) {
        memcpy(output, *condition != 0 ? yes : no, (size_t)bytes);
        output += bytes;
        condition += p->step[0][3];
        yes += p->step[1][3] * bytes;
        no += p->step[2][3] * bytes;
    }
}

static int32_t place(const int32_t step[4], int32_t i, int32_t j, int32_t k) {
    return i * step[0] + j * step[1] + k * step[2];
}

void te_select_v2(const te_select_v2_params *p, const int8_t *condition, const void *yes,
                  const void *no, void *output) {
    const int32_t bytes = p->element_bytes;
    int8_t *to = output;
    for (int32_t i = 0; i < p->size[0]; i++) {
        for (int32_t j = 0; j < p->size[1]; j++) {
            for (int32_t k = 0; k < p->size[2]; k++) {
                const int8_t *const c = condition + place(p->step[0], i, j, k);
                const int8_t *const y = (const int8_t *)yes + place(p->step[1], i, j, k) * bytes;
                const int8_t *const n = (const int8_t *)no + place(p->step[2], i, j, k) * bytes;
                if (bytes == 1) {
                    select_bytes(p, c, y, n, to);
                } else {
                    select_wide(p, c, y, n, to);
                }
                to += p->size[3] * bytes;
            }
        }
    }
}
