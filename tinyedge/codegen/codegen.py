"""Turn a planned graph into C: one kernel call per layer, its constants, arena and state."""

from __future__ import annotations

import re

import tinyedge
from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit import EMITTERS
from tinyedge.codegen.page import ArrayText, Border, LayerText, ModelPage, ParamsText
from tinyedge.codegen.render import render
from tinyedge.codegen.runtime import closure, runtime_dir
from tinyedge.codegen.shared import shared
from tinyedge.codegen.site import CTYPES, Site, at, cast
from tinyedge.codegen.state import state
from tinyedge.codegen.types import Sources
from tinyedge.graph.ops import TensorId
from tinyedge.graph.types import DType, Graph, Tensor
from tinyedge.plan.lives import Life, lives
from tinyedge.plan.types import Layer, Plan

_HASH_BYTES_PER_ROW = 8
_STEPS = (DType.INT8, DType.UINT8, DType.INT16)  # of what programs quantize and read


def codegen(graph: Graph, plan: Plan) -> Sources:
    """The C of a graph for engine "aot": ``<name>.h``, ``<name>.c``, ``<name>_model.c``.

    The same graph and plan give the same text. The first two need only the kernels of
    ``Sources.runtime`` and a C99 compiler; the third is for the bench.

    Raises:
        ModelError: the model's name collides with ours, or its axes are more than a kernel has.
    """
    names = c.Names(graph.name)
    calls = shared([_call(Site(graph, plan, names, i)) for i in range(len(plan.layers))])
    kernels = sorted({f"te_{name}.h" for call in calls for name in (call.kernel, *call.used)})
    page = _page(graph, plan, names, calls, kernels)
    return Sources(
        name=graph.name,
        engine="aot",
        files={
            f"{graph.name}.h": render("model.h.j2", page),
            f"{graph.name}.c": render("model.c.j2", page),
            f"{graph.name}_model.c": render("model_bench.c.j2", page),
        },
        runtime=tuple(name for name in closure(kernels) if name.endswith(".c")),
        model_sha256=graph.sha256,
        weights_bytes=sum(k.data.nbytes for call in calls for k in call.constants),
        plan=plan,
    )


def _call(site: Site) -> Call:
    op = site.layer.op
    emit = EMITTERS[type(op)]
    assert emit is not None, f"{op.kind} runs no code and is no layer"
    return emit(site, op)


def _page(
    graph: Graph, plan: Plan, names: c.Names, calls: list[Call], kernels: list[str]
) -> ModelPage:
    inputs = _borders(graph, plan, names, "input", graph.inputs)
    outputs = _borders(graph, plan, names, "output", graph.outputs)
    arguments = [f"const {b.ctype} *{b.argument}" for b in inputs]
    arguments += [f"{b.ctype} *{b.argument}" for b in outputs]
    return ModelPage(
        name=graph.name,
        prefix=graph.name.upper(),
        abi=_abi(),
        banner=banner(graph),
        headers=tuple(sorted({*kernels, "te_abi.h", "te_memory.h"})),
        arena_bytes=plan.arena_bytes,
        inputs=inputs,
        outputs=outputs,
        invoke=c.signature(f"void {graph.name}_invoke", arguments),
        arena=_arena(graph, plan),
        layers=tuple(_layer(graph, plan, i, call) for i, call in enumerate(calls)),
        slots=tuple(
            (
                f"{graph.name}_{'state' if slot.in_state else 'arena'}.bytes + {slot.offset_bytes}",
                slot.size_bytes,
            )
            for slot in plan.slots
        ),
        layer_outputs=tuple(_outputs(plan, layer) for layer in plan.layers),
        input_indices=plan.inputs,
        output_indices=plan.outputs,
        hash_rows=_hash_rows(graph.sha256),
        uses_float=any(graph.tensor(slot.tensor).dtype is DType.FLOAT32 for slot in plan.slots),
        state=state(graph, plan, names) if graph.variables else None,
    )


def _outputs(plan: Plan, layer: Layer) -> tuple[int, int]:
    """The first of a layer's outputs in the arena, which are numbered one after the other, and how
    many there are."""
    in_arena = [number for number in layer.outputs if not plan.slots[number].in_state]
    return min(in_arena, default=0), len(in_arena)


def banner(graph: Graph) -> tuple[str, ...]:
    """The comment at the head of each file."""
    return (
        f"/* Made by tinyedge {tinyedge.__version__} from the model {c.text(graph.name)}, sha256",
        f" * {graph.sha256}.",
        " * Do not edit: generate it again. */",
    )


def _abi() -> int:
    """TE_ABI of the kernels that this release has."""
    text = (runtime_dir() / "te_abi.h").read_text(encoding="utf-8")
    found = re.search(r"^#define TE_ABI (\d+)$", text, re.MULTILINE)
    assert found is not None, "te_abi.h defines TE_ABI"
    return int(found[1])


def _borders(
    graph: Graph, plan: Plan, names: c.Names, kind: str, numbers: tuple[TensorId, ...]
) -> tuple[Border, ...]:
    """Inputs or outputs; they are numbered only where there are several."""
    result = []
    for i, number in enumerate(numbers):
        which = kind if len(numbers) == 1 else f"{kind}{i}"
        tensor = graph.tensor(number)
        ctype = CTYPES[tensor.dtype]
        place = at(plan.slots[plan.slot_of[number]])
        size = names.macro(f"{which}_bytes")
        macros = [(names.macro(f"{which}_elements"), str(tensor.elements))]
        macros.append((size, str(tensor.size_bytes)))
        if tensor.dtype in _STEPS and tensor.quant is not None:
            macros.append((names.macro(f"{which}_scale"), c.real(tensor.quant.scale)))
            zero_point = c.integer(tensor.quant.zero_point)
            macros.append((names.macro(f"{which}_zero_point"), f"({zero_point})"))
        result.append(
            Border(
                accessor=names.take(which),
                argument=which,
                ctype=ctype,
                macros=tuple(macros),
                bytes_macro=size,
                what=f"{which.capitalize()}: {_typed(tensor)}, {c.text(tensor.name)}",
                place=place if ctype == "int8_t" else cast(place, ctype, const=False),
            )
        )
    return tuple(result)


def _layer(graph: Graph, plan: Plan, index: int, call: Call) -> LayerText:
    layer = plan.layers[index]
    kept = layer.op.outputs  # a state that is read and written
    inputs = (graph.tensor(n) for n in layer.op.inputs if n >= 0 and n not in kept)
    sources = [_typed(tensor) for tensor in inputs if tensor.data is None]
    if len(sources) > 2:
        sources = [f"{len(sources)} inputs"]
    macs = f", {layer.macs:,} MACs" if layer.macs else ""
    return LayerText(
        number=index,
        title=(
            f"{layer.op.kind}, {' and '.join(sources) or 'a constant'} -> "
            f"{_typed(graph.tensor(layer.op.outputs[0]))}{macs}"
        ),
        name=c.text(layer.name),
        arrays=tuple(_array(constant) for constant in call.constants),
        params=(
            ParamsText(call.params.ctype, call.params.name, call.params.fields)
            if call.params
            else None
        ),
        call=c.call(f"te_{call.kernel}", call.arguments, indent=8),
    )


def _array(constant: Constant) -> ArrayText:
    return ArrayText(
        note=constant.note,
        declaration=f"{constant.ctype} {constant.name}[{constant.data.size}]",
        rows=c.rows(constant.data),
    )


def _typed(tensor: Tensor) -> str:
    return f"{tensor.dtype.value} {c.shape(tensor.shape)}"


def _arena(graph: Graph, plan: Plan) -> tuple[str, ...]:
    """The layout of the arena as a comment: by offset, then by time."""
    life = lives(graph, plan)
    lines = [
        (slot, life[i], c.text(graph.tensor(slot.tensor).name))
        for i, slot in enumerate(plan.slots)
        if not slot.in_state
    ]
    lines += [
        (layer.scratch, Life(i, i), f"scratch of layer {i}")
        for i, layer in enumerate(plan.layers)
        if layer.scratch is not None
    ]
    lines.sort(key=lambda line: (line[0].offset_bytes, line[1].first))
    last = len(plan.layers)
    over = plan.arena_bytes - plan.lower_bound_bytes
    bound = f"{over:,} more than" if over else "exactly"
    return (
        f"/* {plan.arena_bytes:,} bytes, {bound} the largest set of tensors that live at once.",
        " *",
        " *  offset   bytes  layers    tensor",
        *(
            f" * {slot.offset_bytes:7d} {slot.size_bytes:7d}  {span.text(last):8s}  {what}"
            for slot, span, what in lines
        ),
        " */",
    )


def _hash_rows(sha256: str) -> tuple[str, ...]:
    cells = [f"0x{byte:02x}" for byte in bytes.fromhex(sha256)]
    return tuple(
        f"    {', '.join(cells[at : at + _HASH_BYTES_PER_ROW])},"
        for at in range(0, len(cells), _HASH_BYTES_PER_ROW)
    )
