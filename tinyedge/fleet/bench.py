"""A bench file: the boards and ports of a lab. Read strictly, as board files are.

    models = ["models/sine", "models/kws"]    # of boards that name none themselves

    [[boards]]
    name = "left-pico"                        # if left out, the board's id
    board = "pico"                            # as --board
    port = "rfc2217://pi.lab:4000"            # as --port; if left out, as `tinyedge run` chooses
    engine = "aot"
    models = ["models/digits"]
    samples = "digits.npz"
    count = 20

Paths are looked for in the folder of the file, then where the command runs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tinyedge.boards import Board, load_board
from tinyedge.errors import BenchError, BoardError
from tinyedge.fleet.types import Target, is_hardware
from tinyedge.pipeline import ENGINES
from tinyedge.toml_table import Table, read_toml

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_NAME_TAKES = "up to 40 letters, digits, '.', '_' and '-', a letter or digit first"
_MOST_SAMPLES = 1_000_000


@dataclass(frozen=True, slots=True)
class Bench:
    """A lab. boards: each with the models that run on it, perhaps none."""

    file: str
    boards: tuple[tuple[Target, tuple[str, ...]], ...]

    def only(self, names: Sequence[str]) -> Bench:
        """The boards of those names alone, in that order.

        Raises:
            BenchError: there is no board of one of the names.
        """
        known = {target.name: (target, models) for target, models in self.boards}
        for name in names:
            if name not in known:
                there = ", ".join(known)
                raise BenchError(self.file, f"has no board named {name!r}; it has {there}")
        return Bench(self.file, tuple(known[name] for name in names))

    def with_models(self, models: Sequence[str]) -> Bench:
        """The same with other models, if there are any in ``models``.

        Raises:
            BenchError: a board is left with none.
        """
        boards = tuple((target, tuple(models) or own) for target, own in self.boards)
        for target, own in boards:
            if not own:
                problem = f"[boards.{target.name}] lacks the key 'models', and no MODEL is given"
                raise BenchError(self.file, problem)
        return Bench(self.file, boards)


def load_bench(path: Path) -> Bench:
    """Read a bench file.

    Raises:
        BenchError: names file, table and key of what is wrong.
    """
    file = str(path)
    if not path.exists():
        raise BenchError(file, "no such file; check the name; docs/lab.md shows what goes in")
    whole = read_toml(path, lambda problem: BenchError(file, problem))
    whole.takes("boards", optional=("models",))
    shared = _models(whole, path.parent) if whole.has("models") else ()
    read = [_board(table, path.parent, shared) for table in _entries(whole)]
    if not read:
        raise whole.impossible("boards", "one table [[boards]] or more")
    for key, values in (
        ("name", [target.name for target, _ in read]),
        ("port", [target.port for target, _ in read if target.port is not None]),
    ):
        for value in values:
            if values.count(value) > 1:
                problem = f"[[boards]] {key} = {value!r} is there twice; each takes its own"
                raise whole.refuse(problem)
    return Bench(file, tuple(read))


def _entries(whole: Table) -> list[Table]:
    """The tables [[boards]], each called by its name, or else by its number from 1."""
    return [
        Table(("boards", _label(table, number)), table.data, table.refuse)
        for number, table in enumerate(whole.tables("boards"), start=1)
    ]


def _label(table: Table, number: int) -> str:
    given = table.data.get("name", table.data.get("board"))
    return given if isinstance(given, str) and _NAME.fullmatch(given) else str(number)


def _board(table: Table, folder: Path, shared: tuple[str, ...]) -> tuple[Target, tuple[str, ...]]:
    table.takes("board", optional=("name", "port", "engine", "models", "samples", "count"))
    named, board = _load_board(table, folder)
    name = table.text("name") if table.has("name") else board.id
    if not _NAME.fullmatch(name):
        raise table.impossible("name", _NAME_TAKES)
    port = table.text("port").strip() if table.has("port") else None
    if port == "":
        raise table.impossible("port", "a serial port, or a URL such as rfc2217://host:port")
    target = Target(
        name=name,
        board=named,
        kind=board.id,
        hardware=is_hardware(board, port),
        engine=table.choice("engine", ENGINES) if table.has("engine") else "aot",
        port=port,
        samples=Path(_located(table.text("samples"), folder)) if table.has("samples") else None,
        count=table.integer("count", 1, _MOST_SAMPLES) if table.has("count") else None,
    )
    return target, _models(table, folder) if table.has("models") else shared


def _load_board(table: Table, folder: Path) -> tuple[str, Board]:
    text = table.text("board")
    named = _located(text, folder) if text.endswith(".toml") else text
    try:
        return named, load_board(named)
    except BoardError as error:
        raise table.error(f"board = {text!r} is not possible: {error}") from error


def _models(table: Table, folder: Path) -> tuple[str, ...]:
    models = table.texts("models", least=1)
    for model in models:
        if models.count(model) > 1:
            raise table.impossible("models", "each model once")
    return tuple(_located(model, folder) for model in models)


def _located(text: str, folder: Path) -> str:
    """A path as it is found: from the bench file's folder, else as it stands."""
    beside = folder / text
    return str(beside) if beside.exists() else text
