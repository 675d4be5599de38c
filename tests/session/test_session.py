"""``tinyedge.connect`` on the board host: numpy in, numpy out, and errors in one line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tinyedge
from tinyedge.errors import ModelError, ProtocolError, SamplesError, SettingError, TinyEdgeError
from tinyedge.graph.read import read
from tinyedge.paths import models_dir
from tinyedge.reference.execute import execute
from tinyedge.session.session import Session

SINE = models_dir() / "sine"
INPUT = "serving_default_x:0"
TAKES = "give floats in real units, or int8, of the shape [1]"


@pytest.fixture(scope="module")
def device(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        with tinyedge.connect("host", model=SINE) as session:
            yield session


def expected(steps: int) -> int:
    """What the reference makes of an input of so many steps."""
    path = next(SINE.glob("*.tflite"))
    graph = read(path.read_bytes(), file=str(path), name="sine")
    values = execute(graph, [np.full((1, 1), steps, np.int8)])
    return int(values[graph.outputs[0]].item())


def test_importing_it_imports_nothing_heavy() -> None:
    code = "import sys, tinyedge; tinyedge.connect; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "serial", "jinja2", "rich"} & set(done.stdout.split())


def test_integers_go_in_and_come_out_as_they_are(device: Session) -> None:
    for steps in (-128, 0, 127):
        answer = device.infer([steps], raw=True)
        assert (answer.dtype, answer.shape, answer.item()) == (np.int8, (1,), expected(steps))
        assert device.infer(np.array([[steps]]), raw=True) == answer


def test_floats_are_real_units(device: Session) -> None:
    quant = device.inputs[0].quant
    assert quant is not None
    answer = device.infer([0.5])
    steps = round(0.5 / quant.scale) + quant.zero_point
    assert answer.dtype == np.float32
    assert abs(answer.item() - np.sin(0.5)) < 0.1
    assert device.infer([steps]) == answer


def test_a_stream_tells_how_far_it_is(device: Session) -> None:
    answers = device.stream([[steps] for steps in range(-128, 128)], raw=True)
    seen = []
    for answer in answers:
        assert answers.last is not None and answers.last.sample == len(seen)
        seen.append(int(answer.item()))
        assert (answers.done, answers.total) == (len(seen), 256)
    assert seen == [expected(steps) for steps in range(-128, 128)]


def test_an_endless_stream_ends_where_it_is_left(device: Session) -> None:
    def forever() -> Iterator[list[int]]:
        while True:
            yield [1]

    with device.stream(forever(), raw=True) as answers:
        assert next(answers) == next(answers) == expected(1)
        assert answers.total is None
        with pytest.raises(ProtocolError) as caught:
            device.infer([1])
        assert str(caught.value).endswith(
            ": a stream is under way; take all its answers, or close it first"
        )
    assert device.infer([1], raw=True) == expected(1)


def test_layers_are_those_of_the_model_file(device: Session) -> None:
    tensors = device.layers([3], raw=True)
    assert [tensor.size for tensor in tensors.values()] == [16, 16, 1]
    assert tensors["StatefulPartitionedCall:0"] == expected(3)


def test_a_profile_names_the_layers(device: Session) -> None:
    assert [layer.macs for layer in device.profile(1).layers] == [16, 256, 16]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([1, 2], f"x: it has the shape [2], but the model's input {INPUT} takes [1, 1]; {TAKES}"),
        ("1", f"x: it has the shape [], but the model's input {INPUT} takes [1, 1]; {TAKES}"),
        (["1"], f"x: its elements are <U1, no numbers; {TAKES}"),
        ([float("nan")], "x: the element at [0] is nan; give finite numbers"),
        (
            [128],
            "x: its integers go from 128 to 128, but the model's input "
            f"{INPUT} takes int8, -128 to 127; give floats where they are in real units",
        ),
        ({"y": [1]}, f"x: it names y; give the inputs {INPUT}"),
    ],
)
def test_what_is_no_sample(device: Session, given: Any, said: str) -> None:
    with pytest.raises(SamplesError) as caught:
        device.infer(given)
    assert str(caught.value) == said
    with pytest.raises(SamplesError) as caught:
        list(device.stream([[1], given]))
    assert str(caught.value) == said.replace("x:", "sample 1:", 1)
    assert device.infer({INPUT: [1]}, raw=True) == expected(1)


def test_without_a_model_it_is_what_was_flashed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tinyedge.boards import load_board
    from tinyedge.pipeline import Settings, flash_board

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with pytest.raises(ModelError) as caught:
        tinyedge.connect("host")
    assert str(caught.value) == (
        "host: nothing was flashed to this board from here; run: tinyedge flash MODEL --board host"
    )
    flash_board(SINE, load_board("host"), Settings())
    with tinyedge.connect("host") as session:
        assert session.infer([7], raw=True) == expected(7)


def test_a_board_that_is_none() -> None:
    with pytest.raises(TinyEdgeError, match="no such board"):
        tinyedge.connect("hots", model=SINE)


@pytest.mark.parametrize("runs", [0, -1, 1_000_001, "6", 1.5])
def test_a_number_of_runs_that_is_not_possible_is_refused(device: Session, runs: Any) -> None:
    with pytest.raises(SettingError, match="give a whole number from 1 to 1,000,000"):
        device.profile(runs)


@pytest.mark.parametrize("period", [-1, 2**40, 0.5, None])
def test_a_period_that_is_not_possible_is_refused(device: Session, period: Any) -> None:
    with pytest.raises(SettingError, match="give a whole number from 0 to 3,600,000,000"):
        device.stream([[0.5]], period_us=period)
    assert device.infer([0.5]) is not None


def test_a_closed_session_says_that_it_is_closed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    with tinyedge.connect("host", model=SINE) as session:
        waiting = session.stream([[0.5]])
    for use in (lambda: session.infer([0.5]), lambda: list(waiting), session.reset):
        with pytest.raises(ProtocolError, match=r"this session is closed; open another"):
            use()
