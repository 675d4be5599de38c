"""Everything the user can put right. str() of each says what, where and what next, in one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


class TinyEdgeError(Exception):
    """Something the user can put right; str() says what, where and what next."""


@dataclass(eq=False)
class ModelError(TinyEdgeError):
    """A model file that cannot be used: not a flatbuffer, float, inconsistent.

    layer: the operator at fault, by its number in the file; None: the model as a whole.
    """

    file: str
    problem: str
    remedy: str
    layer: int | None = None

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}; {self.remedy}"


@dataclass(eq=False)
class UnsupportedLayer(ModelError):
    """An operator without a kernel. kind: TFLite's name of it. name: of the tensor it gives."""

    kind: str = ""
    name: str = ""


@dataclass(eq=False)
class UnsupportedOperators(TinyEdgeError):
    """Operators this release has no kernel for."""

    file: str
    layers: Sequence[UnsupportedLayer]

    def __str__(self) -> str:
        firsts = {layer.kind: layer for layer in reversed(self.layers)}  # the first of each kind
        told = list(reversed(firsts.values()))[:3]
        named = "; ".join(f"layer {t.layer} {t.kind} ({t.name}): {t.remedy}" for t in told)
        more = len(self.layers) - len(told)
        others = f"; and {more} more layer{'s' if more > 1 else ''}" if more else ""
        return (
            f"{self.file}: unsupported operator: {named}{others}; "
            f"`tinyedge check {self.file}` shows every layer"
        )


@dataclass(eq=False)
class SamplesError(TinyEdgeError):
    """Samples that do not fit the model, or cannot be read."""

    where: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}; {self.remedy}"


@dataclass(eq=False)
class ProfileError(TinyEdgeError):
    """An earlier profile that cannot be read, or not be compared."""

    file: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}; {self.remedy}"


@dataclass(eq=False)
class BoardError(TinyEdgeError):
    """A board file with a wrong key or number, or a board that does not exist."""

    where: str
    problem: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


@dataclass(eq=False)
class BenchError(TinyEdgeError):
    """A bench file with a wrong key or value, or without the board that is asked for."""

    file: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}"


@dataclass(eq=False)
class SettingError(TinyEdgeError):
    """An option with a value that is not possible. ``remedy`` says what is."""

    option: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.option}: {self.remedy}"


Region = Literal["flash", "flash before the weights", "RAM", "instruction RAM"]


@dataclass(frozen=True, slots=True)
class Need:
    """How much of a memory an image takes. available_bytes: None where there is no limit."""

    region: Region
    needed_bytes: int
    available_bytes: int | None

    @property
    def fits(self) -> bool:
        """Whether there is as much."""
        return self.available_bytes is None or self.needed_bytes <= self.available_bytes


@dataclass(eq=False)
class DoesNotFit(TinyEdgeError):
    """More memory is needed than the board has. needs: of every memory, as far as known."""

    region: Region
    needed_bytes: int
    available_bytes: int
    board: str
    needs: Sequence[Need] = ()

    def __str__(self) -> str:
        over = self.needed_bytes - self.available_bytes
        return (
            f"the image needs {self.needed_bytes:,} B of {self.region}, "
            f"{over:,} B more than {self.board} has ({self.available_bytes:,} B); "
            "choose a larger board or a smaller model"
        )


@dataclass(eq=False)
class MissingExtra(TinyEdgeError):
    """A Python package that only some commands need is not installed."""

    package: str
    extra: str
    purpose: str

    def __str__(self) -> str:
        return (
            f"{self.purpose} needs the package {self.package}, which is not installed; "
            f"run: pip install 'tinyedge[{self.extra}]'"
        )


@dataclass(eq=False)
class ToolMissing(TinyEdgeError):
    """An external program is not installed."""

    tool: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.tool} was not found; {self.remedy}"


@dataclass(eq=False)
class ToolFailed(TinyEdgeError):
    """An external program ended with an error. ``last_lines``: the end of what it printed."""

    tool: str
    status: int
    last_lines: Sequence[str]
    log: Path

    def __str__(self) -> str:
        said = " | ".join(line.strip() for line in self.last_lines if line.strip())
        return (
            f"{self.tool} failed with status {self.status}: {said}; everything it said: {self.log}"
        )


@dataclass(eq=False)
class ToolTimeout(TinyEdgeError):
    """An external program did not end in time."""

    tool: str
    timeout_s: float
    log: Path

    def __str__(self) -> str:
        return f"{self.tool} did not end within {self.timeout_s:g} s; what it said: {self.log}"


class LinkError(TinyEdgeError):
    """The conversation with the device failed; see the subclasses."""


@dataclass(eq=False)
class PortError(LinkError):
    """A serial port that cannot be opened, is busy, or vanished."""

    port: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.port}: {self.problem}; {self.remedy}"


@dataclass(eq=False)
class LinkTimeout(LinkError):
    """The device did not answer.

    last_bytes: the last that was heard of it, if anything. transcript: of the whole conversation,
    if one was kept.
    """

    port: str
    waiting_for: str
    timeout_s: float
    last_bytes: bytes = b""
    transcript: Path | None = None

    @property
    def silence(self) -> str:
        """What did not come, and what came instead."""
        heard = f"last heard: {self.last_bytes[-24:]!r}" if self.last_bytes else "it said nothing"
        return f"no {self.waiting_for} within {self.timeout_s:g} s ({heard})"

    def __str__(self) -> str:
        kept = f"; all that was said: {self.transcript}" if self.transcript else ""
        return (
            f"{self.port}: {self.silence}; "
            f"is the board powered and flashed with tinyedge firmware?{kept}"
        )


@dataclass(eq=False)
class ProtocolError(LinkError):
    """The device answered, but not as PROTOCOL.md says, or refused the request."""

    port: str
    problem: str
    remedy: str = "flash the board again with this version of tinyedge"

    def __str__(self) -> str:
        return f"{self.port}: {self.problem}; {self.remedy}"


@dataclass(eq=False)
class FlashError(TinyEdgeError):
    """A board that cannot be flashed, or was flashed only in part."""

    board: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.board}: {self.problem}; {self.remedy}"


@dataclass(eq=False)
class FirmwareStopped(LinkError):
    """Emulated firmware that faulted or halted by itself, and why."""

    board: str
    why: str

    def __str__(self) -> str:
        return f"{self.board}: the firmware stopped by itself: {self.why}"


@dataclass(eq=False)
class StaleFirmware(LinkError):
    """The device runs something else than what it is to be compared with."""

    port: str
    what: str
    expected: str
    got: str

    def __str__(self) -> str:
        remedy = "flash it again"
        if self.what == "board":
            remedy = f"give --board {self.got}, or another port, or flash it again"
        return (
            f"{self.port}: the device reports {self.what} {self.got}, expected {self.expected}; "
            f"{remedy}"
        )
