"""Frames on the wire: COBS and CRC-32, firmware/PROTOCOL.md section 1."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from cobs import cobs

_HEADER = struct.Struct("<BBHH")
_CRC = struct.Struct("<I")
_SHORTEST = _HEADER.size + _CRC.size
_DELIMITER = b"\0"

MAX_PAYLOAD_BYTES = 65_535
# COBS adds one byte, and one more for each 254 begun.
LONGEST_BYTES = (MAX_PAYLOAD_BYTES + _SHORTEST) * 255 // 254 + 2


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. version and kind: [0, 255]. session and sequence: [0, 65535]."""

    version: int
    kind: int
    session: int
    sequence: int
    payload: bytes = b""


@dataclass(frozen=True, slots=True)
class Damaged:
    """What came between two delimiters and is no frame: noise, text, or a frame that was hurt.

    raw: as it came; of an endless one only the beginning.
    """

    raw: bytes


def encode(frame: Frame) -> bytes:
    """The bytes that are sent for a frame, delimiters included.

    Raises:
        ValueError: the payload is longer than MAX_PAYLOAD_BYTES.
    """
    if len(frame.payload) > MAX_PAYLOAD_BYTES:
        raise ValueError(f"a payload of {len(frame.payload)} bytes, not {MAX_PAYLOAD_BYTES}")
    covered = _HEADER.pack(frame.version, frame.kind, frame.session, frame.sequence) + frame.payload
    crc = _CRC.pack(zlib.crc32(covered))
    return b"".join((_DELIMITER, cobs.encode(covered + crc), _DELIMITER))


class Decoder:
    """Finds the frames in a stream that comes in pieces, and is in step again after any noise."""

    def __init__(self) -> None:
        self._begun = bytearray()

    def feed(self, data: bytes) -> Iterator[Frame | Damaged]:
        """Take the next piece of the stream; gives what it completes, in order."""
        first, *others = data.split(_DELIMITER)
        self._begin(first)
        for piece in others:
            whole = bytes(self._begun)
            self._begun.clear()
            self._begin(piece)
            if whole:
                yield _decode(whole)

    def _begin(self, piece: bytes) -> None:
        """Keep what no delimiter ended yet; one byte too many is enough to know it is no frame."""
        room = LONGEST_BYTES + 1 - len(self._begun)
        self._begun += piece[:room]


def _decode(raw: bytes) -> Frame | Damaged:
    if len(raw) > LONGEST_BYTES:
        return Damaged(raw)
    try:
        decoded = cobs.decode(raw)
    except cobs.DecodeError:
        return Damaged(raw)
    covered, crc = decoded[: -_CRC.size], decoded[-_CRC.size :]
    if len(decoded) < _SHORTEST or _CRC.pack(zlib.crc32(covered)) != crc:
        return Damaged(raw)
    version, kind, session, sequence = _HEADER.unpack_from(covered)
    return Frame(version, kind, session, sequence, covered[_HEADER.size :])
