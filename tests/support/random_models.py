"""Random int8 models: one generator per operator, and one for small graphs of many.

Each takes a numpy Generator and gives the bytes of a .tflite file that graph/check.py accepts and
TFLM runs. They look for trouble: odd sizes, one channel, inputs narrower than the kernel, zero
points at both ends, every activation, multipliers above 1 and so small that they are flushed to 0;
yet most outputs are spread over the range of int8, so that a wrong one shows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial

import numpy as np

from tinyedge.graph.ops import Quantize
from tinyedge.graph.types import Array, DType, Graph

from . import (
    random_arithmetic,
    random_compared,
    random_control,
    random_elementwise,
    random_float_layers,
    random_floats,
    random_gathers,
    random_int16_elements,
    random_int16_graphs,
    random_int16_rows,
    random_int16_weights,
    random_logic,
    random_moved,
    random_movers,
    random_products,
    random_recurrent,
    random_reductions,
    random_rows,
    random_signal,
    random_states,
)
from .random_choices import (
    Rng,
    activated,
    activation,
    any_input,
    chance,
    image,
    output_scale,
    pair,
    scale,
    shape,
    size,
    spread,
    window_of,
    zero_point,
)
from .random_graphs import random_graph
from .random_layers import (
    add_layer,
    conv_2d_layer,
    depthwise_conv_2d_layer,
    every_value,
    fully_connected_layer,
    mean_layer,
    mul_layer,
    operands,
    pad_layer,
    reshape_layer,
)
from .tflite_builder import Builder, schema


def random_inputs(rng: Rng, graph: Graph) -> list[Array]:
    """Values for each input: all 256 of int8 where there is room for just these, else uniform;
    float32 so that halves between steps occur, and values beyond the ends."""
    return [_random_input(rng, graph, number) for number in graph.inputs]


def _random_input(rng: Rng, graph: Graph, number: int) -> Array:
    tensor = graph.tensor(number)
    if tensor.dtype is DType.FLOAT32:
        reader = next(graph.readers(number), None)
        if not isinstance(reader, Quantize):
            return (rng.integers(-1000, 1000, tensor.shape) / 8).astype(np.float32)
        result = graph.tensor(reader.outputs[0])
        quant, reach = result.quant, 80_000 if result.dtype is DType.INT16 else 300
        assert quant is not None
        steps = rng.integers(-reach, reach, tensor.shape).astype(np.float64)
        steps += rng.choice([0.0, 0.5, 0.3], tensor.shape)
        return (steps * quant.scale).astype(np.float32)
    if tensor.dtype is DType.UINT8:
        if tensor.elements != 256:
            return rng.integers(0, 256, tensor.shape).astype(np.uint8)
        return rng.permutation(np.arange(256)).astype(np.uint8).reshape(tensor.shape)
    if tensor.dtype is DType.BOOL:
        return np.asarray(rng.random(tensor.shape) < 0.5)
    if tensor.dtype is DType.UINT32:  # of every length
        whole = rng.integers(0, 2**32, tensor.shape, np.uint32)
        return np.asarray(whole >> rng.integers(0, 32, tensor.shape).astype(np.uint32))
    if tensor.dtype is DType.INT32:
        whole = rng.integers(-(2**31), 2**31, tensor.shape)
        return (whole >> int(rng.choice([0, 16, 28, 29]))).astype(np.int32)
    if tensor.dtype is DType.INT16:
        if rng.random() < 0.1:
            return rng.choice(np.array([-(2**15), 2**15 - 1], np.int16), tensor.shape)
        return (rng.integers(-(2**15), 2**15, tensor.shape) >> rng.integers(0, 9)).astype(np.int16)
    if tensor.elements == 256:
        return rng.permutation(np.arange(-128, 128)).astype(np.int8).reshape(tensor.shape)
    if rng.random() < 0.1:
        return rng.choice(np.array([-128, 127], np.int8), tensor.shape)
    return rng.integers(-128, 128, tensor.shape).astype(np.int8)


def random_conv_2d(rng: Rng, weights: str = "int8") -> bytes:
    b = Builder()
    return b.build([conv_2d_layer(rng, b, image(rng, b), weights)])


def random_depthwise_conv_2d(rng: Rng, weights: str = "int8") -> bytes:
    b = Builder()
    return b.build([depthwise_conv_2d_layer(rng, b, image(rng, b), weights)])


def random_fully_connected(rng: Rng, weights: str = "int8") -> bytes:
    b = Builder()
    x = any_input(rng, b, shape(rng, 1, 4, 8))
    return b.build([fully_connected_layer(rng, b, x, weights)])


def random_add(rng: Rng) -> bytes:
    b = Builder()
    y = add_layer(rng, b, *operands(rng, b, float(rng.choice([2, 6, 40], p=[0.7, 0.2, 0.1]))))
    return b.build([y])


def random_mul(rng: Rng) -> bytes:
    b = Builder()
    return b.build([mul_layer(rng, b, *operands(rng, b, 4))])


def random_average_pool_2d(rng: Rng) -> bytes:
    b = Builder()
    x = image(rng, b)
    window, _, padding = window_of(rng, b.shape(x)[1:3], 9, 1)
    y = b.average_pool_2d(
        x,
        window=window,
        stride=pair(rng, 4),
        padding=padding,
        activation=activation(rng, *b.quantization(x)),
    )
    return b.build([y])


def random_max_pool_2d(rng: Rng) -> bytes:
    b = Builder()
    x = image(rng, b)
    window, _, padding = window_of(rng, b.shape(x)[1:3], 9, 1)
    y = b.max_pool_2d(
        x,
        window=window,
        stride=pair(rng, 4),
        padding=padding,
        activation=activation(rng, *b.quantization(x)),
    )
    return b.build([y])


def random_mean(rng: Rng) -> bytes:
    b = Builder()
    x = any_input(rng, b, random_reductions.reducible(rng, int(rng.choice([4, 12]))))
    return b.build([mean_layer(rng, b, x)])


def random_softmax(rng: Rng) -> bytes:
    b = Builder()
    x_scale = scale(rng, -9, 3) if chance(rng, 0.9) else scale(rng, -22, 20)
    row = int(rng.choice([size(rng, 3), size(rng, 40), 511], p=[0.3, 0.6, 0.1]))
    given = (*shape(rng, 0, 3, 3), row)
    x = b.input(given, scale=x_scale, zero_point=zero_point(rng))
    return b.build([b.softmax(x, beta=float(rng.choice([1.0, 0.5, 2.0, 0.3])))])


def random_logistic(rng: Rng) -> bytes:
    b = Builder()
    return b.build([b.logistic(every_value(rng, b))])


def random_tanh(rng: Rng) -> bytes:
    b = Builder()
    return b.build([b.tanh(every_value(rng, b))])


def random_relu(rng: Rng) -> bytes:
    b = Builder()
    x = every_value(rng, b)
    y_scale = output_scale(rng, b.quantization(x)[0], spread(b, x), 255)
    return b.build([b.relu(x, scale=y_scale, zero_point=zero_point(rng))])


def random_relu6(rng: Rng) -> bytes:
    b = Builder()
    return b.build([b.relu6(every_value(rng, b))])


def random_quantize(rng: Rng) -> bytes:
    b = Builder()
    if chance(rng, 0.4):
        x = b.input(shape(rng, 1, 4, 8), dtype="float32")
        return b.build([b.quantize(x, scale=scale(rng, -20, 10), zero_point=zero_point(rng))])
    if chance(rng, 0.3):
        quant = {"scale": scale(rng), "zero_point": zero_point(rng) + 128}
        x = b.input((1, 16, 16), dtype="uint8", **quant)
        same = chance(rng, 0.3)
        y_scale = quant["scale"] if same else output_scale(rng, quant["scale"], 100.0, 255)
        y_zero = quant["zero_point"] - 128 if same else zero_point(rng)
        return b.build([b.quantize(x, scale=y_scale, zero_point=y_zero)])
    x = every_value(rng, b)
    y_scale = output_scale(rng, b.quantization(x)[0], spread(b, x), 255)
    if chance(rng, 0.3):
        y = b.quantize(x, scale=y_scale, zero_point=zero_point(rng) + 128, dtype="uint8")
        return b.build([b.reshape(y, (16, 16)) if chance(rng, 0.3) else y])
    return b.build([b.quantize(x, scale=y_scale, zero_point=zero_point(rng))])


def random_dequantize(rng: Rng) -> bytes:
    b = Builder()
    return b.build([b.dequantize(every_value(rng, b))])


def random_pad(rng: Rng) -> bytes:
    b = Builder()
    x = any_input(rng, b, shape(rng, 1, 5, 4))
    return b.build([pad_layer(rng, b, x, outermost=chance(rng, 0.5))])


def random_concatenation(rng: Rng) -> bytes:
    b = Builder()
    quant = {"scale": scale(rng), "zero_point": zero_point(rng)}
    base = shape(rng, 1, 4, 4)
    axis = int(rng.integers(0, len(base)))
    parts = []
    for i in range(int(rng.choice([2, 3, 10], p=[0.5, 0.4, 0.1]))):
        part = (*base[:axis], size(rng, 5), *base[axis + 1 :])
        if i and chance(rng, 0.2):
            data = rng.integers(-128, 128, part).astype(np.int8)
            parts.append(b.constant(data, **quant))
        else:
            parts.append(b.input(part, **quant))
    return b.build([b.concatenation(parts, axis - (len(base) if chance(rng, 0.3) else 0))])


def random_reshape(rng: Rng) -> bytes:
    b = Builder()
    x = any_input(rng, b, shape(rng, 1, 4, 6))
    return b.build([reshape_layer(rng, b, x)])


def random_squeeze(rng: Rng) -> bytes:
    b = Builder()
    full = shape(rng, 1, 3, 6)
    at = int(rng.integers(0, len(full) + 1))
    x = any_input(rng, b, (*full[:at], 1, *full[at:]))
    return b.build([b.squeeze(x, [at])])


def random_expand_dims(rng: Rng) -> bytes:
    b = Builder()
    full = shape(rng, 1, 3, 6)
    return b.build([b.expand_dims(any_input(rng, b, full), int(rng.integers(0, len(full) + 1)))])


def random_pair(kind: str) -> Callable[[Rng], bytes]:
    """An operator of two operands of one quantization."""

    def make(rng: Rng) -> bytes:
        b = Builder()
        full = shape(rng, 1, 4, 6)
        quant = {"scale": scale(rng), "zero_point": zero_point(rng)}
        first = b.input(full, **quant)
        other = tuple(1 if chance(rng, 0.3) else n for n in full)
        other = other[int(rng.integers(0, len(full))) :]
        data = rng.integers(-128, 128, other).astype(np.int8)
        second = b.constant(data, **quant) if chance(rng, 0.4) else b.input(other, **quant)
        pair = (first, second) if chance(rng, 0.5) else (second, first)
        y = b.tensor(full, **quant)
        options = schema.MaximumMinimumOptionsT()
        b.operator(kind, pair, [y], options)
        return b.build([y])

    return make


def random_sub(rng: Rng) -> bytes:
    b = Builder()
    a, c = operands(rng, b, 4)
    scales = b.quantization(a)[0], b.quantization(c)[0]
    widest = max(scales)
    typical = math.hypot(spread(b, a) * scales[0], spread(b, c) * scales[1]) / widest
    y_scale = max(output_scale(rng, widest, typical, 255), widest * 2.0**-18)
    given = np.broadcast_shapes(b.shape(a), b.shape(c))
    made = activated(rng, float(np.float32(y_scale)))
    options = schema.SubOptionsT()
    options.fusedActivationFunction = getattr(schema.ActivationFunctionType, made.pop("activation"))
    y = b.tensor(given, **made)
    b.operator("SUB", [a, c], [y], options)
    return b.build([y])


def random_prelu(rng: Rng) -> bytes:
    b = Builder()
    full = shape(rng, 1, 4, 6)
    x = any_input(rng, b, full)
    slopes = tuple(1 if chance(rng, 0.5) else n for n in full)[int(rng.integers(0, len(full))) :]
    data = rng.integers(-128, 128, slopes).astype(np.int8)
    slope = b.constant(data, scale=scale(rng, -9, -3), zero_point=zero_point(rng))
    unit = b.quantization(x)[0]
    y_scale = max(
        output_scale(rng, unit, spread(b, x), 255),
        output_scale(rng, unit * b.quantization(slope)[0], 5000.0, 255**2),
    )
    y = b.tensor(full, scale=y_scale, zero_point=zero_point(rng))
    b.operator("PRELU", [x, slope], [y])
    return b.build([y])


def random_leaky_relu(rng: Rng) -> bytes:
    b = Builder()
    x = every_value(rng, b)
    y_scale = output_scale(rng, b.quantization(x)[0], spread(b, x), 255)
    options = schema.LeakyReluOptionsT()
    options.alpha = float(np.float32(rng.choice([0.01, 0.1, 0.2, 0.3, float(rng.uniform(0, 1))])))
    y = b.tensor(b.shape(x), scale=y_scale, zero_point=zero_point(rng))
    b.operator("LEAKY_RELU", [x], [y], options)
    return b.build([y])


def random_hard_swish(rng: Rng) -> bytes:
    b = Builder()
    x = b.input((1, 16, 16), scale=scale(rng, -9, 1), zero_point=zero_point(rng))
    unit = b.quantization(x)[0]
    y_scale = max(unit * float(2.0 ** rng.uniform(-3, 2)), unit / 100)
    y = b.tensor(b.shape(x), scale=y_scale, zero_point=zero_point(rng))
    b.operator("HARD_SWISH", [x], [y])
    return b.build([y])


def random_padv2(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 5, 4)
    x = any_input(rng, b, whole)
    x_scale, x_zero = b.quantization(x)
    paddings = rng.integers(0, 4, (len(whole), 2)).astype(np.int32)
    value = b.constant(
        rng.integers(-128, 128, ()).astype(np.int8), scale=x_scale, zero_point=x_zero
    )
    given = tuple(n + int(pair.sum()) for n, pair in zip(whole, paddings, strict=True))
    y = b.tensor(given, scale=x_scale, zero_point=x_zero)
    b.operator("PADV2", [x, b.constant(paddings), value], [y])
    return b.build([y])


# By operator and, behind a space, the type that it computes in; int8 where there is none.
RANDOM: Mapping[str, Callable[[Rng], bytes]] = {
    "CONV_2D": random_conv_2d,
    "DEPTHWISE_CONV_2D": random_depthwise_conv_2d,
    "FULLY_CONNECTED": random_fully_connected,
    "CONV_2D int4": partial(random_conv_2d, weights="int4"),
    "DEPTHWISE_CONV_2D int4": partial(random_depthwise_conv_2d, weights="int4"),
    "FULLY_CONNECTED int4": partial(random_fully_connected, weights="int4"),
    "ADD": random_add,
    "MUL": random_mul,
    "AVERAGE_POOL_2D": random_average_pool_2d,
    "MAX_POOL_2D": random_max_pool_2d,
    "MEAN": random_mean,
    "SOFTMAX": random_softmax,
    "LOGISTIC": random_logistic,
    "TANH": random_tanh,
    "RELU": random_relu,
    "RELU6": random_relu6,
    "PAD": random_pad,
    "CONCATENATION": random_concatenation,
    "RESHAPE": random_reshape,
    "SQUEEZE": random_squeeze,
    "EXPAND_DIMS": random_expand_dims,
    "QUANTIZE": random_quantize,
    "DEQUANTIZE": random_dequantize,
    "SUB": random_sub,
    "MINIMUM": random_pair("MINIMUM"),
    "MAXIMUM": random_pair("MAXIMUM"),
    "PRELU": random_prelu,
    "LEAKY_RELU": random_leaky_relu,
    "HARD_SWISH": random_hard_swish,
    **random_arithmetic.RANDOM,
    **random_elementwise.RANDOM,
    "PADV2": random_padv2,
    "READ_VARIABLE": random_states.random_program,
    "ASSIGN_VARIABLE": random_states.random_stream,
    "READ_VARIABLE int16": partial(random_states.random_program, dtype="int16"),
    **random_floats.RANDOM,
    **random_float_layers.RANDOM,
    **random_gathers.RANDOM,
    **random_int16_elements.RANDOM,
    **random_int16_rows.RANDOM,
    **random_int16_weights.RANDOM,
    **random_int16_graphs.RANDOM,
    **random_logic.RANDOM,
    **random_compared.RANDOM,
    **random_control.RANDOM,
    **random_movers.RANDOM,
    **random_moved.random_moved(
        {
            "PAD": random_pad,
            "PADV2": random_padv2,
            "CONCATENATION": random_concatenation,
            "RESHAPE": random_reshape,
            "SQUEEZE": random_squeeze,
            "EXPAND_DIMS": random_expand_dims,
        }
    ),
    **random_rows.RANDOM,
    **random_signal.RANDOM,
    **random_products.RANDOM,
    **random_recurrent.RANDOM,
    **random_reductions.RANDOM,
    "graph": random_graph,
}
