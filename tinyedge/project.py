"""Stage project: Sources + Board -> every file of one firmware, in memory."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from tinyedge.boards import Board
from tinyedge.codegen.render import render
from tinyedge.codegen.runtime import included
from tinyedge.codegen.types import Sources
from tinyedge.image import ProtocolName
from tinyedge.paths import firmware_dir, write_changed

# The folders of a project; build/measure.py says which origin each one is.
FOLDERS = ("app", "port", "runtime", "model")

_COUNTER_KINDS = {"none": 0, "instructions": 1, "cycles": 2}
_STARTUPS = {
    "cortex": ("cortex_m.h", "cortex_m.c"),
    "rv32": ("riscv.c",),
    "xtensa": ("xtensa_vectors.S", "xtensa.c", "xtensa_libgcc.h", "xtensa_libgcc.c"),
}
_STARTUP_COMMON = ("memory.h", "memory.c", "freestanding.c", "panic.h", "panic.c")
_MANIFEST = "project.json"
# The folder of firmware/ that lies in a project as app/.
_APPLICATIONS: dict[ProtocolName, str] = {"tinyedge": "app", "mlperf": "mlperf"}
_SAMPLES = """\
/* Made by tinyedge: no samples were built in. */
#include "te_samples.h"

const uint32_t te_sample_count = 0;
const uint8_t te_samples[] = {0};
"""


@dataclass(frozen=True, slots=True, eq=False)
class Project:
    """One firmware as source files; the same input gives the same text.

    name, engine, model_sha256: of the model. board: id of the board.
    arena_bytes: RAM that the model's arena and state are sure to need.
    protocol: what the firmware speaks on its serial line.
    files: path to text: ``app/``, ``port/``, ``runtime/``, ``model/``, ``board.h``, and
        ``link.ld`` unless it is for this machine. Paths have forward slashes.
    """

    name: str
    engine: str
    model_sha256: str
    board: str
    arena_bytes: int
    files: Mapping[str, str]
    protocol: ProtocolName = "tinyedge"

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(sorted(self.files.items()))))

    @property
    def units(self) -> tuple[str, ...]:
        """The files to compile, sorted."""
        return tuple(path for path in self.files if path.endswith((".c", ".S")))


@dataclass(frozen=True, slots=True)
class HeaderPage:
    """What board.h.j2 prints; all values as in C."""

    id: str
    counter_kind: int
    max_payload_bytes: int
    stack_bytes: int
    baud: int
    constants: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LinkerPage:
    """What link.ld.j2 and link_loaded.ld.j2 print; addresses and sizes in bytes, as text.

    code_*, flash_offset: for the latter alone. code_alias: "" if there is none.
    """

    id: str
    code_origin: str
    code_bytes: int
    code_alias: str
    flash_origin: str
    flash_bytes: int
    flash_offset: str
    ram_origin: str
    ram_bytes: int
    stack_bytes: int
    folders: tuple[str, ...]
    weights_object: str
    boot: str


def project(sources: Sources, board: Board, *, protocol: ProtocolName = "tinyedge") -> Project:
    """Every file of the firmware that runs a model on a board.

    protocol: "mlperf" is for sources of ``codegen.mlperf.with_mlperf``.

    Kernels come from firmware/runtime/<board.kernels>/ where a file of that name is there, else
    from firmware/runtime/.
    """
    files = {f"model/{name}": text for name, text in sources.files.items()}
    if protocol == "tinyedge":
        files["model/samples.c"] = _SAMPLES
    files |= _folder("app", firmware_dir() / _APPLICATIONS[protocol])
    files |= _folder("port", firmware_dir() / "ports" / board.port)
    files |= _ports_common(board)
    files |= _runtime(sources, board, tuple(files.values()))
    header = HeaderPage(
        id=board.id,
        counter_kind=_COUNTER_KINDS[board.counter],
        max_payload_bytes=board.max_payload_bytes,
        stack_bytes=board.stack_bytes,
        baud=board.link.baud,
        constants=tuple((name.upper(), f"{value:#x}u") for name, value in board.constants),
    )
    files["board.h"] = render("board.h.j2", header, folder=firmware_dir() / "templates")
    if board.memory is not None:
        files["link.ld"] = _linker_script(sources.name, board)
    return Project(
        name=sources.name,
        engine=sources.engine,
        model_sha256=sources.model_sha256,
        board=board.id,
        arena_bytes=sources.plan.arena_bytes + sources.plan.state_bytes,
        files=files,
        protocol=protocol,
    )


def write(made: Project, folder: Path) -> None:
    """Write every file below ``folder``, which may hold an earlier project or other files.

    The manifest goes first and comes back last, so that half a project never looks whole; files
    of the earlier project that this one lacks are removed.
    """
    manifest = folder / _MANIFEST
    earlier = _listed(manifest)
    manifest.unlink(missing_ok=True)
    for path, text in made.files.items():
        write_changed(folder / path, text.encode("utf-8"))
    for path in earlier - set(made.files):
        (folder / path).unlink(missing_ok=True)
    facts = {
        "name": made.name,
        "engine": made.engine,
        "model_sha256": made.model_sha256,
        "board": made.board,
        "arena_bytes": made.arena_bytes,
        "protocol": made.protocol,
        "files": list(made.files),
    }
    write_changed(manifest, (json.dumps(facts, indent=2) + "\n").encode())


def _folder(name: str, folder: Path) -> dict[str, str]:
    return {
        f"{name}/{path.name}": path.read_text(encoding="utf-8")
        for path in sorted(folder.glob("*.[chS]"))
    }


def _ports_common(board: Board) -> dict[str, str]:
    """What every port has, and for bare metal the way from reset to main."""
    ports, startup = firmware_dir() / "ports", firmware_dir() / "startup"
    paths = [ports / "port.h", ports / "image.h", ports / "image.c", ports / "extended.h"]
    for family, names in _STARTUPS.items():
        if board.core.startswith(family):
            paths += [startup / name for name in (*names, *_STARTUP_COMMON)]
    return {f"port/{path.name}": path.read_text(encoding="utf-8") for path in paths}


def _runtime(sources: Sources, board: Board, others: tuple[str, ...]) -> dict[str, str]:
    """The kernels, and all headers that they and the other files reach."""
    found: dict[str, str] = {}
    waiting = list(sources.runtime)
    for text in others:
        waiting += included(text)
    while waiting:
        name = waiting.pop()
        path = _kernel(name, board.kernels)
        if f"runtime/{name}" not in found and path is not None:
            text = path.read_text(encoding="utf-8")
            found[f"runtime/{name}"] = text
            waiting += included(text)
    missing = [name for name in sources.runtime if f"runtime/{name}" not in found]
    if missing:
        raise ValueError(f"firmware/runtime has no {', '.join(missing)}")
    return found


def _kernel(name: str, kernels: str) -> Path | None:
    runtime = firmware_dir() / "runtime"
    for folder in (runtime / kernels, runtime):
        if "/" not in name and (folder / name).is_file():
            return folder / name
    return None


def _linker_script(name: str, board: Board) -> str:
    assert board.memory is not None
    flash, ram, code = board.memory.flash, board.memory.ram, board.memory.code
    alias = board.memory.code_alias
    page = LinkerPage(
        id=board.id,
        code_origin=f"{code.origin:#010x}" if code else "",
        code_bytes=code.bytes if code else 0,
        code_alias=f"{alias:#010x}" if alias is not None else "",
        flash_origin=f"{flash.origin:#010x}",
        flash_bytes=flash.bytes,
        flash_offset=f"{board.memory.flash_offset:#x}",
        ram_origin=f"{ram.origin:#010x}",
        ram_bytes=ram.bytes,
        stack_bytes=board.stack_bytes,
        folders=FOLDERS,
        weights_object=f"obj/model/{name}.o",
        boot=board.boot,
    )
    template = "link_loaded.ld.j2" if code else "link.ld.j2"
    return render(template, page, folder=firmware_dir() / "templates")


def _listed(manifest: Path) -> set[str]:
    """The files of the project that a manifest lists; none if it is no manifest of ours."""
    try:
        facts = json.loads(manifest.read_text(encoding="utf-8"))
        listed = {str(path) for path in facts["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {
        path
        for path in listed
        if not PurePosixPath(path).is_absolute() and ".." not in PurePosixPath(path).parts
    }
