"""One direction of a bad line: bytes in, bytes out, disturbed as a seed says, and all of it kept
account of. No clock, no port."""

from __future__ import annotations

import math
import random
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from .frames import Damaged, Decoder, Frame
from .protocol import FEED

Kind = Literal[
    "drop",
    "flip",
    "insert",
    "repeat",
    "swap",
    "drop frame",
    "repeat frame",
    "reorder frame",
    "delay frame",
    "cut frame",
    "disconnect",
]
BYTE_KINDS: tuple[Kind, ...] = ("drop", "flip", "insert", "repeat", "swap")
FRAME_KINDS: tuple[Kind, ...] = (
    "drop frame",
    "repeat frame",
    "reorder frame",
    "delay frame",
    "cut frame",
)
# A frame with the zeros around it; what else there is comes through as it is.
_UNIT = re.compile(rb"\0*[^\0]+\0")
_MOST_LATE = 3  # a reordered frame comes behind this many others at most
_MOST_SWAPPED = 8  # bytes
_LONGEST_UNIT_BYTES = 70_000  # what is longer is no frame
_SHORTEST_TOLD = 10  # bytes decoded; a board tells of what is dropped from here on


@dataclass(frozen=True, slots=True)
class Disturbances:
    """What is done to a line.

    byte_rate: how many of the bytes something is done to, in [0, 1]; frame_rate: how many frames.
    byte_kinds, frame_kinds: what; each is as likely as the others. delay_s: of a delayed frame, and
    of all behind it, at most.
    disconnect_every: frames to the host until the connection breaks; None: it does not.
    """

    byte_rate: float = 0.001
    frame_rate: float = 0.0
    byte_kinds: tuple[Kind, ...] = BYTE_KINDS
    frame_kinds: tuple[Kind, ...] = FRAME_KINDS
    delay_s: float = 0.02
    disconnect_every: int | None = None


@dataclass(slots=True)
class Ledger:
    """What came into a line, what was done to it, and what it became.

    bytes_in: all that came. done: how often what was done. touched: frames, or other pieces, that
    something was done to. sent, arrived: the whole frames before and after, see ``entry``.
    wrecks_in, wrecks: pieces between zeros, before and after, that are no frames;
    wrecks_told: of those after, how many a board tells of as DAMAGED.
    damaged_told: errors DAMAGED in ``sent``; damaged_heard: in ``arrived``.
    fed_bytes, asks: data of the FEEDs in ``sent``, and how many of them ask for results again.
    """

    bytes_in: int = 0
    done: Counter[Kind] = field(default_factory=Counter)
    touched: int = 0
    sent: array[int] = field(default_factory=lambda: array("Q"))
    arrived: array[int] = field(default_factory=lambda: array("Q"))
    wrecks_in: int = 0
    wrecks: int = 0
    wrecks_told: int = 0
    damaged_told: int = 0
    damaged_heard: int = 0
    fed_bytes: int = 0
    asks: int = 0


def entry(frame: Frame) -> int:
    """A frame in a ledger: type, session and sequence number, in 8, 16 and 16 bits."""
    return frame.kind << 32 | frame.session << 16 | frame.sequence


@dataclass(slots=True)
class _Late:
    """waits: for so many frames, itself included, until it is passed on."""

    waits: int
    unit: bytes


class Line:
    """Takes bytes in any pieces. Calm at first: passes everything on as it is."""

    def __init__(self, plan: Disturbances, rng: random.Random) -> None:
        self.ledger = Ledger()
        self.calm = True
        self._plan, self._rng = plan, rng
        self._begun = b""
        self._late: list[_Late] = []
        self._before, self._after = Decoder(), Decoder()
        self._until_next = self._draw()

    @property
    def holds(self) -> bool:
        """Whether something waits for more to come; ``flush`` gives it."""
        return bool(self._begun or self._late)

    def take(self, data: bytes) -> Iterator[tuple[float, bytes]]:
        """(seconds to wait first, bytes to pass on) of what the next bytes complete."""
        self.ledger.bytes_in += len(data)
        self._note_sent(data)
        self._begun += data
        end = 0
        for unit in _UNIT.finditer(self._begun):
            end = unit.end()
            yield from self._unit(unit[0])
        self._begun = self._begun[end:]
        if len(self._begun) > _LONGEST_UNIT_BYTES:
            yield from self.flush()

    def flush(self) -> Iterator[tuple[float, bytes]]:
        """What is held back, as after a pause."""
        begun, self._begun = self._begun, b""
        if begun:
            yield 0.0, self._bytes(begun)
        late, self._late = self._late, []
        for held in late:
            yield 0.0, held.unit

    def deliver(self, data: bytes) -> None:
        """Enter what was handed over to the other end."""
        for found in self._after.feed(data):
            if isinstance(found, Damaged):
                self.ledger.wrecks += 1
                self.ledger.wrecks_told += decoded_bytes(found.raw) >= _SHORTEST_TOLD
            else:
                self.ledger.arrived.append(entry(found))
                self.ledger.damaged_heard += _tells_of_damage(found)

    def cut(self) -> None:
        """The other end has let go, and forgets what it has heard half of."""
        self._after = Decoder()

    def _note_sent(self, data: bytes) -> None:
        for found in self._before.feed(data):
            if isinstance(found, Damaged):
                self.ledger.wrecks_in += 1
                continue
            self.ledger.sent.append(entry(found))
            self.ledger.damaged_told += _tells_of_damage(found)
            if found.kind == FEED and len(found.payload) >= 9:
                self.ledger.fed_bytes += len(found.payload) - 9
                self.ledger.asks += found.payload[4] != 0

    def _unit(self, unit: bytes) -> Iterator[tuple[float, bytes]]:
        plan, rng = self._plan, self._rng
        if not self.calm and plan.frame_rate and rng.random() < plan.frame_rate:
            kind = rng.choice(plan.frame_kinds)
            self.ledger.done[kind] += 1
            self.ledger.touched += 1
            match kind:
                case "drop frame":
                    pass
                case "repeat frame":
                    yield 0.0, unit + unit
                case "reorder frame":
                    self._late.append(_Late(1 + rng.randint(1, _MOST_LATE), unit))
                case "delay frame":
                    yield rng.random() * plan.delay_s, unit
                case _:
                    yield 0.0, unit[: rng.randrange(len(unit))]
        else:
            yield 0.0, self._bytes(unit)
        yield from self._release()

    def _release(self) -> Iterator[tuple[float, bytes]]:
        """Give what is late enough."""
        for held in self._late:
            held.waits -= 1
            if held.waits == 0:
                yield 0.0, held.unit
        self._late = [held for held in self._late if held.waits > 0]

    def _bytes(self, data: bytes) -> bytes:
        """With something done to some of its bytes, mostly to none."""
        if self.calm or self._until_next >= len(data):
            self._until_next -= 0 if self.calm else len(data)
            return data
        out = bytearray()
        done_to = 0
        at = self._until_next
        while at < len(data):
            out += data[done_to:at]
            done_to = self._disturb(data, at, out)
            at = max(done_to, at + 1 + self._draw())
        self._until_next = at - len(data)
        self.ledger.touched += 1
        return bytes(out + data[done_to:])

    def _disturb(self, data: bytes, at: int, out: bytearray) -> int:
        """Put what becomes of the byte at ``at``; where to go on."""
        rng = self._rng
        kind = rng.choice(self._plan.byte_kinds)
        self.ledger.done[kind] += 1
        byte = data[at]
        match kind:
            case "drop":
                pass
            case "flip":
                out.append(byte ^ 1 << rng.randrange(8))
            case "insert":
                out += bytes([rng.randrange(256), byte])
            case "repeat":
                out += bytes([byte, byte])
            case _:  # two pieces that follow each other change places
                one, two = rng.randint(1, _MOST_SWAPPED), rng.randint(1, _MOST_SWAPPED)
                out += data[at + one : at + one + two] + data[at : at + one]
                return min(at + one + two, len(data))
        return at + 1

    def _draw(self) -> int:
        """Bytes until the next one that something is done to."""
        rate = self._plan.byte_rate
        if rate <= 0:
            return 1 << 62
        if rate >= 1:
            return 0
        return int(math.log(1.0 - self._rng.random()) / math.log(1.0 - rate))


def decoded_bytes(raw: bytes) -> int:
    """How many bytes a board has decoded of a piece between zeros, whether it is a frame or not.

    Counted by what COBS says, apart from any decoder: each block begins with its length, and all
    but the last of 254 bytes are followed by a zero if another block is.
    """
    count = at = 0
    while at < len(raw):
        block = raw[at] - 1
        taken = min(block, len(raw) - at - 1)
        count += taken
        at += 1 + block
        if at < len(raw) and block < 254:
            count += 1
    return count


def _tells_of_damage(frame: Frame) -> bool:
    return frame.kind == 0xFF and frame.payload[1:2] == b"\1"
