"""What a monitor tells, event by event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from tinyedge.link.conversation import Faults
from tinyedge.link.protocol import Counter, Greeting
from tinyedge.link.text import Source
from tinyedge.verify.types import Where

Ended = Literal["interrupted", "enough results", "an error"]


@dataclass(frozen=True, slots=True)
class Greeted:
    """The board answered.

    same_image: whether it runs what it ran before a gap; None: there was none.
    model_known: whether its model is at hand here, with scales, samples and perhaps labels.
    """

    at: float
    port: str
    where: Where
    greeting: Greeting
    same_image: bool | None
    model_known: bool
    fed_with: str


@dataclass(frozen=True, slots=True)
class Listening:
    """The port is open; nothing will be sent."""

    at: float
    port: str
    baud: int


@dataclass(frozen=True, slots=True)
class Output:
    """A tensor that the model gave. real: in the model's own units; False: steps, as stored."""

    name: str
    values: tuple[float, ...]
    real: bool


@dataclass(frozen=True, slots=True)
class Result:
    """One inference.

    sample: its number among those that are fed. expected: the class that the sample is of, if
    known. labels: of the values of the first output; empty: not known.
    count: in the unit of ``counter``; None: the board counts nothing.
    round_trip_s: from request to answer, by this machine's clock: the line and the host included.
    """

    at: float
    number: int
    sample: int
    expected: int | None
    outputs: tuple[Output, ...]
    labels: tuple[str, ...]
    count: int | None
    counter: Counter
    where: Where
    round_trip_s: float

    @property
    def top(self) -> int | None:
        """The class that the first output names; None where it names none that is known."""
        if not self.labels:
            return None
        values = self.outputs[0].values
        return max(range(len(values)), key=values.__getitem__)


@dataclass(frozen=True, slots=True)
class Said:
    """A line of text from the board, safe to show. whole: False if it was cut short."""

    at: float
    source: Source
    text: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Bytes that were neither a frame nor text."""

    at: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Overheard:
    """A frame that nobody here asked for; only without a conversation of our own."""

    at: float
    frame_type: int
    session: int
    sequence: int
    payload_bytes: int


@dataclass(frozen=True, slots=True)
class Gap:
    """The board does not answer; the monitor tries until it does. gone: its port is, too."""

    at: float
    reason: str
    gone: bool


@dataclass(frozen=True, slots=True)
class Summary:
    """All that happened. Faults are those of PROTOCOL.md's line: they cost nothing but time."""

    at: float
    ended: Ended
    seconds: float
    results: int
    right: int | None
    results_per_s: float
    bytes_in: int
    bytes_out: int
    bytes_per_s: float
    lines: int
    panics: int
    gaps: int
    faults: Faults


Told = Greeted | Listening | Result | Said | Unreadable | Overheard | Gap | Summary
Tell = Callable[[Told], None]


@dataclass(slots=True)
class Totals:
    """What has been counted so far; the monitor's alone to change.

    right: rightly answered of ``judged`` samples. closed: faults of conversations that are over.
    """

    began: float
    results: int = 0
    right: int = 0
    judged: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    lines: int = 0
    panics: int = 0
    gaps: int = 0
    closed: list[Faults] = field(default_factory=list)
    open: Faults | None = None

    @property
    def faults(self) -> Faults:
        """Of all conversations together."""
        every = [*self.closed, *([self.open] if self.open else [])]
        return Faults(
            resent=sum(faults.resent for faults in every),
            damaged=sum(faults.damaged for faults in every),
            damaged_there=sum(faults.damaged_there for faults in every),
            stray=sum(faults.stray for faults in every),
        )

    def summary(self, at: float, ended: Ended) -> Summary:
        """What there is to say at the time ``at``."""
        seconds = at - self.began
        per_s = 1 / seconds if seconds > 0 else 0.0
        return Summary(
            at=at,
            ended=ended,
            seconds=seconds,
            results=self.results,
            right=self.right if self.judged else None,
            results_per_s=self.results * per_s,
            bytes_in=self.bytes_in,
            bytes_out=self.bytes_out,
            bytes_per_s=(self.bytes_in + self.bytes_out) * per_s,
            lines=self.lines,
            panics=self.panics,
            gaps=self.gaps,
            faults=self.faults,
        )
