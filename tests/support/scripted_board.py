"""A board in Python that answers as PROTOCOL.md says, or as wrongly as a test wants."""

from __future__ import annotations

import struct
from collections.abc import Callable

from tinyedge.link.frames import Decoder, Frame, encode
from tinyedge.link.link import Scripted
from tinyedge.link.protocol import ERROR, RESPONSE, Request

Answer = Callable[[Frame], list[bytes]]


def description(
    *,
    max_payload: int = 1024,
    counter: int = 1,
    window: int = 1,
    inputs: tuple[int, ...] = (0,),
    outputs: tuple[int, ...] = (1,),
    board: bytes = b"pico",
    tail: bytes = b"",
) -> bytes:
    """What a board of two tensors and two layers says of itself."""
    fixed = struct.pack(
        "<HBBIIIHHHH", max_payload, counter, window, 0, 100, 64, 2, 2, len(inputs), len(outputs)
    )
    numbers = struct.pack(f"<{len(inputs) + len(outputs)}H", *inputs, *outputs)
    names = b"".join(bytes([len(name)]) + name for name in (board, b"aot", b"tiny"))
    return fixed + bytes(64) + numbers + names + tail


def respond(asked: Frame, payload: bytes = b"", *, version: int = 1) -> bytes:
    """The frame of the response to a request."""
    kind = asked.kind | RESPONSE
    return encode(Frame(version, kind, asked.session, asked.sequence, payload))


def refuse(asked: Frame, code: int, detail: int = 0, *, version: int = 1) -> bytes:
    """The frame of an error that answers a request."""
    payload = struct.pack("<BBI", asked.kind, code, detail)
    return encode(Frame(version, ERROR, asked.session, asked.sequence, payload))


def greet(asked: Frame, told: bytes) -> bytes:
    """The whole description in one frame."""
    return respond(asked, struct.pack("<H", len(told)) + told)


def scripted(answer: Answer, *, told: bytes | None = None) -> Scripted:
    """A link to a board that greets with ``told``; ``answer`` gives what it says to all else."""

    def say(data: bytes) -> list[bytes]:
        pieces: list[bytes] = []
        for asked in Decoder().feed(data):
            assert isinstance(asked, Frame)
            if asked.kind == Request.HELLO and told is not None:
                pieces.append(greet(asked, told))
            else:
                pieces += answer(asked)
        return pieces

    return Scripted(say)
