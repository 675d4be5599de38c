"""A device made of Python that computes nothing, and counts what a test says."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from tinyedge.link.device import Device


class CountingDevice:
    """costs: from the number of the run and the bytes of the input to the count of each layer.

    counter: "none": it counts nothing. extra: what INVOKE counts more than its layers do.
    """

    def __init__(
        self,
        costs: Callable[[int, bytes], tuple[int, ...]],
        *,
        counter: str = "instructions",
        extra: int = 0,
        stack_bytes: int | None = 256,
    ) -> None:
        self.port = "fake"
        self.greeting = SimpleNamespace(
            counter=counter,
            model="fake",
            board="fake-board",
            engine="aot",
            model_sha256="a" * 64,
            image_sha256="b" * 64,
        )
        self.said: list[str] = []
        self._costs, self._extra, self._stack_bytes = costs, extra, stack_bytes
        self._runs = 0
        self._input = b""
        self._counts: tuple[int, ...] = ()

    def as_device(self) -> Device:
        return cast(Any, self)

    def write(self, slot: int, data: bytes) -> None:
        self.said.append("write")
        self._input = data

    def reset(self) -> None:
        self.said.append("reset")

    def invoke(self) -> int | None:
        self.said.append("invoke")
        self._counts = self._costs(self._runs, self._input)
        self._runs += 1
        return sum(self._counts) + self._extra if self.greeting.counter != "none" else None

    def counts(self) -> tuple[int, ...]:
        return self._counts

    def stack_bytes(self) -> int | None:
        return self._stack_bytes
