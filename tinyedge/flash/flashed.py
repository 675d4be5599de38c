"""What was last flashed to each board, so that ``verify`` and ``monitor`` need no model named.

For a simulated board this folder *is* its flash: what lies here is what its emulator boots.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from tinyedge.boards import Board
from tinyedge.errors import ModelError
from tinyedge.image import IMAGE_FILES, Image, load_image
from tinyedge.link.ports import PortInfo
from tinyedge.paths import state_dir, write_whole

_MODEL = "model.tflite"
_SAMPLES = "samples.npz"
_PORT = "port.json"
# Written last, over all the others.
_SEAL = "whole.sha256"


@dataclass(frozen=True, slots=True)
class Flashed:
    """A firmware on a board, the .tflite file it computes, and what judges it, if anything.

    hardware: the port at which the board answered; None: it was its emulator.
    """

    image: Image
    model: Path
    samples: Path | None
    hardware: PortInfo | None


def remember(
    image: Image, model: bytes, samples: bytes | None, *, hardware: PortInfo | None = None
) -> None:
    """Keep the image and its model as what the board ``image.board`` now holds.

    samples: the ``.npz`` file that was given or came with the model, without what calibrated it.
    hardware: the port at which the board answered; None: it was its emulator.
    """
    folder = state_dir("flashed") / image.board
    seal = folder / _SEAL
    seal.unlink(missing_ok=True)
    image.save(folder)
    write_whole(folder / _MODEL, model)
    if samples is None:
        (folder / _SAMPLES).unlink(missing_ok=True)
    else:
        write_whole(folder / _SAMPLES, samples)
    if hardware is None:
        (folder / _PORT).unlink(missing_ok=True)
    else:
        write_whole(folder / _PORT, (json.dumps(asdict(hardware)) + "\n").encode())
    write_whole(seal, _digest(folder))


def recall(board: str) -> Flashed:
    """What was last flashed to the board of that id.

    Raises:
        ModelError: nothing was, from this account of this machine; or it is damaged.
    """
    folder = state_dir("flashed") / board
    path, seal = folder / _MODEL, folder / _SEAL
    remedy = f"run: tinyedge flash MODEL --board {board}"
    if not folder.is_dir():
        raise ModelError(board, "nothing was flashed to this board from here", remedy)
    if not seal.is_file() or seal.read_bytes() != _digest(folder):
        raise ModelError(board, f"what was flashed to this board, {folder}, is damaged", remedy)
    samples, port = folder / _SAMPLES, folder / _PORT
    return Flashed(
        load_image(folder),
        path,
        samples if samples.is_file() else None,
        PortInfo(**json.loads(port.read_text(encoding="utf-8"))) if port.is_file() else None,
    )


def require_greeting(flashed: Flashed, board: Board) -> None:
    """Make sure that what was flashed speaks our protocol.

    Raises:
        ModelError: it speaks that of MLPerf Tiny's runner.
    """
    if flashed.image.protocol == "mlperf":
        name = flashed.image.model
        raise ModelError(
            board.id,
            f"{name} was flashed to it with --protocol mlperf, which knows no greeting",
            f"talk to it with: tinyedge mlperf {name} --board {board.id}; "
            f"or flash it again: tinyedge flash {name} --board {board.id}",
        )


def _digest(folder: Path) -> bytes:
    """Over the names and bytes of all that is remembered, as text."""
    digest = hashlib.sha256()
    for name in (*IMAGE_FILES, _MODEL, _SAMPLES, _PORT):
        path = folder / name
        if path.is_file():
            content = path.read_bytes()
            digest.update(f"{name} {len(content)};".encode())
            digest.update(content)
    return f"{digest.hexdigest()}\n".encode()
