"""Random models of operators that multiply matrices or scatter windows."""

from __future__ import annotations

import numpy as np

from .random_choices import (
    CHANNELS,
    Rng,
    Weighted,
    activated,
    any_input,
    chance,
    image,
    output_scale,
    pair,
    scale,
    shape,
    size,
    spread,
    zero_point,
)
from .tflite_builder import OMITTED, Builder, schema


def random_transpose_conv(rng: Rng) -> bytes:
    b = Builder()
    x = image(rng, b)
    batch, *area, channels = b.shape(x)
    kernel, stride = pair(rng, 5), pair(rng, 4)
    outputs = int(rng.choice(CHANNELS))
    parts = Weighted(rng, b, x, (outputs, *kernel, channels), 0, chance(rng, 0.8))
    same = chance(rng, 0.5)
    # Any size from which a convolution would lead back, and now and then one of no such kind.
    extra = [int(rng.integers(0, s)) for s in stride]
    steps = zip(area, stride, kernel, extra, strict=True)
    wanted = [n * s - e if same else (n - 1) * s + k + e for n, s, k, e in steps]
    if chance(rng, 0.1):
        wanted = [size(rng, 20), size(rng, 20)]
    options = schema.TransposeConvOptionsT()
    options.strideH, options.strideW = stride
    options.padding = schema.Padding.SAME if same else schema.Padding.VALID
    quant = activated(rng, parts.scale)
    options.fusedActivationFunction = getattr(
        schema.ActivationFunctionType, quant.pop("activation")
    )
    given = (batch, *wanted, outputs)
    y = b.tensor(given, **quant)
    inputs = [b.constant(np.array(given, np.int32)), parts.weights, x]
    if parts.bias != OMITTED:
        inputs.append(parts.bias)
    b.operator("TRANSPOSE_CONV", inputs, [y], options)
    return b.build([y])


def random_batch_matmul(rng: Rng) -> bytes:
    b = Builder()
    rows, depth, columns = size(rng, 6), size(rng, int(rng.choice([6, 40]))), size(rng, 6)
    batches = shape(rng, 0, 3, 3)
    swapped = chance(rng, 0.4), chance(rng, 0.4)
    matrices = [(rows, depth), (depth, columns)]
    shapes = []
    for matrix, swap in zip(matrices, swapped, strict=True):
        own = tuple(1 if chance(rng, 0.3) else n for n in batches)
        own = own[int(rng.integers(0, len(own) + 1)) if chance(rng, 0.3) else 0 :]
        shapes.append((*own, *(matrix[::-1] if swap else matrix)))
    first = any_input(rng, b, shapes[0])
    if chance(rng, 0.3):
        data = rng.integers(-128, 128, shapes[1]).astype(np.int8)
        second = b.constant(data, scale=scale(rng), zero_point=zero_point(rng))
    else:
        second = any_input(rng, b, shapes[1])
    unit = b.quantization(first)[0] * b.quantization(second)[0]
    typical = spread(b, first) * spread(b, second) * np.sqrt(depth)
    y_scale = output_scale(rng, unit, typical, depth * 255**2)
    given = (*np.broadcast_shapes(shapes[0][:-2], shapes[1][:-2]), rows, columns)
    options = schema.BatchMatMulOptionsT()
    options.adjX, options.adjY = swapped
    y = b.tensor(given, scale=y_scale, zero_point=zero_point(rng))
    b.operator("BATCH_MATMUL", [first, second], [y], options)
    return b.build([y])


RANDOM = {
    "TRANSPOSE_CONV": random_transpose_conv,
    "BATCH_MATMUL": random_batch_matmul,
}
