/* A serial port on the chip's own USB socket: CDC-ACM, full speed, polled. The host sees it within
 * seconds of power-up; while a model runs nobody polls, and the controller tells the host to wait.
 *
 * A host that sets 1200 baud and then drops DTR sends the board to its boot ROM's drive, as is the
 * custom (`tinyedge flash` does).
 *
 * Not done: suspending, and the workarounds for errata RP2040-E5 (revisions B0 and B1 may not see
 * the end of a bus reset on a busy bus) and RP2040-E15. */
#ifndef TE_RP2_USB_H
#define TE_RP2_USB_H

#include <stdbool.h>
#include <stdint.h>

/* Connects to the host; clk_usb must run. */
void te_usb_start(void);

/* Answers what the host has asked for since the last call; call it often. */
void te_usb_poll(void);

/* Whether te_usb_take would take anything. Polls. */
bool te_usb_has_byte(void);

/* Takes what has come, at most capacity bytes; 0 if nothing has. Polls. */
uint32_t te_usb_take(uint8_t *bytes, uint32_t capacity);

/* Sends; collects bytes until a packet is full or te_usb_flush is called. What the host does not
 * fetch within a second is lost, and so is all that follows until it is heard of again. */
void te_usb_write(const uint8_t *bytes, uint32_t count);

/* Sends what te_usb_write has collected; the host knows then that no more is coming. */
void te_usb_flush(void);

#endif
