"""PAD and PADV2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tinyedge.codegen import c
from tinyedge.codegen.axes import too_many_axes
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Pad
from tinyedge.reference.pad import pad_value

_AXES = 5  # of te_pad.h, and of TFLM


@dataclass(frozen=True, slots=True)
class _Axis:
    before: int
    size: int
    after: int

    @property
    def padded(self) -> int:
        return self.before + self.size + self.after


def pad(site: Site, op: Pad) -> Call:
    """Axes that are not padded are joined to those before them.

    Raises:
        ModelError: more than five remain.
    """
    constants: list[Constant] = []
    source = site.input(0, constants)
    axes = _joined(
        [
            _Axis(*sizes)
            for sizes in zip(op.before, site.tensor(op.inputs[0]).shape, op.after, strict=True)
        ]
    )
    if len(axes) > _AXES:
        problem = f"pads {len(axes)} axes, more than {_AXES}"
        raise too_many_axes(site.graph, site.layer, problem)
    axes = [_Axis(0, 1, 0)] * (_AXES - len(axes)) + axes
    value = pad_value(op, site.graph)
    params = site.params(
        "te_pad_params",
        ("input_size", c.braces(c.integer(axis.size) for axis in axes)),
        ("before", c.braces(c.integer(axis.before) for axis in axes)),
        ("output_size", c.braces(c.integer(axis.padded) for axis in axes)),
        ("element_bytes", c.integer(value.itemsize)),
        ("value", c.integer(int.from_bytes(value.tobytes(), "little", signed=True))),
    )
    return Call("pad", (f"&{params.name}", source, site.output()), tuple(constants), params)


def _joined(axes: Sequence[_Axis]) -> list[_Axis]:
    """[.., 2 + 5 + 2, 3] holds the same bytes as [.., 6 + 15 + 6]."""
    result: list[_Axis] = []
    for axis in axes:
        if axis.padded == 1:
            continue
        if result and axis.before == axis.after == 0:
            outer, n = result[-1], axis.size
            result[-1] = _Axis(outer.before * n, outer.size * n, outer.after * n)
        else:
            result.append(axis)
    return result
