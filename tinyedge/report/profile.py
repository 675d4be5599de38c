"""A Profile as a person reads it, and as a table for other programs."""

from __future__ import annotations

import csv
import io

from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from tinyedge.profile.budgets import Exceeded
from tinyedge.profile.diff import Change, Diff, LayerChange
from tinyedge.profile.types import LayerProfile, Profile, Spread, per_mac

from .bars import Bar

_COLUMNS = 100
_NAME_WIDTH = 34
_BAR_COLUMNS = 12
# A layer that takes this much more, or less, than before is worth a colour.
_DEARER, _CHEAPER = 1.005, 0.995


def render_profile(
    profile: Profile, diff: Diff | None = None, over: tuple[Exceeded, ...] = ()
) -> RenderableType:
    """What was run and what it cost; the layers' counts as bars, in the order of the model; what
    each layer works on; and what has changed. Fits 100 columns."""
    parts: list[RenderableType] = [_head(profile, over)]
    if profile.layers and profile.total is not None:
        parts += [Text(), _counts(profile)]
    if profile.layers:
        parts += [Text(), _work(profile)]
    if diff is not None:
        parts += [Text(), _diff_head(profile, diff), Text(), _diff(diff)]
    return Constrain(Group(*parts), _COLUMNS)


def _head(profile: Profile, over: tuple[Exceeded, ...]) -> Text:
    text = Text()
    text.append(f"{profile.model} on {profile.board_name}", style="bold")
    text.append(f" ({profile.where}), engine {profile.engine}\n")
    if profile.total is None:
        text.append(f"{profile.board} counts nothing: no figure here says how long a layer takes")
    else:
        text.append(
            f"{profile.total.median:,} {profile.counter} per inference ({profile.where})"
            + (f", {ratio:.2f} per MAC" if (ratio := per_mac(profile.total, profile.macs)) else "")
        )
        text.append(f"\n{_runs(profile)}: {_variation(profile)}")
    text.append(f"\n{profile.macs:,} MACs, arena {profile.arena_bytes:,} B")
    if profile.stack_bytes is not None:
        text.append(f", stack {profile.stack_bytes:,} B at its highest ({profile.where})")
    for figure in over:
        text.append(f"\nover budget: {figure} ({profile.where})", style="bold red")
    return text


def _runs(profile: Profile) -> str:
    runs = "1 run" if profile.runs == 1 else f"{profile.runs:,} runs"
    return f"{runs} over {profile.samples:,} sample{'s' if profile.samples != 1 else ''}"


def _variation(profile: Profile) -> str:
    """How the runs differ, and by whose doing as far as that is known."""
    total = profile.total
    assert total is not None
    if profile.runs == 1:
        return "no second one to compare it with"
    if not varies(profile):
        return "the same in all runs"
    span = f"from {total.least:,} to {total.most:,} {profile.counter}"
    if profile.steady is None:
        return f"{span}; no sample was run twice"
    if profile.steady:
        return f"{span}, by the samples alone"
    return f"{span}; runs of one sample differ"


def varies(profile: Profile) -> bool:
    """Whether any layer's count was not the same in all runs."""
    return any(layer.count is not None and not layer.count.same for layer in profile.layers)


def _counts(profile: Profile) -> Table:
    """The bars are scaled to the dearest layer. With three figures for each layer there is no room
    for its name, which is then in the other table."""
    spread = varies(profile)
    table = _table("layer", "operator")
    if not spread:
        _add_names(table)
    heads = ("least", "median", "most") if spread else (profile.counter,)
    for head in (*heads, "per MAC", "share"):
        table.add_column(head, justify="right", no_wrap=True)
    table.add_column("")  # which gives way, too
    dearest = max((layer.count.median for layer in profile.layers if layer.count), default=0)
    for index, layer in enumerate(profile.layers):
        assert layer.count is not None
        ratio = per_mac(layer.count, layer.macs)
        table.add_row(
            str(index),
            layer.op,
            *([] if spread else [_name(layer.name)]),
            *_figures(layer.count, spread),
            f"{ratio:.2f}" if ratio is not None else "-",
            f"{profile.share(layer) or 0:.1%}",
            Bar(layer.count.median / dearest if dearest else 0.0, _BAR_COLUMNS),
        )
    return table


def _figures(count: Spread, spread: bool) -> list[str]:
    figures = (count.least, count.median, count.most) if spread else (count.median,)
    return [f"{figure:,}" for figure in figures]


def _work(profile: Profile) -> Table:
    named = profile.total is None or varies(profile)
    table = _table("layer", "operator")
    if named:
        _add_names(table)
    for head in ("MACs", "weights B", "inputs B", "outputs B"):
        table.add_column(head, justify="right", no_wrap=True)
    for index, layer in enumerate(profile.layers):
        figures = (layer.macs, layer.weights_bytes, layer.inputs_bytes, layer.outputs_bytes)
        row = [f"{figure:,}" if figure else "-" for figure in figures]
        names = [_name(layer.name)] if named else []
        table.add_row(str(index), layer.op, *names, *row)
    return table


def _diff_head(profile: Profile, diff: Diff) -> Text:
    old = diff.old
    text = Text(f"against {old.model} on {old.board} ({old.where})", style="bold")
    changes = [] if profile.counter == "none" else [(profile.counter, diff.total)]
    for what, change in (*changes, ("bytes of stack", diff.stack_bytes)):
        if change.old is not None and change.new is not None:
            line = f"\n{change.old:,} -> {change.new:,} {what}, {_ratio(change)}"
            text.append(line, style=_style(change) or "none")
    return text


def _diff(diff: Diff) -> Table:
    table = _table("layer", "operator")
    _add_names(table)
    for head in ("old", "new", "new/old"):
        table.add_column(head, justify="right", no_wrap=True)
    for layer in diff.layers:
        table.add_row(
            "-" if layer.index is None else str(layer.index),
            escape(layer.op),
            _name(layer.name),
            *(f"{n:,}" if n is not None else "-" for n in (layer.count.old, layer.count.new)),
            _outcome(layer),
            style=_style(layer.count),
        )
    return table


def _outcome(layer: LayerChange) -> str:
    if layer.added:
        return "added"
    return "gone" if layer.index is None else _ratio(layer.count)


def _ratio(change: Change) -> str:
    if change.ratio is not None:
        return f"{change.ratio:.3f}"
    return "-" if change.old != 0 or change.new != 0 else "1.000"


def _style(change: Change) -> str | None:
    if change.ratio is None or _CHEAPER < change.ratio < _DEARER:
        return None
    return "red" if change.ratio > 1 else "green"


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        table.add_column(head, justify="right" if head == "layer" else "left", no_wrap=True)
    return table


def _add_names(table: Table) -> None:
    """The only column that may shrink: on a narrow terminal names lose letters, figures nothing."""
    table.add_column("output tensor", max_width=_NAME_WIDTH)


def _name(name: str) -> Text:
    return Text(name, no_wrap=True, overflow="ellipsis")


def profile_to_csv(profile: Profile) -> str:
    """A row a layer, each with where its count is from; the first row names the columns."""
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(
        (
            *("layer", "name", "op", "macs", "weights_bytes", "inputs_bytes", "outputs_bytes"),
            *("counter", "min", "median", "max", "share", "count_per_mac", "board", "where"),
        )
    )
    for index, layer in enumerate(profile.layers):
        rows.writerow((index, *_csv_row(profile, layer)))
    return file.getvalue()


def _csv_row(profile: Profile, layer: LayerProfile) -> tuple[object, ...]:
    count = layer.count
    return (
        *(layer.name, layer.op, layer.macs),
        *(layer.weights_bytes, layer.inputs_bytes, layer.outputs_bytes, profile.counter),
        *((count.least, count.median, count.most) if count else (None, None, None)),
        *(_rounded(profile.share(layer)), _rounded(per_mac(count, layer.macs))),
        *(profile.board, profile.where),
    )


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
