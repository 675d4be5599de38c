"""What ``tinyedge check`` found out about a model, for people and programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from tinyedge.check.types import Fit, Layer, Operand, Sizes, Verdict
from tinyedge.errors import Need

_COLUMNS = 100  # of the widest table
_GAP = 2
_MOST_OPERATOR = 28  # characters
_LEAST_OPERATOR = 12
_LEAST_SHAPES = 9
_HEAVIEST = 3  # layers or tensors that are named where memory is short
_BOARDS = 5  # that are named then
_HEADS = ("layer", "operator", "type", "shapes", "MACs", "weights", "aot", "tflm")
_SHAPES = _HEADS.index("shapes")


def render_check(verdict: Verdict) -> Group:
    """The model, its layers, the problems with the ways out of them, memory, and the verdict."""
    parts: list[RenderableType] = [_model(verdict)]
    if verdict.layers:
        parts += [Text(), _layers(verdict.layers)]
    if verdict.problems:
        parts += [Text(), _problems(verdict)]
    if verdict.sizes is not None:
        parts += [Text(), _sizes(verdict, verdict.sizes)]
    if verdict.fit is not None:
        parts += [_fit(verdict, verdict.fit)]
    return Group(*parts, Text(), _verdict(verdict))


def _model(verdict: Verdict) -> Text:
    lines = [f"{verdict.name}  {verdict.file}, {verdict.file_bytes:,} B"]
    for what, operands in (("input", verdict.inputs), ("output", verdict.outputs)):
        lines += [f"{what:6}  {_operand(operand)}" for operand in operands]
    return Text("\n".join(lines))


def _operand(operand: Operand) -> str:
    text = f"{operand.name}: {operand.dtype} {_shape(operand.shape)}"
    if operand.scale is not None:
        text += f", scale {operand.scale:g}, zero point {operand.zero_point}"
    return text


def _layers(layers: Sequence[Layer]) -> Table:
    rows = [_row(layer, _MOST_OPERATOR) for layer in layers]
    short = _LEAST_SHAPES - _room_for_shapes(rows)
    if short > 0:  # long names of kernels say the operator, too
        rows = [_row(layer, max(_MOST_OPERATOR - short, _LEAST_OPERATOR)) for layer in layers]
    shapes = _fitting_shapes(layers, max(_room_for_shapes(rows), _LEAST_SHAPES))
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in _HEADS:
        right = head in ("layer", "MACs", "weights")
        table.add_column(head, justify="right" if right else "left", no_wrap=True)
    for row, shape in zip(rows, shapes, strict=True):
        cells = [Text(shape if i == _SHAPES else cell) for i, cell in enumerate(row)]
        for cell in cells[-2:]:
            if cell.plain == "no":
                cell.stylize("red")
        table.add_row(*cells)
    return table


def _room_for_shapes(rows: Sequence[Sequence[str]]) -> int:
    """How wide their column may be."""
    widths = [max(map(len, column)) for column in zip(_HEADS, *rows, strict=True)]
    others = sum(widths) - widths[_SHAPES] + _GAP * (len(widths) - 1)
    return _COLUMNS - others


def _row(layer: Layer, operator_width: int) -> tuple[str, ...]:
    """The cells but that of the shapes, which takes what is left."""
    macs = "?" if layer.macs is None else f"{layer.macs:,}" if layer.macs else "-"
    weights = f"{layer.weights_bytes:,}" if layer.weights_bytes else "-"
    kind = _cut(layer.kind, operator_width)
    tflm = "yes" if layer.tflm else "no"
    return (str(layer.index), kind, layer.dtype, "", macs, weights, layer.aot or "no", tflm)


def _fitting_shapes(layers: Sequence[Layer], width: int) -> list[str]:
    """In one form for all layers, the fullest that fits: from what to what, without a batch of
    one, or the output alone; cut if that is still too long."""
    forms = [
        [_from_to(layer, " -> ", batch=True) for layer in layers],
        [_from_to(layer, " -> ", batch=False) for layer in layers],
        [_from_to(layer, "->", batch=False) for layer in layers],
        [_shape(layer.outputs[0].shape) if layer.outputs else "-" for layer in layers],
    ]
    fitting = (form for form in forms if max(map(len, form)) <= width)
    return next(fitting, [_cut(cell, width) for cell in forms[-1]])


def _from_to(layer: Layer, arrow: str, *, batch: bool) -> str:
    sources = [operand for operand in layer.inputs if not operand.constant]
    ends = [operands[0].shape for operands in (sources, layer.outputs) if operands]
    texts = [_shape(shape if batch or shape[:1] != (1,) else shape[1:]) for shape in ends]
    return arrow.join(dict.fromkeys(texts)) or "-"


def _shape(shape: Sequence[int]) -> str:
    return "x".join("?" if size < 0 else str(size) for size in shape) or "scalar"


def _problems(verdict: Verdict) -> Text:
    text = Text(_count(len(verdict.problems), "problem"), style="bold")
    for error in verdict.problems:
        said = "layer " in error.problem or error.layer is None
        where = "" if said else f"layer {error.layer} "
        text.append(f"\n  {where}{error.problem}", style="red")
        text.append(f"\n    way out: {error.remedy}", style="not bold")
    return text


def _sizes(verdict: Verdict, sizes: Sizes) -> Text:
    full = sizes.fullest
    over = sizes.arena_bytes - sizes.lower_bound_bytes
    where = "before layer 0" if full.layer is None else f"at layer {full.layer} {full.kind}"
    held = [f"{size:,} B  {name}" for name, size in full.tensors[:_HEAVIEST]]
    if len(full.tensors) > _HEAVIEST:
        rest = sum(size for _, size in full.tensors[_HEAVIEST:])
        held.append(f"{rest:,} B  {len(full.tensors) - _HEAVIEST} more")
    if full.scratch_bytes:
        held.append(f"{full.scratch_bytes:,} B  working memory of the layer")
    lines = [
        f"{_count(len(verdict.layers), 'layer')}, {verdict.macs:,} MACs",
        f"flash   weights {sizes.weights_bytes:,} B; with engine tflm the file, "
        f"{verdict.file_bytes:,} B",
        f"RAM     arena {sizes.arena_bytes:,} B ({over:,} B over the lower bound), "
        f"state {sizes.state_bytes:,} B",
        f"        fullest {where}, {full.bytes:,} B:",
        *(f"          {line}" for line in held),
    ]
    return Text("\n".join(lines))


def _fit(verdict: Verdict, fit: Fit) -> Text:
    text = Text(f"board   {fit.board_name}")
    for need in fit.needs:
        text.append(f"\n        {_need(need)}", "" if need.fits else "red")
    if fit.fits:
        return text
    heavy = sorted(verdict.layers, key=lambda layer: -layer.weights_bytes)[:_HEAVIEST]
    if any(not need.fits and need.region.startswith("flash") for need in fit.needs):
        told = ", ".join(f"layer {x.index} {x.kind} {x.weights_bytes:,}" for x in heavy)
        text.append(f"\n        the most weights: {told}")
    if fit.roomier:
        more = len(fit.roomier) - _BOARDS
        others = f" and {more} more" if more > 0 else ""
        told = ", ".join(fit.roomier[:_BOARDS])
        text.append(f"\n        boards with as much memory: {told}{others}")
    else:
        text.append("\n        no board of `tinyedge boards` has as much memory")
    return text


def _need(need: Need) -> str:
    if need.available_bytes is None:
        return f"{need.region} {need.needed_bytes:,} B"
    spare = need.available_bytes - need.needed_bytes
    rest = f"{spare:,} B to spare" if spare >= 0 else f"{-spare:,} B too many"
    return f"{need.region} {need.needed_bytes:,} of {need.available_bytes:,} B, {rest}"


def _verdict(verdict: Verdict) -> Text:
    name, fit = verdict.name, verdict.fit
    if verdict.problems:
        text = Text("WILL NOT RUN", style="bold red")
        return text.append(f"  {name}: {_count(len(verdict.problems), 'problem')}", "not bold")
    if fit is not None and not fit.fits:
        text = Text("DOES NOT FIT", style="bold red")
        text.append(f"  {name} on {fit.board_name}; choose a larger board or a smaller model")
        return text
    engines = [engine for engine, runs in verdict.engines.items() if runs]
    text = Text("RUNS", style="bold green")
    told = f"  {name} with engine{'s' if len(engines) > 1 else ''} {' and '.join(engines)}"
    if verdict.tflm_lacks:
        told += f" (TFLite Micro has no {', '.join(verdict.tflm_lacks)})"
    text.append(told, "not bold default")
    if fit is not None:
        limits = any(need.available_bytes is not None for need in fit.needs)
        verb = "fits" if limits else "is built for"
        text.append(f", and {verb} {fit.board_name}", "not bold default")
    else:
        text.append("; --board BOARD says whether it fits", "not bold default")
    return text


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 3]}..."


def _count(number: int, one: str) -> str:
    return f"{number:,} {one if number == 1 else one + 's'}"


def check_to_json(verdict: Verdict) -> dict[str, Any]:
    """The object of ``tinyedge check --json``."""
    return {
        "passed": verdict.passed,
        "runs": not verdict.problems,
        "engines": dict(verdict.engines),
        "tflm_lacks": list(verdict.tflm_lacks),
        "model": verdict.name,
        "file": verdict.file,
        "file_bytes": verdict.file_bytes,
        "model_sha256": verdict.sha256,
        "inputs": [_operand_to_json(operand) for operand in verdict.inputs],
        "outputs": [_operand_to_json(operand) for operand in verdict.outputs],
        "layers": [_layer_to_json(layer) for layer in verdict.layers],
        "problems": [
            {"layer": error.layer, "problem": error.problem, "way_out": error.remedy}
            for error in verdict.problems
        ],
        "macs": verdict.macs,
        **_sizes_to_json(verdict.sizes),
        "fit": None if verdict.fit is None else _fit_to_json(verdict.fit),
    }


def _operand_to_json(operand: Operand) -> dict[str, Any]:
    return {
        "number": operand.number,
        "name": operand.name,
        "type": operand.dtype,
        "shape": list(operand.shape),
        "constant": operand.constant,
        "scale": operand.scale,
        "zero_point": operand.zero_point,
    }


def _layer_to_json(layer: Layer) -> dict[str, Any]:
    return {
        "layer": layer.index,
        "op": layer.kind,
        "type": layer.dtype,
        "inputs": [_operand_to_json(operand) for operand in layer.inputs],
        "outputs": [_operand_to_json(operand) for operand in layer.outputs],
        "macs": layer.macs,
        "weights_bytes": layer.weights_bytes,
        "aot": layer.aot,
        "tflm": layer.tflm,
    }


def _sizes_to_json(sizes: Sizes | None) -> dict[str, Any]:
    keys = ("weights_bytes", "arena_bytes", "arena_lower_bound_bytes", "state_bytes", "fullest")
    if sizes is None:
        return dict.fromkeys(keys)
    full = sizes.fullest
    fullest = {
        "layer": full.layer,
        "bytes": full.bytes,
        "tensors": [{"name": name, "bytes": size} for name, size in full.tensors],
        "scratch_bytes": full.scratch_bytes,
    }
    values = (
        sizes.weights_bytes,
        sizes.arena_bytes,
        sizes.lower_bound_bytes,
        sizes.state_bytes,
        fullest,
    )
    return dict(zip(keys, values, strict=True))


def _fit_to_json(fit: Fit) -> dict[str, Any]:
    return {
        "board": fit.board,
        "fits": fit.fits,
        "memories": [
            {
                "memory": need.region,
                "needed_bytes": need.needed_bytes,
                "available_bytes": need.available_bytes,
                "spare_bytes": None
                if need.available_bytes is None
                else need.available_bytes - need.needed_bytes,
            }
            for need in fit.needs
        ],
        "sections": [
            {"origin": origin, "flash_bytes": flash, "ram_bytes": ram}
            for origin, flash, ram in fit.sections
        ],
        "roomier_boards": list(fit.roomier),
        "compiler": fit.compiler,
    }
