"""What is behind a USB id, in words: so that a list of ports can be read without a table beside it.

The names are those that the makers' own drivers and manuals use.
"""

from __future__ import annotations

# Chips that turn USB into a UART. They say nothing of the board they are soldered to: the same one
# is on a hundred boards, and on loose cables.
_BRIDGES = {
    "0403:6001": "FTDI FT232R",
    "0403:6010": "FTDI FT2232",
    "0403:6011": "FTDI FT4232",
    "0403:6014": "FTDI FT232H",
    "0403:6015": "FTDI FT230X",
    "067b:2303": "Prolific PL2303",
    "067b:23a3": "Prolific PL2303GC",
    "10c4:ea60": "Silicon Labs CP210x",
    "10c4:ea70": "Silicon Labs CP2105",
    "1a86:5523": "WCH CH341",
    "1a86:55d3": "WCH CH343",
    "1a86:55d4": "WCH CH9102",
    "1a86:7522": "WCH CH340",
    "1a86:7523": "WCH CH340",
}
# What such a device makes of our bytes is harmful: some are commands to it, such as "reset".
_MICROPYTHON = {
    "2e8a:0005": "MicroPython on RP2",
    "f055:9800": "MicroPython pyboard",
    "f055:9801": "MicroPython pyboard",
}
_OTHERS = {
    **_MICROPYTHON,
    "0483:374b": "ST-LINK/V2-1",
    "0483:374e": "ST-LINK/V3",
    "0483:374f": "ST-LINK/V3",
    "0483:3752": "ST-LINK/V2-1",
    "0483:5740": "STM32 virtual COM port",
    "0d28:0204": "DAPLink debug probe",
    "1366:0105": "SEGGER J-Link",
    "1366:1015": "SEGGER J-Link",
    "1915:520f": "Nordic nRF52 USB",
    "2341:005a": "Arduino Nano 33 BLE, boot loader",
    "2341:805a": "Arduino Nano 33 BLE",
    "2e8a:0003": "RP2040 boot loader",
    "2e8a:0009": "Pico SDK on RP2350",
    "2e8a:000a": "Pico SDK on RP2040",
    "2e8a:000c": "Raspberry Pi Debug Probe",
    "2e8a:000f": "RP2350 boot loader",
    "303a:0002": "ESP32-S2, USB-OTG",
    "303a:1001": "Espressif USB-Serial-JTAG",
    "303a:4001": "Espressif USB-OTG serial",
}


def is_bridge(usb_id: str | None) -> bool:
    """Whether a port is a UART adapter's, with any board behind it, or none."""
    return usb_id in _BRIDGES


def is_micropython(usb_id: str | None) -> bool:
    """Whether MicroPython answers there, to which single bytes are commands."""
    return usb_id in _MICROPYTHON


def usb_name(usb_id: str) -> str:
    """What it is, in words; "" if it is not known here."""
    if usb_id in _BRIDGES:
        return f"{_BRIDGES[usb_id]} USB-UART bridge"
    return _OTHERS.get(usb_id, "")


def named(usb_id: str) -> str:
    """The id, and its name where it has one: "1a86:7523 (WCH CH340 USB-UART bridge)"."""
    name = usb_name(usb_id)
    return f"{usb_id} ({name})" if name else usb_id
