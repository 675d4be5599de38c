"""What a board is, as its file describes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Core = Literal[
    "host",
    "cortex-m0",
    "cortex-m0plus",
    "cortex-m3",
    "cortex-m4",
    "cortex-m7",
    "cortex-m33",
    "cortex-m55",
    "rv32imc",
    "xtensa-lx106",
    "xtensa-lx6",
    "xtensa-lx7",
]
Boot = Literal["vectors", "rp2040", "rp2350", "espressif"]
Checked = Literal["build", "isa-emulator", "emulator", "hardware"]
Emulator = Literal["unicorn", "host", "qemu", "rp2040py"]
Counter = Literal["none", "instructions", "cycles"]


@dataclass(frozen=True, slots=True)
class Region:
    """Memory at [origin, origin + bytes)."""

    origin: int
    bytes: int

    @property
    def end(self) -> int:
        """The first address behind it."""
        return self.origin + self.bytes


@dataclass(frozen=True, slots=True)
class Memory:
    """Where the linker puts what.

    flash: the image, vectors first, where code runs in place; else what the chip maps of its
        flash for constants, and only the weights lie there.
    ram: variables and the stack; where code does not run in place, constants as well.
    code: RAM that the boot ROM loads code into; None: code runs in place, in flash.
    code_alias: the address at which ``code`` is seen as data; None: it is not. Linker scripts
        assert that it and ``ram`` are apart.
    flash_offset: of ``flash.origin`` in the flash chip; before it lies the image of the code.
    """

    flash: Region
    ram: Region
    code: Region | None = None
    code_alias: int | None = None
    flash_offset: int = 0


@dataclass(frozen=True, slots=True)
class Zig:
    """``zig cc -target <target> -mcpu=<cpu> <flags>``; "native" and "baseline" is this machine."""

    target: str
    cpu: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gcc:
    """GNU's compiler for the chip: ``<prefix>gcc <flags>``."""

    prefix: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What the compilers are told about the chip; all other flags are in ``tinyedge.build``.

    zig: None where it has no such target. gccs: the first that is installed is used; none: GNU's
    compiler is not supported. At least one of both is there.
    """

    zig: Zig | None
    gccs: tuple[Gcc, ...]


@dataclass(frozen=True, slots=True)
class SerialLine:
    """How the board talks: a serial line at ``baud`` bits a second, 8N1.

    usb: vendor and product ids under which its port may appear, "303a:1001", the likeliest first.
    """

    kind: Literal["serial"]
    baud: int
    usb: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Qemu:
    """How QEMU is called: ``<program> -M <machine> <options>``; the rest is in emulate/qemu.py."""

    program: str
    machine: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Espressif:
    """What the header of an image for an Espressif boot ROM says, and where the image lies.

    chip: as esptool calls it. app_offset: in the flash chip, bytes.
    """

    chip: str
    app_offset: int
    flash_mode: str
    flash_freq: str


@dataclass(frozen=True, slots=True)
class EsptoolFlasher:
    """esptool over the serial port; the chip is ``Board.espressif.chip``."""


@dataclass(frozen=True, slots=True)
class Uf2Flasher:
    """A .uf2 file copied to the boot loader's drive.

    board_id: what the drive's INFO_UF2.TXT calls the board. family: of the blocks of the file.
    """

    board_id: str
    family: int


@dataclass(frozen=True, slots=True)
class DriveFlasher:
    """A .bin file copied to the drive of the debug probe on the board.

    labels: names that the drive may have, the likeliest first.
    """

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PyocdFlasher:
    """pyOCD with a debug probe. target: its name of the chip."""

    target: str


@dataclass(frozen=True, slots=True)
class OpenocdFlasher:
    """OpenOCD with a debug probe. config: its configuration files, in order."""

    config: tuple[str, ...]


Flasher = EsptoolFlasher | Uf2Flasher | DriveFlasher | PyocdFlasher | OpenocdFlasher


@dataclass(frozen=True, slots=True)
class Board:
    """One board, as its file describes it.

    id: the stem of its file. name: for people. chip: stem of the file in boards/chips that it
        shares with others; "" if none.
    core: of the processor. port: folder in firmware/ports.
    kernels: "portable", or a folder in firmware/runtime.
    checked: the most that was seen to work.
    emulator: what ``tinyedge run`` starts without ``--port``; None: real hardware only.
    counter: what te_port_count counts.
    boot: what starts the firmware: the vectors at the start of flash (the first instruction on
        RISC-V), or the boot ROM of that maker.
    memory: None for a program of this machine, which has no limits.
    constants: (name, value) that board.h passes on to the port as TE_BOARD_<NAME>.
    stack_bytes: reserved for the stack at the start of RAM; 0 for a program of this machine.
    max_payload_bytes: of one frame on the link.
    flashers: in the order in which they are tried; none: there is no such hardware.
    boot_mode: how a person brings the board into the mode in which it can be flashed.
    """

    id: str
    name: str
    chip: str
    core: Core
    port: str
    kernels: str
    checked: Checked
    emulator: Emulator | None
    counter: Counter
    boot: Boot
    stack_bytes: int
    max_payload_bytes: int
    toolchain: Toolchain
    memory: Memory | None
    constants: tuple[tuple[str, int], ...]
    link: SerialLine
    qemu: Qemu | None
    espressif: Espressif | None
    flashers: tuple[Flasher, ...]
    boot_mode: str

    @property
    def only_emulated(self) -> bool:
        """Whether nothing of it can be flashed: what answers for it is never hardware."""
        return not self.flashers

    @property
    def flash_bytes(self) -> int | None:
        """Size of the flash that an image can use; None: no limit."""
        return self.memory.flash_offset + self.memory.flash.bytes if self.memory else None

    @property
    def ram_bytes(self) -> int | None:
        """Size of the RAM, for code as well where it is loaded there; None: no limit."""
        if self.memory is None:
            return None
        return self.memory.ram.bytes + (self.memory.code.bytes if self.memory.code else 0)
