"""UF2, the form in which a boot loader's drive takes an image: 512-byte blocks that each say where
their bytes go, so that the order in which a system writes a file's sectors does not matter.

The format: github.com/microsoft/uf2. What Raspberry Pi's boot ROMs take of it: RP2040 data sheet
2.8.4.2, RP2350 data sheet 5.5.3. (Not made: the extra block that works around erratum RP2350-E10,
which concerns chips with a partition table.)
"""

from __future__ import annotations

import struct

BLOCK_BYTES = 512
# A page of the flash; the ROMs take no other number.
PAYLOAD_BYTES = 256

_HEAD = struct.Struct("<8I")
_TAIL = struct.Struct("<I")
_START_0, _START_1, _END = 0x0A32_4655, 0x9E5D_5157, 0x0AB1_6F30
_FAMILY_PRESENT = 0x0000_2000
_PAYLOAD_ROOM = BLOCK_BYTES - _HEAD.size - _TAIL.size


def uf2(image: bytes, *, address: int, family: int) -> bytes:
    """The file that puts ``image`` at ``address``.

    Args:
        image: not empty; zeros fill its last page.
        address: where it starts on the bus, a multiple of 256.
        family: of the chip; a boot loader ignores the blocks of others.
    """
    if not image or address % PAYLOAD_BYTES:
        raise ValueError(f"{len(image)} B at {address:#x} make no UF2 file")
    count = -(-len(image) // PAYLOAD_BYTES)
    blocks = bytearray()
    for number in range(count):
        at = number * PAYLOAD_BYTES
        blocks += _HEAD.pack(
            *(_START_0, _START_1, _FAMILY_PRESENT),
            *(address + at, PAYLOAD_BYTES, number, count, family),
        )
        blocks += image[at : at + PAYLOAD_BYTES].ljust(_PAYLOAD_ROOM, b"\0")
        blocks += _TAIL.pack(_END)
    return bytes(blocks)
