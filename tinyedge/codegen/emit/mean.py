"""MEAN."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.axes import Axis, fill, merged, strides, too_many_axes
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Mean
from tinyedge.reference.mean import mean_parameters

_AXES = 2  # of te_mean.h, kept and reduced each


def mean(site: Site, op: Mean) -> Call:
    """Axes are joined into at most two that are kept and two that are summed over.

    Raises:
        ModelError: more of either kind remain.
    """
    constants: list[Constant] = []
    source = site.input(0, constants)
    p = mean_parameters(op, site.graph)
    kept, reduced = _axes(site, op)
    params = site.params(
        "te_mean_params",
        ("kept", _initializer(kept)),
        ("reduced", _initializer(reduced)),
        ("bias", c.integer(-p.sum_offset)),
        ("multiplier", c.integer(p.multiplier)),
        ("shift", c.integer(p.shift)),
        ("output_zero_point", c.integer(p.output_offset)),
    )
    return Call("mean", (f"&{params.name}", source, site.output()), tuple(constants), params)


def _axes(site: Site, op: Mean) -> tuple[list[Axis], list[Axis]]:
    shape = site.tensor(op.inputs[0]).shape
    axes = [Axis(size, (step,)) for size, step in zip(shape, strides(shape), strict=True)]
    kept = merged([axis for i, axis in enumerate(axes) if i not in op.axes])
    reduced = merged([axis for i, axis in enumerate(axes) if i in op.axes])
    if max(len(kept), len(reduced)) > _AXES:
        problem = (
            f"of {c.shape(shape)} over axes {', '.join(map(str, op.axes))} keeps {len(kept)} and "
            f"sums over {len(reduced)} axes that cannot be joined, more than {_AXES}"
        )
        raise too_many_axes(site.graph, site.layer, problem)
    return fill(kept, _AXES, operands=1), fill(reduced, _AXES, operands=1)


def _initializer(axes: list[Axis]) -> str:
    return c.braces(f"{{.size = {axis.size}, .step = {axis.steps[0]}}}" for axis in axes)
