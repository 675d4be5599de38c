"""``tinyedge stream``: what it proves, what it refuses, how it ends."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tinyedge.cli.main import main
from tinyedge.events import Event, Progress
from tinyedge.paths import models_dir
from tinyedge.session import stream as streaming

SINE = str(models_dir() / "sine")


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def told(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, Any]:
    status = main(["stream", "--board", "host", "--json", "--quiet", *arguments])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("source", ["host", "counter", "stored"])
def test_every_source_is_proven(capsys: pytest.CaptureFixture[str], source: str) -> None:
    status, said = told(capsys, SINE, "--source", source, "-n", "150")
    assert status == 0
    assert (said["passed"], said["where"], said["source"]) == (True, "host", source)
    assert (said["results"], said["wrong"], said["first_wrong"]) == (150, 0, None)
    assert said["sent_bytes"] > 0 < said["heard_bytes"] and said["line_share_sent"] is None
    assert said["device_us"] > 0 and not said["interrupted"]
    kinds = "lost damaged damaged_there repeated reordered fed_again reopened restarted"
    assert set(kinds.split()) <= set(said["faults"])


def test_samples_of_a_file_are_taken_in_turn(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "samples.npz"
    np.savez(file, x=np.linspace(0, 6, 7, dtype=np.float32).reshape(7, 1))
    status, said = told(capsys, SINE, "--samples", str(file), "-n", "20")
    assert (status, said["results"], said["wrong"]) == (0, 20, 0)


def test_what_was_flashed_needs_no_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flash", SINE, "--board", "host", "--quiet"]) == 0
    capsys.readouterr()
    status, said = told(capsys, "-n", "5")
    assert (status, said["results"], said["model"]) == (0, 5, "sine")


def test_a_wrong_result_is_counted_and_the_first_is_named(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    right = streaming.expected_outputs

    def other(*arguments: Any) -> Iterator[bytes]:
        for number, outputs in enumerate(right(*arguments)):
            yield bytes([outputs[0] ^ 1]) if number in (3, 5) else outputs

    monkeypatch.setattr(streaming, "expected_outputs", other)
    status, said = told(capsys, SINE, "-n", "9")
    assert (status, said["passed"], said["results"], said["wrong"]) == (1, False, 9, 2)
    first = said["first_wrong"]
    assert (first["sample"], first["at"], first["got"] ^ 1) == (3, 0, first["expected"])
    assert main(["stream", SINE, "--board", "host", "--quiet", "-n", "9"]) == 1
    shown = capsys.readouterr().out
    assert shown.startswith("FAILED  sine on This machine (host), samples fed by the host\n")
    wrong = f"byte 0 is {first['got']}, expected {first['expected']}"
    assert f"9 results, 2 wrong\n        first: sample 3: {wrong}\n" in shown
    assert "faults  none\n" in shown


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_ctrl_c_ends_it_with_the_summary(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    prove = streaming.prove_stream

    def interrupted(*arguments: Any, **named: Any) -> Any:
        listen = named["listen"]

        def hear(event: Event) -> None:
            if isinstance(event, Progress):
                signal.raise_signal(signal.SIGINT)
            listen(event)

        return prove(*arguments, **{**named, "listen": hear})

    monkeypatch.setattr(streaming, "prove_stream", interrupted)
    assert threading.current_thread() is threading.main_thread()
    status, said = told(capsys, SINE, "-n", "0")
    assert status == 0 and said["interrupted"] and said["passed"] and said["results"] > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--source", "stored"],
            "--source stored: name the model, so that its firmware is built with samples",
        ),
        (
            [],
            "host: nothing was flashed to this board from here; "
            "run: tinyedge flash MODEL --board host",
        ),
    ],
)
def test_what_cannot_be_done(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert main(["stream", "--board", "host", *arguments]) == 2
    assert capsys.readouterr().err == f"tinyedge: {said}\n"


@pytest.mark.parametrize("source", ["host", "stored"])
def test_a_state_goes_on_from_sample_to_sample(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, source: str
) -> None:
    from support.random_models import RANDOM

    path = tmp_path / "state.tflite"
    path.write_bytes(RANDOM["READ_VARIABLE"](np.random.default_rng(1)))
    for _ in range(2):  # each begins with the initial one
        status, said = told(capsys, str(path), "-n", "100", "--source", source)
        assert (status, said["results"], said["wrong"]) == (0, 100, 0)


def test_the_reference_of_a_state_is_one_sequence_whatever_repeats() -> None:
    from support.random_models import RANDOM

    from tinyedge.graph.read import read
    from tinyedge.reference.execute import replay
    from tinyedge.samples import inputs_of, random_samples

    data = RANDOM["READ_VARIABLE"](np.random.default_rng(1))
    graph = read(data, file="state")
    assert graph.variables
    given = random_samples(inputs_of(graph), 3, 1)
    samples = [
        [
            array[i].reshape(graph.tensor(t).shape)
            for array, t in zip(given.x, graph.inputs, strict=True)
        ]
        for i in range(3)
    ]
    found = list(islice(streaming.expected_outputs(graph, lambda i: samples[i % 3], 3), 9))
    due = [
        b"".join(values[number].tobytes() for number in graph.outputs)
        for values in replay(graph, samples * 3)
    ]
    assert found == due


def test_counted_samples_are_those_of_the_document() -> None:
    from tinyedge.graph.read import read

    path = next(Path(SINE).glob("*.tflite"))
    graph = read(path.read_bytes(), file="sine")
    for number in (0, 1, 77, 2**32 - 1):
        (made,) = streaming.counted_inputs(graph, number)
        expected = np.array([number * 2654435761 % 2**32 >> 16 & 255], np.uint8).view(np.int8)
        assert made.reshape(-1) == expected
