"""A table where the terminal is wide enough for it, else the same as paragraphs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

_INDENT = 4


@dataclass(frozen=True, slots=True)
class Fitting:
    """least_columns: of a terminal that shows the table without cutting or folding it to shreds.

    paragraphs: (head, body) of each row; the body is indented and folded between words.
    """

    table: Table
    paragraphs: Sequence[tuple[Text, Text]]
    least_columns: int

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        if options.max_width >= self.least_columns:
            yield self.table
            return
        for head, body in self.paragraphs:
            yield head
            yield Padding(body, (0, 0, 0, _INDENT))
