/* What a layer costs, in counts of the port's counter (board.h: TE_COUNTER_KIND). */
#ifndef TE_COUNT_H
#define TE_COUNT_H

#include <stdint.h>

/* Counts of step(layer) beyond those of a step that does nothing, so that neither reading the
 * counter nor the call is in it. The same code gives the same number, wherever it is asked from. */
uint32_t te_count(void (*step)(uint32_t layer), uint32_t layer);

/* Finds out what a step that does nothing counts; call once, before te_count. */
void te_count_start(void);

/* What is counted: board.h's TE_COUNTER_KIND, or 0 (nothing) if the counter stands still, as a
 * core's does in an emulator that has none. */
uint32_t te_count_unit(void);

#endif
