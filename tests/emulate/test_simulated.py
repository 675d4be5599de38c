"""A simulated board as a process of its own, behind a serial port that pyserial opens."""

from __future__ import annotations

import importlib.util
import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import serial
from support.tiny_firmware import tiny_project
from support.trial_firmware import TRIAL_C

from tinyedge.boards import load_board
from tinyedge.build.build import build
from tinyedge.emulate.emulate import start
from tinyedge.emulate.simulated import MODULE, arguments
from tinyedge.errors import BoardError, FirmwareStopped, MissingExtra, ToolFailed
from tinyedge.image import Image
from tinyedge.tools import module_argv, start_process

needs_unicorn = pytest.mark.skipif(
    importlib.util.find_spec("unicorn") is None,
    reason="no emulator; run: pip install 'tinyedge[sim]'",
)
M4 = load_board("sim-cortex-m4")


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return build(tiny_project(M4), M4, tmp_path_factory.mktemp("echo"))


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Image:
    return build(tiny_project(M4, app=TRIAL_C), M4, tmp_path_factory.mktemp("trial"))


def port(url: str) -> serial.SerialBase:
    return serial.serial_for_url(url, timeout=30)


@needs_unicorn
def test_bytes_come_back_through_a_serial_port(echo: Image, tmp_path: Path) -> None:
    every = bytes(sorted(set(range(256)) - set(b"in"))) * 40  # wherever a read begins: no command
    log = tmp_path / "emulator.log"
    with start(echo, M4, log=log) as running, port(running.url) as line:
        line.write(every)
        assert line.read(len(every)) == every
    assert log.read_text() == ""


@needs_unicorn
def test_a_second_host_may_come_after_the_first(echo: Image, tmp_path: Path) -> None:
    with start(echo, M4, log=tmp_path / "emulator.log") as running:
        for _ in range(3):
            with port(running.url) as line:
                line.write(b"a")
                assert line.read(1) == b"a"


@needs_unicorn
def test_two_of_one_board_run_side_by_side(echo: Image, tmp_path: Path) -> None:
    with (
        start(echo, M4, log=tmp_path / "a") as first,
        start(echo, M4, log=tmp_path / "b") as second,
        port(first.url) as a,
        port(second.url) as b,
    ):
        a.write(b"a")
        b.write(b"b")
        assert (a.read(1), b.read(1)) == (b"a", b"b")


@needs_unicorn
def test_stopping_may_be_repeated(echo: Image, tmp_path: Path) -> None:
    running = start(echo, M4, log=tmp_path / "emulator.log")
    running.close()
    running.close()


@needs_unicorn
def test_firmware_that_faults_ends_with_the_reason(trial: Image, tmp_path: Path) -> None:
    with (
        pytest.raises(FirmwareStopped) as caught,
        start(trial, M4, log=tmp_path / "emulator.log") as running,
        port(running.url) as line,
    ):
        line.write(b"z")
        with pytest.raises(serial.SerialException):  # the port vanishes, nobody waits 30 s
            line.read(1)
    said = re.sub(r"at 0x0800[0-9a-f]{4}", "at PC", str(caught.value))
    assert said == (
        "sim-cortex-m4: the firmware stopped by itself: it read 4 bytes at 0x00000000, "
        "where nothing is, at PC in read_null"
    )


@needs_unicorn
def test_firmware_that_halts_orderly_is_no_error(trial: Image, tmp_path: Path) -> None:
    with start(trial, M4, log=tmp_path / "emulator.log") as running, port(running.url) as line:
        line.write(b"0")
        with pytest.raises(serial.SerialException):
            line.read(1)


@needs_unicorn
def test_the_emulator_ends_when_its_parent_is_gone(echo: Image) -> None:
    argv = [*module_argv(MODULE)[0], *arguments(echo, M4)]
    process = start_process(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None and process.stdout is not None
    with process:
        assert process.stdout.readline().strip()
        process.stdin.close()
        assert process.wait(30) == 0


@needs_unicorn
def test_an_emulator_that_somebody_killed_did_not_end_in_order(
    echo: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def recorded(*args: Any, **options: Any) -> subprocess.Popen[bytes]:
        started.append(start_process(*args, **options))
        return started[-1]

    monkeypatch.setattr("tinyedge.emulate.child.start_process", recorded)
    log = tmp_path / "emulator.log"
    running = start(echo, M4, log=log)
    started[0].kill()
    running.wait()
    with pytest.raises(ToolFailed) as caught:
        running.close()
    assert str(caught.value) == (
        f"the emulator failed with status -9: killed by signal 9; everything it said: {log}"
    )


@needs_unicorn
def test_an_emulator_that_does_not_start_is_reported(echo: Image, tmp_path: Path) -> None:
    broken = tmp_path / "firmware.elf"
    broken.write_text("no ELF")
    with pytest.raises(ToolFailed) as caught:
        start(replace(echo, elf=broken), M4, log=tmp_path / "emulator.log")
    assert str(caught.value) == (
        "the emulator failed with status 1: ValueError: no ELF file; everything it said: "
        f"{tmp_path / 'emulator.log'}"
    )


def test_without_unicorn_the_extra_is_named(
    echo: Image, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingExtra) as caught:
        start(echo, M4, log=tmp_path / "emulator.log")
    assert str(caught.value) == (
        "an emulated board needs the package unicorn, which is not installed; "
        "run: pip install 'tinyedge[sim]'"
    )


def test_a_board_without_emulator_needs_a_port(echo: Image) -> None:
    with pytest.raises(BoardError) as caught:
        start(echo, replace(M4, emulator=None))
    assert str(caught.value) == "sim-cortex-m4: has no emulator; name its serial port with --port"


def test_an_image_for_another_board_is_our_mistake(echo: Image) -> None:
    with pytest.raises(ValueError, match="an image for sim-cortex-m4 does not run on sim-rv32imc"):
        start(echo, load_board("sim-rv32imc"))
