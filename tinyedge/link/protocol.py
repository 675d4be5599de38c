"""The words of the wire: requests, errors, the description. firmware/PROTOCOL.md 2, 4, 5, 6."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal

VERSION = 1
RESPONSE = 0x80  # added to the request's number
ERROR = 0xFF
MIN_PAYLOAD_BYTES = 64

Counter = Literal["none", "instructions", "cycles"]
_COUNTERS: tuple[Counter, ...] = ("none", "instructions", "cycles")


class Request(IntEnum):
    """What the host asks for."""

    HELLO = 0x01
    DESCRIBE = 0x02
    WRITE = 0x03
    READ = 0x04
    INVOKE = 0x05
    STEP = 0x06
    COUNTS = 0x07
    STACK = 0x08
    RESET = 0x09
    START = 0x0A
    STOP = 0x0B


FEED = 0x30
RESULT = 0xC0
GRANT = 0xC1

# Bits of a greeting's features.
STREAMS = 1
CLOCK = 2


class Source(IntEnum):
    """Where the samples of a stream come from."""

    HOST = 0
    COUNTER = 1
    STORED = 2


class Code(IntEnum):
    """Why a device sends an error."""

    DAMAGED = 1
    VERSION = 2
    SESSION = 3
    SEQUENCE = 4
    COMMAND = 5
    LENGTH = 6
    TENSOR = 7
    RANGE = 8
    LAYER = 9
    ORDER = 10
    STREAM = 11
    SOURCE = 12


_TEXTS = {
    Code.DAMAGED: "what came was damaged",
    Code.VERSION: "it speaks version {detail} of the protocol",
    Code.SESSION: "it knows nothing of this session",
    Code.SEQUENCE: "the sequence number is not the next, {detail}",
    Code.COMMAND: "it does not know this request",
    Code.LENGTH: "the length is wrong; a payload has at most {detail:,} B",
    Code.TENSOR: "there is no such tensor; it has {detail}",
    Code.RANGE: "that is beyond the end, at {detail:,} B",
    Code.LAYER: "there is no such layer; it has {detail}",
    Code.ORDER: "the layer is out of turn; the next is {detail}",
    Code.STREAM: "a stream is on, at sample {detail:,}",
    Code.SOURCE: "it has no such source of samples, or no clock; it has {detail} sources",
}
_ERROR = struct.Struct("<BBI")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A device's error. request: the number refused. code: a ``Code`` or one unknown here."""

    request: int
    code: int
    detail: int

    def __str__(self) -> str:
        text = _TEXTS[Code(self.code)] if self.code in _TEXTS else "error {code}, {detail}"
        return text.format(code=self.code, detail=self.detail)


@dataclass(frozen=True, slots=True)
class Greeting:
    """What a device says of itself; nothing in it changes while its firmware runs.

    protocol: version it speaks. model, engine, board: names, printable ASCII.
    model_sha256, image_sha256: 64 hexadecimal digits.
    stack_bytes: reserved; 0 if it does not know.
    inputs, outputs: tensor numbers. counter: what it counts.
    window: requests it takes before the first is answered.
    features: bits, ``STREAMS`` and ``CLOCK``.
    """

    protocol: int
    board: str
    engine: str
    model: str
    model_sha256: str
    image_sha256: str
    arena_bytes: int
    stack_bytes: int
    tensor_count: int
    layer_count: int
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    counter: Counter
    max_payload_bytes: int
    window: int
    features: int


_FIXED = struct.Struct("<HBBIIIHHHH32s32s")


def parse_refusal(payload: bytes) -> Refusal:
    """The error in a frame of type ERROR.

    Raises:
        ValueError: it is too short to be one.
    """
    if len(payload) < _ERROR.size:
        raise ValueError(f"an error of {len(payload)} bytes")
    return Refusal(*_ERROR.unpack_from(payload))


def parse_description(data: bytes, *, protocol: int) -> Greeting:
    """A device's description; what stands behind the fields known here is skipped.

    Raises:
        ValueError: it is cut short, or says what cannot be.
    """
    reader = _Reader(data)
    (
        max_payload,
        counter,
        window,
        features,
        arena_bytes,
        stack_bytes,
        tensor_count,
        layer_count,
        input_count,
        output_count,
        model_sha256,
        image_sha256,
    ) = _FIXED.unpack(reader.take(_FIXED.size))
    inputs = reader.numbers(input_count)
    outputs = reader.numbers(output_count)
    if max_payload < MIN_PAYLOAD_BYTES:
        raise ValueError(f"payloads of at most {max_payload} B, less than {MIN_PAYLOAD_BYTES}")
    if window < 1:
        raise ValueError("a window of 0 requests")
    if counter >= len(_COUNTERS):
        raise ValueError(f"counter {counter}, which is not known")
    for tensor in inputs + outputs:
        if tensor >= tensor_count:
            raise ValueError(f"tensor {tensor} of {tensor_count} as an input or output")
    return Greeting(
        protocol=protocol,
        board=reader.text(),
        engine=reader.text(),
        model=reader.text(),
        model_sha256=model_sha256.hex(),
        image_sha256=image_sha256.hex(),
        arena_bytes=arena_bytes,
        stack_bytes=stack_bytes,
        tensor_count=tensor_count,
        layer_count=layer_count,
        inputs=inputs,
        outputs=outputs,
        counter=_COUNTERS[counter],
        max_payload_bytes=max_payload,
        window=window,
        features=features,
    )


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count]
        if len(taken) < count:
            raise ValueError(f"itself in {len(self._data)} B, which is too short")
        self._at += count
        return taken

    def numbers(self, count: int) -> tuple[int, ...]:
        return struct.unpack(f"<{count}H", self.take(2 * count))

    def text(self) -> str:
        """Printable ASCII only: names are shown on a terminal."""
        raw = self.take(self.take(1)[0])
        if not all(0x20 <= byte < 0x7F for byte in raw):
            raise ValueError(f"a name that is not printable, {raw!r}")
        return raw.decode("ascii")
