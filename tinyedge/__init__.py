"""tinyedge: from a model file to a proven result on a microcontroller."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from .boards import Board
    from .events import Listener
    from .session.session import Session

__version__ = "0.1.0"
__all__ = ["__version__", "connect"]


def connect(
    board: str | Board,
    port: str | None = None,
    model: str | Path | None = None,
    *,
    samples: str | Path | None = None,
    listen: Listener | None = None,
) -> Session:
    """A board that runs a model, to be used with ``with``; see ``tinyedge.session.session``.

    Example:
        with tinyedge.connect("sim-cortex-m4", model="models/sine") as device:
            device.infer([0.5])
    """
    from .events import ignore
    from .session import session  # not before: numpy, templates and compilers come with it

    return session.connect(board, port, model, samples=samples, listen=listen or ignore)
