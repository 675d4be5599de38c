"""The command line: exit status, one line on standard error, JSON and nothing else."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tinyedge.cli.main import main
from tinyedge.cli.printing import show_json
from tinyedge.paths import boards_dir

FIXED_IDS = {
    "host",
    "sim-cortex-m0plus",
    "sim-cortex-m3",
    "sim-cortex-m4",
    "sim-cortex-m7",
    "sim-cortex-m33",
    "sim-rv32imc",
    "pico",
    "pico2",
    "esp32s3",
    "esp32c3",
    "esp32",
    "mps2-an385",
    "mps2-an386",
    "mps2-an500",
    "mps2-an505",
    "mps3-an547",
    "virt-rv32",
    "stm32f4-discovery",
    "nucleo-f446re",
    "nucleo-h743zi",
    "nano33ble",
    "microbit",
}


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["run"], "tinyedge run: give a MODEL, such as models/sine"),
        (
            ["run", "m.tflite"],
            "tinyedge run: give a --board, or several: --boards, or --bench",
        ),
        (
            ["convert", "m.keras", "--activations", "int4"],
            "Invalid value for '--activations': 'int4' is not one of 'int8', 'int16'; "
            "see: tinyedge convert --help",
        ),
        (["bogus"], "No such command 'bogus'; see: tinyedge --help"),
        (["boards", "--bogus"], "No such option: --bogus; see: tinyedge boards --help"),
        (
            ["run", "models/sine", "--board", "host", "--engine", "tflm"],
            "--engine tflm: firmware with TFLite Micro in it cannot be built yet; write its "
            "source files with: tinyedge codegen MODEL --engine tflm -o DIR",
        ),
        (
            ["run", "models/sine", "--board", "host", "--engine", "magic"],
            "--engine magic: there is no such engine here; choose aot or tflm",
        ),
        (
            ["verify", "--board", "sim-cortex-m7"],
            "sim-cortex-m7: nothing was flashed to this board from here; "
            "run: tinyedge flash MODEL --board sim-cortex-m7",
        ),
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(
    argv: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert main([*argv, "--quiet"] if argv[0] in ("run", "verify") else argv) == 2
    captured = capsys.readouterr()
    assert captured.err == f"tinyedge: {message}\n"
    assert captured.out == ""


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes: a POSIX system")
@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (
            ["run", "{}.tflite", "--board", "host"],
            "{}.tflite: cannot be read (a pipe or a device, no file); give a readable .tflite file",
        ),
        (
            ["run", "{}.keras", "--board", "host", "--samples", "models/sine/samples.npz"],
            "{}.keras: cannot be read (a pipe or a device, no file); give a readable .keras file",
        ),
        (
            ["run", "models/sine", "--board", "host", "--samples", "{}.npz"],
            "{}.npz: cannot be read (a pipe or a device, no file); give a readable .npz file",
        ),
        (
            ["run", "models/sine", "--board", "{}.toml"],
            "{}.toml: cannot be read: a pipe or a device, no file",
        ),
    ],
)
def test_a_pipe_that_nobody_writes_to_is_not_waited_for(
    argv: list[str],
    message: str,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "pipe")
    for suffix in (".tflite", ".keras", ".npz", ".toml"):
        os.mkfifo(path + suffix)
    assert main([argument.format(path) for argument in argv]) == 2
    captured = capsys.readouterr()
    assert captured.err == f"tinyedge: {message.format(path)}\n"
    assert captured.out == ""


def test_a_folder_that_is_in_the_way_of_a_file_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert main(["convert", "models/sine", "-o", str(tmp_path), "--quiet"]) == 2
    assert capsys.readouterr().err == (
        f"tinyedge: {tmp_path}: Is a directory; "
        "check the path, its permissions and the room on the disk\n"
    )
    assert not list(tmp_path.iterdir())


def test_zero_samples_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "m.tflite", "--board", "host", "-n", "0"]) == 2
    captured = capsys.readouterr()
    # Between the two it is typer that speaks, in words of its version.
    assert captured.err.startswith("tinyedge: Invalid value for '-n' / '--count': ")
    assert captured.err.endswith("; see: tinyedge run --help\n")
    assert captured.out == ""


def test_boards_lists_the_fixed_ids_with_the_contracted_keys(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["boards", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert {board["id"] for board in listed} >= FIXED_IDS
    keys = {"id", "name", "core", "flash_bytes", "ram_bytes", "checked", "emulator"}
    assert all(set(board) >= keys for board in listed)


def test_boards_prints_a_row_a_board(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["boards"]) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 1 + len(list(boards_dir().glob("*.toml")))
    assert not any(line.endswith(" ") for line in out.splitlines())


def test_doctor_names_every_package_and_how_to_get_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["doctor", "--json"]) == 0
    found = {finding["name"]: finding for finding in json.loads(capsys.readouterr().out)}
    assert found["Python"]["present"]
    assert found["unicorn"]["remedy"] == "pip install 'tinyedge[sim]'"
    assert all(finding["adds"] for finding in found.values())


def test_a_folder_that_cannot_be_written_is_named(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    folder = tmp_path / "file" / "out"
    assert main(["codegen", "models/sine", "-o", str(folder), "--quiet"]) == 2
    assert capsys.readouterr().err == (
        f"tinyedge: {folder}: Not a directory; "
        "check the path, its permissions and the room on the disk\n"
    )


def test_a_bug_is_one_line_and_status_2_and_debug_shows_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("by\nzero \x1b[31m")

    monkeypatch.setattr("tinyedge.boards.all_boards", broken)
    assert main(["boards"]) == 2
    assert capsys.readouterr().err == (
        "tinyedge: internal error: ZeroDivisionError: by zero [31m; "
        "this is a bug: run again with --debug and report what it prints\n"
    )
    with pytest.raises(ZeroDivisionError):
        main(["boards", "--debug"])


def test_too_little_memory_is_one_line_and_status_2(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def exhausted() -> None:
        raise MemoryError

    monkeypatch.setattr("tinyedge.boards.all_boards", exhausted)
    assert main(["boards"]) == 2
    assert capsys.readouterr().err == (
        "tinyedge: this machine has too little memory for it; "
        "take a smaller model or fewer samples\n"
    )


@pytest.fixture
def nobody_reads(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Standard output is a pipe whose reader has left, as behind `| head`."""
    ours, theirs = os.pipe()
    os.close(ours)
    with os.fdopen(theirs, "w") as stdout:
        monkeypatch.setattr("sys.stdout", stdout)
        yield


@pytest.mark.usefixtures("nobody_reads")
@pytest.mark.parametrize("argv", [["--version"], ["boards"], ["boards", "--json"]])
def test_a_reader_who_leaves_early_is_not_told_that_something_differs(argv: list[str]) -> None:
    assert main(argv) == 0


@pytest.mark.usefixtures("nobody_reads")
@pytest.mark.parametrize("status", [0, 1])
def test_a_reader_who_leaves_early_does_not_change_what_was_found(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def command(*arguments: object, **options: object) -> int:
        show_json({"passed": status == 0})
        return status

    monkeypatch.setattr("tinyedge.cli.main.app", command)
    assert main(["verify"]) == status


def test_a_disk_that_is_full_is_named_and_not_what_was_copied_to_it(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def remember(*arguments: object, **keys: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", "from.elf", None, "to.elf")

    monkeypatch.setattr("tinyedge.pipeline.remember", remember)
    assert main(["flash", "models/sine", "--board", "host", "--quiet"]) == 2
    assert capsys.readouterr().err == (
        "tinyedge: to.elf: No space left on device; check the path, its permissions and the room "
        "on the disk\n"
    )
