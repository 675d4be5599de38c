"""Compile, link, measure and sign one firmware."""

from __future__ import annotations

import hashlib
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tinyedge.boards import Board
from tinyedge.elf import Elf
from tinyedge.errors import DoesNotFit, Need, ToolFailed
from tinyedge.events import Listener, Note, Started, ignore
from tinyedge.image import Image
from tinyedge.paths import cache_dir
from tinyedge.project import Project, write

from .boot2 import with_boot2_crc
from .compilers import CompilerName, default_compiler, find_compiler
from .link import ROOMY_BYTES, link
from .objects import compile_units

# What firmware/ports/image.c holds until the image's own hash takes its place.
_PLACEHOLDER = b"tinyedge: sha256 of the image #>"


def build(
    project: Project,
    board: Board,
    folder: Path,
    *,
    compiler: CompilerName | None = None,
    sanitize: bool = False,
    listen: Listener = ignore,
) -> Image:
    """Make an image of a project, in ``folder``: its sources, ``obj/``, ``log/``, the ELF file.

    The same project and compiler give the same bytes, in whatever folder.

    Args:
        compiler: None: the board's default.
        sanitize: stop at undefined behaviour; for programs of this machine only.

    Raises:
        DoesNotFit: flash or RAM is too small; how much is needed is exact, stack included.
        ToolMissing, ToolFailed, ToolTimeout: of the compiler.
        BoardError: the board does not support the compiler.
    """
    if sanitize and board.memory is not None:
        raise ValueError("sanitizers need an operating system; build for the board 'host'")
    listen(Started("build", f"{project.name} for {board.id}"))
    _check_certain(project, board)
    with _alone(folder):
        write(project, folder)
        name = compiler or default_compiler(board)
        chosen = find_compiler(board, name, folder=folder, sanitize=sanitize)
        elf, new = folder / "firmware.elf", folder / "firmware.elf.new"
        try:
            objects = compile_units(project, chosen, folder, listen=listen)
            with _announced(board, name, listen):
                sections = link(project, board, chosen, objects, folder, new.name)
        except BaseException as error:
            elf.unlink(missing_ok=True)  # an earlier one is not of this project
            if isinstance(error, ToolFailed):
                raise _explained(error) from error
            raise
        if board.boot == "rp2040":
            new.write_bytes(with_boot2_crc(new.read_bytes()))
        sha256 = _sign(new, board)
        new.replace(elf)
        return Image(
            elf=elf,
            board=board.id,
            engine=project.engine,
            model=project.name,
            model_sha256=project.model_sha256,
            sha256=sha256,
            sections=sections,
            compiler=chosen.name,
            protocol=project.protocol,
        )


def _explained(error: ToolFailed) -> ToolFailed:
    """The error; if zig stumbled over its own cache, with what to do about that."""
    cache = str(cache_dir("zig"))
    if not any(cache in line for line in error.last_lines):
        return error
    lines = [*error.last_lines, f"if zig's cache is damaged, delete {cache}"]
    return replace(error, last_lines=lines)


def _check_certain(project: Project, board: Board) -> None:
    """Refuse at once what is too large to be linked even for measuring."""
    if board.memory and project.arena_bytes > ROOMY_BYTES // 2:
        needed = project.arena_bytes + board.stack_bytes
        there = board.memory.ram.bytes
        raise DoesNotFit("RAM", needed, there, board.id, (Need("RAM", needed, there),))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One build at a time in a folder; where the system has no such locks, that is the user's."""
    folder.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def _announced(board: Board, compiler: CompilerName, listen: Listener) -> Iterator[None]:
    """Say why the first link for a chip takes its time."""
    zig = board.toolchain.zig
    if compiler != "zig" or zig is None:
        yield
        return
    chip = f"{zig.target}-{zig.cpu}"
    linked = cache_dir("zig") / f"{chip}.linked"
    if not linked.exists():
        listen(Note(f"zig builds its runtime library for {chip}, once: about 10 s"))
    yield
    linked.touch()


def _sign(elf: Path, board: Board) -> str:
    """Write the image's sha256 into the field that reports it on the device, and return it.

    It is taken over the loaded bytes (of a program of this machine: the file) with that field
    zeroed; where they lie in several memories, over each piece after its address and length.
    """
    data = elf.read_bytes()
    assert data.count(_PLACEHOLDER) == 1, "firmware/ports/image.c is linked exactly once"
    at = data.index(_PLACEHOLDER)
    zeroed = data[:at] + bytes(32) + data[at + 32 :]
    digest = hashlib.sha256()
    if board.memory is None:
        digest.update(zeroed)
    elif board.memory.code is None:
        digest.update(Elf(zeroed).binary())
    else:
        for address, piece in Elf(zeroed).segments:
            digest.update(struct.pack("<II", address, len(piece)) + piece)
    elf.write_bytes(data[:at] + digest.digest() + data[at + 32 :])
    return digest.hexdigest()
