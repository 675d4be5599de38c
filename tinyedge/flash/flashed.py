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
_SAMPLES = "samples.npz"


@dataclass(frozen=True, slots=True)
class Flashed:
    """A firmware on a board, the .tflite file it computes, and what judges it, if anything."""

    image: Image
    model: Path
    samples: Path | None


def remember(image: Image, model: bytes, samples: bytes | None) -> None:
    """Keep the image and its model as what the board ``image.board`` now holds.

    samples: the ``.npz`` file that was given or came with the model, without what calibrated it.
    """
    folder = state_dir("flashed") / image.board
    image.save(folder)
    write_whole(folder / _MODEL, model)
    if samples is None:
        (folder / _SAMPLES).unlink(missing_ok=True)
    else:
        write_whole(folder / _SAMPLES, samples)


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
    samples = folder / _SAMPLES
    return Flashed(load_image(folder), path, samples if samples.is_file() else None)
