"""Count the instructions an emulated core executes, exactly, one call per basic block."""

from __future__ import annotations

import ctypes
import hashlib
import os
import platform
import sys
from pathlib import Path
from typing import Literal

from tinyedge.errors import TinyEdgeError
from tinyedge.paths import cache_dir
from tinyedge.tools import find_zig, run_tool, zig_variables

Isa = Literal["thumb", "riscv"]

_SOURCE = Path(__file__).with_name("counter.c")
# -nostdlib: it calls nothing, and zig need not build a C library first.
_FLAGS = ("-std=c11", "-O2", "-fPIC", "-shared", "-nostdlib", "-Wall", "-Wextra", "-Werror")
_BUILD_TIMEOUT_S = 300.0


class PythonCounter:
    """Counts in Python; the same figures as ``NativeCounter``, at a few MIPS.

    code: what the flash at ``origin`` holds; only flash is executable.
    """

    def __init__(self, code: bytes, origin: int, isa: Isa) -> None:
        self._code, self._origin, self._isa = code, origin, isa
        self._known: dict[tuple[int, int], int] = {}
        self.instructions = 0

    def on_block(self, engine: object, address: int, size: int, data: object) -> None:
        """A hook that is called before each basic block of ``size`` bytes."""
        known = self._known.get((address, size))
        if known is None:
            known = self._known[address, size] = self._count(address - self._origin, size)
        self.instructions += known

    def _count(self, offset: int, size: int) -> int:
        """The instructions in a block; counter.c says how their lengths are known."""
        at = count = 0
        while at < size:
            low, high = self._code[offset + at : offset + at + 2]
            wide = low & 3 == 3 if self._isa == "riscv" else high >> 3 >= 0x1D
            at += 4 if wide else 2
            count += 1
        return count


class _State(ctypes.Structure):
    """te_counter of counter.c."""

    _fields_ = (
        ("instructions", ctypes.c_uint64),
        ("origin", ctypes.c_uint64),
        ("bytes", ctypes.c_uint64),
        ("code", ctypes.c_void_p),
        ("known", ctypes.c_void_p),
        ("outside", ctypes.c_uint64),
        ("riscv", ctypes.c_uint32),
    )


class NativeCounter:
    """Counts in C.

    hook, state: for uc_hook_add, the function's address and its user data; both live as long as
        this object.
    """

    def __init__(self, library: Path, code: bytes, origin: int, isa: Isa) -> None:
        self._library = ctypes.CDLL(str(library))
        self._code = ctypes.create_string_buffer(code, len(code))
        self._known = (ctypes.c_uint32 * (len(code) // 2))()
        self._state = _State(
            origin=origin,
            bytes=len(code),
            code=ctypes.addressof(self._code),
            known=ctypes.addressof(self._known),
            riscv=isa == "riscv",
        )
        self.hook = ctypes.cast(self._library.te_counter_on_block, ctypes.c_void_p)
        self.state = ctypes.pointer(self._state)

    @property
    def instructions(self) -> int:
        """So far, the block that is being executed included."""
        assert not self._state.outside, "only flash is executable"
        return int(self._state.instructions)


def native_library() -> Path | None:
    """counter.c as a shared library for this machine, built at first use.

    None if it cannot be built, which build.log beside it explains.
    """
    folder = cache_dir("counter")
    made_of = _digest(_SOURCE.read_bytes() + " ".join(_FLAGS).encode())
    stem = f"counter-{sys.platform}-{platform.machine()}-{made_of}"
    for library in folder.glob(f"{stem}-*.so"):
        # To load a library that is damaged can end the process.
        if library == _named(library, stem):
            return library
    new = folder / f"{stem}.{os.getpid()}.so"
    try:
        run_tool(
            [find_zig(), "cc", *_FLAGS, str(_SOURCE), "-o", str(new)],
            cwd=folder,
            log=folder / "build.log",
            timeout_s=_BUILD_TIMEOUT_S,
            variables=zig_variables(),
        )
    except TinyEdgeError:
        return None
    return new.replace(_named(new, stem))


def _named(library: Path, stem: str) -> Path:
    """The name that goes with what is in the file."""
    return library.with_name(f"{stem}-{_digest(library.read_bytes())}.so")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
