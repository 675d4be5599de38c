"""What the templates of engine tflm print; all strings are ready."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TflmPage:
    """<name>_data.h, <name>_data.cc and <name>_resolver.h.

    banner: lines of the first comment. prefix: the name in capitals, for include guards.
    rows: the bytes of the model. headers: of the registrations. calls: on the resolver.
    variables: how many the model has.
    """

    name: str
    prefix: str
    banner: tuple[str, ...]
    sha256: str
    bytes: int
    rows: tuple[str, ...]
    arena_bytes: int
    variables: int
    headers: tuple[str, ...]
    calls: tuple[str, ...]
