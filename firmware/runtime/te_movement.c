#include "te_movement.h"

#include "te_memory.h"

#define LAST (TE_MOVE_AXES - 1)

/* The runs along the last axis. */
static void move_row(const te_move *m, const uint8_t *from, uint8_t *to) {
    const int32_t from_step = m->from_step[LAST];
    const int32_t to_step = m->to_step[LAST];
    if (m->run_bytes == 1) {
        for (int32_t i = m->size[LAST]; i > 0; i--) {
            *to = *from;
            from += from_step;
            to += to_step;
        }
        return;
    }
    for (int32_t i = m->size[LAST]; i > 0; i--) {
        memcpy(to, from, (size_t)m->run_bytes);
        from += from_step;
        to += to_step;
    }
}

static void move(const te_move *m, const uint8_t *from, uint8_t *to) {
    int32_t index[LAST] = {0};
    int32_t axis = 0;
    while (axis >= 0) {
        int32_t from_at = m->from;
        int32_t to_at = m->to;
        for (int32_t a = 0; a < LAST; a++) {
            from_at += index[a] * m->from_step[a];
            to_at += index[a] * m->to_step[a];
        }
        move_row(m, from + from_at, to + to_at);
        /* The next index: the last axis counts first, and carries. */
        axis = LAST - 1;
        while (axis >= 0 && ++index[axis] == m->size[axis]) {
            index[axis--] = 0;
        }
    }
}

void te_movement(const te_movement_params *p, const void *const *inputs, void *const *outputs) {
    if (p->fill_bytes > 0) {
        memset(outputs[0], p->fill_value, (size_t)p->fill_bytes);
    }
    for (int32_t i = 0; i < p->moves; i++) {
        const te_move *const m = &p->move[i];
        move(m, inputs[m->source], outputs[m->target]);
    }
}
