"""The benchmark's two scripts: how fast, and how often right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tinyedge.errors import SamplesError
from tinyedge.events import Listener, Progress, ignore

from .client import Client
from .reference import Expected
from .types import Window

LOOPS = 5


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one window of a performance run. runs: in the time; warm_up: before it."""

    runs: int
    warm_up: int


# tests_performance.yaml of the benchmark's runner.
OFFICIAL = {
    "ad01": Counts(1500, 10),
    "ic01": Counts(20, 5),
    "kws01": Counts(70, 10),
    "vww01": Counts(20, 5),
}
OTHERWISE = Counts(20, 5)


def counts(benchmark: str, runs: int | None) -> Counts:
    """Those of a benchmark, or fewer runs, and then no more to warm up than those."""
    official = OFFICIAL.get(benchmark, OTHERWISE)
    return official if runs is None else Counts(runs, min(runs, official.warm_up))


def performance(
    client: Client,
    expected: Expected,
    samples: Sequence[tuple[bytes, ...]],
    asked: Counts,
    *,
    listen: Listener = ignore,
) -> tuple[Window, ...]:
    """Five times: send an input, then run over it many times. Of a long sample its first part."""
    windows = []
    for loop in range(LOOPS):
        sample = loop % len(samples)
        windows.append(_window(client, expected, sample, samples[sample][0], asked))
        listen(Progress("mlperf", loop + 1, LOOPS, "windows"))
    return tuple(windows)


def accuracy(
    client: Client,
    expected: Expected,
    samples: Sequence[tuple[bytes, ...]],
    *,
    listen: Listener = ignore,
) -> tuple[Window, ...]:
    """Send every part of every sample, and run over it once."""
    windows = []
    for sample, parts in enumerate(samples):
        windows += [_window(client, expected, sample, part, Counts(1, 0)) for part in parts]
        listen(Progress("mlperf", sample + 1, len(samples), "samples"))
    return tuple(windows)


def _window(client: Client, expected: Expected, sample: int, data: bytes, asked: Counts) -> Window:
    client.load(data)
    inference = client.infer(asked.runs, asked.warm_up)
    return Window(
        sample=sample,
        runs=asked.runs,
        warm_up=asked.warm_up,
        elapsed_us=inference.elapsed_us,
        said=inference.said,
        expected=expected.said(data, asked.runs + asked.warm_up),
    )


def top_1(windows: Sequence[Window], labels: Sequence[int]) -> float:
    """The share of samples of which the largest number said is that of the right class.

    Raises:
        SamplesError: a label is the number of no class.
    """
    classes = min(len(window.said) for window in windows)
    if max(labels) >= classes:
        raise SamplesError(
            "y",
            f"it is {max(labels)} in one place, but {classes} numbers are said",
            f"give numbers from 0 to {classes - 1}",
        )
    right = [
        int(np.argmax([float(text) for text in window.said])) == labels[window.sample]
        for window in windows
    ]
    return sum(right) / len(right)


def auc(windows: Sequence[Window], labels: Sequence[int]) -> float | None:
    """How likely a sample of class 1 has a larger number than one of class 0; halves where equal.

    The number of a sample is the mean over its parts. None: one of the classes has no sample.
    """
    said: dict[int, list[float]] = {}
    for window in windows:
        said.setdefault(window.sample, []).append(float(window.said[0]))
    scores = {sample: sum(parts) / len(parts) for sample, parts in said.items()}
    normal = np.array([score for sample, score in scores.items() if labels[sample] == 0])
    other = np.array([score for sample, score in scores.items() if labels[sample] != 0])
    if not normal.size or not other.size:
        return None
    above = other[:, None] > normal[None, :]
    equal = other[:, None] == normal[None, :]
    return float((above + 0.5 * equal).mean())
