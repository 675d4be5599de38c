"""Models of the benchmark on emulated boards, driven by the client as the runner drives a board."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.tflm import needs_tflm

from tinyedge import pipeline
from tinyedge.boards import all_boards, load_board
from tinyedge.cli.main import main
from tinyedge.codegen.codegen import codegen
from tinyedge.codegen.mlperf import bytes_of_input, with_mlperf
from tinyedge.errors import ModelError, SamplesError, TinyEdgeError
from tinyedge.events import Event, Note
from tinyedge.link.link import open_serial
from tinyedge.mlperf.client import Client
from tinyedge.mlperf.inputs import random_sent
from tinyedge.mlperf.reference import Expected, inputs_from
from tinyedge.mlperf.types import Benchmarked, Mode
from tinyedge.paths import firmware_dir, models_dir
from tinyedge.pipeline import Settings, open_model
from tinyedge.plan.plan import plan
from tinyedge.reference import tflm
from tinyedge.zoo.model_toml import Benchmark

BENCHMARKS = {
    "ad": ("ad01", 2560),
    "ic": ("ic01", 3072),
    "kws": ("kws01", 490),
    "vww": ("vww01", 27648),
}


def drive(
    model: str, board: str, mode: Mode, count: int | None, samples: Path | None = None
) -> Benchmarked:
    return pipeline.drive_mlperf(
        models_dir() / model, load_board(board), Settings(), mode, count=count, samples=samples
    )


@pytest.mark.parametrize("model", BENCHMARKS)
def test_performance_of_every_benchmark(model: str) -> None:
    result = drive(model, "sim-cortex-m4", "performance", 2)
    assert result.passed, result.mismatches[0]
    assert (result.id, result.where, len(result.windows)) == (BENCHMARKS[model][0], "emulator", 5)
    assert all((w.runs, w.warm_up) == (2, 2) and w.elapsed_us for w in result.windows)
    assert result.throughput is not None and result.throughput > 0
    assert result.accuracy is None and result.auc is None


@pytest.mark.parametrize("model", BENCHMARKS)
def test_accuracy_of_every_benchmark(model: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    x = {
        "ad": rng.uniform(0, 237, (4, 2, 640)).astype(np.float32),  # two windows to a sample
        "ic": rng.integers(0, 256, (4, 32, 32, 3), np.uint8),
        "kws": rng.integers(-128, 128, (4, 49, 10), np.int8),
        "vww": rng.integers(0, 256, (2, 96, 96, 3), np.uint8),
    }[model]
    y = np.arange(len(x)) % 2
    np.savez(tmp_path / "samples.npz", x=x, y=y)
    result = drive(model, "sim-cortex-m4", "accuracy", None, tmp_path / "samples.npz")
    assert result.passed, result.mismatches[0]
    assert len(result.windows) == (8 if model == "ad" else len(x))
    assert (result.auc is not None, result.accuracy is not None) == (model == "ad", model != "ad")


@pytest.mark.slow
def test_both_scripts_on_the_pico() -> None:
    fast = drive("kws", "pico", "performance", 1)
    assert fast.passed, fast.mismatches[0]
    # By the chip's own timer, which the emulator keeps in step: the same for each run.
    assert fast.throughput is not None and 3 < fast.throughput < 5
    right = drive("digits", "pico", "accuracy", 2)
    assert right.passed and right.accuracy is not None


def test_a_model_with_a_state_goes_on_from_run_to_run() -> None:
    result = drive("hey_jarvis", "sim-cortex-m0plus", "performance", 3)
    assert result.passed, result.mismatches[0]
    assert result.id == "hey_jarvis"


def test_a_model_of_no_benchmark_is_judged_by_its_own_samples() -> None:
    result = drive("digits", "host", "accuracy", 100)
    assert result.passed, result.mismatches[0]
    assert result.accuracy is not None and result.accuracy > 0.9
    assert len({w.said for w in result.windows}) > 20


@needs_tflm
@pytest.mark.parametrize("model", BENCHMARKS)
def test_what_is_expected_is_what_tflm_computes(model: str) -> None:
    opened = open_model(models_dir() / model, None)
    benchmark = opened.source.mlperf
    assert benchmark is not None
    (data,) = random_sent(opened.graph, benchmark, 1, 9)[0:1][0]
    assert len(data) == bytes_of_input(opened.graph, benchmark) == BENCHMARKS[model][1]
    inputs = inputs_from(data, opened.graph, benchmark)
    (output,) = tflm.Oracle(opened.data, file=model).outputs(inputs)
    reals = output.reshape(-1)
    if model == "ic":
        reals = (reals.astype(np.float32) + 128) / 256
    elif model == "ad":
        difference = reals.astype(np.float64) - np.frombuffer(data, "<f4")
        reals = np.array([(difference**2).mean()])
    if benchmark.outputs:
        reals = reals[list(benchmark.outputs)]
    said = [float(text) for text in Expected(opened.graph, benchmark).said(data, 1)]
    np.testing.assert_allclose(said, reals, rtol=1e-5, atol=0.00101)


def test_pixels_become_what_the_models_were_trained_on() -> None:
    for model, offset in (("ic", -128), ("vww", 0)):
        opened = open_model(models_dir() / model, None)
        data = bytes(range(256)) * (BENCHMARKS[model][1] // 256)
        (image,) = inputs_from(data, opened.graph, opened.source.mlperf)
        pixels = np.frombuffer(data, np.uint8).astype(np.int32)
        assert (image.reshape(-1).astype(np.int32) == pixels + offset).all()


def test_quantized_on_the_device() -> None:
    """The public reference models of ad01 and kws01 take int8: one is sent float32."""
    opened = open_model(models_dir() / "digits", None)
    floats = Benchmark("kws01", "float32", 1.0, 0, None, tuple(range(9, -1, -1)))
    image = pipeline.make_image(
        replace_mlperf(opened, floats), load_board("host"), Settings(protocol="mlperf")
    )
    ((ordinary,),) = random_sent(opened.graph, floats, 1, 2)
    assert 0 <= np.frombuffer(ordinary, "<f4").min() < 0.1
    data = np.random.default_rng(2).uniform(-0.2, 1.2, 784).astype("<f4").tobytes()
    with pipeline.start(image, load_board("host")) as running:
        link = open_serial(running.url)
        try:
            client = Client(link)
            client.greet()
            client.load(data)
            said = client.infer(1, 0).said
        finally:
            link.close()
    assert said == Expected(opened.graph, floats).said(data, 1)
    assert len(set(said)) > 1


def replace_mlperf(opened: pipeline.Opened, benchmark: Benchmark) -> pipeline.Opened:
    assert opened.source.info is not None
    info = replace(opened.source.info, mlperf=benchmark)
    return replace(opened, source=replace(opened.source, info=info))


@pytest.mark.parametrize(
    ("model", "benchmark", "problem"),
    [
        (
            "sine",
            Benchmark("ic01", "uint8", 1.0, 0, 2, ()),
            "sine: [mlperf] elements is 2, the model takes 1",
        ),
        (
            "sine",
            Benchmark("ic01", "uint8", 1.0, 0, None, (1, 0)),
            "sine: [mlperf] outputs has 2 numbers, the model gives 1",
        ),
        (
            "digits",
            Benchmark("ad01", "float32", 1.0, 0, None, ()),
            "digits: [mlperf] id ad01 is for float32, and a model that gives as many elements as "
            "it takes",
        ),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    model: str, benchmark: Benchmark, problem: str
) -> None:
    opened = open_model(models_dir() / model, None)
    sources = codegen(opened.graph, plan(opened.graph))
    with pytest.raises(ModelError) as caught:
        with_mlperf(sources, opened.graph, benchmark)
    assert str(caught.value) == f"{problem}; correct its [mlperf] table"


@pytest.mark.parametrize(
    ("x", "problem"),
    [
        (np.zeros((2, 3072), np.int8), "x is int8, ic01 takes 3072 uint8"),
        (np.zeros((2, 3072)), "x is float64, ic01 takes 3072 uint8"),
        (
            np.zeros((2, 32, 32), np.uint8),
            "x has the shape [2, 32, 32], ic01 takes 3072 uint8 a sample",
        ),
        (
            np.zeros((2, 6144), np.uint8),
            "x has the shape [2, 6144], ic01 takes 3072 uint8 a sample",
        ),
    ],
)
def test_samples_that_do_not_fit_are_refused(x: np.ndarray, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "samples.npz"
    np.savez(path, x=x)
    with pytest.raises(SamplesError) as caught:
        drive("ic", "host", "accuracy", None, path)
    assert str(caught.value) == f"{path}: {problem}; give x as the benchmark's files hold it"


def test_a_port_without_a_clock_is_known() -> None:
    for folder in sorted((firmware_dir() / "ports").iterdir()):
        if folder.is_dir():
            found = re.search(
                r"uint64_t te_port_time_us\(void\) \{\n(.*?)\n\}",
                (folder / "port.c").read_text(encoding="utf-8"),
                re.DOTALL,
            )
            assert found is not None
            without = found[1].strip() == "return 0;"
            assert (folder.name in pipeline.WITHOUT_CLOCK) == without, folder.name


def test_a_board_without_a_clock_is_said() -> None:
    told: list[Event] = []
    opened = open_model(models_dir() / "sine", None)
    board = next(board for board in all_boards() if board.port in pipeline.WITHOUT_CLOCK)
    with suppress(TinyEdgeError):  # its compiler may be missing
        settings = Settings(protocol="mlperf")
        pipeline.make_image(opened, board, settings, listen=told.append)
    assert (
        Note(f"{board.name}: its firmware has no clock, so it answers, but times nothing") in told
    )


@pytest.mark.parametrize("command", ["run", "verify"])
def test_what_proves_refuses(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    model = str(models_dir() / "sine")
    assert main([command, model, "--board", "host", "--protocol", "mlperf"]) == 2
    assert capsys.readouterr().err == (
        f"tinyedge: --protocol mlperf: `tinyedge {command}` proves every tensor, which that "
        "protocol cannot carry; run: tinyedge mlperf MODEL --board host\n"
    )


def test_what_was_flashed_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    flash = ["flash", str(models_dir() / "sine"), "--board", "host", "--quiet", "--json"]
    assert main([*flash, "--protocol", "mlperf"]) == 0
    assert json.loads(capsys.readouterr().out)["protocol"] == "mlperf"
    for command in ("verify", "monitor"):
        assert main([command, "--board", "host", "--quiet"]) == 2
        assert capsys.readouterr().err == (
            "tinyedge: host: sine was flashed to it with --protocol mlperf, which knows no "
            "greeting; talk to it with: tinyedge mlperf sine --board host; "
            "or flash it again: tinyedge flash sine --board host\n"
        )
    assert main(flash) == 0
    assert main(["verify", "--board", "host", "--quiet"]) == 0


def test_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    model = str(models_dir() / "sine")
    assert main(["mlperf", model, "--board", "host", "-n", "2", "--quiet", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["passed"], told["benchmark"], told["where"]) == (True, "sine", "host")
    assert told["long_enough"] is False and len(told["windows"]) == 5
    assert main(["mlperf", model, "--board", "host", "--mode", "accuracy", "--quiet"]) == 0
    assert "windows, 0 differ from the reference" in capsys.readouterr().out
