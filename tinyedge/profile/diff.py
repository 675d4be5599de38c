"""Two profiles beside each other: what has become dearer, and what cheaper."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinyedge.errors import ProfileError
from tinyedge.graph.naming import printable
from tinyedge.paths import require_file
from tinyedge.profile.types import Profile

_COUNTERS = ("instructions", "cycles", "none")
_REMEDY = "give what `tinyedge profile --json`, `run --json` or `verify --json` printed"


@dataclass(frozen=True, slots=True)
class OldLayer:
    """A layer of an earlier profile; count: None where nothing was counted."""

    name: str
    op: str
    count: int | None


@dataclass(frozen=True, slots=True)
class Old:
    """An earlier profile, or report, as it was printed with ``--json``.

    counter, total, stack_bytes: as those of a ``Profile``.
    """

    model: str
    board: str
    where: str
    counter: str
    total: int | None
    stack_bytes: int | None
    layers: tuple[OldLayer, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure before and now; None where there is none on that side."""

    old: int | None
    new: int | None

    @property
    def ratio(self) -> float | None:
        """New over old; None where one is missing, or the old one is 0."""
        return self.new / self.old if self.old and self.new is not None else None

    def to_json(self) -> dict[str, float | None]:
        """As the command line prints it."""
        return {"old": self.old, "new": self.new, "ratio": self.ratio}


@dataclass(frozen=True, slots=True)
class LayerChange:
    """A layer before and now.

    index: of the layer in the new profile; None: it is gone. added: there was none before.
    """

    index: int | None
    name: str
    op: str
    count: Change
    added: bool = False


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs from an earlier profile; layers in the order of the new one, then those gone."""

    old: Old
    total: Change
    stack_bytes: Change
    layers: tuple[LayerChange, ...]

    def to_json(self) -> dict[str, Any]:
        """The object ``diff`` in that of ``--json``."""
        return {
            "model": self.old.model,
            "board": self.old.board,
            "where": self.old.where,
            "counter": self.old.counter,
            "count": self.total.to_json(),
            "stack_bytes": self.stack_bytes.to_json(),
            "layers": [
                {
                    "name": layer.name,
                    "op": layer.op,
                    "added": layer.added,
                    "gone": layer.index is None,
                    **layer.count.to_json(),
                }
                for layer in self.layers
            ],
        }


def diff(old: Old, new: Profile, *, file: str) -> Diff:
    """Compare the medians, layer by layer: those of one name and operator, in their order.

    Raises:
        ProfileError: they count in different units, so that nothing can be compared.
    """
    if old.counter != new.counter:
        raise ProfileError(
            file,
            f"{old.board} counted {_unit(old.counter)} there, {new.board} counts "
            f"{_unit(new.counter)}: the two cannot be compared",
            "profile both on boards that count the same",
        )
    before: defaultdict[tuple[str, str], deque[OldLayer]] = defaultdict(deque)
    for layer in old.layers:
        before[layer.name, layer.op].append(layer)
    changes = []
    for index, now in enumerate(new.layers):
        same = before[now.name, now.op]
        was = same.popleft() if same else None
        count = Change(was.count if was else None, now.count.median if now.count else None)
        changes.append(LayerChange(index, now.name, now.op, count, added=was is None))
    left = {id(layer) for layers in before.values() for layer in layers}
    changes += [
        LayerChange(None, layer.name, layer.op, Change(layer.count, None))
        for layer in old.layers
        if id(layer) in left
    ]
    return Diff(
        old,
        Change(old.total, new.total.median if new.total else None),
        Change(old.stack_bytes, new.stack_bytes),
        tuple(changes),
    )


def load(path: Path) -> Old:
    """Read an earlier profile, strictly in what is used of it.

    Raises:
        ProfileError: there is none in the file.
    """
    file = str(path)
    try:
        require_file(path)
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ProfileError(file, f"cannot be read: {error.strerror}", _REMEDY) from error
    except (ValueError, RecursionError) as error:
        problem = (
            "it is not JSON: the file is empty" if not path.stat().st_size else "it is not JSON"
        )
        raise ProfileError(file, problem, _REMEDY) from error
    return _Reading(file).old(found)


def _unit(counter: str) -> str:
    return "nothing" if counter == "none" else counter


@dataclass(frozen=True, slots=True)
class _Reading:
    file: str

    def old(self, found: Any) -> Old:
        if not isinstance(found, dict):
            raise self._error("it holds no profile")
        counter = self._text(found, "counter", "it")
        if counter not in _COUNTERS:
            raise self._error(f"it has counter = {counter!r}, not one of {', '.join(_COUNTERS)}")
        layers = found.get("layers")
        if not isinstance(layers, list):
            raise self._error("it has no list of layers")
        return Old(
            model=self._text(found, "model", "it"),
            board=self._text(found, "board", "it"),
            where=self._text(found, "where", "it"),
            counter=counter,
            total=self._number(found, f"{counter}_per_inference", "it", of=counter),
            stack_bytes=self._number(found, "stack_bytes", "it"),
            layers=tuple(self._layer(layer, i, counter) for i, layer in enumerate(layers)),
        )

    def _layer(self, layer: Any, index: int, counter: str) -> OldLayer:
        which = f"layer {index}"
        if not isinstance(layer, dict):
            raise self._error(f"{which} is no object")
        return OldLayer(
            name=self._text(layer, "name", which),
            op=self._text(layer, "op", which),
            count=self._number(layer, counter, which, of=counter),
        )

    def _text(self, found: dict[str, Any], key: str, which: str) -> str:
        text = found.get(key)
        if not isinstance(text, str):
            raise self._error(f"{which} has no {key}")
        return printable(text)

    def _number(
        self, found: dict[str, Any], key: str, which: str, *, of: str | None = None
    ) -> int | None:
        if of == "none":
            return None
        number = found.get(key)
        if number is None and of is None:
            return None
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            raise self._error(f"{which} has no {key} that is a whole number from 0")
        return number

    def _error(self, problem: str) -> ProfileError:
        return ProfileError(self.file, problem, _REMEDY)
