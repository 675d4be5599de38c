"""What a flasher writes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class FlashFile:
    """One file of a firmware.

    name: "firmware.bin". address: where ``data`` goes; as a bus address where code runs in place,
    as an offset in the flash chip for Espressif's loaders. A .uf2 file holds its own addresses,
    and this is the lowest.
    """

    name: str
    address: int
    data: bytes
