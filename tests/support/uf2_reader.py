"""UF2 files as Raspberry Pi's boot ROMs read them: bootrom/virtual_disk.c of the RP2040's published
source, vd_write_block and _update_current_uf2_info. Knows nothing of tinyedge.pack."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SECTOR_BYTES = 512
PAGE_BYTES = 256
FLASH = range(0x1000_0000, 0x1100_0000)


@dataclass
class BootRom:
    """Takes sectors in any order. flash: what it has written, by address. done: all blocks came."""

    family: int
    flash: dict[int, bytes] = field(default_factory=dict)
    ignored: int = 0
    _total: int = 0
    _seen: set[int] = field(default_factory=set)

    @property
    def done(self) -> bool:
        return self._total > 0 and len(self._seen) == self._total

    def take(self, sector: bytes) -> None:
        """One sector that a host writes to the drive."""
        assert len(sector) == SECTOR_BYTES
        start0, start1, flags, address, payload, number, total, family = struct.unpack_from(
            "<8I", sector
        )
        (end,) = struct.unpack_from("<I", sector, SECTOR_BYTES - 4)
        if (start0, start1, end) != (0x0A324655, 0x9E5D5157, 0x0AB16F30):
            self.ignored += 1
            return
        present, elsewhere = flags & 0x2000, flags & 1
        if not present or elsewhere or family != self.family or payload != PAGE_BYTES:
            self.ignored += 1
            return
        if address not in FLASH or address + PAGE_BYTES - 1 not in FLASH or address % PAGE_BYTES:
            self._total = 0
            self.ignored += 1
            return
        if total != self._total:
            self._total, self._seen = total, set()
        if number >= total:
            self.ignored += 1
            return
        self._seen.add(number)
        self.flash[address] = sector[32 : 32 + PAGE_BYTES]

    def take_file(self, data: bytes) -> None:
        """A whole file, in order; a sector that is not all there is not written."""
        for at in range(0, len(data) - SECTOR_BYTES + 1, SECTOR_BYTES):
            self.take(data[at : at + SECTOR_BYTES])

    def contents(self) -> tuple[int, bytes]:
        """(address, bytes) of what was written, which must be one piece."""
        start = min(self.flash)
        pages = [
            self.flash[start + at] for at in range(0, len(self.flash) * PAGE_BYTES, PAGE_BYTES)
        ]
        return start, b"".join(pages)
