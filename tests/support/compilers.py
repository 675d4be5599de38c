"""Compilers that pip does not bring: tests that need one say how to get it."""

from __future__ import annotations

import shutil

import pytest

from tinyedge.boards import Board


def need_compiler(board: Board) -> None:
    """Skip unless the board's default compiler is there: pip's always is."""
    gccs = board.toolchain.gccs
    if board.toolchain.zig is None and not any(shutil.which(f"{gcc.prefix}gcc") for gcc in gccs):
        pytest.skip(f"no {gccs[-1].prefix}gcc; run: apt install gcc-xtensa-lx106")


def need_qemu(board: Board) -> None:
    """Skip unless the board's emulator and its default compiler are there."""
    need_compiler(board)
    assert board.qemu is not None
    if shutil.which(board.qemu.program) is None:
        pytest.skip(f"no {board.qemu.program}; run: apt install qemu-system-arm qemu-system-misc")
