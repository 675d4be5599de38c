"""What a slow stage tells whoever listens; the library itself never prints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Started:
    """A stage has begun; ``stage`` is its name in the route (``convert``, ``build``...)."""

    stage: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` of ``total`` ``unit`` are through."""

    stage: str
    done: int
    total: int
    unit: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something the user wants to know, that is neither a result nor an error."""

    text: str


Event = Started | Progress | Note
Listener = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Listen to nothing."""
