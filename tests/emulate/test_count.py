"""te_count on every simulated core: exactly the instructions of the layer, and none of its own."""

from __future__ import annotations

import struct
from dataclasses import replace
from pathlib import Path

import pytest
from support.tiny_firmware import tiny_project

from tinyedge.boards import Board, all_boards
from tinyedge.build.build import build
from tinyedge.elf import Elf
from tinyedge.paths import firmware_dir

pytest.importorskip("unicorn", reason="no emulator; run: pip install 'tinyedge[sim]'")

from tinyedge.emulate.unicorn import CORES, Machine

APP_C = """\
#include "port.h"
#include "te_count.h"
#include "tiny.h"

#if defined(__riscv)
#define RETURN "ret"
#else
#define RETURN "bx lr"
#endif

__attribute__((naked)) static void nothing(uint32_t layer __attribute__((unused))) {
    __asm volatile(RETURN);
}

__attribute__((naked)) static void five(uint32_t layer __attribute__((unused))) {
    __asm volatile("nop\\n\\tnop\\n\\tnop\\n\\tnop\\n\\tnop\\n\\t" RETURN);
}

static void send(uint32_t count) {
    static uint8_t bytes[4];
    for (uint32_t i = 0; i < 4; ++i, count >>= 8) {
        bytes[i] = (uint8_t)count;
    }
    te_port_write(bytes, 4);
}

int main(void) {
    te_port_start();
    (void)tiny_run((const int8_t[]){1, 2, 3});
    te_count_start();
    send(te_count(nothing, 0));
    for (uint32_t layer = 0; layer < 2; ++layer) {
        send(te_count(five, layer));
    }
    const uint32_t five_again = te_count(five, 7);
    const uint32_t nothing_again = te_count(nothing, 7);
    send(five_again);
    send(nothing_again);
    return 0;
}
"""


class Heard:
    """A serial end that keeps what the firmware says."""

    url = "heard"

    def __init__(self) -> None:
        self.bytes = bytearray()

    def read(self, timeout_s: float | None = 0.0) -> bytes:
        raise AssertionError("this firmware reads nothing")

    def write(self, data: bytes) -> None:
        self.bytes += data

    def close(self) -> None:
        pass


@pytest.mark.parametrize(
    "board",
    [board for board in all_boards() if board.emulator == "unicorn"],
    ids=lambda board: str(board.id),
)
def test_a_layer_costs_what_it_executes_wherever_it_is_asked_from(
    board: Board, tmp_path: Path
) -> None:
    made = tiny_project(board, app=APP_C)
    count = {
        f"app/{name}": (firmware_dir() / "app" / name).read_text(encoding="utf-8")
        for name in ("te_count.c", "te_count.h")
    }
    image = build(replace(made, files={**made.files, **count}), board, tmp_path)
    assert board.memory is not None
    flash, ram = board.memory.flash, board.memory.ram
    heard = Heard()
    machine = Machine(
        CORES[board.core],
        (flash.origin, flash.bytes),
        (ram.origin, ram.bytes),
        Elf(image.elf.read_bytes()).binary(),
        heard,
    )
    assert machine.run() is None
    assert struct.unpack("<5I", heard.bytes) == (0, 5, 5, 5, 0)
