/* The commands of the benchmark's runner, and what each is answered. */
#ifndef TE_ANSWER_H
#define TE_ANSWER_H

#include "te_line.h"

/* Says who is there; call once, at the start. */
void te_answer_start(void);

/* Does a command and answers it; the last line says that the next may come. An empty command, which
 * the reference firmware does not survive, is an unknown one. */
void te_answer(te_line *line);

#endif
