"""`tinyedge run` on several boards: real runs, a board that does not fit, a port on the network."""

from __future__ import annotations

import json
import os
import xml.etree.ElementTree as Xml
from pathlib import Path

import pytest
from support.network_port import NetworkPort

from tinyedge import pipeline
from tinyedge.boards import load_board
from tinyedge.cli.main import main
from tinyedge.paths import boards_dir, models_dir
from tinyedge.pipeline import Settings


@pytest.fixture(autouse=True)
def _nothing_flashed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


def small_board(folder: Path) -> Path:
    """The file of a board on which nothing fits."""
    text = (boards_dir() / "sim-cortex-m4.toml").read_text()
    lines = text.splitlines()
    flash = lines.index(next(line for line in lines if line.startswith("[memory.flash]")))
    size = next(i for i in range(flash, len(lines)) if lines[i].startswith("bytes"))
    lines[size] = "bytes = 1_024"
    path = folder / "too-small.toml"
    path.write_text("\n".join(lines) + "\n")
    return path


def test_a_table_a_file_for_ci_and_an_exit_status(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    small = small_board(tmp_path)
    junit = tmp_path / "out" / "junit.xml"
    command = ["run", "models/sine", "-n", "2", "--boards", f"host,sim-cortex-m4,{small}"]
    assert main([*command, "--junit", str(junit)]) == 2
    captured = capsys.readouterr()
    rows = {line.split()[0]: line.split() for line in captured.out.splitlines() if line}
    assert rows["host"][1:5] == ["host", "aot", "models/sine", "passed"]
    assert rows["sim-cortex-m4"][1:5] == ["emulator", "aot", "models/sine", "passed"]
    assert rows["sim-cortex-m4"][6] == "instructions"
    assert rows["too-small"][1:6] == ["-", "aot", "models/sine", "not", "done"]
    assert "models/sine on too-small: the image needs " in captured.out
    assert "FAILED  2 passed, 0 different, 1 not done, of 3 in " in captured.out
    assert "models/sine on too-small: not done, " in captured.err

    root = Xml.parse(junit).getroot()
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "3", "0")
    suites = {suite.get("name"): suite for suite in root}
    assert list(suites) == ["host", "sim-cortex-m4", "too-small"]
    for suite in root:
        assert suite.tag == "testsuite"
        counts = [suite.get(key) for key in ("tests", "failures", "errors", "skipped")]
        cases = suite.findall("testcase")
        errors = [error for case in cases for error in case.findall("error")]
        assert counts == [str(len(cases)), "0", str(len(errors)), "0"]
        assert float(suite.get("time") or "") > 0
        assert all(case.get("classname") and case.get("name") for case in cases)
    (error,) = suites["too-small"].iter("error")
    assert (error.get("message") or "").startswith("the image needs ")


def test_json_has_every_report_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["run", "models/sine", "--boards", "host, sim-rv32imc", "-n", "1"]
    assert main([*command, "--json", "--quiet", "--jobs", "1"]) == 0
    captured = capsys.readouterr()
    told = json.loads(captured.out)
    assert captured.err == ""
    assert (told["passed"], told["runs_passed"], told["runs_not_done"]) == (True, 2, 0)
    assert [(run["name"], run["verdict"]) for run in told["runs"]] == [
        ("host", "passed"),
        ("sim-rv32imc", "passed"),
    ]
    assert [run["report"]["where"] for run in told["runs"]] == ["host", "emulator"]


@pytest.mark.filterwarnings(r"ignore:set(Daemon|Name)\(\) is deprecated")  # pyserial's calls
@pytest.mark.skipif(os.name != "posix", reason="needs pseudo terminals: a POSIX system")
def test_a_board_of_another_machine_over_rfc_2217(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    host = load_board("host")
    lab = tmp_path / "lab.toml"
    with (
        pipeline.emulate_board(models_dir() / "sine", host, Settings()) as running,
        NetworkPort(running.url) as server,
    ):
        lab.write_text(
            'models = ["models/sine"]\n'
            f'[[boards]]\nname = "far"\nboard = "host"\nport = "{server.url}"\ncount = 3\n'
            '[[boards]]\nname = "near"\nboard = "sim-cortex-m0plus"\ncount = 3\n'
        )
        assert main(["run", "--bench", str(lab), "--json", "--quiet"]) == 0
    told = json.loads(capsys.readouterr().out)
    far, near = told["runs"]
    assert (far["name"], far["verdict"], far["port"]) == ("far", "passed", server.url)
    assert (near["name"], near["verdict"], near["report"]["samples"]) == ("near", "passed", 3)


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--boards", "host,my.toml"], "my.toml: no such file"),
        (["--boards", "host,host"], "--boards: host is named twice; name each once"),
        (["--boards", " , "], "--boards: it is empty; give boards with commas between them"),
        (["--boards", "host", "--board", "host"], "--boards: give it or --board, not both"),
        (
            ["--boards", "host,pico", "--port", "COM3"],
            "--port: it is of one board; list those of several in a --bench file",
        ),
        (
            ["--boards", "host", "--engine", "magic"],
            "--engine magic: there is no such engine here; choose aot or tflm",
        ),
        (
            ["models/sine", "--boards", "host"],
            "MODEL models/sine: it is named twice; name each once",
        ),
        (
            ["models/digits"],
            "tinyedge run: give a --board, or several: --boards, or --bench",
        ),
        (
            ["--bench", "lab.toml", "--port", "COM3"],
            "--port: a bench file says what is where; choose with --boards",
        ),
        (
            ["--bench", "none.toml"],
            "none.toml: no such file; check the name; docs/lab.md shows what goes in",
        ),
    ],
)
def test_what_cannot_be_asked_for_is_one_line_and_status_2(
    argv: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["run", "models/sine", *argv]) == 2
    captured = capsys.readouterr()
    assert captured.err == f"tinyedge: {message}\n"
    assert captured.out == ""
