"""One thing that was looked for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked for.

    required: without it the route in question cannot run.
    version: of what was found; a path for programs; empty if it is not there.
    adds: what it is for. remedy: how to get it.
    """

    name: str
    required: bool
    present: bool
    version: str
    adds: str
    remedy: str
