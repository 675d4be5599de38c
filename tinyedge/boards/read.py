"""Read board files: strictly, every refusal naming file, table, key and what the key takes.

A board that shares its chip with others says ``chip = "<name>"``: what boards/chips/<name>.toml
holds is read as if it stood in the board's own file, whose keys win.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast, get_args

from tinyedge.errors import BoardError
from tinyedge.paths import boards_dir, firmware_dir
from tinyedge.toml_table import Table, read_toml

from .types import (
    Board,
    Boot,
    Checked,
    Core,
    Counter,
    DriveFlasher,
    Emulator,
    Espressif,
    EsptoolFlasher,
    Flasher,
    Gcc,
    Memory,
    OpenocdFlasher,
    PyocdFlasher,
    Qemu,
    Region,
    SerialLine,
    Toolchain,
    Uf2Flasher,
    Zig,
)

# An id must fit the greeting on the wire and a file name on every system.
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,30}")
_CONSTANT = re.compile(r"[a-z][a-z0-9_]*")
# board.h has these names already: TE_BOARD_ID, and TE_BOARD_H around it all.
_OURS = ("h", "id")
_USB = re.compile(r"[0-9a-f]{4}:[0-9a-f]{4}")
_TOP = 2**32
# Of the stack pointer: the RISC-V calling convention wants 16, AAPCS 8.
_STACK_STEP_BYTES = 16


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
    return _board(path.stem, _with_chip(table, shown))


def _with_chip(table: Table, shown: str) -> Table:
    if not table.has("chip"):
        return table
    chips = boards_dir() / "chips"
    name = table.choice("chip", tuple(sorted(path.stem for path in chips.glob("*.toml"))))
    both = f"{shown} with boards/chips/{name}.toml"
    shared = read_toml(chips / f"{name}.toml", lambda problem: BoardError(both, problem))
    return replace(shared, data=_merged(shared.data, table.data))


def _merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Tables key by key; all other values as they are in ``over``."""
    merged = dict(under)
    for key, value in over.items():
        old = merged.get(key)
        both = isinstance(old, dict) and isinstance(value, dict)
        merged[key] = _merged(cast("dict[str, Any]", old), value) if both else value
    return merged


def _board(board_id: str, table: Table) -> Board:
    table.takes(
        *("name", "core", "port", "kernels", "checked", "counter"),
        *("stack_bytes", "max_payload_bytes", "toolchain", "link"),
        optional=(
            *("chip", "emulator", "boot", "memory", "constants"),
            *("qemu", "espressif", "flashers", "boot_mode"),
        ),
    )
    memory = _memory(table.table("memory")) if table.has("memory") else None
    emulator = table.choice("emulator", get_args(Emulator)) if table.has("emulator") else None
    port = table.choice("port", _folders("ports"))
    boot = table.choice("boot", get_args(Boot)) if table.has("boot") else "vectors"
    here = table.text("core") == "host"
    if (memory is None) != here:
        raise table.error("[memory] goes with every core but 'host', and never with that")
    if (port == "host") != here:
        raise table.error("core = 'host' and port = 'host' go together")
    for what, key, name in (
        ("emulator", "unicorn", "sim"),
        ("emulator", "host", "host"),
        ("emulator", "rp2040py", "rp2"),
    ):
        if emulator == key and port != name:
            raise table.error(f"{what} = {key!r} does not emulate port = {port!r}")
    for key, needed, by in (
        ("qemu", emulator == "qemu", "emulator = 'qemu'"),
        ("espressif", boot == "espressif", "boot = 'espressif'"),
    ):
        if table.has(key) != needed:
            raise table.error(f"[{key}] and {by} go together")
    loaded = memory is not None and memory.code is not None
    if boot == "espressif" and not loaded:
        raise table.error("boot = 'espressif' loads code into RAM: it needs [memory.code]")
    if loaded and boot != "espressif" and not table.text("core").startswith("xtensa"):
        raise table.error("[memory.code] goes with boot = 'espressif', or an Xtensa core, alone")
    flashers = _flashers(table, boot, here) if table.has("flashers") else ()
    if emulator == "rp2040py" and not any(isinstance(f, Uf2Flasher) for f in flashers):
        raise table.error("emulator = 'rp2040py' boots a UF2 file: it needs a flasher 'uf2'")
    lowest, highest = (256, memory.ram.bytes) if memory else (0, 0)
    return Board(
        id=board_id,
        name=table.text("name"),
        chip=table.text("chip") if table.has("chip") else "",
        core=cast(Core, table.choice("core", get_args(Core))),
        port=port,
        kernels=table.choice("kernels", ("portable", *_folders("runtime"))),
        checked=cast(Checked, table.choice("checked", get_args(Checked))),
        emulator=cast("Emulator | None", emulator),
        counter=cast(Counter, table.choice("counter", get_args(Counter))),
        boot=cast(Boot, boot),
        stack_bytes=table.integer("stack_bytes", lowest, highest, step=_STACK_STEP_BYTES),
        max_payload_bytes=table.integer("max_payload_bytes", 64, 32768),
        toolchain=_toolchain(table.table("toolchain")),
        memory=memory,
        constants=_constants(table.table("constants")) if table.has("constants") else (),
        link=_link(table.table("link")),
        qemu=_qemu(table.table("qemu")) if table.has("qemu") else None,
        espressif=(
            _espressif(table.table("espressif"), memory.flash_offset)
            if memory is not None and table.has("espressif")
            else None
        ),
        flashers=flashers,
        boot_mode=table.text("boot_mode") if table.has("boot_mode") else "",
    )


def _memory(table: Table) -> Memory:
    table.takes("flash", "ram", optional=("code",))
    flash, ram = table.table("flash"), table.table("ram")
    flash.takes("origin", "bytes", optional=("offset",))
    code = table.table("code") if table.has("code") else None
    if code is not None:
        code.takes("origin", "bytes", optional=("alias",))
    memory = Memory(
        flash=_region(flash),
        ram=_region(ram.takes("origin", "bytes")),
        code=_region(code) if code else None,
        code_alias=code.integer("alias", 0, _TOP - 1024) if code and code.has("alias") else None,
        flash_offset=flash.integer("offset", 0, _TOP, step=256) if flash.has("offset") else 0,
    )
    regions = {"flash": memory.flash, "ram": memory.ram}
    if memory.code is not None:
        regions["code"] = memory.code
        if memory.code_alias is not None:
            regions["code's alias"] = Region(memory.code_alias, memory.code.bytes)
    names = list(regions)
    for i, one in enumerate(names):
        for other in names[i + 1 :]:
            a, b = regions[one], regions[other]
            if a.origin < b.end and b.origin < a.end:
                raise table.error(f"{one} and {other} overlap")
    return memory


def _region(table: Table) -> Region:
    origin = table.integer("origin", 0, _TOP - 1024, step=256)
    return Region(origin, table.integer("bytes", 1024, _TOP - origin, step=16))


def _toolchain(table: Table) -> Toolchain:
    table.takes(optional=("zig", "gcc"))
    if not (table.has("zig") or table.has("gcc")):
        raise table.error("lacks a compiler; it takes zig, gcc")
    zig = table.table("zig").takes("target", "cpu", "flags") if table.has("zig") else None
    return Toolchain(
        zig=Zig(zig.text("target"), zig.text("cpu"), zig.texts("flags")) if zig else None,
        gccs=tuple(
            Gcc(gcc.takes("prefix", "flags").text("prefix", empty=True), gcc.texts("flags"))
            for gcc in (table.tables("gcc") if table.has("gcc") else ())
        ),
    )


def _constants(table: Table) -> tuple[tuple[str, int], ...]:
    for name in table.data:
        if not _CONSTANT.fullmatch(name):
            raise table.error(f"{name!r} cannot be a constant's name; it takes a-z, 0-9 and _")
        if name in _OURS:
            raise table.error(f"{name!r} cannot be a constant's name: board.h has it already")
    return tuple((name, table.integer(name, 0, _TOP - 1)) for name in table.data)


def _link(table: Table) -> SerialLine:
    table.takes("kind", "baud", optional=("usb",))
    table.choice("kind", ("serial",))
    usb = table.texts("usb") if table.has("usb") else ()
    if not all(_USB.fullmatch(text) for text in usb):
        raise table.impossible("usb", 'ids such as "303a:1001", in lower case')
    if len(set(usb)) < len(usb):
        raise table.impossible("usb", "each id once")
    return SerialLine("serial", table.integer("baud", 300, 12_000_000), usb)


def _qemu(table: Table) -> Qemu:
    table.takes("program", "machine", "options")
    return Qemu(table.text("program"), table.text("machine"), table.texts("options"))


def _espressif(table: Table, weights_at: int) -> Espressif:
    table.takes("chip", "app_offset", "flash_mode", "flash_freq")
    return Espressif(
        chip=table.text("chip"),
        app_offset=table.integer("app_offset", 0, max(0, weights_at - 0x1000), step=0x1000),
        flash_mode=table.choice("flash_mode", ("qio", "qout", "dio", "dout")),
        flash_freq=table.text("flash_freq"),
    )


def _uf2(table: Table) -> Flasher:
    table.takes("kind", "board_id", "family")
    return Uf2Flasher(table.text("board_id"), table.integer("family", 0, _TOP - 1))


_FLASHERS: dict[str, Callable[[Table], Flasher]] = {
    "esptool": lambda table: _only_kind(table, EsptoolFlasher()),
    "uf2": _uf2,
    "drive": lambda table: DriveFlasher(table.takes("kind", "labels").texts("labels", least=1)),
    "pyocd": lambda table: PyocdFlasher(table.takes("kind", "target").text("target")),
    "openocd": lambda table: OpenocdFlasher(table.takes("kind", "config").texts("config", least=1)),
}


def _only_kind(table: Table, flasher: Flasher) -> Flasher:
    table.takes("kind")
    return flasher


def _flashers(table: Table, boot: str, here: bool) -> tuple[Flasher, ...]:
    """In order. here: whether the board is this machine, which nothing is flashed to."""
    found: list[Flasher] = []
    for entry in table.tables("flashers"):
        if not entry.has("kind"):
            raise entry.error("lacks the key 'kind'; it takes " + ", ".join(_FLASHERS))
        kind = entry.choice("kind", tuple(_FLASHERS))
        # The image for an Espressif boot ROM is two files, which only esptool is made for.
        if here or (kind == "esptool") != (boot == "espressif"):
            what = "core = 'host'" if here else f"boot = {boot!r}"
            raise entry.error(f"kind = {kind!r} does not flash a board with {what}")
        flasher = _FLASHERS[kind](entry)
        if kind == "uf2" and any(isinstance(other, Uf2Flasher) for other in found):
            raise entry.error("kind = 'uf2' is there twice; one file has one family")
        found.append(flasher)
    return tuple(found)


def _folders(name: str) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in (firmware_dir() / name).iterdir() if path.is_dir()))
