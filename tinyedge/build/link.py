"""Link the objects of a project, and measure what came of it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from tinyedge.boards import Board, Memory, Region
from tinyedge.errors import DoesNotFit, Need, ToolFailed
from tinyedge.image import Section
from tinyedge.project import Project
from tinyedge.tools import run_tool

from .compilers import Compiler
from .measure import use, use_of_objects

# The memory that an image which does not fit is linked for, to be measured.
ROOMY_BYTES = 2**28
# What link.ld aligns .data to, in flash as in RAM.
DATA_STEP_BYTES = 8

_REGION = re.compile(r"^( +(\w+) \(\w+\) : ORIGIN = )(\w+), LENGTH = \d+$", re.MULTILINE)
_ASSERT = re.compile(r"^ *ASSERT\(.*\n", re.MULTILINE)
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
    text, memory = _roomy(project.files["link.ld"], board.memory)
    (folder / script).write_text(text, encoding="utf-8")
    try:
        _run(compiler, objects, name, script, folder)
        used = use(folder / name, memory, stack_bytes=board.stack_bytes)
    finally:
        (folder / script).unlink()
        (folder / name).unlink(missing_ok=True)
    there = board.memory
    needs = [Need("flash", used.flash_bytes, there.flash.bytes)]
    if there.code is not None:
        needs.append(Need("instruction RAM", used.code_bytes, there.code.bytes))
    needs.append(Need("RAM", used.ram_bytes, there.ram.bytes))
    if all(need.fits for need in needs):
        # Variables without values are still given a place in flash, at the next step.
        stepped = -(-used.flash_bytes // DATA_STEP_BYTES) * DATA_STEP_BYTES
        needs[0] = Need("flash", stepped, there.flash.bytes)
    worst = next((need for need in needs if not need.fits), needs[0])
    raise DoesNotFit(
        worst.region, worst.needed_bytes, worst.available_bytes or 0, board.id, tuple(needs)
    )


def _roomy(script: str, memory: Memory) -> tuple[str, Memory]:
    """(linker script, what it links for) of a chip with as much as anyone needs of each memory.

    Memories that code is loaded into lie so close to others that they must move apart for that.
    """
    origins = {"FLASH": memory.flash.origin, "RAM": memory.ram.origin}
    if memory.code is not None:
        origins = {"FLASH": ROOMY_BYTES, "RAM": 2 * ROOMY_BYTES, "CODE": 3 * ROOMY_BYTES}

    def enlarged(line: re.Match[str]) -> str:
        return f"{line[1]}{origins[line[2]]:#010x}, LENGTH = {ROOMY_BYTES}"

    moved = replace(
        memory,
        flash=Region(origins["FLASH"], ROOMY_BYTES),
        ram=Region(origins["RAM"], ROOMY_BYTES),
        code=Region(origins["CODE"], ROOMY_BYTES) if memory.code is not None else None,
    )
    return _ASSERT.sub("", _REGION.sub(enlarged, script)), moved


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
