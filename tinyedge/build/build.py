"""Compile, link, measure and sign one firmware."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tinyedge.boards import Board
from tinyedge.elf import Elf
from tinyedge.errors import DoesNotFit, ToolFailed
from tinyedge.events import Listener, Note, Started, ignore
from tinyedge.image import Image, Section
from tinyedge.paths import cache_dir
from tinyedge.project import Project, write
from tinyedge.tools import run_tool

from .compilers import Compiler, CompilerName, find_compiler
from .measure import Use, use, use_of_objects
from .objects import compile_units

# What firmware/ports/image.c holds until the image's own hash takes its place.
_PLACEHOLDER = b"tinyedge: sha256 of the image #>"
_LENGTH = re.compile(r"LENGTH = \d+")
_ROOMY_BYTES = 2**28
_LINK_TIMEOUT_S = 600.0


def build(
    project: Project,
    board: Board,
    folder: Path,
    *,
    compiler: CompilerName = "zig",
    sanitize: bool = False,
    listen: Listener = ignore,
) -> Image:
    """Make an image of a project, in ``folder``: its sources, ``obj/``, ``log/``, the ELF file.

    The same project and compiler give the same bytes, in whatever folder.

    Args:
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
    write(project, folder)
    chosen = find_compiler(board, compiler, folder=folder, sanitize=sanitize)
    objects = compile_units(project, chosen, folder, listen=listen)
    with _announced(board, compiler, listen):
        sections, elf = _link(project, board, chosen, objects, folder)
    return Image(
        elf=elf,
        board=board.id,
        engine=project.engine,
        model=project.name,
        model_sha256=project.model_sha256,
        sha256=_sign(elf, board),
        sections=sections,
        compiler=chosen.name,
    )


def _check_certain(project: Project, board: Board) -> None:
    """Refuse at once what is too large to be linked even for measuring."""
    if board.memory and project.arena_bytes > _ROOMY_BYTES // 2:
        needed = project.arena_bytes + board.stack_bytes
        raise DoesNotFit("RAM", needed, board.memory.ram.bytes, board.id)


@contextmanager
def _announced(board: Board, compiler: CompilerName, listen: Listener) -> Iterator[None]:
    """Say why the first link for a chip takes its time."""
    chip = f"{board.toolchain.target}-{board.toolchain.cpu}"
    linked = cache_dir("zig") / f"{chip}.linked"
    if compiler == "zig" and not linked.exists():
        listen(Note(f"zig builds its runtime library for {chip}, once: about 10 s"))
    yield
    if compiler == "zig":
        linked.touch()


def _link(
    project: Project, board: Board, chosen: Compiler, objects: list[str], folder: Path
) -> tuple[tuple[Section, ...], Path]:
    new, elf = "firmware.elf.new", folder / "firmware.elf"
    elf.unlink(missing_ok=True)
    try:
        _run_linker(chosen, objects, new, "link.ld", folder)
    except ToolFailed as error:
        if board.memory and _overflowed(error.log):
            _refuse(project, board, chosen, objects, folder)
        raise
    weights = f"obj/model/{project.name}.o"
    if board.memory is None:
        sections = use_of_objects([(name, folder / name) for name in objects], weights)
    else:
        used = use(folder / new, board.memory, stack_bytes=board.stack_bytes)
        sections = used.sections
    (folder / new).replace(elf)
    return sections, elf


def _refuse(
    project: Project, board: Board, chosen: Compiler, objects: list[str], folder: Path
) -> None:
    """Link once more with more memory than there is, to say exactly how much is needed."""
    assert board.memory is not None
    roomy, name = "link-roomy.ld", "roomy.elf"
    script = _LENGTH.sub(f"LENGTH = {_ROOMY_BYTES}", project.files["link.ld"])
    (folder / roomy).write_text(script, encoding="utf-8")
    try:
        _run_linker(chosen, objects, name, roomy, folder)
        used: Use = use(folder / name, board.memory, stack_bytes=board.stack_bytes)
    finally:
        (folder / roomy).unlink()
        (folder / name).unlink(missing_ok=True)
    if used.flash_bytes > board.memory.flash.bytes:
        raise DoesNotFit("flash", used.flash_bytes, board.memory.flash.bytes, board.id)
    raise DoesNotFit("RAM", used.ram_bytes, board.memory.ram.bytes, board.id)


def _run_linker(
    chosen: Compiler, objects: list[str], output: str, script: str, folder: Path
) -> None:
    run_tool(
        chosen.link(objects, output, script),
        cwd=folder,
        log=folder / "log" / "link.log",
        timeout_s=_LINK_TIMEOUT_S,
        variables=chosen.variables,
    )


def _overflowed(log: Path) -> bool:
    said = log.read_text(encoding="utf-8", errors="replace")
    return re.search(r"will not fit in region|region .* overflowed", said) is not None


def _sign(elf: Path, board: Board) -> str:
    """Write the image's sha256 into the field that reports it on the device, and return it.

    It is taken over the loaded bytes (of a program of this machine: the file) with that field
    zeroed.
    """
    data = elf.read_bytes()
    assert data.count(_PLACEHOLDER) == 1, "firmware/ports/image.c is linked exactly once"
    at = data.index(_PLACEHOLDER)
    zeroed = data[:at] + bytes(32) + data[at + 32 :]
    digest = hashlib.sha256(zeroed if board.memory is None else Elf(zeroed).binary())
    new = elf.with_suffix(".signed")
    new.write_bytes(data[:at] + digest.digest() + data[at + 32 :])
    new.chmod(elf.stat().st_mode)
    new.replace(elf)
    return digest.hexdigest()
