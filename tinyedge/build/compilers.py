"""What the compilers are called with: pure functions from a board to argument lists.

The flags that say what chip it is come from the board file; all others are here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from tinyedge.boards import Board, Gcc
from tinyedge.errors import BoardError, ToolMissing
from tinyedge.tools import find_tool, find_zig, run_tool, zig_variables

CompilerName = Literal["zig", "gcc"]

WARNINGS = (
    "-std=c11",
    "-Wall",
    "-Wextra",
    "-Wpedantic",
    "-Wconversion",
    "-Wshadow",
    "-Wvla",
    "-Wundef",
    "-Wcast-qual",
    "-Wmissing-prototypes",
    "-Wstrict-prototypes",
    "-Werror",
)
# For includes in quotes alone: a model called poll must not come before the system's <poll.h>.
_INCLUDES = tuple(f"-iquote{folder}" for folder in (".", "app", "port", "runtime", "model"))
_SPEED = "-O2"
_SIZE = "-Os"
# No product is fused with a sum: that leaves out a rounding, and clang does it where a core can.
_EXACT = "-ffp-contract=off"
# Kernels and the code that calls them are what the time goes into; the rest must be small.
_OPTIMIZE = {"app": _SIZE, "port": _SIZE, "runtime": _SPEED, "model": _SPEED}
# memcpy and memset for compilers that bring none; must not be compiled into calls of themselves.
FREESTANDING = "port/freestanding.c"


@dataclass(frozen=True, slots=True)
class Compiler:
    """A compiler that is there, told which board it is for.

    name: with its version, for the report. command: and its first arguments.
    variables: of its environment. bare: no operating system, no C library.
    brings_memcpy: whether linking supplies memcpy and memset.
    """

    name: str
    command: tuple[str, ...]
    variables: Mapping[str, str]
    bare: bool
    sanitize: bool
    brings_memcpy: bool

    def compile(self, unit: str, output: str) -> list[str]:
        """The call that makes an object of one file of a project, in the project's folder."""
        flags = [_OPTIMIZE[unit.split("/", 1)[0]], "-g0", "-fno-common", _EXACT]
        flags += self._common()
        if unit == FREESTANDING:
            flags += ["-fno-builtin", "-fno-tree-loop-distribute-patterns"]
        return [*self.command, *WARNINGS, *flags, *_INCLUDES, "-c", unit, "-o", output]

    def link(self, objects: Sequence[str], output: str, script: str) -> list[str]:
        """The call that makes an image of objects, in the project's folder.

        script: the linker script's name; not used for a program of this machine.
        """
        flags = [_SPEED, *self._common()]
        if self.bare:
            flags += ["-nostartfiles", "-static", "-Wl,--gc-sections", "-Wl,-e,te_reset"]
            flags += ["-Wl,--build-id=none", "-T", script]
            if not self.brings_memcpy:
                flags += ["-nodefaultlibs"]
        libraries = ["-lgcc"] if self.bare and not self.brings_memcpy else []
        return [*self.command, *flags, *objects, *libraries, "-o", output]

    def _common(self) -> list[str]:
        if not self.bare:
            return ["-fsanitize=undefined", "-fno-sanitize-recover"] if self.sanitize else []
        return [
            "-ffreestanding",
            "-ffunction-sections",
            "-fdata-sections",
            "-fno-asynchronous-unwind-tables",
            "-fno-unwind-tables",
            "-fno-stack-protector",
        ]


def default_compiler(board: Board) -> CompilerName:
    """The compiler a board is built with unless another is asked for: pip's, where it can."""
    return "zig" if board.toolchain.zig else "gcc"


def find_compiler(board: Board, name: CompilerName, *, folder: Path, sanitize: bool) -> Compiler:
    """The compiler of that name for a board; its logs go to ``folder``.

    Raises:
        ToolMissing: it is not installed.
        BoardError: the board does not support it.
    """
    if name == "zig":
        return _zig(board, folder, sanitize)
    return _gcc(board, folder, sanitize)


def _zig(board: Board, folder: Path, sanitize: bool) -> Compiler:
    chip = board.toolchain.zig
    if chip is None:
        raise BoardError(board.id, "has no [toolchain.zig]; build it with --compiler gcc")
    variables = zig_variables()
    zig = find_zig()
    version = _version([zig, "version"], folder, "zig", variables)
    return Compiler(
        name=f"zig cc {version}",
        command=(
            *(zig, "cc", "-target", chip.target, f"-mcpu={chip.cpu}", *chip.flags),
            # -O0 aside, zig links UBSan unless told not to.
            *(() if sanitize else ("-fno-sanitize=undefined",)),
        ),
        variables=variables,
        bare=board.memory is not None,
        sanitize=sanitize,
        brings_memcpy=True,
    )


def _gcc(board: Board, folder: Path, sanitize: bool) -> Compiler:
    gccs = board.toolchain.gccs
    if not gccs:
        raise BoardError(board.id, "has no [toolchain.gcc]; build it with --compiler zig")
    gcc, path = _first_installed(gccs)
    said = _version([path, "--version"], folder, "gcc", {})
    return Compiler(
        name=said.splitlines()[0],
        command=(path, *gcc.flags),
        variables={},
        bare=board.memory is not None,
        sanitize=sanitize,
        brings_memcpy=board.memory is None,
    )


def _first_installed(gccs: tuple[Gcc, ...]) -> tuple[Gcc, str]:
    """(which, its path); the last one's absence is what the user is told of."""
    for gcc in gccs[:-1]:
        with suppress(ToolMissing):
            return gcc, find_tool(f"{gcc.prefix}gcc")
    return gccs[-1], find_tool(f"{gccs[-1].prefix}gcc")


def _version(argv: list[str], folder: Path, name: str, variables: Mapping[str, str]) -> str:
    log = folder / "log" / f"{name}-version.log"
    return run_tool(argv, cwd=folder, log=log, timeout_s=60, variables=variables).strip()
