"""What a firmware takes of a board, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Group
from rich.table import Table
from rich.text import Text

from tinyedge.boards import Board
from tinyedge.image import Image
from tinyedge.pack.types import FlashFile


def render_image(image: Image, board: Board, files: Sequence[FlashFile]) -> Group:
    """Flash and RAM by origin, how much of the board that is, and what a flasher writes where."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_footer=True)
    table.add_column("origin", footer="sum")
    table.add_column("flash", justify="right", footer=f"{image.flash_bytes:,}")
    table.add_column("RAM", justify="right", footer=f"{image.ram_bytes:,}")
    for section in image.sections:
        table.add_row(section.origin, f"{section.flash_bytes:,}", f"{section.ram_bytes:,}")
    text = Text(str(image.elf))
    for file in files:
        text.append(f"\n{image.elf.with_name(file.name)}: {_place(file)}")
    text.append(f"\n{image.model} for {board.name}, built with {image.compiler}")
    if board.flash_bytes is not None and board.ram_bytes is not None:
        text.append(
            f"\nflash {image.flash_bytes / board.flash_bytes:.1%} of {board.flash_bytes:,} B, "
            f"RAM {image.ram_bytes / board.ram_bytes:.1%} of {board.ram_bytes:,} B"
        )
    text.append(f"\nimage sha256 {image.sha256}")
    return Group(text, Text(), table)


def _place(file: FlashFile) -> str:
    return f"{len(file.data):,} B, goes to {file.address:#x}"


def image_to_json(image: Image, files: Sequence[FlashFile]) -> dict[str, Any]:
    """The object of ``tinyedge build --json``."""
    return {
        **asdict(image),
        "elf": str(image.elf),
        "files": [
            {
                "path": str(image.elf.with_name(file.name)),
                "address": file.address,
                "bytes": len(file.data),
            }
            for file in files
        ],
        "flash_bytes": image.flash_bytes,
        "flash_model_bytes": image.flash_model_bytes,
        "ram_bytes": image.ram_bytes,
    }
