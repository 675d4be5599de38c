"""What a board is: the files in ``boards/``, read strictly. Data, never code."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast, get_args

from tinyedge.errors import BoardError
from tinyedge.paths import boards_dir, firmware_dir
from tinyedge.toml_table import Table, read_toml

Core = Literal[
    "host", "cortex-m0plus", "cortex-m3", "cortex-m4", "cortex-m7", "cortex-m33", "rv32imc"
]
Checked = Literal["build", "emulator", "hardware"]
Emulator = Literal["unicorn", "host"]
Counter = Literal["none", "instructions", "cycles"]

# An id must fit the greeting on the wire and a file name on every system.
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_TOP = 2**32
# Of the stack pointer: the RISC-V calling convention wants 16, AAPCS 8.
_STACK_STEP_BYTES = 16
# What each emulator emulates, by port.
_EMULATORS = {"host": "host", "sim": "unicorn"}


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
    """flash: where the image is, vectors first. ram: where variables and the stack are."""

    flash: Region
    ram: Region


@dataclass(frozen=True, slots=True)
class Gcc:
    """GNU's compiler for the chip: ``<prefix>gcc <flags>``."""

    prefix: str
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What the compilers are told about the chip; all other flags are in ``tinyedge.build``.

    target, cpu: for ``zig cc``; "native" and "baseline" is this machine.
    gcc: None where GNU's compiler is not supported.
    """

    target: str
    cpu: str
    flags: tuple[str, ...]
    gcc: Gcc | None


@dataclass(frozen=True, slots=True)
class SerialLine:
    """How the board talks: a serial line at ``baud`` bits a second, 8N1."""

    kind: Literal["serial"]
    baud: int


@dataclass(frozen=True, slots=True)
class Board:
    """One board, as its file describes it.

    id: the stem of its file. name: for people. core: of the processor.
    port: folder in firmware/ports. kernels: "portable", or a folder in firmware/runtime.
    checked: the most that was seen to work.
    emulator: what ``tinyedge run`` starts without ``--port``; None: real hardware only.
    counter: what te_port_count counts.
    memory: None for a program of this machine, which has no limits.
    stack_bytes: reserved for the stack at the start of RAM; 0 for a program of this machine.
    max_payload_bytes: of one frame on the link.
    """

    id: str
    name: str
    core: Core
    port: str
    kernels: str
    checked: Checked
    emulator: Emulator | None
    counter: Counter
    stack_bytes: int
    max_payload_bytes: int
    toolchain: Toolchain
    memory: Memory | None
    link: SerialLine

    @property
    def simulated(self) -> bool:
        """Whether it exists in tinyedge's emulator alone, not as hardware."""
        return self.port == "sim"

    @property
    def flash_bytes(self) -> int | None:
        """Size of the flash; None: no limit."""
        return self.memory.flash.bytes if self.memory else None

    @property
    def ram_bytes(self) -> int | None:
        """Size of the RAM; None: no limit."""
        return self.memory.ram.bytes if self.memory else None


def all_boards() -> tuple[Board, ...]:
    """Every board that tinyedge brings, in order of id."""
    return tuple(_read(path, f"boards/{path.name}") for path in sorted(boards_dir().glob("*.toml")))


def load_board(id_or_path: str) -> Board:
    """The board of that id, or the one described by a ``.toml`` file of the user's own.

    Raises:
        BoardError: there is no such board, or its file has a wrong key or number.
    """
    if id_or_path.endswith(".toml") or re.search(r"[/\\]", id_or_path):
        return _read(Path(id_or_path), id_or_path)
    path = boards_dir() / f"{id_or_path}.toml"
    ids = [other.stem for other in sorted(boards_dir().glob("*.toml"))]
    if id_or_path not in ids:
        near = difflib.get_close_matches(id_or_path, ids, n=3)
        hint = f"did you mean {' or '.join(near)}? " if near else ""
        raise BoardError(
            id_or_path, f"no such board; {hint}there are {', '.join(ids)}, or give a .toml file"
        )
    return _read(path, f"boards/{path.name}")


def _read(path: Path, shown: str) -> Board:
    table = read_toml(path, lambda problem: BoardError(shown, problem))
    if not _ID.fullmatch(path.stem):
        raise BoardError(
            shown,
            f"{path.stem!r} cannot be a board's id; the file's name takes a-z, 0-9 and -, "
            "at most 31 characters",
        )
    return _board(path.stem, table)


def _board(board_id: str, table: Table) -> Board:
    table.takes(
        *("name", "core", "port", "kernels", "checked", "counter"),
        *("stack_bytes", "max_payload_bytes", "toolchain", "link"),
        optional=("emulator", "memory"),
    )
    memory = _memory(table.table("memory")) if table.has("memory") else None
    emulator = table.choice("emulator", get_args(Emulator)) if table.has("emulator") else None
    port = table.choice("port", _folders("ports"))
    here = table.text("core") == "host"
    if (memory is None) != here:
        raise table.error("[memory] goes with every core but 'host', and never with that")
    if (port == "host") != here:
        raise table.error("core = 'host' and port = 'host' go together")
    if emulator is not None and emulator != _EMULATORS.get(port):
        raise table.error(f"emulator = {emulator!r} does not emulate port = {port!r}")
    lowest, highest = (256, memory.ram.bytes) if memory else (0, 0)
    return Board(
        id=board_id,
        name=table.text("name"),
        core=cast(Core, table.choice("core", get_args(Core))),
        port=port,
        kernels=table.choice("kernels", ("portable", *_folders("runtime"))),
        checked=cast(Checked, table.choice("checked", get_args(Checked))),
        emulator=cast("Emulator | None", emulator),
        counter=cast(Counter, table.choice("counter", get_args(Counter))),
        stack_bytes=table.integer("stack_bytes", lowest, highest, step=_STACK_STEP_BYTES),
        max_payload_bytes=table.integer("max_payload_bytes", 64, 32768),
        toolchain=_toolchain(table.table("toolchain")),
        memory=memory,
        link=_link(table.table("link")),
    )


def _memory(table: Table) -> Memory:
    table.takes("flash", "ram")
    memory = Memory(_region(table.table("flash")), _region(table.table("ram")))
    if memory.flash.origin < memory.ram.end and memory.ram.origin < memory.flash.end:
        raise table.error("flash and ram overlap")
    return memory


def _region(table: Table) -> Region:
    table.takes("origin", "bytes")
    origin = table.integer("origin", 0, _TOP - 1024, step=256)
    return Region(origin, table.integer("bytes", 1024, _TOP - origin, step=16))


def _toolchain(table: Table) -> Toolchain:
    table.takes("target", "cpu", "flags", optional=("gcc",))
    gcc = table.table("gcc").takes("prefix", "flags") if table.has("gcc") else None
    return Toolchain(
        target=table.text("target"),
        cpu=table.text("cpu"),
        flags=table.texts("flags"),
        gcc=Gcc(gcc.text("prefix", empty=True), gcc.texts("flags")) if gcc else None,
    )


def _link(table: Table) -> SerialLine:
    table.takes("kind", "baud")
    table.choice("kind", ("serial",))
    return SerialLine("serial", table.integer("baud", 300, 12_000_000))


def _folders(name: str) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in (firmware_dir() / name).iterdir() if path.is_dir()))
