/* What the board tells a host of itself: a USB serial port. USB 2.0, chapter 9; USB CDC 1.2; USB
 * PSTN 1.2. Plain data, no hardware: tests compile it for their own machine. */
#ifndef TE_RP2_USB_DESCRIPTORS_H
#define TE_RP2_USB_DESCRIPTORS_H

#include <stdint.h>

#define TE_USB_PACKET_BYTES 64u

/* Endpoints, by number; IN is towards the host. */
#define TE_USB_NOTIFY_IN 1u /* an ACM device has one; nothing is ever sent on it */
#define TE_USB_DATA_OUT 2u
#define TE_USB_DATA_IN 2u

#define TE_USB_NOTIFY_BYTES 8u

typedef struct {
    const uint8_t *bytes;
    uint32_t count; /* 0: there is no such descriptor */
} te_usb_descriptor;

/* The descriptor a host asks for with GET_DESCRIPTOR. type, index: of its wValue. */
te_usb_descriptor te_usb_find_descriptor(uint32_t type, uint32_t index);

#endif
