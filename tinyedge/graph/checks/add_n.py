"""ADD_N."""

from __future__ import annotations

from tinyedge.graph.checks.add import INPUT_BITS
from tinyedge.graph.checks.site import Site, left_shift
from tinyedge.graph.ops import AddN


def add_n(site: Site, op: AddN) -> None:
    """Inputs are alike. TFLM shifts what it adds, and begins with minus the zero point."""
    x, y = site.int8(op.inputs[0]), site.int8(op.outputs[0])
    for number in op.inputs:
        site.output_shape(site.tensor(number).shape)
        other = site.int8(number)
        if (other.scale, other.zero_point) != (x.scale, x.zero_point):
            raise site.error(
                f"{site.named(number)} has scale {other.scale:g} and zero point "
                f"{other.zero_point}, the first input {x.scale:g} and {x.zero_point}"
            )
    count = len(op.inputs)
    reach = max(abs(count * (q - x.zero_point) - x.zero_point) for q in (-128, 127))
    if reach << (INPUT_BITS - 1) >= 2**31:
        raise site.error(f"the sum of {count} tensors does not fit int32", "add in two steps")
    multiplier = 2 * x.scale / (y.scale * 2**INPUT_BITS)
    if not multiplier < 1 or left_shift(multiplier) > 0:
        raise site.error(f"the output scale {y.scale:g} is too small for inputs of {x.scale:g}")
