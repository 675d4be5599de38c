"""Whether the firmware of a model fits a board, and which boards it would fit."""

from __future__ import annotations

from collections.abc import Sequence

from tinyedge.boards import Board, all_boards
from tinyedge.check.types import Fit
from tinyedge.errors import DoesNotFit, Need
from tinyedge.image import Image


def built(image: Image, board: Board) -> Fit:
    """Of a firmware that was linked."""
    return Fit(
        board=board.id,
        board_name=board.name,
        needs=(
            Need("flash", image.flash_bytes, board.flash_bytes),
            Need("RAM", image.ram_bytes + board.stack_bytes, board.ram_bytes),
        ),
        sections=tuple((s.origin, s.flash_bytes, s.ram_bytes) for s in image.sections),
        roomier=(),
        compiler=image.compiler,
    )


def too_large(error: DoesNotFit, board: Board) -> Fit:
    """Of one that was not."""
    return Fit(
        board=board.id,
        board_name=board.name,
        needs=tuple(error.needs),
        sections=(),
        roomier=_roomier(error.needs),
        compiler=None,
    )


def _roomier(needs: Sequence[Need]) -> tuple[str, ...]:
    """The boards with as much memory: those of hardware first, the smallest first."""
    flash_bytes = sum(need.needed_bytes for need in needs if need.region.startswith("flash"))
    ram_bytes = sum(need.needed_bytes for need in needs if need.region.endswith("RAM"))
    found = [
        (board.only_emulated, board.ram_bytes, board.flash_bytes, board.id)
        for board in all_boards()
        if board.flash_bytes is not None
        and board.ram_bytes is not None
        and board.flash_bytes >= flash_bytes
        and board.ram_bytes >= ram_bytes
    ]
    return tuple(name for *_, name in sorted(found))
