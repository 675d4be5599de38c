"""What the port of the RP2040 and RP2350 writes to their registers at start, block by block; no
emulator at hand is an RP2350.

Addresses and limits are those of the data sheets, not those of the port. RP2040: 2.14 (resets),
2.15 (clocks), 2.16 (crystal), 2.18 (PLLs), 2.19 (GPIO), 4.1 (USB), 4.2 (UART). The RP2350's, the
same registers at other places: 7.5, 8.1, 8.2, 8.6, chapter 9, 12.7, 12.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

pytest.importorskip("unicorn", reason="no emulator; run: pip install 'tinyedge[sim]'")

from support.registers import BAUD, DWT_CTRL, MHZ, UART_TOLERANCE, Chip, field

CRYSTAL_HZ = 12 * MHZ
BLOCK_BYTES = 0x4000  # with its aliases, which set and clear bits
SET, CLEAR = 0x2000, 0x3000
USB_MEMORY, USB_REGISTERS = 0x5010_0000, 0x5011_0000
ADDR_ENDP, MAIN_CTRL, SIE_CTRL = USB_REGISTERS, USB_REGISTERS + 0x40, USB_REGISTERS + 0x4C
POWERED_DOWN = 0x2D  # PWR of a PLL
PULL_UP, PULL_DOWN = 1 << 16, 1 << 15
ISOLATED, OUTPUT_OFF, INPUT_ON = 1 << 8, 1 << 7, 1 << 6


@dataclass(frozen=True)
class Map:
    """Where the blocks are, and the bits that hold them in reset. most_hz: of clk_sys."""

    board: str
    resets: int
    clocks: int
    xosc: int
    pll_sys: int
    pll_usb: int
    uart: int
    pads: int
    gpio: int
    clk_usb: int
    most_hz: int
    bits: dict[int, int]  # of RESETS, by the address of what they reset
    reset: dict[int, int]  # what registers hold after power-on


RP2040 = Map(
    board="pico",
    resets=0x4000_C000,
    clocks=0x4000_8000,
    xosc=0x4002_4000,
    pll_sys=0x4002_8000,
    pll_usb=0x4002_C000,
    uart=0x4003_4000,
    pads=0x4001_C000,
    gpio=0x4001_4000,
    clk_usb=0x54,
    most_hz=133 * MHZ,
    bits={
        0x4001_4000: 5,
        0x4001_C000: 8,
        0x4002_8000: 12,
        0x4002_C000: 13,
        0x4005_4000: 21,
        0x4003_4000: 22,
        USB_MEMORY: 24,
        USB_REGISTERS: 24,
    },
    reset={0x4000_C000: 0x01FF_FFFF, 0x4002_8004: POWERED_DOWN, 0x4002_C004: POWERED_DOWN},
)
RP2350 = Map(
    board="pico2",
    resets=0x4002_0000,
    clocks=0x4001_0000,
    xosc=0x4004_8000,
    pll_sys=0x4005_0000,
    pll_usb=0x4005_8000,
    uart=0x4007_0000,
    pads=0x4003_8000,
    gpio=0x4002_8000,
    clk_usb=0x60,
    most_hz=150 * MHZ,
    bits={
        0x4002_8000: 6,
        0x4003_8000: 9,
        0x4005_0000: 14,
        0x4005_8000: 15,
        0x400B_0000: 23,
        0x4007_0000: 26,
        USB_MEMORY: 28,
        USB_REGISTERS: 28,
    },
    reset={
        0x4002_0000: 0x1FFF_FFFF,
        0x4005_0004: POWERED_DOWN,
        0x4005_8004: POWERED_DOWN,
        MAIN_CTRL: 1 << 2,
        SIE_CTRL: PULL_DOWN,
    },
)
each = pytest.mark.parametrize("rp2", [RP2040, RP2350], ids=["rp2040", "rp2350"])


class Rp2(Chip):
    """A chip whose blocks forget all when they are reset, and take nothing while they are."""

    def __init__(self, rp2: Map, before: dict[int, int] | None = None) -> None:
        """before: what registers hold instead, as after a reset of the core alone."""
        super().__init__({**rp2.reset, **(before or {})})
        self.map = rp2
        self._settle()

    def write(self, address: int, value: int) -> None:
        block, alias = address & ~(BLOCK_BYTES - 1), address & 0x3000
        if block < 0xE000_0000 and alias:
            address -= alias
            value = self[address] | value if alias == SET else self[address] & ~value
        bit = self.map.bits.get(block)
        assert bit is None or not self[self.map.resets] & 1 << bit, f"{address:#x} is in reset"
        if block == self.map.clocks and address - block == 0x3C and value & 1:
            self._check_running(self.map.pll_sys)
        super().write(address, value)
        if address == self.map.resets:
            held = {block for block, bit in self.map.bits.items() if value & 1 << bit}
            for known in [a for a in self.values if a & ~(BLOCK_BYTES - 1) in held]:
                self.values[known] = self.map.reset.get(known, 0)
        self._settle()

    def _settle(self) -> None:
        """What the chip makes of it: clocks that switch, a crystal and PLLs that are ready."""
        rp2 = self.map
        self.values[rp2.resets + 8] = ~self[rp2.resets] & 0xFFFF_FFFF
        self.values[rp2.clocks + 0x38] = 1 << field(self[rp2.clocks + 0x30], 0, 2)
        self.values[rp2.clocks + 0x44] = 1 << field(self[rp2.clocks + 0x3C], 0, 1)
        self.values[rp2.xosc + 4] = (self[rp2.xosc] >> 12 == 0xFAB) << 31
        for pll in (rp2.pll_sys, rp2.pll_usb):
            on = self[pll + 8] and not self[pll + 4] & (1 << 0 | 1 << 5)
            self.values[pll] = self[pll] & 0x3F | bool(on) << 31

    def _check_running(self, pll: int) -> None:
        assert self[pll] >> 31 and not self[pll + 4] & 1 << 3, "to a PLL that does not run"

    def pll_hz(self, pll: int) -> float:
        self._check_running(pll)
        vco = CRYSTAL_HZ // field(self[pll], 0, 6) * self[pll + 8]
        assert 750 * MHZ <= vco <= 1600 * MHZ
        return vco / field(self[pll + 12], 16, 3) / field(self[pll + 12], 12, 3)


@each
def test_clocks_are_within_limits_and_the_uart_has_its_speed(rp2: Map, tmp_path: Path) -> None:
    chip = Rp2(rp2)
    chip.start(rp2.board, tmp_path)
    sys_hz = chip.pll_hz(rp2.pll_sys)
    assert sys_hz <= rp2.most_hz
    assert chip.pll_hz(rp2.pll_usb) == 48 * MHZ
    assert field(chip[rp2.clocks + 0x30], 0, 2) == 2, "clk_ref is the crystal's"
    assert chip[rp2.clocks + 0x3C] == 1, "clk_sys is its PLL's"
    assert chip[rp2.clocks + 0x48] == chip[rp2.clocks + rp2.clk_usb] == 1 << 11
    divisor = chip[rp2.uart + 0x24] + chip[rp2.uart + 0x28] / 64
    assert sys_hz / 16 / divisor == pytest.approx(BAUD, rel=UART_TOLERANCE)
    order = [address for address, _ in chip.written]
    assert (
        order.index(rp2.uart + 0x28) < order.index(rp2.uart + 0x2C) < order.index(rp2.uart + 0x30)
    )
    assert chip[rp2.uart + 0x30] == 1 << 9 | 1 << 8 | 1


@each
def test_pins_are_the_uarts_and_usb_is_connected(rp2: Map, tmp_path: Path) -> None:
    chip = Rp2(rp2)
    chip.start(rp2.board, tmp_path)
    for pin in (0, 1):
        assert chip[rp2.gpio + 8 * pin + 4] == 2
        assert chip[rp2.pads + 4 * pin + 4] & (ISOLATED | OUTPUT_OFF | INPUT_ON) == INPUT_ON
    assert chip[MAIN_CTRL] == 1, "a device, and its PHY not isolated"
    assert chip[SIE_CTRL] & (PULL_UP | PULL_DOWN) == PULL_UP
    if rp2 is RP2350:
        assert chip[DWT_CTRL] & 1


@each
def test_what_a_debuggers_reset_left_running_starts_anew(rp2: Map, tmp_path: Path) -> None:
    left = {rp2.resets: 0, ADDR_ENDP: 5, SIE_CTRL: PULL_UP, rp2.uart + 0x38: 0x7FF}
    chip = Rp2(rp2, left)
    chip.start(rp2.board, tmp_path)
    assert (chip[ADDR_ENDP], chip[rp2.uart + 0x38]) == (0, 0)
    assert chip[SIE_CTRL] & PULL_UP
