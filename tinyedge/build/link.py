"""Link the objects of a project, and measure what came of it."""

from __future__ import annotations

import re
from pathlib import Path

from tinyedge.boards import Board
from tinyedge.errors import DoesNotFit, ToolFailed
from tinyedge.image import Section
from tinyedge.project import Project
from tinyedge.tools import run_tool

from .compilers import Compiler
from .measure import use, use_of_objects

# The memory that an image which does not fit is linked for, to be measured.
ROOMY_BYTES = 2**28

_LENGTH = re.compile(r"LENGTH = \d+")
_TIMEOUT_S = 600.0


def link(
    project: Project, board: Board, compiler: Compiler, objects: list[str], folder: Path, name: str
) -> tuple[Section, ...]:
    """Link ``objects`` to the ELF file ``name``, both in ``folder``; its memory by origin.

    Raises:
        DoesNotFit: flash or RAM is too small.
        ToolFailed: the linker found another fault.
    """
    try:
        _run(compiler, objects, name, "link.ld", folder)
    except ToolFailed as error:
        if board.memory and _overflowed(error.log):
            _refuse(project, board, compiler, objects, folder)
        raise
    if board.memory is None:
        weights = f"obj/model/{project.name}.o"
        return use_of_objects([(object_, folder / object_) for object_ in objects], weights)
    return use(folder / name, board.memory, stack_bytes=board.stack_bytes).sections


def _refuse(
    project: Project, board: Board, compiler: Compiler, objects: list[str], folder: Path
) -> None:
    """Link once more with more memory than there is, to say exactly how much is needed."""
    assert board.memory is not None
    script, name = "link-roomy.ld", "roomy.elf"
    text = _LENGTH.sub(f"LENGTH = {ROOMY_BYTES}", project.files["link.ld"])
    (folder / script).write_text(text, encoding="utf-8")
    try:
        _run(compiler, objects, name, script, folder)
        used = use(folder / name, board.memory, stack_bytes=board.stack_bytes)
    finally:
        (folder / script).unlink()
        (folder / name).unlink(missing_ok=True)
    if used.flash_bytes > board.memory.flash.bytes:
        raise DoesNotFit("flash", used.flash_bytes, board.memory.flash.bytes, board.id)
    raise DoesNotFit("RAM", used.ram_bytes, board.memory.ram.bytes, board.id)


def _run(compiler: Compiler, objects: list[str], output: str, script: str, folder: Path) -> None:
    run_tool(
        compiler.link(objects, output, script),
        cwd=folder,
        log=folder / "log" / "link.log",
        timeout_s=_TIMEOUT_S,
        variables=compiler.variables,
    )


def _overflowed(log: Path) -> bool:
    """Whether the linker (lld, or GNU's) said that a memory region is too small."""
    said = log.read_text(encoding="utf-8", errors="replace")
    return re.search(r"will not fit in region|region .* overflowed", said) is not None
