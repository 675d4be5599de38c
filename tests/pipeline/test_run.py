"""The whole route, as `tinyedge run` takes it: real models, emulated boards, every element."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tinyedge import pipeline
from tinyedge.boards import all_boards, load_board
from tinyedge.build.build import build
from tinyedge.cli.main import main
from tinyedge.codegen.codegen import codegen
from tinyedge.errors import DoesNotFit, ModelError, SettingError, StaleFirmware
from tinyedge.events import ignore
from tinyedge.flash.flashed import recall
from tinyedge.graph.importers import IMPORTERS
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.paths import models_dir
from tinyedge.pipeline import Settings
from tinyedge.plan.plan import plan
from tinyedge.project import project
from tinyedge.reach import Emulated, reach
from tinyedge.reference import tflm
from tinyedge.verify.types import Report

# The emulators from pip that are fast enough for every model; QEMU and the Pico have tests of
# their own in tests/emulate.
EMULATED = [board.id for board in all_boards() if board.emulator in ("host", "unicorn")]
ORACLES = ("reference", "tflm") if tflm.available() else ("reference",)


def run(model: str, board: str, count: int) -> Report:
    return pipeline.run(models_dir() / model, load_board(board), Settings(), count=count)


@pytest.mark.parametrize("board", EMULATED)
def test_sine_is_equal_on_every_emulated_board(board: str) -> None:
    report = run("sine", board, 3)
    assert report.passed, report.first_mismatch
    assert report.oracles == ORACLES
    assert report.where == ("host" if board == "host" else "emulator")
    assert (report.count_per_inference is None) == (board == "host")
    assert sum(flash for _, flash, _ in report.sections) == report.flash_bytes


def test_digits_are_read_as_well_on_the_device_as_on_the_host() -> None:
    report = run("digits", "sim-cortex-m4", 40)
    assert report.passed, report.first_mismatch
    assert report.accuracy is not None
    assert report.accuracy.device == report.accuracy.int8_host
    assert report.accuracy.device > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("board", EMULATED)
@pytest.mark.parametrize("model", ["kws", "ic", "vww", "ad"])
def test_mlperf_tiny_is_equal_on_every_emulated_board(model: str, board: str) -> None:
    report = run(model, board, 1)
    assert report.passed, report.first_mismatch
    assert report.oracles == ORACLES


@pytest.mark.slow
@pytest.mark.parametrize("board", ["host", "sim-cortex-m4", "sim-rv32imc"])
@pytest.mark.parametrize("model", ["alexa", "hey_jarvis", "hey_mycroft", "okay_nabu"])
def test_wake_words_are_equal_over_a_sequence_of_50_frames(model: str, board: str) -> None:
    report = run(model, board, 50)
    assert report.passed, report.first_mismatch
    assert report.oracles == ORACLES
    assert 2_000 < report.state_bytes < 4_000


@pytest.mark.parametrize("board", ["host", "sim-cortex-m0plus", "sim-rv32imc"])
def test_a_state_is_kept_and_reset(board: str, tmp_path: Path) -> None:
    """Initial values that differ are copied from flash; RAM counts the state beside the arena."""
    builder = pytest.importorskip(
        "support.tflite_builder",
        reason="building models needs the TFLite schema: pip install tflite-micro",
    )
    b = builder.Builder()
    quant = {"scale": 0.5, "zero_point": 3}
    v = b.variable((1, 300), initial=[i % 100 for i in range(300)], **quant)
    x = b.input((1, 300), **quant)
    y = b.add(b.read_variable(v), x, **quant)
    b.assign_variable(v, y)
    path = tmp_path / "sums.tflite"
    path.write_bytes(b.build([b.quantize(y, scale=0.5, zero_point=131, dtype="uint8")]))
    report = pipeline.run(path, load_board(board), Settings(), count=4)
    assert report.passed, report.first_mismatch
    assert report.oracles == ORACLES
    assert report.state_bytes == 300
    assert report.ram_bytes > report.arena_bytes + report.state_bytes


def test_a_reset_of_a_model_without_a_state_does_nothing() -> None:
    board = load_board("sim-cortex-m0plus")
    opened = pipeline.open_model(models_dir() / "sine", None)
    image = pipeline.make_image(opened, board, Settings())
    with reach(image, board, Emulated(), ignore) as device:
        device.write(0, b"\x11")
        device.reset()
        assert device.read(0, 1) == b"\x11"


@pytest.mark.slow
@pytest.mark.parametrize("board", ["sim-cortex-m0plus", "sim-cortex-m4", "sim-rv32imc"])
@pytest.mark.parametrize("kind", IMPORTERS)
def test_every_operator_is_equal_with_and_without_fpu_and_long_multiply(
    kind: str, board: str, tmp_path: Path
) -> None:
    random_models = pytest.importorskip(
        "support.random_models",
        reason="building models needs the TFLite schema: pip install tflite-micro",
    )
    path = tmp_path / f"{kind.lower()}.tflite"
    path.write_bytes(random_models.RANDOM[kind](np.random.default_rng(3)))
    report = pipeline.run(path, load_board(board), Settings(), count=3)
    assert report.passed, report.first_mismatch
    assert report.oracles == ORACLES


def test_a_build_that_fails_leaves_nothing_to_be_flashed(tmp_path: Path) -> None:
    opened = pipeline.open_model(models_dir() / "sine", None)
    pico, tiny = load_board("pico"), load_board("sim-cortex-m4")
    assert tiny.memory is not None
    flash = replace(tiny.memory.flash, bytes=1024)
    tiny = replace(tiny, memory=replace(tiny.memory, flash=flash))
    (tmp_path / "weights.bin").write_bytes(b"of an Espressif board")
    pipeline.make_image(opened, pico, Settings(), work=tmp_path)
    made = {path.name for path in tmp_path.glob("*.*")}
    assert made >= {"firmware.elf", "firmware.bin", "firmware.uf2"} and "weights.bin" not in made
    with pytest.raises(DoesNotFit):
        pipeline.make_image(opened, tiny, Settings(), work=tmp_path)
    assert not list(tmp_path.glob("firmware.*"))


def test_two_runs_give_the_same_image_and_the_same_counts() -> None:
    first, second = run("sine", "sim-cortex-m3", 2), run("sine", "sim-cortex-m3", 2)
    assert first == second
    assert first.count_per_inference


def test_stepping_costs_exactly_what_invoke_does() -> None:
    """count_per_inference is measured layer by layer, and meant for a whole run."""
    board = load_board("sim-rv32imc")
    opened = pipeline.open_model(models_dir() / "sine", None)
    image = pipeline.make_image(opened, board, Settings())
    with reach(image, board, Emulated(), ignore) as device:
        device.write(0, b"\x11")
        stepped = [device.step(layer) for layer in range(device.greeting.layer_count)]
        device.write(0, b"\x11")
        assert device.invoke() == sum(count or 0 for count in stepped) > 0
        assert list(device.counts() or ()) == stepped


def test_engine_code_for_digits_stays_small() -> None:
    report = run("digits", "sim-cortex-m4", 1)
    assert report.flash_bytes - report.flash_model_bytes < 24_000


def test_wrong_weights_on_the_device_are_found_and_named(tmp_path: Path) -> None:
    board = load_board("sim-cortex-m0plus")
    opened = pipeline.open_model(models_dir() / "sine", None)
    graph = simplify(opened.graph)
    sources = codegen(graph, plan(graph))
    start = "sine_layer2_weights[16] = {\n"
    before, after = sources.files["sine.c"].split(start)
    _, rest = after.split("\n", 1)
    zeros = "0, " * 16  # all of the last layer: single neurons are dead in this model
    wrong = replace(sources, files={**sources.files, "sine.c": f"{before}{start}{zeros}\n{rest}"})
    image = build(project(wrong, board), board, tmp_path)
    with reach(image, board, Emulated(), ignore) as device:
        report = pipeline.prove(device, opened, image, board, "emulator", count=20)
    assert not report.passed
    assert [layer.mismatches > 0 for layer in report.layers] == [False, False, True]
    assert report.first_mismatch is not None
    assert report.first_mismatch.layer == 2
    assert report.first_mismatch.operator == "FULLY_CONNECTED"


def test_firmware_of_another_model_is_found_before_a_sample_is_sent() -> None:
    board = load_board("host")
    with (
        pipeline.emulate_board(models_dir() / "digits", board, Settings()) as running,
        pytest.raises(StaleFirmware) as caught,
    ):
        pipeline.verify_board(models_dir() / "sine", board, Settings(port=running.url))
    assert "the device reports model sha256 " in str(caught.value)
    assert str(caught.value).endswith("; flash it again")


def test_flashed_once_verified_without_the_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert main(["flash", "models/sine", "--board", "sim-rv32imc", "--quiet"]) == 0
    assert "sim-rv32imc (emulator) runs sine" in capsys.readouterr().out
    assert main(["verify", "--board", "sim-rv32imc", "-n", "2", "--json", "--quiet"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert report["passed"]
    assert report["model"] == "sine"


def test_the_samples_of_a_flashed_model_still_judge_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    board = load_board("host")
    pipeline.flash_board(models_dir() / "digits", board, Settings())
    report = pipeline.verify_board(None, board, Settings(), count=50)
    assert report.accuracy is not None
    assert report.accuracy.device > 0.9


def test_a_flash_that_failed_is_not_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    board = load_board("host")
    pipeline.flash_board(models_dir() / "sine", board, Settings())
    before = recall("host").image
    with (
        pipeline.emulate_board(models_dir() / "sine", board, Settings()) as running,
        pytest.raises(StaleFirmware),
    ):
        pipeline.flash_board(models_dir() / "digits", board, Settings(port=running.url))
    assert recall("host").image == before


@pytest.mark.parametrize("file", ["firmware.elf", "image.json", "model.tflite", "samples.npz"])
def test_a_flash_that_a_full_disk_cut_short_is_flashed_again_not_run(
    file: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    pipeline.flash_board(models_dir() / "sine", load_board("host"), Settings())
    folder = tmp_path / "tinyedge" / "flashed" / "host"
    (folder / file).write_bytes((folder / file).read_bytes()[:300])
    with pytest.raises(ModelError) as caught:
        recall("host")
    assert str(caught.value) == (
        f"host: what was flashed to this board, {folder}, is damaged; "
        "run: tinyedge flash MODEL --board host"
    )


def test_tflm_sources_are_written_but_no_firmware_is_built(tmp_path: Path) -> None:
    opened = pipeline.open_model(models_dir() / "sine", None)
    with pytest.raises(SettingError):
        pipeline.make_image(opened, load_board("host"), Settings(engine="tflm"))
    if not tflm.available():
        pytest.skip("finding the arena size needs the oracle: pip install 'tinyedge[verify]'")
    written = pipeline.write_sources(opened, "tflm", tmp_path)
    assert {path.name for path in written} == {
        "sine_data.cc",
        "sine_data.h",
        "sine_resolver.h",
    }


def test_a_run_of_an_int8_file_imports_no_tensorflow() -> None:
    code = (
        "import sys; from tinyedge.cli.main import main;"
        "status = main(['run', 'models/sine', '--board', 'host', '-n', '1', '--quiet']);"
        "sys.exit(status or 'tensorflow' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("PASSED")


def test_a_microphone_to_features_on_two_cores(tmp_path: Path) -> None:
    front_end = pytest.importorskip("support.front_end")
    b = front_end.Builder()
    features = front_end.front_end(b, b.input((front_end.STEP,), dtype="int16"))
    model, heard = tmp_path / "listen.tflite", tmp_path / "heard.npz"
    model.write_bytes(b.build([features]))
    np.savez(heard, x=np.stack(front_end.listened(20)))
    for board in ("sim-cortex-m4", "sim-rv32imc"):
        report = pipeline.run(model, load_board(board), Settings(), samples=heard)
        assert report.passed, report.first_mismatch
        assert report.samples == 20
