"""A device that says what no honest one would, and noise; by seed. For the host's decoders."""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator

from support.scripted_board import description, greet, respond

from tinyedge.errors import TinyEdgeError
from tinyedge.link.conversation import Conversation
from tinyedge.link.device import Device
from tinyedge.link.frames import Damaged, Decoder, Frame, encode
from tinyedge.link.greeting import greet as hear_greeting
from tinyedge.link.link import Scripted
from tinyedge.link.protocol import ERROR, FEED, GRANT, RESULT, Request, Source
from tinyedge.link.stream import Plan, Stream

_EDGES = (0, 1, 2, 3, 4, 8, 9, 255, 1024, 2**16 - 1, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1)
_SAMPLE_BYTES = 4
# Streams' devices have features; what this one says of itself is otherwise as in scripted_board.
_STREAMS = 3


def number(rng: random.Random) -> int:
    """32 bits, most often one at which something begins or ends."""
    return rng.choice(_EDGES) if rng.random() < 0.7 else rng.randrange(2**32)


def payload(rng: random.Random, kind: int) -> bytes:
    """Of a frame of that kind, of its shape most often."""
    if rng.random() < 0.1:
        return rng.randbytes(rng.choice([0, 1, 5, 12, 13, 31, 32, 33, rng.randrange(2000)]))
    if kind == RESULT:
        # Of a result of 2 bytes, or of any.
        sane = rng.random() < 0.6
        total = 2 if sane else number(rng)
        offset = rng.choice([0, 0, 1]) if sane else number(rng)
        sample = rng.randrange(6) if sane else number(rng)
        head = struct.pack("<IQQIII", sample, number(rng), number(rng), number(rng), total, offset)
        return head + rng.randbytes(rng.choice([0, 1, 2, 2, 2, 3, rng.randrange(300)]))
    if kind == GRANT:
        return struct.pack("<IIIB", number(rng), number(rng), number(rng), rng.randrange(4))
    if kind == ERROR:
        # SESSION would end what is tried; it has a round of its own.
        code = rng.choice([1, 1, 2, 4, 5, 6, 11, 12, 13, 255])
        return struct.pack("<BBI", rng.randrange(256), code, number(rng))
    return rng.randbytes(rng.randrange(60))


def hurt(rng: random.Random, data: bytes) -> bytes:
    """Something done to it, as a line does."""
    raw = bytearray(data)
    what = rng.randrange(4)
    at = rng.randrange(len(raw) + 1)
    if what == 0:
        del raw[at:]
    elif what == 1 and at < len(raw):
        raw[at] ^= 1 << rng.randrange(8)
    elif what == 2:
        raw[at:at] = rng.randbytes(rng.randrange(40))
    else:
        raw += raw[at:]
    return bytes(raw)


def burst(rng: random.Random, session: int, sequence: int, first: int) -> bytes:
    """Frames of a session, most of them whole; first: the number at which a stream's begin."""
    pieces = []
    for i in range(rng.randrange(1, 12)):
        luck = rng.random()
        if luck < 0.06:
            pieces.append(rng.randbytes(rng.choice([1, 10, 300, 3000])))
            continue
        kind = rng.choice([RESULT] * 8 + [GRANT] * 4 + [ERROR, 0x85, 0xC2, rng.randrange(256)])
        streamed = kind in (RESULT, GRANT)
        numbered = (first + i) % 65_536 if streamed else sequence
        if rng.random() < 0.1:
            numbered = rng.randrange(65_536)
        theirs = session if rng.random() < 0.95 else rng.randrange(65_536)
        version = 1 if rng.random() < 0.99 else rng.randrange(256)
        sent = encode(Frame(version, kind, theirs, numbered, payload(rng, kind)))
        pieces.append(hurt(rng, sent) if rng.random() < 0.1 else sent)
    return b"".join(pieces)


def told() -> bytes:
    """The description of a device with streams."""
    plain = bytearray(description())
    plain[4:8] = struct.pack("<I", _STREAMS)
    return bytes(plain)


class Hostile:
    """Greets, starts streams, and answers all else with whatever comes to its mind."""

    def __init__(self, rng: random.Random) -> None:
        self.link = Scripted(self._answer)
        self.said_bytes = 0
        self._rng = rng
        self._decoder = Decoder()
        self._first = 0
        self._left = 40

    def _answer(self, data: bytes) -> Iterator[bytes]:
        for asked in self._decoder.feed(data):
            assert isinstance(asked, Frame)
            for piece in self._say(asked):
                self.said_bytes += len(piece)
                yield piece

    def _say(self, asked: Frame) -> Iterator[bytes]:
        rng = self._rng
        if asked.kind == Request.HELLO:
            self._first = 0
            yield greet(asked, told())
        elif asked.kind == Request.START:
            yield respond(asked, struct.pack("<II", _SAMPLE_BYTES, rng.choice([0, 64, 2**32 - 1])))
        elif self._left > 0:
            self._left -= 1
            said = burst(rng, asked.session, asked.sequence, self._first)
            self._first += rng.randrange(12)
            at = rng.randrange(len(said) + 1)
            yield said[:at]
            yield said[at:]
        if asked.kind not in (Request.HELLO, FEED) and rng.random() < 0.3:
            yield respond(asked, rng.randbytes(rng.choice([0, 1, 4, 8, 40])))


def try_decoder(rng: random.Random) -> int:
    """Noise and frames, in pieces; bytes fed. A frame behind it all is heard."""
    decoder = Decoder()
    count = 0
    for _ in range(20):
        data = burst(rng, 7, rng.randrange(9), rng.randrange(65_536))
        at = rng.randrange(len(data) + 1)
        for piece in (data[:at], data[at:]):
            for found in decoder.feed(piece):
                assert isinstance(found, Frame | Damaged)
        count += len(data)
    last = Frame(1, 0x81, 7, 1, b"\0last\0")
    assert [*decoder.feed(b"\0" + encode(last))][-1] == last
    return count


def try_conversation(rng: random.Random) -> int:
    """Requests to a hostile device; bytes it said. Only errors that say what and where come out."""
    hostile = Hostile(rng)
    try:
        with Device(hostile.link, clock=hostile.link.clock) as device:
            for _ in range(6):
                try:
                    device.step(0, timeout_s=1.0)
                    device.read(0, 64)
                    device.counts()
                    device.stack_bytes()
                    device.size_bytes(1)
                except TinyEdgeError as error:
                    shown(str(error))
    except TinyEdgeError as error:
        shown(str(error))
    return hostile.said_bytes


def try_stream(rng: random.Random) -> int:
    """A stream of a hostile device; bytes it said. Results are in order, and as long as told."""
    hostile = Hostile(rng)
    talk = Conversation(hostile.link, clock=hostile.link.clock)
    source = rng.choice([Source.HOST, Source.COUNTER])
    count = rng.choice([5, 40, None])
    plan = Plan(source, count, first=rng.choice([0, 3]), timeout_s=3.0, result_bytes=2)
    samples = (bytes([n % 256] * _SAMPLE_BYTES) for n in range(500))
    due = plan.first
    try:
        greeting = hear_greeting(talk, timeout_s=5.0)
        stream = Stream(
            talk, greeting, plan, samples, clock=hostile.link.clock, sleep=lambda seconds: None
        )
        for result in stream.results():
            assert result.sample == due and len(result.outputs) == 2
            due += 1
            if due > plan.first + 300:
                break
    except TinyEdgeError as error:
        shown(str(error))
    return hostile.said_bytes


TRIALS = {"frames": try_decoder, "conversation": try_conversation, "stream": try_stream}


def shown(text: str) -> None:
    """A message that a terminal only shows."""
    assert text.isprintable(), repr(text)
