"""The serial ports of this machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PortInfo:
    """One serial port.

    url: as ``connect`` takes it. description: by the system, for people.
    usb_id: vendor and product, four hexadecimal digits each, "303a:1001"; None: not on USB.
    location: the socket and the interface of the device in it, "1-1.4:1.0"; None where the system
        does not tell. The same for another device in the same socket.
    """

    url: str
    description: str
    usb_id: str | None
    serial_number: str | None
    location: str | None = None


def list_ports() -> tuple[PortInfo, ...]:
    """Every serial port that is there, in order of name."""
    from serial.tools.list_ports import comports

    return tuple(
        PortInfo(
            url=port.device,
            description=_printable(port.description or ""),
            usb_id=f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None else None,
            serial_number=_printable(port.serial_number) if port.serial_number else None,
            location=port.location or None,
        )
        for port in sorted(comports())
    )


def _printable(text: str) -> str:
    """A device chooses its own strings, and terminals obey what they show."""
    return "".join(c if c.isprintable() else "?" for c in text).strip()
