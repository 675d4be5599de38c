"""Whether what a host counted of a bad line is what the line did to it: every fault, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .conversation import Faults
from .fault_line import Ledger
from .protocol import ERROR, GRANT, RESPONSE, RESULT

_NUMBERS = 65_536


@dataclass(frozen=True, slots=True)
class Numbering:
    """What the numbers of a stream's frames say of those that were heard.

    heard: different ones. lost: those missing below the highest. repeated: heard before.
    reordered: heard behind a higher one, for the first time.
    """

    heard: int
    lost: int
    repeated: int
    reordered: int


def disagreements(
    to_host: Ledger, to_board: Ledger, faults: Faults, *, fed_bytes: int
) -> list[str]:
    """Each account that does not balance, as a sentence; none: every fault was counted, once.

    For one session with one stream that ended, and one request after it that was answered when the
    line was calm again; the connection may have been broken where a host hears all that came
    before, as of TCP.

    - What arrived here and was no frame: each piece between zeros is ``damaged``.
    - Frames of the stream, which are numbered: each that did not arrive whole, below the last that
      did, is ``lost``, whether the line dropped it, hurt it, or broke in its middle. Copies are
      ``repeated``; one that came behind later ones is ``reordered``.
    - What arrived at the board and was no frame: it tells of each piece of 10 bytes decoded and
      more, in a frame that may get lost, too; each that arrives is ``damaged_there``.
    - Other frames that arrive and that nobody waits for are ``stray``.
    - ``resent`` are the requests sent again, ``asked`` the FEEDs that ask; ``fed_again`` is what
      was fed beyond the bytes of the samples; ``reopened`` are the broken connections.

    A zero put between frames ends nothing, and counts nothing; any other byte there is a piece of
    its own, and so damage, or makes one with the frame that it touches.

    fed_bytes: of all samples that were fed.
    """
    found: list[str] = []

    def same(what: str, counted: int, happened: int) -> None:
        if counted != happened:
            found.append(f"{what}: {counted:,} counted, {happened:,} happened")

    same("pieces that were no frames before the line", to_host.wrecks_in + to_board.wrecks_in, 0)
    for name, ledger in (("host", to_host), ("board", to_board)):
        invented = len(set(ledger.arrived) - set(ledger.sent))
        same(f"frames on their way to the {name} that nobody sent", invented, 0)
    sent = list(_numbers(to_host.sent))
    in_order = all(number == i % _NUMBERS for i, number in enumerate(sent))
    same("frames of the stream out of order before the line", int(not in_order), 0)

    same("damaged", faults.damaged, to_host.wrecks)
    same("damaged, told by the board", to_host.damaged_told, to_board.wrecks_told)
    same("damaged_there", faults.damaged_there, to_host.damaged_heard)
    # Of the frames of the stream, those that came after STOP was sent are stray, too.
    stray = _unasked(to_host)
    numbers = list(_numbers(to_host.arrived))
    late = faults.stray - stray
    if not 0 <= late <= len(numbers):
        found.append(f"stray: {faults.stray:,} counted, {stray:,} happened besides the stream's")
        late = 0
    judged = numbering(numbers[: len(numbers) - late])
    same("lost", faults.lost, judged.lost)
    same("repeated", faults.repeated, judged.repeated)
    same("reordered", faults.reordered, judged.reordered)
    same("resent", faults.resent, _copies(to_board.sent))
    same("asked", faults.asked, to_board.asks)
    same("fed_again", faults.fed_again, to_board.fed_bytes - fed_bytes)
    same("reopened", faults.reopened, to_host.done["disconnect"])
    return found


def numbering(numbers: Iterable[int]) -> Numbering:
    """What numbers modulo 65,536 say, as they were heard; those of a row begin at 0."""
    seen: set[int] = set()
    last = highest = -1
    repeated = reordered = 0
    for number in numbers:
        # Counted without end: none is half a round late.
        last += (number - last + _NUMBERS // 2) % _NUMBERS - _NUMBERS // 2
        if last in seen:
            repeated += 1
        elif last < highest:
            reordered += 1
        seen.add(last)
        highest = max(highest, last)
    return Numbering(len(seen), highest + 1 - len(seen), repeated, reordered)


def _numbers(frames: Iterable[int]) -> Iterator[int]:
    for frame in frames:
        if frame >> 32 in (RESULT, GRANT):
            yield frame & 0xFFFF


def _unasked(to_host: Ledger) -> int:
    """Responses beyond the first to each request, and errors that no damage was the reason of."""
    responses = [frame for frame in to_host.arrived if RESPONSE < frame >> 32 < RESULT]
    errors = sum(frame >> 32 == ERROR for frame in to_host.arrived)
    return len(responses) - len(set(responses)) + errors - to_host.damaged_heard


def _copies(sent: Iterable[int]) -> int:
    """Requests sent again."""
    requests = [frame for frame in sent if frame >> 32 < 0x30]
    return len(requests) - len(set(requests))
