"""The very files that are flashed to an ESP32-C3, from reset on: the boot ROM is played by Python,
the core by Unicorn (support/esp32c3_rom.py)."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("unicorn", reason="no emulator; run: pip install 'tinyedge[sim]'")

import serial
from support.esp32c3_rom import AUTOLOAD, CACHE_CONTROL, SHUT_BUSES, Chip, Line
from support.tiny_firmware import tiny_project

from tinyedge import pipeline
from tinyedge.boards import load_board
from tinyedge.build.build import build
from tinyedge.build.compilers import CompilerName
from tinyedge.elf import Elf
from tinyedge.link.device import connect
from tinyedge.pack.pack import pack
from tinyedge.paths import models_dir
from tinyedge.pipeline import Settings

BOARD = load_board("esp32c3")

# Where the window shows the weights.
WEIGHTS = 0x3C01_0000

# ESP32-C3 Technical Reference Manual, chapter "Watchdog Timers": the register that unlocks, what
# opens it, the one that stops it (or has hardware feed it), and what that must be. The second heeds
# what is written only with its bit 22, TIMG_WDT_CONF_UPDATE_EN.
WATCHDOGS = (
    (0x80A8, 0x50D8_3AA1, 0x8090, 0),
    (0x1_F064, 0x50D8_3AA1, 0x1_F048, 1 << 22),
    (0x80B0, 0x8F1D_312A, 0x80AC, 1 << 31),
)
# Event "cycle" and counting enabled: chapter 1.4.
COUNTER = [(0x7E0, 1), (0x7E1, 1)]


UNDEFINED_C = """\
#include "port.h"

void undefined(void);

__attribute__((noinline)) void undefined(void) {
    __asm volatile(".word 0xffffffff");
}

int main(void) {
    static uint8_t byte;
    te_port_start();
    te_port_read(&byte, 1);
    undefined();
    return 0;
}
"""


@pytest.mark.parametrize("line", ["uart", "usb"])
@pytest.mark.parametrize("model", ["sine", pytest.param("kws", marks=pytest.mark.slow)])
def test_what_is_flashed_boots_and_is_equal_element_by_element(model: str, line: Line) -> None:
    opened = pipeline.open_model(models_dir() / model, None)
    image = pipeline.make_image(opened, BOARD, Settings())
    files = pack(image, BOARD)
    with Chip(files, line) as chip, connect(chip.url) as device:
        device.expect(
            board=BOARD.id,
            engine=image.engine,
            model_sha256=image.model_sha256,
            image_sha256=image.sha256,
        )
        report = pipeline.prove(device, opened, image, BOARD, "emulator", count=1)
    assert report.passed, report.first_mismatch
    assert chip.stopped is None

    weights = {file.name: file for file in files}["weights.bin"]
    pages = -(-len(weights.data) // 0x1_0000)
    assert [name for name, _ in chip.calls] == [
        "Cache_Disable_ICache",
        "Cache_Dbus_MMU_Set",
        "Cache_Enable_ICache",
        "Cache_Invalidate_ICache_All",
    ]
    assert chip.calls[1][1] == (0, WEIGHTS, weights.address, 64, pages, 0)
    assert chip.calls[2][1][0] == AUTOLOAD
    assert chip.registers[CACHE_CONTROL] & SHUT_BUSES == 0


def test_wrong_weights_in_flash_are_seen() -> None:
    """What the test above relies on: the weights do come from the window."""
    opened = pipeline.open_model(models_dir() / "sine", None)
    image = pipeline.make_image(opened, BOARD, Settings())
    app, weights = pack(image, BOARD)
    at = Elf(image.elf.read_bytes()).symbols["sine_layer0_weights"] - WEIGHTS
    flipped = bytes(byte ^ 0x40 for byte in weights.data[at : at + 16])
    wrong = replace(weights, data=weights.data[:at] + flipped + weights.data[at + 16 :])
    with Chip((app, wrong), "uart") as chip, connect(chip.url) as device:
        report = pipeline.prove(device, opened, image, BOARD, "emulator", count=3)
    assert report.first_mismatch is not None


def test_a_fault_ends_in_a_panic_that_says_where(tmp_path: Path) -> None:
    image = build(tiny_project(BOARD, app=UNDEFINED_C), BOARD, tmp_path)
    at = Elf(image.elf.read_bytes()).symbols["undefined"]
    panic = (
        b"\0\r\ntinyedge panic: exception mcause=0x00000002 mepc=0x%08x mtval=0xffffffff\r\n" % at
    )
    with Chip(pack(image, BOARD), "usb") as chip, serial.serial_for_url(chip.url) as port:
        port.timeout = 30
        port.write(b"!")
        assert port.read(len(panic)) == panic


def test_watchdogs_are_stopped_and_locked_and_the_counter_counts(tmp_path: Path) -> None:
    image = build(tiny_project(BOARD), BOARD, tmp_path)
    with Chip(pack(image, BOARD), "usb") as chip, serial.serial_for_url(chip.url) as port:
        port.timeout = 30
        port.write(b"hello")
        assert port.read(5) == b"hello"
    written = chip.written
    for lock, key, register, value in WATCHDOGS:
        at = written.index((lock, key))
        assert written[at : at + 3] == [(lock, key), (register, value), (lock, 0)]
    at = written.index(COUNTER[0])
    assert written[at : at + 2] == COUNTER


@pytest.mark.parametrize("compiler", ["zig", "gcc"])
@pytest.mark.parametrize("line", ["uart", "usb"])
def test_answers_go_where_the_question_came_from(
    line: Line, compiler: CompilerName, tmp_path: Path
) -> None:
    gcc = f"{BOARD.toolchain.gccs[0].prefix}gcc"
    if compiler == "gcc" and shutil.which(gcc) is None:
        pytest.skip(f"no {gcc}; run: apt install gcc-riscv64-unknown-elf")
    image = build(tiny_project(BOARD), BOARD, tmp_path, compiler=compiler)
    with Chip(pack(image, BOARD), line) as chip, serial.serial_for_url(chip.url) as port:
        port.timeout = 30
        for count in (1, 5, 63, 64, 65, 128, 129, 200):
            sent = b"x" * count
            port.write(sent)
            assert port.read(count) == sent
        port.write(b"i")
        assert port.read(32).hex() == image.sha256
