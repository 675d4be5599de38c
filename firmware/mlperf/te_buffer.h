/* The bytes of an input, as the host sends them in pieces: the commands that begin with db. */
#ifndef TE_BUFFER_H
#define TE_BUFFER_H

#include <stdint.h>

#include "te_line.h"

/* Does and answers what stands behind "db". */
void te_buffer_answer(te_line *line);

/* How many bytes have come since the last "db load". */
uint32_t te_buffer_count(void);

#endif
