"""What a run of a benchmark finds out. A mismatch is a result, not an error."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import Any, Literal

from tinyedge.verify.types import Where
from tinyedge.zoo.model_toml import BenchmarkId

Mode = Literal["performance", "accuracy"]

# What the benchmark's rules ask of each window of a performance run.
LEAST_WINDOW_S = 10.0


@dataclass(frozen=True, slots=True)
class Window:
    """One command ``infer``, and what it was answered.

    sample: number of the sample. runs, warm_up: inferences in the time and before it.
    elapsed_us: of all runs, by the device's clock; None: it has none.
    said, expected: the numbers as the device printed them, and as it should have.
    """

    sample: int
    runs: int
    warm_up: int
    elapsed_us: int | None
    said: tuple[str, ...]
    expected: tuple[str, ...]

    @property
    def equal(self) -> bool:
        """Whether every digit is."""
        return self.said == self.expected

    @property
    def throughput(self) -> float | None:
        """Inferences a second of the device's clock; None where that did not move."""
        return self.runs * 1e6 / self.elapsed_us if self.elapsed_us else None


@dataclass(frozen=True, slots=True)
class Benchmarked:
    """One script of a benchmark on one board.

    id: as the firmware answers ``profile``. where: what ran it, and whose time it is.
    windows: in the order in which they ran; of accuracy, one for each part of each sample.
    accuracy: the share of rightly answered samples. auc: area under the ROC curve. Both in [0, 1];
        None where the samples have no labels, or it is not that kind of a benchmark.
    """

    mode: Mode
    id: BenchmarkId | str
    model: str
    board: str
    board_name: str
    where: Where
    windows: tuple[Window, ...]
    accuracy: float | None = None
    auc: float | None = None

    @property
    def mismatches(self) -> tuple[Window, ...]:
        """Those that were answered otherwise than the reference would."""
        return tuple(window for window in self.windows if not window.equal)

    @property
    def passed(self) -> bool:
        """True if at least one window ran and every digit was right."""
        return bool(self.windows) and not self.mismatches

    @property
    def throughput(self) -> float | None:
        """The median over the windows, inferences a second; None where one has no time."""
        found = [window.throughput for window in self.windows]
        known = [each for each in found if each is not None]
        return median(known) if known and len(known) == len(found) else None

    @property
    def long_enough(self) -> bool:
        """Whether each window took the time that the benchmark's rules ask for."""
        return all((w.elapsed_us or 0) >= LEAST_WINDOW_S * 1e6 for w in self.windows)

    def to_json(self) -> dict[str, Any]:
        """The object of ``tinyedge mlperf --json``."""
        timed = self.mode == "performance"
        return {
            "passed": self.passed,
            "mode": self.mode,
            "benchmark": self.id,
            "model": self.model,
            "board": self.board,
            "where": self.where,
            "windows": [
                {
                    "sample": window.sample,
                    "inferences": window.runs,
                    "warm_up": window.warm_up,
                    "elapsed_us": window.elapsed_us,
                    "inferences_per_s": window.throughput,
                    "results": list(window.said),
                    "expected": list(window.expected),
                }
                for window in self.windows
            ],
            "mismatches": len(self.mismatches),
            "median_inferences_per_s": self.throughput if timed else None,
            "long_enough": self.long_enough if timed else None,
            "accuracy": self.accuracy,
            "auc": self.auc,
        }
