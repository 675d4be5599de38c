"""Boards in QEMU: their serial port, and every way in which they end."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.compilers import need_qemu
from support.tiny_firmware import tiny_project
from support.trial_firmware import ECHO_C, TRIAL_C

from tinyedge import pipeline
from tinyedge.boards import Board, load_board
from tinyedge.build.build import build
from tinyedge.build.compilers import CompilerName
from tinyedge.emulate.emulate import start
from tinyedge.emulate.qemu import MODULE, arguments
from tinyedge.errors import FirmwareStopped, PortError, ToolFailed, ToolMissing
from tinyedge.graph.importers import IMPORTERS
from tinyedge.image import Image
from tinyedge.link.link import TcpLink
from tinyedge.paths import models_dir
from tinyedge.pipeline import Settings
from tinyedge.tools import find_tool, module_argv, start_process

BOARDS = [
    load_board(name)
    for name in (
        *("mps2-an385", "mps2-an386", "mps2-an500", "mps2-an505", "mps3-an547"),
        "virt-rv32",
    )
]
M3 = BOARDS[0]


def name_of(board: Board) -> str:
    return board.id


every_board = pytest.mark.parametrize("board", BOARDS, ids=name_of)


class Bench:
    """Images of one application, each board's built once."""

    def __init__(self, app: str, folder: Path) -> None:
        self._app, self._folder = app, folder
        self._images: dict[str, Image] = {}

    def image(self, board: Board) -> Image:
        need_qemu(board)
        if board.id not in self._images:
            made = tiny_project(board, app=self._app)
            self._images[board.id] = build(made, board, self._folder / board.id)
        return self._images[board.id]

    @contextmanager
    def line(self, board: Board, log: Path) -> Iterator[TcpLink]:
        with start(self.image(board), board, log=log) as running, port(running.url) as line:
            yield line


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(TRIAL_C, tmp_path_factory.mktemp("trial"))


@pytest.fixture(scope="module")
def echo(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(ECHO_C, tmp_path_factory.mktemp("echo"))


def port(url: str) -> closing[TcpLink]:
    return closing(TcpLink(url))


def read(line: TcpLink, count: int) -> bytes:
    """So many bytes; fewer if none came for 30 s."""
    got = b""
    while len(got) < count and (more := line.read(30)):
        got += more
    return got


def hear_the_end(line: TcpLink) -> None:
    """Read until the port vanishes, so that nobody waits 30 s."""
    with pytest.raises(PortError):
        while line.read(30):
            pass


@every_board
def test_every_byte_comes_back(board: Board, echo: Bench, tmp_path: Path) -> None:
    every = bytes(range(256)) * 20  # 1 is QEMU's own escape, unless that is off
    log = tmp_path / "emulator.log"
    with echo.line(board, log) as line:
        line.write(every)
        assert read(line, len(every)) == every
    assert Path(f"{log}.serial").read_bytes() == every


def test_a_second_host_may_come_after_the_first(echo: Bench, tmp_path: Path) -> None:
    with start(echo.image(M3), M3, log=tmp_path / "emulator.log") as running:
        for _ in range(3):
            with port(running.url) as line:
                line.write(b"a")
                assert read(line, 1) == b"a"


def test_two_of_one_board_run_side_by_side(echo: Bench, tmp_path: Path) -> None:
    with echo.line(M3, tmp_path / "a") as a, echo.line(M3, tmp_path / "b") as b:
        a.write(b"a")
        b.write(b"b")
        assert (read(a, 1), read(b, 1)) == (b"a", b"b")


def test_a_path_may_hold_what_qemu_takes_for_punctuation(echo: Bench, tmp_path: Path) -> None:
    log = tmp_path / "one, two" / "emulator.log"
    with echo.line(M3, log) as line:
        line.write(b"a")
        assert read(line, 1) == b"a"


def test_stopping_may_be_repeated(echo: Bench, tmp_path: Path) -> None:
    running = start(echo.image(M3), M3, log=tmp_path / "emulator.log")
    running.close()
    running.close()


@every_board
def test_firmware_that_halts_orderly_is_no_error(
    board: Board, trial: Bench, tmp_path: Path
) -> None:
    with trial.line(board, tmp_path / "emulator.log") as line:
        line.write(b"0")
        hear_the_end(line)


def stopped(board: Board, trial: Bench, command: bytes, folder: Path) -> str:
    """Why the firmware stopped after a command; addresses as letters."""
    with (
        pytest.raises(FirmwareStopped) as caught,
        trial.line(board, folder / "emulator.log") as line,
    ):
        line.write(command)
        hear_the_end(line)
    return re.sub(r"0x[0-9a-f]{8}", "0x*", str(caught.value))


@every_board
def test_firmware_that_halts_in_disorder_ends_with_its_code(
    board: Board, trial: Bench, tmp_path: Path
) -> None:
    assert stopped(board, trial, b"3", tmp_path) == (
        f"{board.id}: the firmware stopped by itself: it halted with code 3"
    )


@every_board
def test_firmware_that_faults_ends_with_its_panic(
    board: Board, trial: Bench, tmp_path: Path
) -> None:
    said = stopped(board, trial, b"u", tmp_path)
    assert said.startswith(
        f"{board.id}: the firmware stopped by itself: it panicked in run_undefined: "
    )
    assert re.search(r"\bm?e?pc=0x\*", said)


@every_board
def test_a_stack_that_overflows_faults(board: Board, trial: Bench, tmp_path: Path) -> None:
    said = stopped(board, trial, b"o", tmp_path)
    assert "it panicked" in said
    assert ("stack overflow" in said) == (board.core != "rv32imc")


LOCK_UP_C = """\
#include "port.h"
#include "tiny.h"

#define VTOR (*(volatile uint32_t *)0xe000ed08u)

int main(void) {
    uint8_t byte = 0;
    te_port_start();
    (void)tiny_run((const int8_t[]){1, 2, 3});
    (void)te_port_read(&byte, 1);
    VTOR = 0xf0000000u; /* where nothing is: the fault's own handler cannot be found */
    __asm volatile(".inst.n 0xde00");
    te_port_halt(0);
}
"""


def test_a_core_that_locks_up_ends_with_the_reason(tmp_path: Path) -> None:
    bench = Bench(LOCK_UP_C, tmp_path)
    assert stopped(M3, bench, b"x", tmp_path) == (
        "mps2-an385: the firmware stopped by itself: the core locked up: Lockup: can't take "
        "terminal derived exception (original exception priority -1)"
    )


def test_qemu_ends_when_our_process_is_gone(echo: Bench, tmp_path: Path) -> None:
    image = echo.image(M3)
    program = find_tool("qemu-system-arm")
    call = arguments(image, M3, program=program, log=tmp_path / "emulator.log")
    process = start_process(
        [*module_argv(MODULE)[0], *call],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None
    with process, port(process.stdout.readline().decode().strip()) as line:
        process.stdin.close()
        hear_the_end(line)
        assert process.wait(30) == 0


def test_qemu_ends_with_its_guard_when_that_does_not_listen(
    echo: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tinyedge.emulate.child._STOP_TIMEOUT_S", 0.0)
    with (
        start(echo.image(M3), M3, log=tmp_path / "emulator.log") as running,
        port(running.url) as line,
    ):
        running.stop()
        hear_the_end(line)


def test_a_qemu_that_somebody_killed_did_not_end_in_order(
    echo: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted = tmp_path / "pid"
    monkeypatch.setenv("TINYEDGE_QEMU_SYSTEM_ARM", str(_noting(noted)))
    log = tmp_path / "emulator.log"
    running = start(echo.image(M3), M3, log=log)
    subprocess.run(["kill", "-9", noted.read_text().strip()], check=True)
    running.wait()
    with pytest.raises(ToolFailed) as caught:
        running.close()
    assert str(caught.value) == (
        f"qemu-system-arm failed with status 1: killed by signal 9; everything it said: {log}"
    )


def _noting(noted: Path) -> Path:
    """A program that is QEMU, and first writes its process id to a file."""
    script = noted.with_name("qemu")
    script.write_text(f'#!/bin/sh\necho $$ > "{noted}"\nexec qemu-system-arm "$@"\n')
    script.chmod(0o755)
    return script


def failed(image: Image, board: Board, folder: Path) -> str:
    log = folder / "emulator.log"
    with pytest.raises(ToolFailed) as caught:
        start(image, board, log=log)
    return str(caught.value).replace(str(log), "LOG").replace(str(folder), "FOLDER")


def test_a_file_that_qemu_cannot_load_is_reported(echo: Bench, tmp_path: Path) -> None:
    broken = replace(echo.image(M3), elf=tmp_path / "gone.elf")
    assert failed(broken, M3, tmp_path) == (
        "qemu-system-arm failed with status 1: qemu-system-arm: "
        "Could not load kernel 'FOLDER/gone.elf'; everything it said: LOG"
    )


def test_a_machine_that_qemu_does_not_know_is_reported(echo: Bench, tmp_path: Path) -> None:
    assert M3.qemu is not None
    other = replace(M3, qemu=replace(M3.qemu, machine="mps9"))
    assert failed(echo.image(M3), other, tmp_path) == (
        "qemu-system-arm failed with status 1: Use -machine help to list supported machines; "
        "everything it said: LOG"
    )


def test_a_program_that_is_not_qemu_is_reported(
    echo: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "no-qemu"
    script.write_text("#!/bin/sh\nexit 3\n")
    script.chmod(0o755)
    monkeypatch.setenv("TINYEDGE_QEMU_SYSTEM_ARM", str(script))
    assert failed(echo.image(M3), M3, tmp_path) == (
        "qemu-system-arm failed with status 1: ended with status 3, and said nothing; "
        "everything it said: LOG"
    )


@pytest.mark.parametrize(
    ("board", "tool", "package"),
    [
        ("mps2-an385", "qemu-system-arm", "qemu-system-arm"),
        ("virt-rv32", "qemu-system-riscv32", "qemu-system-misc"),
        ("qemu-lx106", "qemu-system-xtensa", "qemu-system-misc"),
    ],
)
def test_without_qemu_the_package_is_named(
    board: str, tool: str, package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    image: Any = type("Image", (), {"board": board})
    with pytest.raises(ToolMissing) as caught:
        start(image, load_board(board), log=tmp_path / "emulator.log")
    assert str(caught.value) == (
        f"{tool} was not found; install it with: apt install {package} (macOS: brew install qemu; "
        "Windows: the installer that qemu.org leads to), "
        f"or set TINYEDGE_{tool.upper().replace('-', '_')} to its path"
    )


@every_board
@pytest.mark.parametrize("compiler", ["zig", "gcc"])
def test_sine_is_equal_on_every_board(board: Board, compiler: CompilerName) -> None:
    need_qemu(board)
    gcc = f"{board.toolchain.gccs[0].prefix}gcc"
    if compiler == "gcc" and shutil.which(gcc) is None:
        pytest.skip(f"no {gcc}; run: apt install gcc-arm-none-eabi gcc-riscv64-unknown-elf")
    settings = Settings(compiler=compiler)
    report = pipeline.run(models_dir() / "sine", board, settings, count=3)
    assert report.passed, report.first_mismatch
    assert report.where == "emulator"


M55 = load_board("mps3-an547")  # the only one with vector instructions


@pytest.mark.slow
@pytest.mark.parametrize("model", ["digits", "kws", "ic", "ad"])
def test_models_that_the_compiler_vectorizes_are_equal(model: str) -> None:
    need_qemu(M55)
    report = pipeline.run(models_dir() / model, M55, Settings(), count=1)
    assert report.passed, report.first_mismatch


@pytest.mark.slow
@pytest.mark.parametrize("kind", IMPORTERS)
def test_operators_that_the_compiler_vectorizes_are_equal(kind: str, tmp_path: Path) -> None:
    need_qemu(M55)
    random_models = pytest.importorskip(
        "support.random_models",
        reason="building models needs the TFLite schema: pip install tflite-micro",
    )
    path = tmp_path / f"{kind.lower()}.tflite"
    path.write_bytes(random_models.RANDOM[kind](np.random.default_rng(5)))
    report = pipeline.run(path, M55, Settings(), count=3)
    assert report.passed, report.first_mismatch
