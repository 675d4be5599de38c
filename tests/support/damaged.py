"""Files with something wrong in them, by chance."""

from __future__ import annotations

import random
import struct

EXTREMES = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)


def mutated(data: bytes, rng: random.Random) -> bytes:
    """``data`` cut short, or with bits, bytes or words changed."""
    damaged = bytearray(data)
    place = rng.randrange(len(data))
    word = place & ~3
    match rng.randrange(5):
        case 0:
            del damaged[place:]
        case 1:
            for _ in range(rng.randint(1, 3)):
                damaged[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        case 2:
            damaged[place] = rng.randrange(256)
        case 3:
            damaged[word : word + 4] = struct.pack("<I", rng.choice(EXTREMES))
        case 4:
            other = rng.randrange(len(data)) & ~3
            damaged[word : word + 4] = data[other : other + 4]
    return bytes(damaged)
