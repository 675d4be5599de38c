"""Frames and text in one stream of bytes. No clock, no port: bytes in, what was heard out.

Frames stand between zeros, as firmware/PROTOCOL.md says; text has none. A piece of the stream
that may still become a frame is held back until its zero; of all else, each line is given as soon
as it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tinyedge.link.frames import LONGEST_BYTES, Decoder, Frame
from tinyedge.link.text import Source, beginning, is_text, source_of, visible

# Long enough for any panic; a line of this length is given in pieces.
LONGEST_LINE_BYTES = 1024
# Behind the first byte of a frame stands its version. Text has no control characters there, but
# tabs and line ends, so that neither is ever taken for the other.
_VERSIONS = range(1, 8)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text, safe to show. whole: False if it was cut short, for length or a pause."""

    source: Source
    text: str
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that are neither a frame nor text: a frame that was hurt, or another baud rate."""

    bytes: int


Heard = Frame | Line | Noise


class Splitter:
    """Takes a stream in any pieces; what it gives does not depend on them."""

    def __init__(self) -> None:
        self._piece = bytearray()  # since the last zero, while it may be a frame
        self._may_be_frame = True
        self._line = bytearray()

    @property
    def pending(self) -> bool:
        """Whether something was heard that is held back until more comes."""
        return bool(self._piece or self._line)

    def feed(self, data: bytes) -> Iterator[Heard]:
        """The next bytes of the stream; gives what they complete, in order."""
        first, *others = data.split(b"\0")
        yield from self._take(first)
        for piece in others:
            yield from self._end_piece()
            yield from self._take(piece)

    def flush(self) -> Iterator[Heard]:
        """Give what is held back, as after a pause: nothing may follow."""
        yield from self._give_up_frame()
        yield from self._end_line(whole=False)

    def _take(self, piece: bytes) -> Iterator[Heard]:
        if not self._may_be_frame:
            yield from self._text(piece)
            return
        self._piece += piece
        no_version = len(self._piece) >= 2 and self._piece[1] not in _VERSIONS
        if no_version or len(self._piece) > LONGEST_BYTES:
            yield from self._give_up_frame()

    def _end_piece(self) -> Iterator[Heard]:
        """A zero: the end of a frame, or else of the line."""
        if self._may_be_frame and self._piece:
            found = next(Decoder().feed(bytes(self._piece) + b"\0"))
            if isinstance(found, Frame):
                self._piece.clear()
                yield found
        yield from self._give_up_frame()
        yield from self._end_line(whole=True)
        self._may_be_frame = True

    def _give_up_frame(self) -> Iterator[Heard]:
        piece = bytes(self._piece)
        self._piece.clear()
        self._may_be_frame = False
        yield from self._text(piece)

    def _text(self, data: bytes) -> Iterator[Heard]:
        while data:
            room = LONGEST_LINE_BYTES - len(self._line)
            end = data.find(b"\n", 0, room)
            taken = data[:room] if end < 0 else data[: end + 1]
            data = data[len(taken) :]
            self._line += taken
            if end >= 0:
                yield from self._end_line(whole=True)
            elif len(self._line) == LONGEST_LINE_BYTES:
                yield from self._end_line(whole=False)

    def _end_line(self, *, whole: bool) -> Iterator[Heard]:
        raw = bytes(self._line).rstrip(b"\r\n").lstrip(b"\r")
        self._line.clear()
        if not raw:
            return
        begins = beginning(raw)
        if begins:
            yield _heard(raw[:begins], whole=False)
        yield _heard(raw[begins:], whole=whole)


def _heard(raw: bytes, *, whole: bool) -> Line | Noise:
    if not is_text(raw):
        return Noise(len(raw))
    text = visible(raw)
    return Line(source_of(text), text, whole)
