"""``tinyedge check``: the screen, the exit status, the JSON object."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from support.checked_models import bad_model, good_model
from support.tflite_builder import Builder

from tinyedge.boards import load_board
from tinyedge.check.check import check
from tinyedge.check.fit import too_large
from tinyedge.check.types import Fit, Verdict
from tinyedge.cli.main import main
from tinyedge.errors import DoesNotFit, Need
from tinyedge.report.check import render_check

GOOD = """\
good  good.tflite, {bytes:,} B
input   camera: int8 1x8x8x2, scale 0.05, zero point 4
output  classes: int8 1x4, scale 0.00390625, zero point -128

layer  operator         type  shapes                 MACs  weights  aot                 tflm
    0  PAD              int8  1x8x8x2 -> 1x10x10x2      -        -  in layer 1          yes
    1  CONV_2D          int8  1x10x10x2 -> 1x8x8x3  3,456       81  te_conv_2d          yes
    2  RELU             int8  1x8x8x3                   -        -  in layer 1          yes
    3  MAX_POOL_2D      int8  1x8x8x3 -> 1x4x4x3        -        -  te_max_pool_2d      yes
    4  RESHAPE          int8  1x4x4x3 -> 1x48           -        -  view                yes
    5  FULLY_CONNECTED  int8  1x48 -> 1x4             192      213  te_fully_connected  yes
    6  SOFTMAX          int8  1x4                       -      888  te_softmax          yes

7 layers, 3,648 MACs
flash   weights 1,182 B; with engine tflm the file, {bytes:,} B
RAM     arena 356 B (0 B over the lower bound), state 0 B
        fullest at layer 1 CONV_2D, 356 B:
          192 B  relu
          128 B  camera
          36 B  working memory of the layer

RUNS  good with engines aot and tflm; --board BOARD says whether it fits
"""

BAD = """\
bad  bad.tflite, {bytes:,} B
input   camera: int8 1x8x8x2, scale 0.05, zero point 4
output  tile: int8 1x4x8x8x3, scale 0.05, zero point 0
output  squash: int8 1x3, scale 0.5, zero point 3

layer  operator                      type  shapes                 MACs  weights  aot         tflm
    0  CONV_2D                       int8  1x8x8x2 -> 1x8x8x3    3,456       71  te_conv_2d  yes
    1  GELU                          int8  1x8x8x3                   ?        -  no          no
    2  TILE                          int8  1x8x8x3 -> 1x4x8x8x3      ?        4  no          no
    3  ADD                           int8  1x8x8x3 -> 1x9x9x3        -        -  no          no
    4  CUSTOM (TFLite_Detection_...  int8  1x9x9x3 -> 1x3            ?        -  no          no
    5  RFFT2D                        int8  1x3                       -        -  left out    no
    6  LOGISTIC                      int8  1x3                       -        -  no          no

5 problems
  layer 1 GELU (gelu) has no kernel here
    way out: train it with RELU, RELU6, HARD_SWISH, LEAKY_RELU or ELU, or approximate it by \
x * sigmoid(1.702 x) (MUL, LOGISTIC)
  layer 2 TILE (tile) has no kernel here
    way out: use BROADCAST_TO (tf.broadcast_to) or CONCATENATION
  layer 4 CUSTOM (TFLite_Detection_PostProcess) (boxes) has no kernel here
    way out: export it without post-processing, so that it gives boxes and scores, and decode \
these in the application
  layer 3 ADD (sum): the output is [1, 9, 9, 3], where [1, 8, 8, 3] follows
    way out: convert the model again with a current converter
  layer 6 LOGISTIC (squash): the output has scale 0.5 and zero point 3, where TFLite Micro \
computes with 0.00390625 and -128
    way out: convert the model again with a current converter

WILL NOT RUN  bad: 5 problems
"""


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """The sizes of two models in the folder we are in."""
    monkeypatch.chdir(tmp_path)
    sizes = {}
    for name, data in (("good", good_model()), ("bad", bad_model())):
        sizes[name] = Path(f"{name}.tflite").write_bytes(data)
    return sizes


def checked(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["check", *arguments, "--quiet"])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_the_screen_of_a_model_that_runs(
    models: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    expected = GOOD.format(bytes=models["good"])
    assert checked(capsys, "good.tflite") == (0, expected, "")
    assert max(map(len, expected.splitlines())) <= 100


def test_the_screen_of_a_model_full_of_problems(
    models: dict[str, int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert checked(capsys, "bad.tflite") == (1, BAD.format(bytes=models["bad"]), "")


def test_problems_are_told_before_a_firmware_is_built(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = checked(capsys, "bad.tflite", "--board", "host", "--json")
    assert status == 1
    assert json.loads(out)["fit"] is None


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"", "is not a .tflite file (no TFL3 at byte 4); give a .tflite flatbuffer"),
        (good_model()[:300], "is damaged or truncated; export or download it again"),
    ],
)
def test_what_is_no_model_is_one_line_and_status_2(
    content: bytes, problem: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("m.tflite").write_bytes(content)
    assert checked(capsys, "m.tflite", "--json") == (2, "", f"tinyedge: m.tflite: {problem}\n")


def test_json(models: dict[str, int], capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = checked(capsys, "good.tflite", "--json")
    found: dict[str, Any] = json.loads(out)
    assert (status, err) == (0, "")
    assert list(found) == [
        *("passed", "runs", "engines", "tflm_lacks", "model", "file", "file_bytes"),
        *("model_sha256", "inputs", "outputs", "layers", "problems", "macs"),
        *("weights_bytes", "arena_bytes", "arena_lower_bound_bytes", "state_bytes", "fullest"),
        "fit",
    ]
    assert found["passed"] is True and found["engines"] == {"aot": True, "tflm": True}
    assert found["file_bytes"] == models["good"]
    assert found["layers"][5] == {
        "layer": 5,
        "op": "FULLY_CONNECTED",
        "type": "int8",
        "inputs": found["layers"][5]["inputs"],
        "outputs": [
            {
                "number": 10,
                "name": "t10",
                "type": "int8",
                "shape": [1, 4],
                "constant": False,
                "scale": pytest.approx(0.1),
                "zero_point": 0,
            }
        ],
        "macs": 192,
        "weights_bytes": 213,
        "aot": "te_fully_connected",
        "tflm": "AddFullyConnected",
    }
    assert found["fullest"] == {
        "layer": 1,
        "bytes": 356,
        "tensors": [{"name": "relu", "bytes": 192}, {"name": "camera", "bytes": 128}],
        "scratch_bytes": 36,
    }
    _, out, _ = checked(capsys, "bad.tflite", "--json")
    found = json.loads(out)
    assert found["passed"] is found["runs"] is False and found["arena_bytes"] is None
    assert found["problems"][1] == {
        "layer": 2,
        "problem": "layer 2 TILE (tile) has no kernel here",
        "way_out": "use BROADCAST_TO (tf.broadcast_to) or CONCATENATION",
    }


def test_a_board_that_it_fits(capsys: pytest.CaptureFixture[str]) -> None:
    """As ``tinyedge build`` says it, and the stack."""
    status, out, _ = checked(capsys, "good.tflite", "--board", "sim-cortex-m4", "--json")
    fit = json.loads(out)["fit"]
    arguments = ["good.tflite", "--board", "sim-cortex-m4", "-o", "built", "--json", "--quiet"]
    assert main(["build", *arguments]) == 0
    built = json.loads(capsys.readouterr().out)
    flash, ram = fit["memories"]
    assert status == 0 and fit["fits"] and fit["roomier_boards"] == []
    assert fit["sections"] == built["sections"] and fit["compiler"] == built["compiler"]
    assert (flash["memory"], flash["needed_bytes"]) == ("flash", built["flash_bytes"])
    assert flash["spare_bytes"] == flash["available_bytes"] - flash["needed_bytes"] > 0
    assert ram["memory"] == "RAM" and ram["needed_bytes"] > built["ram_bytes"]
    _, out, _ = checked(capsys, "good.tflite", "--board", "sim-cortex-m4")
    assert out.endswith("\nRUNS  good with engines aot and tflm, and fits Simulated Cortex-M4F\n")


def test_a_board_without_limits(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = checked(capsys, "good.tflite", "--board", "host")
    assert status == 0
    assert out.endswith("\nRUNS  good with engines aot and tflm, and is built for This machine\n")


def test_a_board_that_is_too_small_as_linked(capsys: pytest.CaptureFixture[str]) -> None:
    b = Builder()
    Path("large.tflite").write_bytes(b.build([b.tanh(b.input((1, 100, 100, 2), scale=0.1))]))
    status, out, err = checked(capsys, "large.tflite", "--board", "microbit", "--json")
    fit = json.loads(out)["fit"]
    flash, ram = fit["memories"]
    assert (status, err, fit["fits"]) == (1, "", False)
    assert flash["spare_bytes"] > 0 > ram["spare_bytes"]
    assert ram["needed_bytes"] > 20_000 and "nano33ble" in fit["roomier_boards"]
    assert main(["build", "large.tflite", "--board", "microbit", "-o", "built", "--quiet"]) == 2
    needed = f"needs {ram['needed_bytes']:,} B of RAM, {-ram['spare_bytes']:,} B more than"
    assert needed in capsys.readouterr().err


def shown(verdict: Verdict) -> str:
    console = Console(width=200, color_system=None)
    with console.capture() as captured:
        console.print(render_check(verdict), highlight=False)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def verdict_with(fit: Fit) -> Verdict:
    return replace(check(good_model(), file="good.tflite"), fit=fit)


def test_a_board_that_it_does_not_fit() -> None:
    board = load_board("microbit")
    needs = (Need("flash", 300_000, 262_144), Need("RAM", 120_000, 16_384))
    error = DoesNotFit("flash", 300_000, 262_144, board.id, needs)
    fit = too_large(error, board)
    verdict = verdict_with(fit)
    assert not verdict.passed and not fit.fits
    assert shown(verdict).split("of the layer\n")[1] == (
        "board   BBC micro:bit v1\n"
        "        flash 300,000 of 262,144 B, 37,856 B too many\n"
        "        RAM 120,000 of 16,384 B, 103,616 B too many\n"
        "        the most weights: layer 6 SOFTMAX 888, layer 5 FULLY_CONNECTED 213, "
        "layer 1 CONV_2D 81\n"
        "        boards with as much memory: nucleo-f446re, stm32f4-discovery, nano33ble, pico, "
        f"esp32c3 and {len(fit.roomier) - 5} more\n"
        "\n"
        "DOES NOT FIT  good on BBC micro:bit v1; choose a larger board or a smaller model"
    )
    for name in fit.roomier:
        other = load_board(name)
        assert (other.flash_bytes or 0) >= 300_000 and (other.ram_bytes or 0) >= 120_000


def test_no_board_is_large_enough() -> None:
    board = load_board("microbit")
    needs = (Need("RAM", 2**40, 16_384),)
    verdict = verdict_with(too_large(DoesNotFit("RAM", 2**40, 16_384, board.id, needs), board))
    assert "\n        no board of `tinyedge boards` has as much memory\n" in shown(verdict)


def test_long_names_and_shapes_stay_within_the_columns() -> None:
    base = check(good_model(), file="good.tflite")
    conv = base.layers[1]
    shape = tuple(replace(x, shape=(1, 1024, 1024, 1024)) for x in conv.outputs)
    wide = replace(
        conv,
        kind="UNIDIRECTIONAL_SEQUENCE_LSTM",
        outputs=shape,
        macs=9_999_999_999,
        weights_bytes=99_999_999,
        aot="te_unidirectional_sequence_lstm",
    )
    lines = shown(replace(base, layers=(wide,), sizes=None)).splitlines()
    assert lines[5] == (
        "    1  UNIDIRECT...  int8  1x1024...  9,999,999,999  99,999,999  "
        "te_unidirectional_sequence_lstm  yes"
    )
