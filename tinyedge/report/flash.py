"""How a board would be flashed: exactly what would be run and written where."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Any

from rich.text import Text

from tinyedge.boards import Board
from tinyedge.flash.types import Way
from tinyedge.image import Image


def render_ways(ways: Sequence[Way], board: Board) -> Text:
    """Every way in the order in which they are tried; the first that is open would be taken."""
    text = Text()
    chosen = next((way for way in ways if way.missing is None), None)
    for way in ways:
        taken = "this way would be taken" if way is chosen else "it would work too"
        text.append(f"{board.name} by {way.flasher}: ", style="bold")
        text.append(f"not now: {way.missing.problem}" if way.missing else taken)
        text.append("\n")
        for number, step in enumerate(way.steps, start=1):
            text.append(f"  {number}. {step.does}\n")
            if step.argv:
                text.append(f"     {shlex.join(step.argv)}\n")
        if way.missing:
            text.append(f"  to open it: {way.missing.remedy}\n")
    text.append("Nothing was written.")
    return text


def ways_to_json(ways: Sequence[Way], image: Image) -> dict[str, Any]:
    """The object of ``tinyedge flash --dry-run --json``."""
    return {
        "board": image.board,
        "model": image.model,
        "image_sha256": image.sha256,
        "written": False,
        "ways": [
            {
                "flasher": way.flasher,
                "open": way.missing is None,
                "problem": way.missing.problem if way.missing else None,
                "remedy": way.missing.remedy if way.missing else None,
                "steps": [{"does": step.does, "argv": list(step.argv)} for step in way.steps],
            }
            for way in ways
        ],
    }
