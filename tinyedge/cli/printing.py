"""How the commands print: a product for people or for programs, and progress beside it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tinyedge.cli.progress import listener
from tinyedge.events import Listener

if TYPE_CHECKING:
    from rich.console import RenderableType


@contextmanager
def listening(quiet: bool) -> Iterator[Listener]:
    """A listener that shows progress on standard error while the block lasts."""
    with listener(quiet=quiet) as listen:
        yield listen


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Print to standard output, whose reader may have seen enough (`| head`): that is no failure,
    and changes nothing about the status of what was done."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def show(what: RenderableType) -> None:
    """Print for people, or plainly where nobody looks."""
    from rich.console import Console

    if sys.stdout.isatty():
        with reader_may_leave():
            Console().print(what, highlight=False)
        return
    # A pipe has no width of its own: do not fold or pad what a program or a file will read.
    console = Console(width=200, color_system=None)
    with console.capture() as captured:
        console.print(what, highlight=False)
    with reader_may_leave():
        print("\n".join(line.rstrip() for line in captured.get().splitlines()))


def show_json(what: Any) -> None:
    """Print one JSON value."""
    import json

    with reader_may_leave():
        print(json.dumps(what, indent=2, ensure_ascii=False, allow_nan=False))
