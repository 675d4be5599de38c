"""What was last flashed to each board, so that ``verify`` and ``monitor`` need no model named.

For a simulated board this folder *is* its flash: what lies here is what its emulator boots.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tinyedge.errors import ModelError
from tinyedge.image import Image, load_image
from tinyedge.paths import state_dir, write_whole

_MODEL = "model.tflite"


@dataclass(frozen=True, slots=True)
class Flashed:
    """A firmware on a board, and the .tflite file it computes."""

    image: Image
    model: Path


def remember(image: Image, model: bytes) -> Flashed:
    """Keep the image and its model as what the board ``image.board`` now holds."""
    folder = state_dir("flashed") / image.board
    saved = image.save(folder)
    path = folder / _MODEL
    write_whole(path, model)
    return Flashed(saved, path)


def recall(board: str) -> Flashed:
    """What was last flashed to the board of that id.

    Raises:
        ModelError: nothing was, from this account of this machine.
    """
    folder = state_dir("flashed") / board
    path = folder / _MODEL
    if not path.is_file():
        raise ModelError(
            board,
            "nothing was flashed to this board from here",
            f"run: tinyedge flash MODEL --board {board}",
        )
    return Flashed(load_image(folder), path)
