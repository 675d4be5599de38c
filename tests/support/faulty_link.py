"""Lines that lose and hurt what is said, between a Device and a link that does not."""

from __future__ import annotations

import random

from tinyedge.link.frames import Decoder
from tinyedge.link.link import Link


class Muffled:
    """Loses whole frames: as many answers and requests as it is told to."""

    def __init__(self, link: Link) -> None:
        self.port = link.port
        self.lose_answers = 0
        self.lose_requests = 0
        self._link = link
        self._decoder = Decoder()

    def read(self, timeout_s: float) -> bytes:
        data = self._link.read(timeout_s)
        if not data or not self.lose_answers:
            return data
        self.lose_answers -= len(list(self._decoder.feed(data)))
        return b""

    def write(self, data: bytes) -> None:
        if self.lose_requests:
            self.lose_requests -= 1
        else:
            self._link.write(data)

    def close(self) -> None:
        self._link.close()


class Noisy:
    """Drops, flips, inserts and repeats bytes, in both directions, as a seed says."""

    def __init__(self, link: Link, *, seed: int, rate: float) -> None:
        """rate: how many of the bytes are disturbed, in [0, 1]."""
        self.port = link.port
        self.disturbed = 0
        self._link = link
        self._rng = random.Random(seed)
        self._rate = rate

    def read(self, timeout_s: float) -> bytes:
        return self._disturb(self._link.read(timeout_s))

    def write(self, data: bytes) -> None:
        self._link.write(self._disturb(data))

    def close(self) -> None:
        self._link.close()

    def _disturb(self, data: bytes) -> bytes:
        heard = bytearray()
        for byte in data:
            if self._rng.random() >= self._rate:
                heard.append(byte)
                continue
            self.disturbed += 1
            heard += self._rng.choice(
                [
                    b"",
                    bytes([byte ^ 1 << self._rng.randrange(8)]),
                    bytes([byte, self._rng.randrange(256)]),
                    bytes([byte, byte]),
                ]
            )
        return bytes(heard)
