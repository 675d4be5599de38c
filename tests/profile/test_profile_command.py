"""`tinyedge profile`: a real model on an emulated board, files beside it, exit status, errors."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tinyedge.cli.main import main

SINE = ["profile", "models/sine", "--quiet", "--board"]


@pytest.fixture(autouse=True)
def _nothing_flashed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def test_it_counts_what_run_counts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "new" / "sine.csv"
    assert main([*SINE, "sim-cortex-m4", "--json", "--csv", str(table)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert main(["run", "models/sine", "--board", "sim-cortex-m4", "--quiet", "--json"]) == 0
    ran = json.loads(capsys.readouterr().out)
    assert told["instructions_per_inference"] == ran["instructions_per_inference"]
    keys = ("name", "op", "macs", "instructions", "cycles")
    assert [[layer[key] for key in keys] for layer in told["layers"]] == [
        [layer[key] for key in keys] for layer in ran["layers"]
    ]
    assert (told["image_sha256"], told["where"]) == (ran["image_sha256"], "emulator")
    assert (told["steady"], told["over_budget"], told["diff"]) == (True, [], None)
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert [int(row["median"]) for row in rows] == [x["instructions"] for x in told["layers"]]


def test_an_earlier_profile_or_report_is_what_it_is_compared_with(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    old = tmp_path / "old.json"
    for command in (
        ["run", "models/sine", "--board", "sim-rv32imc", "--quiet", "--json"],
        [*SINE, "sim-rv32imc", "--json"],
    ):
        assert main(command) == 0
        old.write_text(capsys.readouterr().out)
        assert main([*SINE, "sim-cortex-m4", "--json", "--diff", str(old)]) == 0
        told = json.loads(capsys.readouterr().out)
        before = json.loads(old.read_text())
        assert told["diff"]["board"] == "sim-rv32imc"
        assert told["diff"]["count"]["old"] == before["instructions_per_inference"]
        assert [layer["old"] for layer in told["diff"]["layers"]] == [
            layer["instructions"] for layer in before["layers"]
        ]
        assert not any(layer["added"] or layer["gone"] for layer in told["diff"]["layers"])


def test_over_a_budget_is_status_1(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SINE, "sim-cortex-m4", "--max-count", "1000000", "--max-stack", "10"]) == 1
    out = capsys.readouterr().out
    assert "over budget: " in out and " bytes of stack, " in out
    assert "over the budget of 1,000,000" not in out


def test_a_board_that_counts_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SINE, "host"]) == 0
    out = capsys.readouterr().out
    assert "host counts nothing: no figure here says how long a layer takes" in out
    assert "288 MACs, arena 32 B" in out
    assert main([*SINE, "host", "--max-count", "5"]) == 2
    assert capsys.readouterr().err == (
        "tinyedge: --max-count: host counts nothing; choose a board that does, or leave it out\n"
    )


def test_what_was_flashed_is_profiled_without_a_model(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["profile", "--board", "sim-cortex-m3", "--quiet"]) == 2
    assert capsys.readouterr().err == (
        "tinyedge: sim-cortex-m3: nothing was flashed to this board from here; "
        "run: tinyedge flash MODEL --board sim-cortex-m3\n"
    )
    assert main(["flash", "models/digits", "--board", "sim-cortex-m3", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["profile", "--board", "sim-cortex-m3", "--quiet", "-n", "3"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("digits on Simulated Cortex-M3 (emulator), engine aot\n")
    assert "3 runs over 2 samples" in out


def test_more_runs_than_samples_take_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SINE, "sim-cortex-m4", "-n", "0"]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("tinyedge: Invalid value for '-n' / '--count': ")


def test_an_old_profile_is_read_before_anything_is_built(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    old = tmp_path / "old.json"
    old.write_text("no")
    assert main(["profile", "none.tflite", "--board", "host", "--diff", str(old)]) == 2
    captured = capsys.readouterr()
    assert captured.err == (
        f"tinyedge: {old}: it is not JSON; give what `tinyedge profile --json`, `run --json` or "
        "`verify --json` printed\n"
    )
    assert captured.out == ""


def test_a_table_that_cannot_be_written_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main([*SINE, "host", "--csv", str(tmp_path)]) == 2
    assert capsys.readouterr().err == (
        f"tinyedge: {tmp_path}: Is a directory; "
        "check the path, its permissions and the room on the disk\n"
    )
