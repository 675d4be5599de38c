"""TOML files read strictly: every refusal names file, table, key and what the key takes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tinyedge.errors import TinyEdgeError
from tinyedge.paths import require_file

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Refuse = Callable[[str], TinyEdgeError]  # from what is wrong to the error to raise


def read_toml(path: Path, refuse: Refuse) -> Table:
    """The whole file as a table; ``refuse`` makes the errors of it and of the tables in it."""
    try:
        require_file(path)
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        raise refuse("no such file") from None
    except OSError as error:
        raise refuse(f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise refuse(f"not UTF-8 at byte {error.start}") from error
    except tomllib.TOMLDecodeError as error:
        raise refuse(f"not TOML: {error}") from error
    return Table((), data, refuse)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a file. names: of the tables it lies in, outermost first."""

    names: tuple[str, ...]
    data: dict[str, Any]
    refuse: Refuse

    def error(self, problem: str) -> TinyEdgeError:
        """The error that says what is wrong in this table."""
        table = f"[{'.'.join(self.names)}] " if self.names else ""
        return self.refuse(table + problem)

    def impossible(self, key: str, takes: str) -> TinyEdgeError:
        """The error for a value that ``key`` cannot have."""
        return self.error(f"{key} = {self.data[key]!r} is not possible; it takes {takes}")

    def takes(self, *required: str, optional: tuple[str, ...] = ()) -> Table:
        """Check that all of ``required`` and nothing unknown is there."""
        known = (*required, *optional)
        for key in self.data:
            if key not in known:
                raise self.error(f"has no key {key!r}; it takes {', '.join(known)}")
        for key in required:
            if key not in self.data:
                raise self.error(f"lacks the key {key!r}; it takes {', '.join(known)}")
        return self

    def has(self, key: str) -> bool:
        """Whether an optional key is there."""
        return key in self.data

    def text(self, key: str, *, empty: bool = False) -> str:
        """A text of printable characters."""
        value = self.data[key]
        if not isinstance(value, str) or not (value or empty) or not value.isprintable():
            raise self.impossible(key, "a text in quotes")
        return value

    def texts(self, key: str, *, least: int = 0) -> tuple[str, ...]:
        """A list of ``least`` or more texts of printable characters, none of them empty."""
        value = self.data[key]
        good = isinstance(value, list) and all(
            isinstance(item, str) and item and item.isprintable() for item in value
        )
        if not good or len(value) < least:
            more = f", {least} or more" if least else ""
            raise self.impossible(key, f"a list of texts in quotes{more}")
        return tuple(value)

    def choice(self, key: str, choices: tuple[str, ...]) -> str:
        """One of ``choices``."""
        if self.data[key] not in choices:
            raise self.impossible(key, "one of " + ", ".join(choices))
        return self.text(key)

    def integer(self, key: str, lowest: int, highest: int | None = None, *, step: int = 1) -> int:
        """A multiple of ``step`` in [lowest, highest]."""
        value = self.data[key]
        whole = isinstance(value, int) and not isinstance(value, bool)
        if not whole or value < lowest or (highest is not None and value > highest) or value % step:
            multiple = f"a multiple of {step}" if step > 1 else "a whole number"
            to = f" to {highest:,}" if highest is not None else ""
            raise self.impossible(key, f"{multiple} from {lowest:,}{to}")
        return int(value)

    def share(self, key: str) -> float:
        """A number in [0, 1]."""
        value = self.data[key]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 0 <= value <= 1:
            raise self.impossible(key, "a number from 0 to 1")
        return float(value)

    def positive(self, key: str) -> float:
        """A number above 0 that float32 can hold."""
        value = self.data[key]
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if not number or not 2.0**-126 <= value < 2.0**128:
            raise self.impossible(key, "a number above 0")
        return float(value)

    def integers(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, one or more."""
        value = self.data[key]
        if not isinstance(value, list) or not value or any(type(item) is not int for item in value):
            raise self.impossible(key, "a list of whole numbers")
        return tuple(value)

    def table(self, key: str) -> Table:
        """A table in this one."""
        value = self.data[key]
        if not isinstance(value, dict):
            raise self.impossible(key, f"a table, [{'.'.join((*self.names, key))}]")
        return Table((*self.names, key), value, self.refuse)

    def tables(self, key: str) -> tuple[Table, ...]:
        """A list of tables in this one, [[key]]; a single [key] is a list of one."""
        value = self.data[key]
        values = [value] if isinstance(value, dict) else value
        if not isinstance(values, list) or not all(isinstance(item, dict) for item in values):
            raise self.impossible(key, f"tables, [[{'.'.join((*self.names, key))}]]")
        return tuple(Table((*self.names, key), item, self.refuse) for item in values)
