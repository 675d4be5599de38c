"""The checksum without which the RP2040's boot ROM does not run what flash holds."""

from __future__ import annotations

import io
import struct

_SECTION = ".text.boot"
_BOOT2_BYTES = 256
_POLYNOMIAL = 0x04C1_1DB7


def with_boot2_crc(elf: bytes) -> bytes:
    """The ELF file with the CRC32 of its second boot stage in that stage's last four bytes.

    The ROM reads the first 256 bytes of flash; RP2040 data sheet 2.8.1.3.1. ``elf`` is linked for
    a board with boot = "rp2040", whose linker script asserts the section's size.
    """
    from elftools.elf.elffile import ELFFile

    section = ELFFile(io.BytesIO(elf)).get_section_by_name(_SECTION)
    assert section is not None and section["sh_size"] == _BOOT2_BYTES, "link.ld.j2 asserts it"
    start = section["sh_offset"]
    end = start + _BOOT2_BYTES
    return elf[: end - 4] + struct.pack("<I", crc32(elf[start : end - 4])) + elf[end:]


def crc32(data: bytes) -> int:
    """CRC-32/MPEG-2: polynomial 0x04c11db7, from all ones, highest bit first, not inverted."""
    crc = 0xFFFF_FFFF
    for byte in data:
        crc ^= byte << 24
        for _ in range(8):
            crc = (crc << 1 ^ (_POLYNOMIAL if crc & 0x8000_0000 else 0)) & 0xFFFF_FFFF
    return crc
