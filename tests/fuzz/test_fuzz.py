"""The fuzzer itself: it finds a planted bug, makes the case small, and survives what it finds."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip(
    "support.random_models",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)

from fuzz.cases import Case, Drawn, draw, kinds, spread_over
from fuzz.judge import Fault, compiled, fault_of
from fuzz.pool import Piece, perform
from fuzz.shrink import keep, kept, shrunk
from support.host_c import compile_c

from tinyedge.codegen.runtime import runtime_dir
from tinyedge.graph.ops import AveragePool2D

needs_gcc = pytest.mark.skipif(shutil.which("gcc") is None, reason="needs gcc's sanitizers")

# What goes wrong in AVERAGE_POOL_2D, where it is right, what is planted, where it shows.
HALF = "const int32_t half = sum > 0 ? count / 2 : -(count / 2);"
PLANTED = {
    "negative halves go up": (HALF, "const int32_t half = count / 2;", "compiled C"),
    "a row too many": ("y < window.height;", "y <= window.height;", "run"),
}


@pytest.fixture
def planted(tmp_path: Path) -> Callable[[str, str], Path]:
    """A folder of compiled kernels, one of which has a text replaced."""

    def plant(right: str, wrong: str) -> Path:
        name = "te_average_pool_2d.c"
        text = (runtime_dir() / name).read_text()
        assert text.count(right) == 1
        (tmp_path / name).write_text(text.replace(right, wrong))
        compile_c([f"-I{runtime_dir()}", "-O1", "-c", name, "-o", f"{name}.o"], tmp_path)
        return tmp_path

    return plant


def first_fault(kernels: Path, stage: str) -> tuple[Drawn, Fault]:
    """Of the first cases of AVERAGE_POOL_2D, one that fails in this way."""
    batch = [draw(case) for case in spread_over(("AVERAGE_POOL_2D",), 30, 0)]
    faults = [(batch[i], fault) for i, fault in compiled(batch, kernels) if fault.stage == stage]
    assert faults, f"nothing wrong was found in {len(batch)} cases"
    return faults[0]


@needs_gcc
@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_bug_is_found_and_shrunk(
    what: str, planted: Callable[[str, str], Path], tmp_path: Path
) -> None:
    right, wrong, stage = PLANTED[what]
    kernels = planted(right, wrong)
    drawn, fault = first_fault(kernels, stage)
    small = shrunk(drawn, lambda tried: fault_of(tried, kernels), fault, budget=60)
    assert len(small.samples) == 1
    (op,) = small.graph.ops
    assert isinstance(op, AveragePool2D)
    before, after = (d.graph.tensor(op.inputs[0]).elements for d in (drawn, small))
    assert after < before and after <= 8
    again = kept(keep(small, "shrunk", tmp_path))
    found = fault_of(again, kernels)
    assert found is not None and found.stage == stage
    assert fault_of(again, tmp_path / "right") is None


def test_what_shrinks_need_not_be_compiled() -> None:
    """Any judge will do: here, a graph with a convolution in it fails."""

    def judge(drawn: Drawn) -> Fault | None:
        kept_kinds = {kind for kind, _ in kinds(drawn.model)}
        return Fault("trial", "it convolves") if "CONV_2D" in kept_kinds else None

    drawn = next(d for seed in range(99) if judge(d := draw(Case("graph", seed))))
    small = shrunk(drawn, judge, Fault("trial", ""), budget=400)
    assert [op.kind for op in small.graph.ops] == ["CONV_2D"]
    assert small.graph.tensor(small.graph.inputs[0]).elements == 1


def test_the_same_case_is_the_same_model() -> None:
    first, second = (draw(Case("graph", 7)) for _ in range(2))
    assert first.model == second.model
    assert [[a.tobytes() for a in s] for s in first.samples] == [
        [a.tobytes() for a in s] for s in second.samples
    ]


@needs_gcc
def test_a_short_run_finds_nothing(tmp_path: Path) -> None:
    cases = spread_over(("CONV_2D", "SOFTMAX", "graph"), 6, 1_000_000)
    items = [[case.key, case.seed] for case in cases]
    outcome = perform([Piece("cases", items)], kernels=tmp_path, workers=1)
    assert outcome.findings == []
    assert outcome.counts["case CONV_2D"] == 2
    assert outcome.counts["kind CONV_2D int8"] >= 2


def test_a_worker_that_dies_is_a_finding_and_its_other_work_is_done(tmp_path: Path) -> None:
    items = [[n, 0] for n in range(4)] + [["end the process", 0]] + [[n, 0] for n in range(4, 8)]
    outcome = perform([Piece("trial", items)], kernels=tmp_path, workers=1)
    assert [(f.item, f.stage, f.what) for f in outcome.findings] == [
        (["end the process", 0], "worker", "ended with status -6: nothing was said")
    ]
    assert outcome.counts["trial"] == 8
