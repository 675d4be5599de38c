"""Limits that a profile is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tinyedge.errors import SettingError
from tinyedge.profile.types import Profile


@dataclass(frozen=True, slots=True)
class Budgets:
    """count: of the costliest run, in units of the profile's ``counter``. stack_bytes: of the
    stack at its highest. None: no limit."""

    count: int | None = None
    stack_bytes: int | None = None


@dataclass(frozen=True, slots=True)
class Exceeded:
    """A figure over its budget, both in ``unit``."""

    unit: str
    measured: int
    budget: int

    def __str__(self) -> str:
        over = self.measured - self.budget
        return f"{self.measured:,} {self.unit}, {over:,} over the budget of {self.budget:,}"

    def to_json(self) -> dict[str, Any]:
        """As the command line prints it."""
        return {"unit": self.unit, "measured": self.measured, "budget": self.budget}


def exceeded(profile: Profile, budgets: Budgets) -> tuple[Exceeded, ...]:
    """Which budgets are exceeded.

    Raises:
        SettingError: the board does not tell the figure that a budget was given for.
    """
    found = []
    if budgets.count is not None:
        if profile.total is None:
            remedy = f"{profile.board} counts nothing; choose a board that does, or leave it out"
            raise SettingError("--max-count", remedy)
        if profile.total.most > budgets.count:
            found.append(Exceeded(profile.counter, profile.total.most, budgets.count))
    if budgets.stack_bytes is not None:
        if profile.stack_bytes is None:
            remedy = f"{profile.board} does not know its stack; choose another, or leave it out"
            raise SettingError("--max-stack", remedy)
        if profile.stack_bytes > budgets.stack_bytes:
            found.append(Exceeded("bytes of stack", profile.stack_bytes, budgets.stack_bytes))
    return tuple(found)
