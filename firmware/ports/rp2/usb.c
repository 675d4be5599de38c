/* The USB controller as a device: RP2040 data sheet 4.1, RP2350 data sheet 12.7; one and the same.
 * Requests: USB 2.0, chapter 9; USB PSTN 1.2, 6.3. */
#include "usb.h"

#include "chip.h"
#include "clocks.h"
#include "timer.h"
#include "usb_descriptors.h"

/* Registers. */
#define ADDR_ENDP (USBCTRL_REGS_BASE + 0x00u)
#define MAIN_CTRL (USBCTRL_REGS_BASE + 0x40u)
#define SIE_CTRL (USBCTRL_REGS_BASE + 0x4cu)
#define SIE_STATUS (USBCTRL_REGS_BASE + 0x50u)
#define BUFF_STATUS (USBCTRL_REGS_BASE + 0x58u)
#define EP_STALL_ARM (USBCTRL_REGS_BASE + 0x68u)
#define USB_MUXING (USBCTRL_REGS_BASE + 0x74u)
#define USB_PWR (USBCTRL_REGS_BASE + 0x78u)

#define MAIN_CONTROLLER_EN (1u << 0) /* alone: on the RP2350 this also ends the PHY's isolation */
#define SIE_PULLUP_EN (1u << 16)
#define SIE_EP0_INT_1BUF (1u << 29)
#define STATUS_SETUP_REC (1u << 17)
#define STATUS_BUS_RESET (1u << 19)
#define STALL_EP0_IN (1u << 0)
#define STALL_EP0_OUT (1u << 1)
#define MUXING_TO_PHY (1u << 0)
#define MUXING_SOFTCON (1u << 3)
#define PWR_VBUS_DETECT (1u << 2)
#define PWR_VBUS_DETECT_OVERRIDE_EN (1u << 3)

/* The controller's memory: the setup packet, the endpoints' controls, then buffers. */
#define DPRAM_BYTES 4096u
#define SETUP_PACKET (USBCTRL_DPRAM_BASE + 0u)
#define EP_CONTROL_IN(n) (USBCTRL_DPRAM_BASE + 8u * (n))
#define EP_CONTROL_OUT(n) (USBCTRL_DPRAM_BASE + 8u * (n) + 4u)
#define BUFFER_IN(n) (USBCTRL_DPRAM_BASE + 0x80u + 8u * (n))
#define BUFFER_OUT(n) (USBCTRL_DPRAM_BASE + 0x84u + 8u * (n))
#define EP0_DATA 0x100u /* the hardware's choice; in and out share it */
#define NOTIFY_DATA 0x180u
#define DATA_OUT_DATA 0x1c0u
#define DATA_IN_DATA 0x200u

#define EP_ENABLE (1u << 31)
#define EP_INTERRUPT_PER_BUFFER (1u << 29) /* without it BUFF_STATUS does not tell */
#define EP_TYPE(type) ((type) << 26)
#define BULK 2u
#define INTERRUPT 3u

#define BUFFER_LENGTH 0x3ffu
#define BUFFER_AVAILABLE (1u << 10)
#define BUFFER_STALL (1u << 11)
#define BUFFER_DATA1 (1u << 13)
#define BUFFER_FULL (1u << 15)

/* Bits of BUFF_STATUS. */
#define DONE_IN(n) (1u << (2u * (n)))
#define DONE_OUT(n) (2u << (2u * (n)))

/* Standard requests, by (bmRequestType << 8 | bRequest). */
enum {
    GET_STATUS_DEVICE = 0x8000,
    GET_STATUS_INTERFACE = 0x8100,
    GET_STATUS_ENDPOINT = 0x8200,
    CLEAR_FEATURE_ENDPOINT = 0x0201,
    SET_ADDRESS = 0x0005,
    GET_DESCRIPTOR = 0x8006,
    GET_CONFIGURATION = 0x8008,
    SET_CONFIGURATION = 0x0009,
    GET_INTERFACE = 0x810a,
    SET_INTERFACE = 0x010b,
    SET_LINE_CODING = 0x2120,
    GET_LINE_CODING = 0xa121,
    SET_CONTROL_LINE_STATE = 0x2122,
    SEND_BREAK = 0x2123,
};
#define LINE_CODING_BYTES 7u
#define LINE_DTR (1u << 0)
#define BAUD_OF_TOUCH 1200u
#define IS_TO_HOST 0x8000u

#define PATIENCE_US 1000000u

typedef struct {
    uint32_t request; /* as above */
    uint32_t value;
    uint32_t index;
    uint32_t length;
} setup;

/* What endpoint 0 is about. */
typedef enum {
    IDLE,
    SENDING,
    RECEIVING_CODING,
    CONFIRMING,
    CONFIRMING_ADDRESS,
    CONFIRMING_TOUCH,
} control_stage;

typedef struct {
    control_stage stage;
    const uint8_t *next; /* SENDING: what is left */
    uint32_t left;
    uint32_t end_empty; /* SENDING: an empty packet ends it, or the host waits for more */
    uint32_t in_data1;  /* the next packet's toggle bit */
    uint32_t address;   /* CONFIRMING_ADDRESS: from then on */
} control;

typedef struct {
    uint32_t configured;
    uint32_t lines; /* LINE_... */
    uint8_t coding[LINE_CODING_BYTES];
    uint8_t reply[2];
    uint32_t received;    /* bytes of DATA_OUT that wait at offset taken */
    uint32_t taken;
    uint32_t out_data1;   /* toggle bits of the next packets */
    uint32_t in_data1;
    uint32_t in_flight;   /* a packet waits for the host to fetch it */
    uint32_t deaf;        /* the host does not fetch */
    uint32_t last_count;  /* of the last packet sent */
    uint32_t collected;
    uint8_t packet[TE_USB_PACKET_BYTES];
} serial_port;

static control ep0;
static serial_port port;

/* 115200 8N1, until the host says otherwise; nothing depends on it but the touch. */
static const uint8_t default_coding[LINE_CODING_BYTES] = {0x00, 0xc2, 0x01, 0x00, 0, 0, 8};

/* Bytes, because the firmware writes nothing else to this memory but whole registers. */
static volatile uint8_t *dpram(uint32_t offset) {
    return (volatile uint8_t *)(uintptr_t)(USBCTRL_DPRAM_BASE + offset);
}

/* Gives a buffer to the controller. It runs from another clock, and may see half a write: so all
 * but AVAILABLE first, and that after 12 cycles, three of clk_usb; data sheet, "Concurrent access". */
static void give(uint32_t buffer, uint32_t flags) {
    TE_REG(buffer) = flags;
    __asm volatile("nop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop\n\t"
                   "nop\n\tnop\n\tnop\n\tnop\n\tnop\n\tnop" ::
                       : "memory");
    TE_REG(buffer) = flags | BUFFER_AVAILABLE;
}

static void send_packet(uint32_t endpoint, uint32_t offset, const uint8_t *bytes, uint32_t count,
                        uint32_t *data1) {
    volatile uint8_t *const to = dpram(offset);
    for (uint32_t i = 0; i < count; ++i) {
        to[i] = bytes[i];
    }
    give(BUFFER_IN(endpoint), BUFFER_FULL | (*data1 ? BUFFER_DATA1 : 0) | count);
    *data1 ^= 1u;
}

/* Endpoint 0. */

static void send_next(void) {
    const uint32_t count = ep0.left < TE_USB_PACKET_BYTES ? ep0.left : TE_USB_PACKET_BYTES;
    send_packet(0, EP0_DATA, ep0.next, count, &ep0.in_data1);
    ep0.next += count;
    ep0.left -= count;
    if (count < TE_USB_PACKET_BYTES) {
        ep0.end_empty = 0;
    }
}

static void reply(const setup *asked, const uint8_t *bytes, uint32_t count) {
    ep0.stage = SENDING;
    ep0.next = bytes;
    ep0.left = count < asked->length ? count : asked->length;
    ep0.end_empty = count < asked->length;
    send_next();
}

static void confirm(control_stage stage) {
    ep0.stage = stage;
    send_packet(0, EP0_DATA, 0, 0, &ep0.in_data1);
}

static void refuse(void) {
    ep0.stage = IDLE;
    TE_SET(EP_STALL_ARM) = STALL_EP0_IN | STALL_EP0_OUT;
    TE_REG(BUFFER_IN(0)) = BUFFER_STALL;
    TE_REG(BUFFER_OUT(0)) = BUFFER_STALL;
}

static void listen(void) {
    give(BUFFER_OUT(TE_USB_DATA_OUT), (port.out_data1 ? BUFFER_DATA1 : 0) | TE_USB_PACKET_BYTES);
    port.out_data1 ^= 1u;
}

static void configure(uint32_t number) {
    port.configured = number;
    port.received = 0;
    port.collected = 0;
    port.in_flight = 0;
    port.deaf = 0;
    port.out_data1 = 0;
    port.in_data1 = 0;
    if (number == 0) {
        return;
    }
    TE_REG(EP_CONTROL_IN(TE_USB_NOTIFY_IN)) = EP_ENABLE | EP_TYPE(INTERRUPT) | NOTIFY_DATA;
    TE_REG(EP_CONTROL_OUT(TE_USB_DATA_OUT)) =
        EP_ENABLE | EP_INTERRUPT_PER_BUFFER | EP_TYPE(BULK) | DATA_OUT_DATA;
    TE_REG(EP_CONTROL_IN(TE_USB_DATA_IN)) =
        EP_ENABLE | EP_INTERRUPT_PER_BUFFER | EP_TYPE(BULK) | DATA_IN_DATA;
    listen();
}

static uint32_t coding_baud(void) {
    return port.coding[0] | ((uint32_t)port.coding[1] << 8) | ((uint32_t)port.coding[2] << 16) |
           ((uint32_t)port.coding[3] << 24);
}

static void set_lines(uint32_t lines) {
    const uint32_t dropped = port.lines & ~lines;
    const uint32_t touched = (dropped & LINE_DTR) != 0 && coding_baud() == BAUD_OF_TOUCH;
    port.lines = lines;
    port.deaf = 0;
    confirm(touched ? CONFIRMING_TOUCH : CONFIRMING);
}

/* After CLEAR_FEATURE(ENDPOINT_HALT) an endpoint starts again with DATA0; USB 2.0, 9.4.5. */
static void restart_endpoint(uint32_t address) {
    if (address == (0x80u | TE_USB_DATA_IN)) {
        port.in_data1 = 0;
        port.in_flight = 0;
    } else if (address == TE_USB_DATA_OUT) {
        port.out_data1 = 0;
        port.received = 0;
        listen();
    }
}

static void answer(const setup *asked) {
    te_usb_descriptor found;
    switch (asked->request) {
    case GET_DESCRIPTOR:
        found = te_usb_find_descriptor(asked->value >> 8, asked->value & 0xffu);
        if (found.count == 0) {
            refuse();
        } else {
            reply(asked, found.bytes, found.count);
        }
        return;
    case SET_ADDRESS:
        ep0.address = asked->value & 0x7fu;
        confirm(CONFIRMING_ADDRESS);
        return;
    case SET_CONFIGURATION:
        configure(asked->value & 0xffu);
        confirm(CONFIRMING);
        return;
    case GET_CONFIGURATION:
        port.reply[0] = (uint8_t)port.configured;
        reply(asked, port.reply, 1);
        return;
    case GET_INTERFACE:
        port.reply[0] = 0;
        reply(asked, port.reply, 1);
        return;
    case GET_STATUS_DEVICE:
    case GET_STATUS_INTERFACE:
    case GET_STATUS_ENDPOINT:
        port.reply[0] = 0;
        port.reply[1] = 0;
        reply(asked, port.reply, 2);
        return;
    case CLEAR_FEATURE_ENDPOINT:
        restart_endpoint(asked->index & 0xffu);
        confirm(CONFIRMING);
        return;
    case SET_LINE_CODING:
        if (asked->length != LINE_CODING_BYTES) {
            refuse();
            return;
        }
        ep0.stage = RECEIVING_CODING;
        give(BUFFER_OUT(0), BUFFER_DATA1 | LINE_CODING_BYTES);
        return;
    case GET_LINE_CODING:
        reply(asked, port.coding, LINE_CODING_BYTES);
        return;
    case SET_CONTROL_LINE_STATE:
        set_lines(asked->value);
        return;
    case SET_INTERFACE:
    case SEND_BREAK:
        confirm(CONFIRMING);
        return;
    default:
        refuse();
        return;
    }
}

static void take_setup(void) {
    const uint32_t low = TE_REG(SETUP_PACKET);
    const uint32_t high = TE_REG(SETUP_PACKET + 4u);
    const setup asked = {
        .request = ((low & 0xffu) << 8) | ((low >> 8) & 0xffu),
        .value = low >> 16,
        .index = high & 0xffffu,
        .length = high >> 16,
    };
    ep0.in_data1 = 1; /* every control transfer starts anew with DATA1; USB 2.0, 8.5.3 */
    answer(&asked);
}

static void control_sent(void) {
    switch (ep0.stage) {
    case SENDING:
        if (ep0.left > 0 || ep0.end_empty) {
            send_next();
        } else {
            ep0.stage = IDLE;
            give(BUFFER_OUT(0), BUFFER_DATA1); /* the host confirms with an empty packet */
        }
        return;
    case CONFIRMING_ADDRESS:
        TE_REG(ADDR_ENDP) = ep0.address;
        ep0.stage = IDLE;
        return;
    case CONFIRMING_TOUCH:
        te_chip_enter_boot_rom();
    case IDLE:
    case RECEIVING_CODING:
    case CONFIRMING:
        ep0.stage = IDLE;
        return;
    }
}

static void control_received(void) {
    if (ep0.stage != RECEIVING_CODING) {
        return; /* the host has confirmed */
    }
    const uint32_t count = TE_REG(BUFFER_OUT(0)) & BUFFER_LENGTH;
    for (uint32_t i = 0; i < LINE_CODING_BYTES && i < count; ++i) {
        port.coding[i] = *dpram(EP0_DATA + i);
    }
    confirm(CONFIRMING);
}

/* All endpoints. */

static void reset(void) {
    TE_REG(ADDR_ENDP) = 0;
    ep0.stage = IDLE;
    port.lines = 0;
    configure(0);
}

void te_usb_poll(void) {
    /* First the status, then the buffers: whatever came to its end before a setup packet arrived is
     * seen before it. */
    const uint32_t status = TE_REG(SIE_STATUS);
    const uint32_t done = TE_REG(BUFF_STATUS);
    if ((status & STATUS_BUS_RESET) != 0) {
        reset();
        TE_REG(BUFF_STATUS) = done;
        TE_REG(SIE_STATUS) = STATUS_BUS_RESET;
        return;
    }
    if (done != 0) {
        TE_REG(BUFF_STATUS) = done;
        if ((done & DONE_IN(0)) != 0) {
            control_sent();
        }
        if ((done & DONE_OUT(0)) != 0) {
            control_received();
        }
        if ((done & DONE_IN(TE_USB_DATA_IN)) != 0) {
            port.in_flight = 0;
        }
        if ((done & DONE_OUT(TE_USB_DATA_OUT)) != 0 && port.configured) {
            port.received = TE_REG(BUFFER_OUT(TE_USB_DATA_OUT)) & BUFFER_LENGTH;
            port.taken = 0;
            port.deaf = 0;
            if (port.received == 0) {
                listen();
            }
        }
    }
    if ((status & STATUS_SETUP_REC) != 0) {
        TE_REG(SIE_STATUS) = STATUS_SETUP_REC;
        take_setup();
    }
}

void te_usb_start(void) {
    te_clocks_release(RESETS_USBCTRL);
    for (uint32_t offset = 0; offset < DPRAM_BYTES; offset += 4u) {
        TE_REG(USBCTRL_DPRAM_BASE + offset) = 0;
    }
    for (uint32_t i = 0; i < LINE_CODING_BYTES; ++i) {
        port.coding[i] = default_coding[i];
    }
    TE_REG(USB_MUXING) = MUXING_TO_PHY | MUXING_SOFTCON;
    TE_REG(USB_PWR) = PWR_VBUS_DETECT | PWR_VBUS_DETECT_OVERRIDE_EN;
    TE_REG(MAIN_CTRL) = MAIN_CONTROLLER_EN;
    TE_REG(SIE_CTRL) = SIE_EP0_INT_1BUF | SIE_PULLUP_EN;
}

bool te_usb_has_byte(void) {
    te_usb_poll();
    return port.received != 0;
}

uint32_t te_usb_take(uint8_t *bytes, uint32_t capacity) {
    te_usb_poll();
    uint32_t count = 0;
    if (port.received == 0) {
        return 0;
    }
    while (count < capacity && port.taken < port.received) {
        bytes[count++] = *dpram(DATA_OUT_DATA + port.taken++);
    }
    if (port.taken == port.received) {
        port.received = 0;
        listen();
    }
    return count;
}

/* Waits until the last packet has been fetched; false if that is not to be expected any more. */
static uint32_t can_send(void) {
    const uint32_t since = te_timer_us();
    while (port.configured && !port.deaf && port.in_flight) {
        te_usb_poll();
        port.deaf |= te_timer_us() - since > PATIENCE_US;
    }
    return port.configured && !port.deaf;
}

static void send_collected(void) {
    if (can_send()) {
        port.in_flight = 1;
        send_packet(TE_USB_DATA_IN, DATA_IN_DATA, port.packet, port.collected, &port.in_data1);
        port.last_count = port.collected;
    }
    port.collected = 0;
}

void te_usb_write(const uint8_t *bytes, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        port.packet[port.collected++] = bytes[i];
        if (port.collected == TE_USB_PACKET_BYTES) {
            send_collected();
        }
    }
}

/* A packet that is not full tells the host that no more is coming: an empty one, if need be. */
void te_usb_flush(void) {
    if (port.collected > 0 || port.last_count == TE_USB_PACKET_BYTES) {
        send_collected();
        port.last_count = 0;
    }
}
