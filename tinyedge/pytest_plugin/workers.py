"""One worker of pytest-xdist for each board, with ``--dist loadgroup``.

The tests carry marks that say so, but pytest-xdist 3.8 passes groups on in names of tests that
pytest 9.2 does not let it change, and each test then goes to whoever is free: a board would be
flashed to and fro. So the scheduler looks for the board in the name of the test.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from xdist.scheduler import LoadGroupScheduling

if TYPE_CHECKING:
    import pytest


class ByBoard(LoadGroupScheduling):  # type: ignore[misc]  # it has no types
    """labels: of the boards, as they stand in the names of tests."""

    def __init__(self, config: pytest.Config, log: Any, labels: Iterable[str]) -> None:
        super().__init__(config, log)
        self._labels = tuple(labels)

    def _split_scope(self, nodeid: str) -> str:
        scope: str = super()._split_scope(nodeid)
        return board_of(nodeid, self._labels) or scope if scope == nodeid else scope


def board_of(name: str, labels: Iterable[str]) -> str | None:
    """Which board a test is for: the longest label among the parameters in its name."""
    inside = name[name.find("[") :] if "[" in name else ""
    longest_first = sorted(labels, key=len, reverse=True)
    return next(
        (label for label in longest_first if re.search(rf"[\[-]{re.escape(label)}[]-]", inside)),
        None,
    )
