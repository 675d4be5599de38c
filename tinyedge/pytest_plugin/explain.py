"""What a failed test shows beside its traceback."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from tinyedge.link.frames import Damaged, Decoder, Frame
from tinyedge.link.protocol import (
    ERROR,
    FEED,
    GRANT,
    RESPONSE,
    RESULT,
    Request,
    parse_refusal,
)
from tinyedge.verify.types import Mismatch

_IN_STREAMS = {FEED: "FEED", RESULT: "RESULT", GRANT: "GRANT"}
_LINES = 12
_COLUMNS = 100


def mismatch_lines(found: Mismatch) -> str:
    """One element that differs, with where it lies."""
    index = ", ".join(str(i) for i in found.index)
    return "\n".join(
        [
            f"sample    {found.sample}",
            f"layer     {found.layer} {found.operator}",
            f"tensor    {found.tensor}[{index}]",
            f"expected  {found.expected:.9g} ({found.oracle})",
            f"got       {found.got:.9g}",
        ]
    )


def transcript_tail(path: Path) -> str:
    """The last that was said: when, who, the frames by name, the bytes as far as they fit."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    ends: dict[str, Decoder] = defaultdict(Decoder)
    return "\n".join(_readable(line, ends) for line in lines[-_LINES:])


def _readable(line: str, ends: Mapping[str, Decoder]) -> str:
    """A line of link.Recorded, with the names of the frames that it completes."""
    time, _, rest = line.strip().partition(" ")
    who, _, said = rest.partition(" ")
    try:
        data = bytes.fromhex(said)
    except ValueError:
        return line
    names = ", ".join(_name(frame) for frame in ends[who].feed(data))
    text = f"{time:>10} {who:5} {names or '...'}: {data.hex(' ')}"
    return text if len(text) <= _COLUMNS else f"{text[:_COLUMNS].rstrip()}... {len(data):,} B"


def _name(frame: Frame | Damaged) -> str:
    if isinstance(frame, Damaged):
        return "no frame"
    if frame.kind in _IN_STREAMS:
        return _IN_STREAMS[frame.kind]
    try:
        if frame.kind == ERROR:
            return f"error ({parse_refusal(frame.payload)})"
        name = Request(frame.kind % RESPONSE).name
    except ValueError:
        return f"type {frame.kind:#04x}"
    return name if frame.kind < RESPONSE else f"{name} done"
