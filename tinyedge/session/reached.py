"""A device that runs a model: built and started for it, or what was flashed last."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tinyedge.boards import Board
from tinyedge.events import Listener, ignore
from tinyedge.flash.flashed import recall, remember, require_greeting
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Graph
from tinyedge.image import Image
from tinyedge.link.device import Device
from tinyedge.link.link import Link
from tinyedge.pipeline import Opened, Settings, make_image, open_model
from tinyedge.plan.plan import plan
from tinyedge.plan.types import Plan
from tinyedge.reach import (
    Attached,
    Place,
    flash_to,
    place_to_run,
    place_to_verify,
    reach,
    reopener,
    runs_already,
    where,
)
from tinyedge.samples import npz
from tinyedge.verify.types import Where


@dataclass(frozen=True, eq=False)
class Reached:
    """A device, and the model that it is known to run.

    where: what computes its numbers. stored: samples that its firmware was built with.
    """

    device: Device
    opened: Opened
    image: Image
    board: Board
    place: Place
    stored: tuple[bytes, ...] = ()

    @property
    def graph(self) -> Graph:
        """As read from the model file."""
        return self.opened.graph

    @cached_property
    def plan(self) -> Plan:
        """What the device was built from."""
        return plan(simplify(self.opened.graph))

    @property
    def where(self) -> Where:
        """What computes the device's numbers."""
        return where(self.board, self.place)

    def reopener(self) -> Callable[[], Link] | None:
        """What opens the device's port again after it has vanished; None where it cannot."""
        return reopener(self.board, self.place)


@contextmanager
def reached(
    model: Path | None,
    board: Board,
    settings: Settings,
    *,
    samples: Path | None = None,
    to_store: Callable[[Opened], tuple[bytes, ...]] | None = None,
    listen: Listener = ignore,
) -> Iterator[Reached]:
    """Build a model and run it as ``tinyedge run`` does: in the board's emulator, or on hardware.

    Args:
        model: None: what was last flashed to the board, where that is.
        samples: as of ``tinyedge run``.
        to_store: the samples to build in; only with a model.

    Raises:
        TinyEdgeError: as of ``tinyedge run`` and ``tinyedge verify``.
    """
    stored: tuple[bytes, ...] = ()
    if model is None:
        flashed = recall(board.id)
        require_greeting(flashed, board)
        opened = open_model(flashed.model, samples or flashed.samples, listen=listen)
        image = flashed.image
        place = place_to_verify(board, settings.port, flashed)
    else:
        place = place_to_run(board, settings.port)
        opened = open_model(model, samples, listen=listen)
        stored = to_store(opened) if to_store is not None else ()
        image = make_image(opened, board, settings, stored=stored, listen=listen)
        if isinstance(place, Attached) and not runs_already(image, board, place):
            place = flash_to(image, board, place, force=False, listen=listen)
            kept = npz(opened.held_out) if opened.held_out else None
            remember(image, opened.data, kept, hardware=place.port)
    with reach(image, board, place, listen) as device:
        yield Reached(device, opened, image, board, place, stored)
