"""What a fleet is made of, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from tinyedge.boards import Board
from tinyedge.emulate.emulated import is_emulated

Verdict = Literal["passed", "different", "not done"]

INTERRUPTED = "interrupted"


@dataclass(frozen=True, slots=True)
class Target:
    """A board of the fleet, and how models run on it.

    name: unique in the fleet. board: as --board: an id, or the path of a board file; kind: the id
    in any case. hardware: it is no emulator, as far as can be told before anything is opened.
    port: a pyserial URL; None: as ``tinyedge run`` chooses. samples, count, compiler: as its
    options; None: not given.
    """

    name: str
    board: str
    kind: str
    hardware: bool
    engine: str = "aot"
    port: str | None = None
    samples: Path | None = None
    count: int | None = None
    compiler: str | None = None


def is_hardware(board: Board, port: str | None) -> bool:
    """Whether a run on a board is one on hardware, as ``tinyedge run`` would have it."""
    if board.only_emulated:
        return False
    return board.emulator is None if port is None else not is_emulated(port)


@dataclass(frozen=True, slots=True)
class Job:
    """One model on one target."""

    target: Target
    model: str

    def __str__(self) -> str:
        return f"{self.model} on {self.target.name}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job.

    seconds: from the start of its process to the end. report: as ``tinyedge run --json`` prints
    it; None where it was not done, and ``problem`` then says why, in one line. said: the last that
    the run said beside its report, in lines.
    """

    job: Job
    verdict: Verdict
    seconds: float
    report: dict[str, Any] | None = None
    problem: str | None = None
    said: str = ""

    @property
    def interrupted(self) -> bool:
        """Whether it is the user's doing that it was not done."""
        return (self.problem or "").startswith(INTERRUPTED)

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        target = self.job.target
        return {
            "name": target.name,
            "board": target.kind,
            "engine": target.engine,
            "port": target.port,
            "model": self.job.model,
            "verdict": self.verdict,
            "seconds": round(self.seconds, 3),
            "problem": self.problem,
            "report": self.report,
        }


def interrupted(job: Job) -> Outcome:
    """The outcome of a job that was not begun."""
    return Outcome(job, "not done", 0.0, problem=INTERRUPTED)


@dataclass(frozen=True, slots=True)
class Fleet:
    """The outcomes, in the order of the jobs. interrupted: by the user, before all was done."""

    outcomes: tuple[Outcome, ...]
    seconds: float
    interrupted: bool = False

    def count(self, verdict: Verdict) -> int:
        """How many ended so."""
        return sum(outcome.verdict == verdict for outcome in self.outcomes)

    @property
    def passed(self) -> bool:
        """True if there was something to do, and all of it passed."""
        return bool(self.outcomes) and self.count("passed") == len(self.outcomes)

    @property
    def status(self) -> int:
        """0: all passed. 1: some differ. 2: none differs, but some could not be done."""
        if self.passed:
            return 0
        return 1 if self.count("different") else 2

    def to_json(self) -> dict[str, Any]:
        """The object of ``--json``."""
        return {
            "passed": self.passed,
            "runs_passed": self.count("passed"),
            "runs_different": self.count("different"),
            "runs_not_done": self.count("not done"),
            "interrupted": self.interrupted,
            "seconds": round(self.seconds, 3),
            "runs": [outcome.to_json() for outcome in self.outcomes],
        }


@dataclass(frozen=True, slots=True)
class JobStarted:
    """The process of a job has begun."""

    job: Job


@dataclass(frozen=True, slots=True)
class JobStage:
    """What a job says it is at, in a line: ``build: 4 objects``."""

    job: Job
    stage: str


@dataclass(frozen=True, slots=True)
class JobEnded:
    """A job is over; ``done`` of ``total`` are."""

    outcome: Outcome
    done: int
    total: int


FleetEvent = JobStarted | JobStage | JobEnded
FleetListener = Callable[[FleetEvent], None]


def ignore(event: FleetEvent) -> None:
    """Listen to nothing."""


def jobs(targets: Sequence[tuple[Target, Sequence[str]]]) -> tuple[Job, ...]:
    """Every model on each target, target by target."""
    return tuple(Job(target, model) for target, models in targets for model in models)
