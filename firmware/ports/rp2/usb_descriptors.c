#include "usb_descriptors.h"

#include "board.h"

/* Types of descriptors; USB 2.0, table 9-5; CDC 1.2, table 12. */
#define DEVICE 1
#define CONFIGURATION 2
#define STRING 3
#define INTERFACE 4
#define ENDPOINT 5
#define INTERFACE_ASSOCIATION 11
#define CLASS_INTERFACE 0x24

#define CLASS_CDC 2
#define SUBCLASS_ACM 2
#define CLASS_CDC_DATA 10
#define CLASS_MISC 0xef

#define BULK 2
#define INTERRUPT 3
#define IN(number) (0x80 | (number))

#define HALF(value) ((value) & 0xff), ((value) >> 8)

enum { CONTROL_INTERFACE, DATA_INTERFACE, INTERFACES };
enum { LANGUAGES, MANUFACTURER, PRODUCT, STRINGS };

/* The ids are Raspberry Pi's own for a serial port made with its SDK, which this is not: hosts that
 * know a Pico by them find it. TE_BOARD_USB_PRODUCT is in the board file. Without a serial number:
 * the chip has none. */
static const uint8_t device[] = {
    18, DEVICE,
    HALF(0x0200),                  /* USB 2.0 */
    CLASS_MISC, 2, 1,              /* interfaces are associated */
    TE_USB_PACKET_BYTES,           /* of endpoint 0 */
    HALF(0x2e8a), HALF(TE_BOARD_USB_PRODUCT),
    HALF(0x0100),                  /* release */
    MANUFACTURER, PRODUCT, 0,
    1,                             /* configurations */
};

#define CONFIGURATION_BYTES 75

static const uint8_t configuration[] = {
    9, CONFIGURATION, HALF(CONFIGURATION_BYTES), INTERFACES, 1, 0,
    0x80,                          /* powered by the bus, as all USB 2.0 devices set bit 7 */
    50,                            /* 100 mA, in units of 2 mA */

    8, INTERFACE_ASSOCIATION, CONTROL_INTERFACE, INTERFACES, CLASS_CDC, SUBCLASS_ACM, 0, 0,

    9, INTERFACE, CONTROL_INTERFACE, 0, 1, CLASS_CDC, SUBCLASS_ACM, 0, 0,
    5, CLASS_INTERFACE, 0, HALF(0x0110),              /* header: CDC 1.1 */
    5, CLASS_INTERFACE, 1, 0, DATA_INTERFACE,         /* call management: none */
    4, CLASS_INTERFACE, 2, 2,                         /* ACM: line coding and control lines */
    5, CLASS_INTERFACE, 6, CONTROL_INTERFACE, DATA_INTERFACE, /* union */
    7, ENDPOINT, IN(TE_USB_NOTIFY_IN), INTERRUPT, HALF(TE_USB_NOTIFY_BYTES),
    16,                            /* polled every 16 ms */

    9, INTERFACE, DATA_INTERFACE, 0, 2, CLASS_CDC_DATA, 0, 0, 0,
    7, ENDPOINT, TE_USB_DATA_OUT, BULK, HALF(TE_USB_PACKET_BYTES), 0,
    7, ENDPOINT, IN(TE_USB_DATA_IN), BULK, HALF(TE_USB_PACKET_BYTES), 0,
};

_Static_assert(sizeof device == 18, "USB 2.0, table 9-8");
_Static_assert(sizeof configuration == CONFIGURATION_BYTES, "wTotalLength is wrong");

/* UTF-16; the first lists the languages of the others: American English. */
static const uint8_t languages[] = {4, STRING, HALF(0x0409)};
static const uint8_t manufacturer[] = {
    18, STRING, 't', 0, 'i', 0, 'n', 0, 'y', 0, 'e', 0, 'd', 0, 'g', 0, 'e', 0,
};
static const uint8_t product[] = {
    36,  STRING, 't', 0, 'i', 0, 'n', 0, 'y', 0, 'e', 0, 'd', 0, 'g', 0, 'e', 0, ' ', 0,
    'f', 0,      'i', 0, 'r', 0, 'm', 0, 'w', 0, 'a', 0, 'r', 0, 'e', 0,
};

_Static_assert(sizeof manufacturer == 18, "bLength is wrong");
_Static_assert(sizeof product == 36, "bLength is wrong");

static const te_usb_descriptor strings[STRINGS] = {
    [LANGUAGES] = {languages, sizeof languages},
    [MANUFACTURER] = {manufacturer, sizeof manufacturer},
    [PRODUCT] = {product, sizeof product},
};

te_usb_descriptor te_usb_find_descriptor(uint32_t type, uint32_t index) {
    static const te_usb_descriptor none = {0, 0};
    if (type == DEVICE && index == 0) {
        return (te_usb_descriptor){device, sizeof device};
    }
    if (type == CONFIGURATION && index == 0) {
        return (te_usb_descriptor){configuration, sizeof configuration};
    }
    if (type == STRING && index < STRINGS) {
        return strings[index];
    }
    return none;
}
