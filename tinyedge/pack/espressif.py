"""The image that an Espressif boot ROM loads from flash into RAM, and the weights that stay there.

The format: esptool's documentation, "Firmware Image Format". A header, an extended header, the
segments, a checksum at the end of a line of 16 bytes, and a SHA-256 of all that.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable

from tinyedge.boards import Board, Espressif, Memory
from tinyedge.elf import Elf
from tinyedge.errors import BoardError, DoesNotFit, Need

from .types import FlashFile

# magic, segments, flash mode, flash size and frequency, entry.
_HEADER = struct.Struct("<4BI")
# pin of write protection, drive of the flash's pins (3), chip, least revision in an old form, least
# and greatest revision, reserved (4), whether a SHA-256 is appended.
_EXTENDED = struct.Struct("<B3xHBHH4xB")
_SEGMENT = struct.Struct("<II")
_MAGIC = 0xE9
# Not remapped: the pins are those that the chip's fuses say.
_WRITE_PROTECTION_PIN = 0xEE
_ANY_REVISION = (0, 0, 0xFFFF)
_CHECKSUM_START = 0xEF
_LINE_BYTES = 16

# Chips whose headers have the numbers below; others, such as the ESP32-C6, number frequencies anew.
_CHIPS = {"esp32": 0, "esp32c3": 5, "esp32s3": 9}
_MODES = {"qio": 0, "qout": 1, "dio": 2, "dout": 3}
_FREQUENCIES = {"40m": 0x0, "26m": 0x1, "20m": 0x2, "80m": 0xF}
_SIZES_MIB = (1, 2, 4, 8, 16, 32)


def espressif(elf: Elf, board: Board) -> tuple[FlashFile, ...]:
    """``firmware.bin`` for the boot ROM, and ``weights.bin`` unless there are none.

    Raises:
        DoesNotFit: the first would run into the second.
        BoardError: a value of [espressif] that the image's header has no number for.
    """
    chip, memory = board.espressif, board.memory
    assert chip is not None and memory is not None
    loaded = [(a, data) for a, data in elf.segments if not _in_window(a, memory)]
    weights = [(a, data) for a, data in elf.segments if _in_window(a, memory)]
    header = _header(chip, memory, len(loaded), elf.entry, f"{board.id}: [espressif]")
    app = FlashFile("firmware.bin", chip.app_offset, _image(header, loaded))
    room = memory.flash_offset - chip.app_offset
    if len(app.data) > room:
        need = Need("flash before the weights", len(app.data), room)
        raise DoesNotFit(need.region, need.needed_bytes, room, board.id, (need,))
    return (
        app,
        *(
            FlashFile("weights.bin", memory.flash_offset + address - memory.flash.origin, data)
            for address, data in weights
        ),
    )


def _in_window(address: int, memory: Memory) -> bool:
    return memory.flash.origin <= address < memory.flash.end


def _header(chip: Espressif, memory: Memory, segments: int, entry: int, where: str) -> bytes:
    for key, value, known in (
        ("chip", chip.chip, _CHIPS),
        ("flash_mode", chip.flash_mode, _MODES),
        ("flash_freq", chip.flash_freq, _FREQUENCIES),
    ):
        if value not in known:
            takes = ", ".join(known)
            raise BoardError(where, f"{key} = {value!r} is not possible; it takes one of {takes}")
    size = _size_code(memory.flash_offset + memory.flash.bytes, where)
    size_and_frequency = size << 4 | _FREQUENCIES[chip.flash_freq]
    first = _HEADER.pack(_MAGIC, segments, _MODES[chip.flash_mode], size_and_frequency, entry)
    return first + _EXTENDED.pack(_WRITE_PROTECTION_PIN, _CHIPS[chip.chip], *_ANY_REVISION, True)


def _size_code(flash_bytes: int, where: str) -> int:
    """The largest size in the ROM's list that the flash is sure to have."""
    codes = [code for code, mib in enumerate(_SIZES_MIB) if mib * 2**20 <= flash_bytes]
    if not codes:
        raise BoardError(where, f"a flash of {flash_bytes:,} B is too small; the least is 1 MiB")
    return codes[-1]


def _image(header: bytes, segments: Iterable[tuple[int, bytes]]) -> bytes:
    image = bytearray(header)
    checksum = _CHECKSUM_START
    for address, data in segments:
        padded = data + bytes(-len(data) % 4)
        image += _SEGMENT.pack(address, len(padded)) + padded
        for byte in padded:
            checksum ^= byte
    image += bytes(_LINE_BYTES - 1 - len(image) % _LINE_BYTES)
    image.append(checksum)
    return bytes(image) + hashlib.sha256(image).digest()
