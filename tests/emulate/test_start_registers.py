"""What the ports of STM32 and nRF chips write to their registers at start, where no emulator has
those registers: chips of which only the processor and the registers are there.

The limits are those of the data sheets, not those of the ports.
"""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("unicorn", reason="no emulator; run: pip install 'tinyedge[sim]'")

from support.registers import (
    BAUD,
    DEMCR,
    DWT_CTRL,
    DWT_LAR,
    MHZ,
    UART_TOLERANCE,
    Chip,
    field,
)

# The STM32F4's, RM0090 7.3, 3.9.1, 8.4, 30.6, 38.6.1.
F4_CR, F4_PLLCFGR, F4_CFGR, F4_ACR = 0x4002_3800, 0x4002_3804, 0x4002_3808, 0x4002_3C00
F4_APB1ENR, F4_AHB1ENR, F4_IDCODE = 0x4002_3840, 0x4002_3830, 0xE004_2000
F4_MODER, F4_AFRL = 0x4002_0000, 0x4002_0020
F4_USART2_BRR, F4_USART2_CR1 = 0x4000_4408, 0x4000_440C
F4_RESET = {F4_CR: 0x83, F4_PLLCFGR: 0x2400_3010, F4_MODER: 0xA800_0000}
F4_APB_DIVIDER = {0: 1, 4: 2, 5: 4, 6: 8, 7: 16}
HSI_HZ = 16 * MHZ
REVISION_A, REVISION_Z, F446 = 0x1000_0413, 0x1001_0413, 0x1000_0421
REVISION_A_AS_IT_SAYS = 0x2000_6411  # ES0182, "MCU device ID is incorrect": the STM32F2's
PREFETCH = 1 << 8


class Stm32F4(Chip):
    """As RM0090 describes it: a PLL that locks, if it does, and a switch that follows."""

    def __init__(self, *, locks: bool, idcode: int = REVISION_Z) -> None:
        super().__init__({**F4_RESET, F4_IDCODE: idcode})
        self.locks = locks
        self.reacts = self._react

    def _react(self, address: int, value: int) -> None:
        if address == F4_CR and self.locks and value & 1 << 24:
            self.values[F4_CR] = value | 1 << 25
        if address == F4_CFGR:
            assert field(value, 0, 2) != 2 or self[F4_CR] & 1 << 25, "to a PLL that has no lock"
            self.values[F4_CFGR] = value & ~0xC | (value & 3) << 2
            self._check_limits()

    def _check_limits(self) -> None:
        """DS8626, general operating conditions; RM0090 table 10; RM0090 7.3.2."""
        assert self.core_hz <= 168 * MHZ
        assert self.apb_hz(10) <= 42 * MHZ
        assert self.apb_hz(13) <= 84 * MHZ
        assert field(self[F4_ACR], 0, 4) >= (self.core_hz - 1) // (30 * MHZ)

    @property
    def core_hz(self) -> int:
        if field(self[F4_CFGR], 2, 2) == 0:
            return HSI_HZ
        config = self[F4_PLLCFGR]
        assert not config & 1 << 22, "the source is the internal oscillator"
        vco_in = HSI_HZ // field(config, 0, 6)
        vco = vco_in * field(config, 6, 9)
        assert MHZ <= vco_in <= 2 * MHZ
        assert 100 * MHZ <= vco <= 432 * MHZ
        return vco // (2 + 2 * field(config, 16, 2))

    def apb_hz(self, at: int) -> int:
        return self.core_hz // F4_APB_DIVIDER[field(self[F4_CFGR], at, 3)]


@pytest.mark.parametrize("board", ["nucleo-f446re", "stm32f4-discovery"])
@pytest.mark.parametrize("locks", [True, False], ids=["pll", "no pll"])
def test_stm32f4_starts_within_its_limits_and_talks_at_the_right_speed(
    board: str, locks: bool, tmp_path: Path
) -> None:
    chip = Stm32F4(locks=locks)
    chip.start(board, tmp_path)
    assert chip.core_hz == (168 * MHZ if locks else HSI_HZ)
    assert chip.apb_hz(10) / chip[F4_USART2_BRR] == pytest.approx(BAUD, rel=UART_TOLERANCE)
    enabled = 1 << 13 | 1 << 3 | 1 << 2
    assert chip[F4_USART2_CR1] & enabled == enabled
    assert chip[F4_AHB1ENR] & 1 and chip[F4_APB1ENR] & 1 << 17
    order = [address for address, _ in chip.written]
    assert order.index(F4_APB1ENR) < order.index(F4_AHB1ENR) < order.index(F4_USART2_BRR)
    assert [field(chip[F4_MODER], 2 * pin, 2) for pin in (2, 3, 13, 14, 15)] == [2] * 5
    assert [field(chip[F4_AFRL], 4 * pin, 4) for pin in (2, 3)] == [7, 7]
    assert chip[DEMCR] & 1 << 24 and chip[DWT_CTRL] & 1
    if not locks:
        assert not chip[F4_CR] & 1 << 24, "a PLL that is of no use is left on"


@pytest.mark.parametrize(
    ("idcode", "prefetch"),
    [(REVISION_A, 0), (REVISION_A_AS_IT_SAYS, 0), (REVISION_Z, PREFETCH), (F446, PREFETCH)],
)
def test_stm32f4_revision_a_runs_without_the_prefetch_it_lacks(
    idcode: int, prefetch: int, tmp_path: Path
) -> None:
    chip = Stm32F4(locks=True, idcode=idcode)
    chip.start("stm32f4-discovery", tmp_path)
    assert chip[F4_ACR] & PREFETCH == prefetch


# The STM32H743's, RM0433 6.8, 8.7, 4.9.1, 48.7, 60.5.8.
H7_CSR1, H7_CR3 = 0x5802_4804, 0x5802_480C
H7_CR, H7_CFGR, H7_D1CFGR, H7_D2CFGR = 0x5802_4400, 0x5802_4410, 0x5802_4418, 0x5802_441C
H7_D3CFGR, H7_PLLCKSELR, H7_PLLCFGR, H7_PLL1DIVR = (0x5802_4420 + at for at in (0, 8, 12, 16))
H7_CCIP2R, H7_ACR, H7_IDCODE = 0x5802_4454, 0x5200_2000, 0x5C00_1000
H7_TARG7_FN_MOD = 0x5100_8108
H7_MODER, H7_AFRH = 0x5802_0C00, 0x5802_0C24
H7_CR1, H7_BRR = 0x4000_4800, 0x4000_480C
CCR, CCSIDR, DCISW, ICIALLU = 0xE000_ED14, 0xE000_ED80, 0xE000_EF60, 0xE000_EF50
CCSIDR_16_KB = 0xF00F_E019  # 4 ways of 128 sets of 32 B: the Cortex-M7's manual, DDI 0489
H7_REVISION_Y, H7_REVISION_V = 0x1003_6450, 0x2003_6450
H7_HSI_HZ = 64 * MHZ
SUPPLY_VALID = 1 << 13


class Stm32H7(Chip):
    """As RM0433 describes it, from power-on: RAM takes writes once the supply is confirmed."""

    def __init__(self, *, locks: bool, idcode: int = H7_REVISION_Y) -> None:
        super().__init__(
            {
                H7_CR3: 0x06,
                H7_CR: 0x05,
                H7_PLLCFGR: 0x01FF_0000,
                H7_ACR: 0x37,
                H7_IDCODE: idcode,
                CCSIDR: CCSIDR_16_KB,
            }
        )
        self.locks = locks
        self.reacts = self._react
        self.on_ram_write = self._check_supply

    def _check_supply(self, address: int) -> None:
        assert self[H7_CSR1] & SUPPLY_VALID, f"RAM at {address:#x} is written before it may be"

    def _react(self, address: int, value: int) -> None:
        if address == H7_CR3 and value & 7 == 2:
            self.values[H7_CSR1] = SUPPLY_VALID
        if address == H7_CR and self.locks and value & 1 << 24:
            self.values[H7_CR] = value | 1 << 25
        if address == H7_CFGR:
            self.values[H7_CFGR] = value & ~(7 << 3) | (value & 7) << 3

    @property
    def core_hz(self) -> int:
        if field(self[H7_CFGR], 3, 3) == 0:
            return H7_HSI_HZ
        assert field(self[H7_CFGR], 3, 3) == 3
        assert field(self[H7_PLLCKSELR], 0, 2) == 0, "the source is the internal oscillator"
        vco_in = H7_HSI_HZ / field(self[H7_PLLCKSELR], 4, 6)
        vco = vco_in * (field(self[H7_PLL1DIVR], 0, 9) + 1)
        config = self[H7_PLLCFGR]
        assert field(config, 2, 2) == 2 and 4 * MHZ <= vco_in <= 8 * MHZ
        assert field(config, 1, 1) == 0 and 192 * MHZ <= vco <= 836 * MHZ
        assert config & 1 << 16, "DIVP1EN"
        return round(vco / (field(self[H7_PLL1DIVR], 9, 7) + 1))


@pytest.mark.parametrize("locks", [True, False], ids=["pll", "no pll"])
def test_stm32h7_starts_within_its_limits_and_talks_at_the_right_speed(
    locks: bool, tmp_path: Path
) -> None:
    chip = Stm32H7(locks=locks)
    chip.start("nucleo-h743zi", tmp_path)
    assert chip.core_hz == (200 * MHZ if locks else H7_HSI_HZ)
    if locks:
        # DS12110, general operating conditions, voltage scale 3; RM0433 4.3.8.
        assert field(chip[H7_D1CFGR], 8, 4) == 0 and field(chip[H7_D1CFGR], 0, 4) == 8
        halves = (chip[H7_D1CFGR], chip[H7_D2CFGR], chip[H7_D2CFGR] >> 4, chip[H7_D3CFGR])
        assert [field(word, 4, 3) for word in halves] == [4] * 4
        order = [address for address, _ in chip.written]
        assert order.index(H7_D1CFGR) < order.index(H7_CFGR) < order.index(H7_ACR)
    assert field(chip[H7_ACR], 0, 4) >= 2
    assert field(chip[H7_CCIP2R], 0, 3) == 3, "the USART is clocked by the internal oscillator"
    assert H7_HSI_HZ / chip[H7_BRR] == pytest.approx(BAUD, rel=UART_TOLERANCE)
    first, *_, last = chip.writes_to(H7_CR1)
    assert first & 1 << 29 and not first & 1, "the FIFO can be turned on only before the USART"
    assert last & 0xD == 0xD and last & 1 << 29
    assert [field(chip[H7_MODER], 2 * pin, 2) for pin in (8, 9)] == [2, 2]
    assert [field(chip[H7_AFRH], 4 * (pin - 8), 4) for pin in (8, 9)] == [7, 7]
    assert chip[DWT_LAR] == 0xC5AC_CE55 and chip[DWT_CTRL] & 1


def test_stm32h7_empties_every_line_of_the_data_cache_before_it_is_on(tmp_path: Path) -> None:
    chip = Stm32H7(locks=True)
    chip.start("nucleo-h743zi", tmp_path)
    assert set(chip.writes_to(DCISW)) == {
        way << 30 | line << 5 for way in range(4) for line in range(128)
    }
    on = [at for at, (address, value) in enumerate(chip.written) if address == CCR]
    assert [chip.written[at][1] >> 16 for at in on] == [2, 3]
    order = [address for address, _ in chip.written]
    assert order.index(ICIALLU) < on[0]
    assert len(order) - 1 - order[::-1].index(DCISW) < on[1]


@pytest.mark.parametrize(
    ("idcode", "written"), [(H7_REVISION_Y, [1]), (H7_REVISION_V, [])], ids=["Y", "V"]
)
def test_stm32h7_early_revisions_read_axi_sram_one_at_a_time(
    idcode: int, written: list[int], tmp_path: Path
) -> None:
    chip = Stm32H7(locks=True, idcode=idcode)
    chip.start("nucleo-h743zi", tmp_path)
    assert chip.writes_to(H7_TARG7_FN_MOD) == written


# The nRF51's and nRF52840's: reference manual 13.2, 29.10; product specification 5.4.4, 6.33.10.
HFCLKSTART, HFCLKSTARTED = 0x4000_0000, 0x4000_0100
ENABLE, PSELTXD, PSELRXD, BAUDRATE = 0x4000_2500, 0x4000_250C, 0x4000_2514, 0x4000_2524
STARTRX, STARTTX = 0x4000_2000, 0x4000_2008
BAUD_115200 = 0x01D7_E000  # of both chips' tables
PART_BUILD, UICR_APPROTECT, APPROTECT_DISABLE = 0x1000_0134, 0x1000_1208, 0x4000_0558
OPEN = 0xFFFF_FF5A
TX_IS_OUTPUT, RX_PULLED_UP = 0x3, 0xC


class Nrf(Chip):
    """A crystal that starts, if it does."""

    def __init__(self, *, crystal: bool = True, reset: dict[int, int] | None = None) -> None:
        super().__init__(reset or {})

        def react(address: int, value: int) -> None:
            if crystal and address == HFCLKSTART and value == 1:
                self.values[HFCLKSTARTED] = 1

        self.reacts = react


@pytest.mark.parametrize("crystal", [True, False], ids=["crystal", "no crystal"])
@pytest.mark.parametrize(
    ("board", "tx", "rx", "tx_config", "rx_config"),
    [
        ("microbit", 24, 25, 0x5000_0760, 0x5000_0764),
        ("nano33ble", 1 << 5 | 3, 1 << 5 | 10, 0x5000_0A0C, 0x5000_0A28),
    ],
    ids=["microbit", "nano33ble"],
)
def test_nrf_uart_is_on_its_pins_at_the_right_speed(
    board: str, tx: int, rx: int, tx_config: int, rx_config: int, crystal: bool, tmp_path: Path
) -> None:
    chip = Nrf(crystal=crystal)
    chip.start(board, tmp_path)
    assert (chip[PSELTXD], chip[PSELRXD]) == (tx, rx)
    assert (chip[tx_config], chip[rx_config]) == (TX_IS_OUTPUT, RX_PULLED_UP)
    assert (chip[BAUDRATE], chip[ENABLE], chip[STARTRX], chip[STARTTX]) == (BAUD_115200, 4, 1, 1)
    assert chip[HFCLKSTART] == 1


@pytest.mark.parametrize(("build_code", "written"), [(2, []), (4, []), (5, [OPEN]), (6, [OPEN])])
def test_nrf52840_builds_that_lock_themselves_are_left_as_uicr_says(
    build_code: int, written: list[int], tmp_path: Path
) -> None:
    chip = Nrf(reset={PART_BUILD: build_code, UICR_APPROTECT: OPEN})
    chip.start("nano33ble", tmp_path)
    assert chip.writes_to(APPROTECT_DISABLE) == written
