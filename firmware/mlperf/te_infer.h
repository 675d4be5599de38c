/* Running the model over what came, and saying what it made of it. */
#ifndef TE_INFER_H
#define TE_INFER_H

#include "te_line.h"

/* Forgets what a model with a state remembers; call once, at the start. */
void te_infer_start(void);

/* Does and answers what stands behind "infer": [runs [runs to warm up]].
 *
 * The input is put in place before every run, because a model may use its memory for other tensors;
 * that is in the time. A model with a state goes on from run to run. */
void te_infer_answer(te_line *line);

/* Says what the output holds. */
void te_infer_results(void);

/* Says what time it is, or that there is no clock. */
void te_infer_timestamp(void);

#endif
