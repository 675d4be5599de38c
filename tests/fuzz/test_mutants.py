"""Damaged and hostile files, a short run: refused in one line, or accepted and then all that
follows works, in bounded time and memory. The long run is scripts/fuzz --mutants 50000."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip(
    "support.random_models",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)

from fuzz import hostile
from fuzz.mutate import mutant
from fuzz.pool import Piece, perform

from tinyedge.errors import ModelError

COUNT = 3000
RUN = 300

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="limits of memory and time are Linux's"
)


def test_mutants_are_refused_in_one_line_or_work(tmp_path: Path) -> None:
    workers = os.cpu_count() or 1
    numbers = [[n, 0] for n in range(COUNT)]
    pieces = [Piece("mutants", numbers[i : i + 250]) for i in range(0, COUNT, 250)]
    outcome = perform(pieces, kernels=tmp_path, workers=workers, memory_bytes=hostile.MEMORY_BYTES)
    assert outcome.findings == []
    counts = outcome.counts
    assert counts["mutant refused"] + counts["mutant accepted"] + counts["mutant run"] == COUNT
    assert counts["mutant refused"] > COUNT / 2
    accepted = sorted(outcome.lists["accepted"])
    assert len(accepted) > RUN
    if shutil.which("gcc"):  # for its sanitizers
        pieces = [Piece("accepted mutants", accepted[i:RUN:2]) for i in range(2)]
        assert perform(pieces, kernels=tmp_path, workers=workers).findings == []


def test_the_same_number_is_the_same_mutant() -> None:
    assert mutant(17, 0) == mutant(17, 0)
    assert len({mutant(n, seed)[1] for n in range(50) for seed in range(2)}) > 90


def fails(*_: object, **__: object) -> None:
    raise ZeroDivisionError("nothing fits")


def goes_on(*_: object, **__: object) -> None:
    while True:
        pass


def says_two_lines(*_: object, **__: object) -> None:
    raise ModelError("mutant.tflite", "is\ndamaged", "try again")


@pytest.mark.parametrize(
    ("read", "said"),
    [
        (fails, "read: ZeroDivisionError: nothing fits"),
        (goes_on, "read: takes more than 0.05 s"),
        (says_two_lines, "read: 36 characters: 'mutant.tflite: is\\ndamaged; try again'"),
    ],
)
def test_what_a_mutant_must_not_do_is_noticed(
    read: Callable[..., None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hostile, "read", read)
    monkeypatch.setattr(hostile, "TIME_S", 0.05)
    _, fault = hostile.outcome(b"")
    assert str(fault) == said
