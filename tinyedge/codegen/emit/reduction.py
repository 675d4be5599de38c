"""The axes of operators that make one element of many."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.axes import Axis, fill, merged, too_many_axes
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Mean, ReduceMax, ReduceMin, Sum
from tinyedge.reference.movement import steps_of

_AXES = 2  # of the kernels that include te_reduction.h, kept and reduced each


def reduction(site: Site, op: Mean | Sum | ReduceMax | ReduceMin) -> tuple[str, str]:
    """The initializers of the axes that are kept, and of those that are reduced.

    Axes are joined into at most two of each.

    Raises:
        ModelError: more of either kind remain.
    """
    shape = site.tensor(op.inputs[0]).shape
    axes = [Axis(size, (step,)) for size, step in zip(shape, steps_of(shape), strict=True)]
    kept = merged([axis for i, axis in enumerate(axes) if i not in op.axes])
    reduced = merged([axis for i, axis in enumerate(axes) if i in op.axes])
    if max(len(kept), len(reduced)) > _AXES:
        problem = (
            f"of {c.shape(shape)} over axes {', '.join(map(str, op.axes))} keeps {len(kept)} and "
            f"reduces {len(reduced)} axes that cannot be joined, more than {_AXES}"
        )
        raise too_many_axes(site.graph, site.layer, problem)
    return _initializer(kept), _initializer(reduced)


def _initializer(axes: list[Axis]) -> str:
    filled = fill(axes, _AXES, operands=1)
    return c.braces(f"{{.size = {axis.size}, .step = {axis.steps[0]}}}" for axis in filled)
