"""The firmware of the STM32F4DISCOVERY and of the micro:bit in QEMU's STM32F405 and nRF51."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from support.compilers import need_qemu
from support.tiny_firmware import tiny_project
from support.trial_firmware import ECHO_C, TRIAL_C

from tinyedge import pipeline
from tinyedge.boards import Board, load_board
from tinyedge.build.build import build
from tinyedge.elf import Elf
from tinyedge.emulate.emulate import start
from tinyedge.errors import DoesNotFit
from tinyedge.image import Image
from tinyedge.link.link import TcpLink
from tinyedge.paths import models_dir
from tinyedge.pipeline import Settings

F4, MICROBIT = load_board("stm32f4-discovery"), load_board("microbit")
each = pytest.mark.parametrize("board", [F4, MICROBIT], ids=lambda board: str(board.id))

WORDS = {
    "stm32f4-discovery": "exception sp pc lr xpsr cfsr hfsr mmfar bfar",
    "microbit": "exception sp pc lr xpsr",
}
ATTEMPTS, ANSWER_TIMEOUT_S = 30, 1.0
HARD_FAULT = 3
FAULT_ESCALATED = 1 << 30  # HFSR.FORCED; DDI 0403, B3.2.16
UNDEFINED_INSTRUCTION = 1 << 16  # CFSR.UNDEFINSTR; B3.2.15
STACKING_FAILED = 1 << 12  # CFSR.STKERR


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Image]:
    """Firmware that faults on command, and otherwise sends back what it gets."""
    return {
        board.id: build(tiny_project(board, app=TRIAL_C), board, tmp_path_factory.mktemp(board.id))
        for board in (F4, MICROBIT)
    }


@contextmanager
def line_to(image: Image, board: Board, folder: Path) -> Iterator[TcpLink]:
    need_qemu(board)
    with (
        start(image, board, log=folder / "emulator.log") as running,
        closing(TcpLink(running.url)) as line,
    ):
        yield line


def panic_line(line: TcpLink, command: bytes) -> bytes:
    """All that is sent up to the end of a panic, which ``command`` brings about.

    QEMU drops what comes before the firmware has turned its UART on, as the wire would: so it is
    sent until something is heard.
    """
    got = b""
    for _ in range(ATTEMPTS):
        line.write(command)
        if got := line.read(ANSWER_TIMEOUT_S):
            break
    while not re.search(rb"panic: [^\r]*\r\n", got):
        more = line.read(30)
        assert more, got
        got += more
    return got


def step_in(line: TcpLink) -> None:
    """Send 0, 1, 2... until the last that was sent comes back: the firmware echoes from now on."""
    for value in range(ATTEMPTS):
        line.write(bytes([value]))
        got = b""
        while more := line.read(ANSWER_TIMEOUT_S):
            got += more
            if got.endswith(bytes([value])):
                return
    pytest.fail("nothing comes back")


def panic(image: Image, board: Board, command: bytes, folder: Path) -> tuple[str, dict[str, int]]:
    """What a panic names, and its words."""
    with line_to(image, board, folder) as line:
        said = panic_line(line, command)
    found = re.fullmatch(rb"\x00\r\ntinyedge panic: ([a-z ]+?)((?: \w+=0x[0-9a-f]{8})+)\r\n", said)
    assert found, said
    words = dict(word.split("=") for word in found[2].decode().split())
    assert " ".join(words) == WORDS[board.id]
    return found[1].decode(), {name: int(value, 16) for name, value in words.items()}


@each
def test_every_byte_comes_back(board: Board, tmp_path: Path) -> None:
    every = bytes(range(256)) * 20
    image = build(tiny_project(board, app=ECHO_C), board, tmp_path / "echo")
    with line_to(image, board, tmp_path) as line:
        step_in(line)
        line.write(every)
        got = b""
        while len(got) < len(every) and (more := line.read(30)):
            got += more
        assert got == every


@each
def test_a_fault_ends_in_a_panic_that_says_where(
    board: Board, trial: dict[str, Image], tmp_path: Path
) -> None:
    image = trial[board.id]
    what, words = panic(image, board, b"u", tmp_path)
    assert board.memory is not None
    assert what == "fault"
    assert words["exception"] == HARD_FAULT
    assert Elf(image.elf.read_bytes()).function_at(words["pc"]) == "run_undefined"
    assert 0 < words["sp"] - board.memory.ram.origin < board.stack_bytes
    if "cfsr" in words:
        assert words["cfsr"] == UNDEFINED_INSTRUCTION
        assert words["hfsr"] == FAULT_ESCALATED


@each
def test_a_stack_that_overflows_is_named_though_nothing_could_be_stacked(
    board: Board, trial: dict[str, Image], tmp_path: Path
) -> None:
    what, words = panic(trial[board.id], board, b"o", tmp_path)
    assert board.memory is not None
    assert what == "stack overflow"
    assert words["sp"] < board.memory.ram.origin
    assert words["pc"] == words["lr"] == words["xpsr"] == 0
    if "cfsr" in words:
        assert words["cfsr"] & STACKING_FAILED


@each
def test_a_model_is_equal_there_and_no_cycles_are_claimed(board: Board) -> None:
    need_qemu(board)
    report = pipeline.run(models_dir() / "sine", board, Settings(), count=2)
    assert report.passed
    assert (report.where, report.counter, report.count_per_inference) == ("emulator", "none", None)


def test_convolutions_are_equal_on_the_cortex_m4() -> None:
    need_qemu(F4)
    assert pipeline.run(models_dir() / "digits", F4, Settings(), count=1).passed


def test_a_model_too_large_for_a_microbit_is_refused_with_numbers() -> None:
    with pytest.raises(DoesNotFit) as caught:
        pipeline.run(models_dir() / "digits", MICROBIT, Settings(), count=1)
    said = re.sub(r"needs [\d,]+ B of RAM, [\d,]+ B", "needs N B of RAM, M B", str(caught.value))
    assert said == (
        "the image needs N B of RAM, M B more than microbit has (16,384 B); "
        "choose a larger board or a smaller model"
    )
