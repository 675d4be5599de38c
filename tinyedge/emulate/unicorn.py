"""An emulated microcontroller: our simulated SoC around a core of Unicorn's.

    python -m tinyedge.emulate.unicorn --core cortex-m4 --elf firmware.elf --flash 0x8000000:1048576
        --ram 0x20000000:262144

The first line on standard output is the pyserial URL of its serial port. It runs until standard
input ends, or until the firmware stops. Unless that was an orderly halt, a second line says why,
before the port vanishes, and the exit status is 1.

Unicorn is GPL-2.0: this is the only file that imports it, and it runs in a process of its own.
firmware/ports/sim/sim_soc.h is the data sheet of what is implemented here.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import struct
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import unicorn
from unicorn import arm_const, riscv_const, unicorn_const

from tinyedge.elf import Elf

from .counting import Isa, NativeCounter, PythonCounter, native_library
from .serial_end import SerialEnd, open_serial_end

_PAGE = 4096
# Few large writes to the line: each costs the host a wake-up, and most answers are smaller.
_SEND_AT_BYTES = 16_384
# An access this close below RAM, at whose start the stack ends, is one of a stack that overflowed.
_STACK_REACH = 4096
_FOREVER = 0xFFFF_FFFE  # an address nothing can run at

_SOC = 0x4000_0000
_ADDRESS, _SEND, _RECEIVE, _RECEIVED, _COUNT, _HALT = 0x00, 0x04, 0x08, 0x0C, 0x10, 0x14
_PENDING, _TIME, _TIMEH = 0x18, 0x1C, 0x20
# The system control space of a Cortex-M; the FPU is on from reset, so writes need do nothing.
_SCS = 0xE000_E000


@dataclass(frozen=True, slots=True)
class Core:
    """A core of Unicorn's. pc, sp: its numbers for the registers."""

    isa: Isa
    model: int
    pc: int
    sp: int


def _cortex_m(model: int) -> Core:
    return Core("thumb", model, arm_const.UC_ARM_REG_PC, arm_const.UC_ARM_REG_SP)


CORES = {
    "cortex-m0plus": _cortex_m(arm_const.UC_CPU_ARM_CORTEX_M0),
    "cortex-m3": _cortex_m(arm_const.UC_CPU_ARM_CORTEX_M3),
    "cortex-m4": _cortex_m(arm_const.UC_CPU_ARM_CORTEX_M4),
    "cortex-m7": _cortex_m(arm_const.UC_CPU_ARM_CORTEX_M7),
    "cortex-m33": _cortex_m(arm_const.UC_CPU_ARM_CORTEX_M33),
    "rv32imc": Core(
        "riscv",
        riscv_const.UC_CPU_RISCV32_SIFIVE_E31,
        riscv_const.UC_RISCV_REG_PC,
        riscv_const.UC_RISCV_REG_SP,
    ),
}


@dataclass(frozen=True, slots=True)
class Stop:
    """Why a firmware stopped other than orderly.

    pc: of the instruction, or of the first of its basic block.
    """

    why: str
    pc: int


class Counter(Protocol):
    """What counts; see counting.py."""

    @property
    def instructions(self) -> int: ...


class Machine:
    """The SoC with a firmware in its flash, at reset."""

    def __init__(
        self,
        core: Core,
        flash: tuple[int, int],
        ram: tuple[int, int],
        image: bytes,
        serial: SerialEnd,
        *,
        native: bool = True,
    ) -> None:
        """
        Args:
            flash, ram: (origin, bytes). image: what lies at the start of flash.
            native: count in C where it can be built.
        """
        self._core, self._flash, self._ram, self._serial = core, flash, ram, serial
        self._waiting = bytearray()
        self._sent = bytearray()
        self._address = self._received = self._time_high = 0
        self._began_ns = time.monotonic_ns()
        self._stopped: Stop | None = None
        self._halted = False
        self._engine = _engine(core)
        self._map(flash, unicorn_const.UC_PROT_READ | unicorn_const.UC_PROT_EXEC)
        self._map(ram, unicorn_const.UC_PROT_READ | unicorn_const.UC_PROT_WRITE)
        self._engine.mem_write(flash[0], image)
        self._engine.mmio_map(_SOC, _PAGE, self._read, None, self._write, None)
        if core.isa == "thumb":
            self._engine.mmio_map(_SCS, _PAGE, lambda *_: 0, None, lambda *_: None, None)
        self._engine.hook_add(unicorn_const.UC_HOOK_MEM_INVALID, self._on_invalid)
        self._engine.hook_add(unicorn_const.UC_HOOK_INTR, self._on_exception)
        self._counter = self._count(image, native)

    @property
    def instructions(self) -> int:
        """Executed since reset."""
        return self._counter.instructions

    def run(self) -> Stop | None:
        """Run until the firmware stops; None after an orderly halt, else why it stopped."""
        start, stack = self._flash[0], 0
        if self._core.isa == "thumb":
            stack, start = struct.unpack("<II", self._engine.mem_read(self._flash[0], 8))
        self._engine.reg_write(self._core.sp, stack)
        try:
            self._engine.emu_start(start, _FOREVER)
        except unicorn.UcError as error:
            if self._stopped is None:
                self._stop(_REASONS.get(error.errno, str(error)))
        if self._stopped is None and not self._halted:
            self._stop("the core left the program")
        self._flush()
        return self._stopped

    def _map(self, region: tuple[int, int], rights: int) -> None:
        start = region[0] // _PAGE * _PAGE
        end = -(-(region[0] + region[1]) // _PAGE) * _PAGE
        self._engine.mem_map(start, end - start, rights)

    def _count(self, image: bytes, native: bool) -> Counter:
        code = image + bytes(len(image) % 2)
        library = native_library() if native else None
        if library is None:
            python = PythonCounter(code, self._flash[0], self._core.isa)
            self._engine.hook_add(unicorn_const.UC_HOOK_BLOCK, python.on_block)
            return python
        counter = NativeCounter(library, code, self._flash[0], self._core.isa)
        _add_native_hook(self._engine, counter)
        return counter

    def _read(self, engine: object, offset: int, size: int, data: object) -> int:
        """The firmware reads a register of the SoC."""
        if offset == _COUNT:
            return self._counter.instructions & 0xFFFF_FFFF
        if offset == _RECEIVED:
            return self._received
        if offset == _ADDRESS:
            return self._address
        if offset == _PENDING:
            return self._pending()
        if offset == _TIME:
            now_us = (time.monotonic_ns() - self._began_ns) // 1000 + 1
            self._time_high = now_us >> 32 & 0xFFFF_FFFF
            return now_us & 0xFFFF_FFFF
        if offset == _TIMEH:
            return self._time_high
        self._stop(f"it read the SoC's register at {_SOC + offset:#010x}, which cannot be read")
        return 0

    def _write(self, engine: object, offset: int, size: int, value: int, data: object) -> None:
        """The firmware writes a register of the SoC."""
        if offset == _ADDRESS:
            self._address = value
        elif offset == _SEND:
            self._send(value)
        elif offset == _RECEIVE:
            self._receive(value)
        elif offset == _HALT:
            self._halted = True
            if value:
                self._stop(f"it halted with code {value}")
            self._engine.emu_stop()
        else:
            where = f"{_SOC + offset:#010x}"
            self._stop(f"it wrote the SoC's register at {where}, which cannot be written")

    def _send(self, count: int) -> None:
        if self._holds("sent", count, self._flash, self._ram):
            self._sent += self._engine.mem_read(self._address, count)
            if len(self._sent) >= _SEND_AT_BYTES:
                self._flush()

    def _flush(self) -> None:
        """Hand the host what was sent: in pieces of any size, before the firmware waits."""
        if self._sent:
            self._serial.write(bytes(self._sent))
            self._sent.clear()

    def _receive(self, capacity: int) -> None:
        if not self._holds("received into", capacity, self._ram):
            return
        self._flush()
        while not self._waiting:
            self._waiting += self._serial.read(None)
        taken = bytes(self._waiting[:capacity])
        del self._waiting[:capacity]
        self._engine.mem_write(self._address, taken)
        self._received = len(taken)

    def _pending(self) -> int:
        """Whether something has come. Who asks may go on computing: what was sent leaves now."""
        self._flush()
        if not self._waiting:
            self._waiting += self._serial.read(0.0)
        return 1 if self._waiting else 0

    def _holds(self, verb: str, count: int, *regions: tuple[int, int]) -> bool:
        for origin, size in regions:
            if origin <= self._address and self._address + count <= origin + size and count:
                return True
        self._stop(f"it {verb} {count} bytes at {self._address:#010x}, which is no such buffer")
        return False

    def _on_invalid(
        self, engine: object, access: int, address: int, size: int, value: int, data: object
    ) -> bool:
        verb, why = _ACCESSES.get(access, ("accessed", "which is not allowed"))
        if 0 < self._ram[0] - address <= _STACK_REACH:
            why = "below RAM: the stack needs more stack_bytes"
        what = "it executed" if verb == "executed" else f"it {verb} {size} bytes at"
        self._stop(f"{what} {address:#010x}, {why}")
        return False

    def _on_exception(self, engine: object, number: int, data: object) -> None:
        known = _EXCEPTIONS[self._core.isa]
        self._stop(known.get(number, f"the core raised exception {number}"))

    def _stop(self, why: str) -> None:
        """Stop for good; the first reason counts."""
        if self._stopped is None:
            self._stopped = Stop(why, self._engine.reg_read(self._core.pc))
        self._engine.emu_stop()


_ACCESSES = {
    unicorn_const.UC_MEM_READ_UNMAPPED: ("read", "where nothing is"),
    unicorn_const.UC_MEM_WRITE_UNMAPPED: ("wrote", "where nothing is"),
    unicorn_const.UC_MEM_FETCH_UNMAPPED: ("executed", "where nothing is"),
    unicorn_const.UC_MEM_WRITE_PROT: ("wrote", "which is flash"),
    unicorn_const.UC_MEM_READ_PROT: ("read", "which cannot be read"),
    unicorn_const.UC_MEM_FETCH_PROT: ("executed", "which is not code"),
}
_UNDEFINED = "it executed an instruction that this core does not have"
_UNALIGNED = "it accessed an address that is not aligned"
_BREAKPOINT = "it executed a breakpoint"
_CALL = "it called a supervisor, and there is none"
_REASONS = {
    unicorn_const.UC_ERR_INSN_INVALID: _UNDEFINED,
    unicorn_const.UC_ERR_READ_UNALIGNED: _UNALIGNED,
    unicorn_const.UC_ERR_WRITE_UNALIGNED: _UNALIGNED,
}
# Arm: the numbers are QEMU's (target/arm/cpu.h, EXCP_...); data aborts other than unaligned ones
# come as invalid accesses. RISC-V: mcause (Privileged Architecture, table of mcause values).
_EXCEPTIONS: dict[Isa, dict[int, str]] = {
    "thumb": {1: _UNDEFINED, 2: _CALL, 4: _UNALIGNED, 7: _BREAKPOINT},
    "riscv": {2: _UNDEFINED, 3: _BREAKPOINT, 4: _UNALIGNED, 6: _UNALIGNED, 8: _CALL, 11: _CALL},
}


def _engine(core: Core) -> unicorn.Uc:
    # UC_MODE_MCLASS would silently make every core a Cortex-M33.
    if core.isa == "thumb":
        engine = unicorn.Uc(unicorn_const.UC_ARCH_ARM, unicorn_const.UC_MODE_THUMB)
    else:
        engine = unicorn.Uc(unicorn_const.UC_ARCH_RISCV, unicorn_const.UC_MODE_RISCV32)
    engine.ctl_set_cpu_model(core.model)
    return engine


def _add_native_hook(engine: unicorn.Uc, counter: NativeCounter) -> None:
    """Hook a C function to every block; the Python binding takes Python functions only."""
    from unicorn.unicorn_py3.unicorn import uclib

    handle = ctypes.c_size_t()
    add = uclib["uc_hook_add"]  # a fresh function object: the binding's has its own argtypes
    add.restype = ctypes.c_int
    status = add(
        engine._uch,
        ctypes.byref(handle),
        ctypes.c_int(unicorn_const.UC_HOOK_BLOCK),
        counter.hook,
        counter.state,
        ctypes.c_uint64(1),  # begin > end: everywhere
        ctypes.c_uint64(0),
    )
    if status != unicorn_const.UC_ERR_OK:
        raise unicorn.UcError(status)


def main(argv: Sequence[str] | None = None) -> int:
    """Run a firmware; see the top of this file."""
    parser = argparse.ArgumentParser(prog="python -m tinyedge.emulate.unicorn")
    parser.add_argument("--core", choices=CORES, required=True)
    parser.add_argument("--elf", type=Path, required=True)
    parser.add_argument("--flash", type=_region, required=True, metavar="ORIGIN:BYTES")
    parser.add_argument("--ram", type=_region, required=True, metavar="ORIGIN:BYTES")
    args = parser.parse_args(argv)
    serial = open_serial_end()
    elf = Elf(args.elf.read_bytes())
    machine = Machine(CORES[args.core], args.flash, args.ram, elf.binary(), serial)
    _say(serial.url)
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    stop = machine.run()
    if stop is not None:
        function = elf.function_at(stop.pc)
        where = f"{stop.pc:#010x} in {function}" if function else f"{stop.pc:#010x}"
        _say(f"{stop.why}, at {where}")
    # The host reads what was sent before it hears that the port is gone.
    serial.close()
    return 0 if stop is None else 1


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _region(text: str) -> tuple[int, int]:
    origin, size = text.split(":")
    return int(origin, 0), int(size, 0)


def _end_with_stdin() -> None:
    """End the process when its parent closes our standard input, or dies."""
    # Not through sys.stdin: its lock, held by a daemon thread, aborts Python at its end.
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
