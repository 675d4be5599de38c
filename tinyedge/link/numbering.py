"""The numbers of a stream's frames: which are new, which are missing. firmware/PROTOCOL.md 7."""

from __future__ import annotations

from .conversation import Faults

_ROUND = 65_536
# Numbers of frames that may still come late; older ones are lost for good.
_REMEMBERED = 1024


class Numbers:
    """Of the frames of one stream, from 0 on."""

    def __init__(self, faults: Faults) -> None:
        """faults: where frames are counted that are lost, late, or there again."""
        self._faults = faults
        self._next = 0
        self._missing: dict[int, None] = {}

    def take(self, number: int) -> tuple[bool, bool]:
        """(whether a frame is new, whether it shows that others before it are missing)."""
        step = (number - self._next) % _ROUND
        if step < _ROUND // 2:
            for i in range(max(0, step - _REMEMBERED), step):
                self._miss((self._next + i) % _ROUND)
            self._missing.pop(number, None)  # of the round before
            self._faults.lost += step
            self._next = (number + 1) % _ROUND
            while len(self._missing) > _REMEMBERED:
                del self._missing[next(iter(self._missing))]
            return True, step > 0
        if number in self._missing:
            del self._missing[number]
            self._faults.lost -= 1
            self._faults.reordered += 1
            return True, False
        self._faults.repeated += 1
        return False, False

    def _miss(self, number: int) -> None:
        self._missing.pop(number, None)
        self._missing[number] = None
