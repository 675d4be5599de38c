"""What workers can do, by name: a list of items -> messages, see ``worker``."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fuzz import hostile
from fuzz.boards import on_board
from fuzz.cases import Case, Drawn, draw, kinds
from fuzz.judge import Fault, against_tflm, compiled, raised
from fuzz.mutate import mutant
from fuzz.worker import Message, Work


def cases(items: list[Any], kernels: Path) -> Iterator[Message]:
    """items: [key, seed]. Each against TFLM, then all together as compiled C."""
    counts: Counter[str] = Counter()
    batch: list[Drawn] = []
    numbers: list[int] = []
    for number, (key, seed) in enumerate(items):
        yield {"at": number}
        counts[f"case {key}"] += 1
        try:
            drawn = draw(Case(key, seed))
        except Exception as error:  # noqa: BLE001  whatever it is, it is a finding
            yield found(number, raised("generator", error))
            continue
        counts.update(f"kind {kind} {dtype}" for kind, dtype in kinds(drawn.model))
        if fault := against_tflm(drawn):
            yield found(number, fault)
        batch.append(drawn)
        numbers.append(number)
    yield {"at": None}
    for which, fault in compiled(batch, kernels):
        yield found(numbers[which], fault)
    yield {"done": counts}


def mutants(items: list[Any], kernels: Path) -> Iterator[Message]:
    """items: [number, seed]. Each is read, and all that comes after if it is accepted."""
    counts: Counter[str] = Counter()
    accepted = []
    for number, item in enumerate(items):
        yield {"at": number}
        end, fault = hostile.outcome(mutant(*item)[1])
        counts[f"mutant {end}"] += 1
        if fault:
            yield found(number, fault)
        if end == "run":
            accepted.append(item)
    yield {"done": counts, "lists": {"accepted": accepted}}


def accepted_mutants(items: list[Any], kernels: Path) -> Iterator[Message]:
    """items: [number, seed] of mutants that ``mutants`` ran. All together as compiled C."""
    yield {"at": None}
    batch = [hostile.drawn(*item, mutant(*item)[1]) for item in items]
    for which, fault in compiled(batch, kernels):
        yield found(which, fault)
    yield {"done": {"mutant compiled": len(items)}}


def boards(items: list[Any], kernels: Path) -> Iterator[Message]:
    """items: [board, [[key, seed], ...]]. All of one item in one firmware."""
    counts: Counter[str] = Counter()
    for number, (board, drawn) in enumerate(items):
        yield {"at": number}
        try:
            elements, fault = on_board(board, [Case(key, seed) for key, seed in drawn])
        except Exception as error:  # noqa: BLE001
            elements, fault = 0, raised(board, error)
        counts.update({f"board {board}": 1, f"models {board}": len(drawn)})
        counts[f"elements {board}"] += elements
        if fault:
            yield found(number, fault)
    yield {"done": counts}


def trial(items: list[Any], kernels: Path) -> Iterator[Message]:
    """items: [what, anything]. For tests of ``pool``: one that is asked for ends the process."""
    for number, (what, _) in enumerate(items):
        yield {"at": number}
        if what == "end the process":
            os.abort()
    yield {"done": {"trial": len(items)}}


def found(number: int, fault: Fault) -> Message:
    """A message."""
    return {"found": number, "stage": fault.stage, "what": fault.what, "details": fault.details}


WORKS: Mapping[str, Work] = {
    "accepted mutants": accepted_mutants,
    "boards": boards,
    "cases": cases,
    "mutants": mutants,
    "trial": trial,
}
