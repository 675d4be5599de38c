#include "te_select_v2.h"

/* The innermost axis. */
static void select_run(const te_select_v2_params *p, const int8_t *condition, const int8_t *yes,
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

static int32_t place(const int32_t step[4], int32_t i, int32_t j, int32_t k) {
    return i * step[0] + j * step[1] + k * step[2];
}

void te_select_v2(const te_select_v2_params *p, const int8_t *condition, const int8_t *yes,
                  const int8_t *no, int8_t *output) {
    for (int32_t i = 0; i < p->size[0]; i++) {
        for (int32_t j = 0; j < p->size[1]; j++) {
            for (int32_t k = 0; k < p->size[2]; k++) {
                select_run(p, condition + place(p->step[0], i, j, k),
                           yes + place(p->step[1], i, j, k), no + place(p->step[2], i, j, k),
                           output);
                output += p->size[3];
            }
        }
    }
}
