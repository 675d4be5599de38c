"""Budgets that a test puts on a firmware: ``@pytest.mark.tinyedge_budget``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from tinyedge.errors import SettingError
from tinyedge.verify.types import Report

_MARK = "@pytest.mark.tinyedge_budget"
_COUNTERS = ("instructions", "cycles")


@dataclass(frozen=True, slots=True)
class Budget:
    """What a firmware may take at most, and how often it must be right at least.

    instructions, cycles: per inference, of the costliest sample; each holds on boards that count
    in it. flash_bytes, ram_bytes: of the image, stack not included. stack_bytes: ever used.
    accuracy: on the labelled samples, in [0, 1]. samples: how many are measured, if the test
    has not verified some itself; None: all for an accuracy, else at most 5.
    """

    instructions: int | None = None
    cycles: int | None = None
    flash_bytes: int | None = None
    ram_bytes: int | None = None
    arena_bytes: int | None = None
    stack_bytes: int | None = None
    accuracy: float | None = None
    samples: int | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """over: budgets that were exceeded. unknown: those the board cannot tell. Each a sentence."""

    over: tuple[str, ...]
    unknown: tuple[str, ...]


def budget_of(args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Budget:
    """The budget that a mark's arguments say.

    Raises:
        SettingError: they say none.
    """
    names = [field.name for field in fields(Budget)]
    if args:
        raise SettingError(_MARK, f"name each budget: {', '.join(f'{name}=' for name in names)}")
    for name, value in kwargs.items():
        if name not in names:
            remedy = f"there is no budget of that name; there are {', '.join(names)}"
            raise SettingError(f"{_MARK}({name}=...)", remedy)
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if name == "accuracy":
            if not (is_whole or isinstance(value, float)) or not 0 <= value <= 1:
                raise SettingError(f"{_MARK}(accuracy={value!r})", "give a share in 0..1")
        elif not is_whole or value < 1:
            raise SettingError(f"{_MARK}({name}={value!r})", "give a whole number, 1 or more")
    budget = Budget(**kwargs)
    if budget in (Budget(), Budget(samples=budget.samples)):
        raise SettingError(_MARK, f"name a budget: {', '.join(names[:-1])}")
    return budget


def judge(budget: Budget, report: Report) -> Judgement:
    """Compare what was measured with what is allowed."""
    over, unknown = [], []
    for name in ("flash_bytes", "ram_bytes", "arena_bytes", "stack_bytes"):
        most, got = getattr(budget, name), getattr(report, name)
        if most is None:
            continue
        if got is None:
            unknown.append(f"{name}: {report.board} cannot tell")
        elif got > most:
            over.append(f"{name}: {got:,} of {most:,}, {got - most:,} over the budget")
    counted, limits = report.count_per_inference, {n: getattr(budget, n) for n in _COUNTERS}
    most = limits.get(report.counter)
    if most is not None and counted is not None and counted > most:
        more = counted - most
        over.append(f"{report.counter}: {counted:,} of {most:,}, {more:,} over the budget")
    if most is None and any(limit is not None for limit in limits.values()):
        wanted = " and ".join(name for name, limit in limits.items() if limit is not None)
        counts = "nothing" if report.counter == "none" else report.counter
        unknown.append(f"{wanted}: {report.board} counts {counts}")
    if budget.accuracy is not None:
        if report.accuracy is None:
            unknown.append(f"accuracy: {report.model} has no labelled samples")
        elif report.accuracy.device < budget.accuracy:
            over.append(
                f"accuracy: {report.accuracy.device:.4f} of {report.samples:,} samples, "
                f"{budget.accuracy:.4f} asked for"
            )
    return Judgement(tuple(over), tuple(unknown))
