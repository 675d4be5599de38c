/* All that a new chip must supply. One folder per family below firmware/ports/. */
#ifndef TE_PORT_H
#define TE_PORT_H

#include <stdbool.h>
#include <stdint.h>

/* Makes the serial port and the counter ready; called once, after startup. */
void te_port_start(void);

/* Waits for at least one byte, then takes what is there, at most capacity; returns how many.
 * 0 means that the other end is gone for good (host programs only). */
uint32_t te_port_read(uint8_t *bytes, uint32_t capacity);

/* Whether te_port_read would return at once. */
bool te_port_pending(void);

/* Whether the line keeps what the host sends while nobody reads, because the host is told to wait: as
 * USB and emulators do it, and a UART without handshake does not. May differ from call to call where
 * a board has both. */
bool te_port_keeps(void);

/* Sends all count bytes; may wait for the line. */
void te_port_write(const uint8_t *bytes, uint32_t count);

/* A free-running counter of what board.h calls TE_COUNTER_KIND (instructions or cycles); wraps at
 * 2^32. Always 0 where there is none. */
uint32_t te_port_count(void);

/* Microseconds of a clock that runs since te_port_start at the latest, more than 0; always 0 where
 * there is none. */
uint64_t te_port_time_us(void);

/* Stops for good: code 0 after an orderly end, anything else after a fault. */
_Noreturn void te_port_halt(int32_t code);

#endif
