"""The serial ports of this machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PortInfo:
    """One serial port.

    url: as ``connect`` takes it. description: by the system, for people.
    usb_id: vendor and product, four hexadecimal digits each, "303a:1001"; None: not on USB.
    """

    url: str
    description: str
    usb_id: str | None
    serial_number: str | None


def list_ports() -> tuple[PortInfo, ...]:
    """Every serial port that is there, in order of name."""
    from serial.tools.list_ports import comports

    return tuple(
        PortInfo(
            url=port.device,
            description=port.description or "",
            usb_id=f"{port.vid:04x}:{port.pid:04x}" if port.vid is not None else None,
            serial_number=port.serial_number,
        )
        for port in sorted(comports())
    )
