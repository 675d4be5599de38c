"""CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED of float32."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.emit.window import images, output_size, pair
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Conv2D, DepthwiseConv2D, FullyConnected
from tinyedge.reference.float_weights import bias_of
from tinyedge.reference.floating import BOUNDS
from tinyedge.reference.operands import constant


def fully_connected_float32(site: Site, op: FullyConnected) -> Call:
    """One row after the other."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    outputs, inputs = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_fully_connected_f32_params",
        ("rows", c.integer(site.tensor(op.inputs[0]).elements // inputs)),
        ("inputs", c.integer(inputs)),
        ("outputs", c.integer(outputs)),
        *_clamp(op),
    )
    weights, bias = _constants(site, op)
    arguments = (f"&{params.name}", source, weights.name, bias.name, site.output())
    return Call("fully_connected_f32", arguments, (*constants, weights, bias), params)


def conv_2d_float32(site: Site, op: Conv2D | DepthwiseConv2D) -> Call:
    """Both have one kernel."""
    constants: list[Constant] = []
    source = site.input(0, constants)
    _, height, width, _ = site.tensor(op.inputs[1]).shape
    params = site.params(
        "te_conv_2d_f32_params",
        *images(site),
        *pair("kernel", (height, width)),
        *pair("stride", op.stride),
        *pair("dilation", op.dilation),
        *pair("pad", op.pad),
        *output_size(site),
        ("outputs", c.integer(site.tensor(op.outputs[0]).shape[3])),
        ("multiplier", c.integer(op.multiplier if isinstance(op, DepthwiseConv2D) else 0)),
        *_clamp(op),
    )
    weights, bias = _constants(site, op)
    arguments = (f"&{params.name}", source, weights.name, bias.name, site.output())
    return Call("conv_2d_f32", arguments, (*constants, weights, bias), params)


def _clamp(op: Conv2D | DepthwiseConv2D | FullyConnected) -> tuple[tuple[str, str], ...]:
    low, high = BOUNDS[op.activation]
    return ("min", c.real(low)), ("max", c.real(high))


def _constants(
    site: Site, op: Conv2D | DepthwiseConv2D | FullyConnected
) -> tuple[Constant, Constant]:
    """Weights and bias."""
    tensor = site.tensor(op.inputs[1])
    note = f"{c.text(tensor.name)} {c.shape(tensor.shape)}"
    weights = site.constant("weights", "float", constant(site.graph, op.inputs[1]), note)
    given = op.inputs[2] >= 0
    note = c.text(site.tensor(op.inputs[2]).name) if given else "no bias in the model"
    return weights, site.constant("bias", "float", bias_of(op, site.graph), note)
