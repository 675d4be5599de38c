"""What the stage emulate hands on: firmware that runs, and the serial port it answers on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Literal


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A firmware that runs until it is closed.

    url: of its serial port, as pyserial takes it.
    where: what computes its numbers.
    stop: ends it and waits until it has ended; may be called again.
    wait: returns when it has ended by itself.
    """

    url: str
    where: Literal["host", "emulator"]
    stop: Callable[[], None]
    wait: Callable[[], object]

    def close(self) -> None:
        """End it."""
        self.stop()

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
