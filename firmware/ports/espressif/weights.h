/* The weights, which stay in flash. */
#ifndef WEIGHTS_H
#define WEIGHTS_H

/* Makes the window te_weights_start .. te_weights_end show the flash chip from te_weights_offset
 * on. Panics if the ROM refuses. */
void te_weights_map(void);

#endif
