"""A chip of which only the processor and the registers are there: what a port's start writes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import unicorn
from unicorn import arm_const, unicorn_const

from tinyedge.boards import load_board
from tinyedge.build.build import build
from tinyedge.elf import Elf

from .tiny_firmware import tiny_project

MHZ = 1_000_000
BAUD = 115_200
UART_TOLERANCE = 0.005
APP_C = """\
#include "port.h"
#include "tiny.h"

int main(void) {
    static uint8_t bytes[1];
    te_port_start();
    (void)tiny_run((const int8_t[]){1, 2, 3});
    return (int)te_port_read(bytes, sizeof bytes);
}
"""
MODELS = {
    "cortex-m0": arm_const.UC_CPU_ARM_CORTEX_M0,
    "cortex-m0plus": arm_const.UC_CPU_ARM_CORTEX_M0,
    "cortex-m4": arm_const.UC_CPU_ARM_CORTEX_M4,
    "cortex-m7": arm_const.UC_CPU_ARM_CORTEX_M7,
    "cortex-m33": arm_const.UC_CPU_ARM_CORTEX_M33,
}
# Where registers are; the rest of the map is memory, or nothing.
REGISTERS = ((0x1000_0000, 0x2000), (0x4000_0000, 0x2000_0000), (0xE000_0000, 0x10_0000))
DWT_CTRL, DEMCR, DWT_LAR = 0xE000_1000, 0xE000_EDFC, 0xE000_1FB0
BOOT2_BYTES = 256  # the second stage of the RP2040's boot loader, before the vectors
MOST_INSTRUCTIONS = 3_000_000


class Chip:
    """Registers that keep what is written, and do what ``reacts`` makes them do.

    written: (address, value), in order. on_ram_write: called with each address before the write.
    """

    def __init__(self, reset: dict[int, int]) -> None:
        self.values = dict(reset)
        self.written: list[tuple[int, int]] = []
        self.reacts: Callable[[int, int], None] = lambda address, value: None
        self.on_ram_write: Callable[[int], None] = lambda address: None

    def __getitem__(self, address: int) -> int:
        return self.values.get(address, 0)

    def write(self, address: int, value: int) -> None:
        self.written.append((address, value))
        self.values[address] = value
        self.reacts(address, value)

    def writes_to(self, address: int) -> list[int]:
        return [value for there, value in self.written if there == address]

    def start(self, board_id: str, folder: Path) -> None:
        """Run a board's firmware from reset until it waits for the first byte."""
        board = load_board(board_id)
        elf = Elf(build(tiny_project(board, app=APP_C), board, folder).elf.read_bytes())
        assert board.memory is not None
        flash, ram = board.memory.flash, board.memory.ram
        uc = unicorn.Uc(unicorn_const.UC_ARCH_ARM, unicorn_const.UC_MODE_THUMB)
        uc.ctl_set_cpu_model(MODELS[board.core])
        uc.mem_map(flash.origin, flash.bytes)
        uc.mem_map(ram.origin, ram.bytes)
        uc.mem_write(flash.origin, elf.binary())
        for base, size in REGISTERS:
            if flash.origin < base + size and base < flash.end:
                continue
            uc.mmio_map(
                base,
                size,
                lambda _uc, offset, _size, base: self[base + offset],
                base,
                lambda _uc, offset, _size, value, base: self.write(base + offset, value),
                base,
            )
        uc.hook_add(
            unicorn_const.UC_HOOK_MEM_WRITE,
            lambda _uc, _access, address, *_: self.on_ram_write(address),
            begin=ram.origin,
            end=ram.end - 1,
        )
        vectors = flash.origin + (BOOT2_BYTES if board.boot == "rp2040" else 0)
        stack, reset = (int.from_bytes(uc.mem_read(vectors + at, 4), "little") for at in (0, 4))
        uc.reg_write(arm_const.UC_ARM_REG_SP, stack)
        end = elf.symbols["te_port_read"] & ~1
        uc.emu_start(reset | 1, end, count=MOST_INSTRUCTIONS)
        assert uc.reg_read(arm_const.UC_ARM_REG_PC) == end, "it never came to wait for a byte"


def field(word: int, at: int, bits: int) -> int:
    return word >> at & ((1 << bits) - 1)
