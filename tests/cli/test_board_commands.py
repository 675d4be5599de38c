"""The commands about boards and ports: exit status, messages, JSON and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tinyedge.cli.main import main
from tinyedge.link.choose import describe
from tinyedge.link.ports import list_ports


@pytest.fixture(autouse=True)
def _nothing_flashed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


def test_ports_lists_every_port_and_asks_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ports", "--no-probe", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [port["url"] for port in told["ports"]] == [info.url for info in list_ports()]
    assert all(port["answer"] is None and port["not_asked"] for port in told["ports"])
    assert main(["ports", "--no-probe"]) == 0
    assert "303a:1001 (Espressif USB-Serial-JTAG)" in capsys.readouterr().out


def test_a_board_that_can_be_emulated_is_ready(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--board", "host", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["board"], told["build"], told["emulate"], told["flash"]) == (
        *("host", True, True),
        False,
    )


def test_a_board_at_a_port_that_is_not_there_is_not_ready(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["doctor", "--board", "esp32s3", "--port", "/dev/ttyNONE7"]) == 2
    out = capsys.readouterr().out
    assert "talking to esp32s3; /dev/ttyNONE7: there is no such port" in out


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (
            ["doctor", "--port", "COM3"],
            "--port: name the board that is there, too: --board BOARD",
        ),
        (
            ["monitor", "--board", "sim-cortex-m7"],
            "sim-cortex-m7: nothing was flashed to this board from here; "
            "run: tinyedge flash MODEL --board sim-cortex-m7",
        ),
        (
            ["monitor", "--board", "host", "--port", "socket://127.0.0.1"],
            "socket://127.0.0.1: it cannot be opened as a serial port (no host and port in it); "
            "give a serial port, or a URL such as socket://host:port",
        ),
        (
            ["monitor"],
            "tinyedge monitor: give --board or --port (the serial ports here: "
            f"{', '.join(map(describe, list_ports())) or 'none'})",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(
    argv: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(argv) == 2
    captured = capsys.readouterr()
    assert captured.err == f"tinyedge: {message}\n"
    assert captured.out == ""


def test_an_empty_port_is_said_to_be_empty(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["monitor", "--board", "host", "--port", ""]) == 2
    assert capsys.readouterr().err.startswith("tinyedge: --port: it is empty; give a serial port")


def test_a_monitor_starts_the_emulator_of_what_was_flashed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["flash", "models/sine", "--board", "host", "--quiet"]) == 0
    capsys.readouterr()
    assert main(["monitor", "--board", "host", "-n", "3", "--every", "0", "--json"]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    lines = [json.loads(line) for line in captured.out.splitlines()]
    assert [line["kind"] for line in lines] == ["greeting", *["result"] * 3, "summary"]
    greeting, *results, summary = lines
    assert (greeting["where"], greeting["greeting"]["model"]) == ("host", "sine")
    assert greeting["model_known"] and greeting["fed_with"] == "200 samples of the model"
    # A sine, in its own units.
    assert all(result["outputs"][0]["real"] for result in results)
    assert all(-1.1 <= result["outputs"][0]["values"][0] <= 1.1 for result in results)
    assert summary["results"] == 3
