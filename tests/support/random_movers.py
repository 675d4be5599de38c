"""Random models of operators that only move elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .random_choices import Rng, any_input, chance, scale, shape, size, zero_point
from .tflite_builder import Builder, Shape, schema


def moved(
    b: Builder, kind: str, x: int, constants: Sequence[Any], given: Shape, options: Any = None
) -> int:
    """An operator of one tensor and int32 constants; the output has x's quantization."""
    x_scale, x_zero = b.quantization(x)
    y = b.tensor(given, scale=x_scale, zero_point=x_zero)
    numbers = [b.constant(np.asarray(values, np.int32)) for values in constants]
    b.operator(kind, [x, *numbers], [y], options)
    return y


def random_strided_slice(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 4, 7)
    x = any_input(rng, b, whole)
    options = schema.StridedSliceOptionsT()
    begin, end, strides, left = [], [], [], []
    for axis, n in enumerate(whole):
        bit = 1 << axis
        first = int(rng.integers(0, n))
        if chance(rng, 0.2):
            options.shrinkAxisMask |= bit
            begin.append(first - (n if chance(rng, 0.3) else 0))
            end.append(first + 1)
            strides.append(1)
            continue
        step = int(rng.choice([1, 1, 2, 3, -1, -2]))
        count = size(rng, len(range(first, n if step > 0 else -1, step)))
        stop = first + (count - 1) * step + (1 if step > 0 else -1)
        if chance(rng, 0.2) and first == (0 if step > 0 else n - 1):
            options.beginMask |= bit
            begin.append(int(rng.integers(-9, 9)))
        else:
            begin.append(first - (n if chance(rng, 0.3) else 0))
        if stop == -1 or chance(rng, 0.3):
            options.endMask |= bit
            end.append(int(rng.integers(-9, 9)))
            count = len(range(first, n if step > 0 else -1, step))
        else:
            end.append(stop)
        strides.append(step)
        left.append(count)
    return b.build([moved(b, "STRIDED_SLICE", x, [begin, end, strides], tuple(left), options)])


def random_slice(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 5, 5)
    begin = [int(rng.integers(0, n)) for n in whole]
    sizes = [size(rng, n - first) for n, first in zip(whole, begin, strict=True)]
    written = [
        -1 if first + count == n and chance(rng, 0.5) else count
        for first, count, n in zip(begin, sizes, whole, strict=True)
    ]
    return b.build([moved(b, "SLICE", any_input(rng, b, whole), [begin, written], tuple(sizes))])


def random_transpose(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 5, 5)
    order = [int(n) for n in rng.permutation(len(whole))]
    x = any_input(rng, b, whole)
    return b.build([moved(b, "TRANSPOSE", x, [order], tuple(whole[axis] for axis in order))])


def parts(b: Builder, x: int, axis: int, sizes: Sequence[int]) -> list[int]:
    """Tensors that x splits into."""
    x_scale, x_zero = b.quantization(x)
    whole = b.shape(x)
    return [
        b.tensor((*whole[:axis], n, *whole[axis + 1 :]), scale=x_scale, zero_point=x_zero)
        for n in sizes
    ]


def random_split(rng: Rng) -> bytes:
    b = Builder()
    whole = list(shape(rng, 1, 6, 3))
    axis = int(rng.integers(0, len(whole)))
    count = size(rng, 4)
    each = whole[axis]
    whole[axis] *= count
    x = any_input(rng, b, tuple(whole))
    options = schema.SplitOptionsT()
    options.numSplits = count
    outputs = parts(b, x, axis, [each] * count)
    signed = axis - (len(whole) if chance(rng, 0.3) else 0)
    b.operator("SPLIT", [b.constant(np.array([signed], np.int32)), x], outputs, options)
    return b.build(outputs)


def random_split_v(rng: Rng) -> bytes:
    b = Builder()
    whole = list(shape(rng, 1, 6, 3))
    axis = int(rng.integers(0, len(whole)))
    sizes = [size(rng, 4) for _ in range(size(rng, 4))]
    whole[axis] = sum(sizes)
    x = any_input(rng, b, tuple(whole))
    options = schema.SplitVOptionsT()
    options.numSplits = len(sizes)
    outputs = parts(b, x, axis, sizes)
    constants = [b.constant(np.array(values, np.int32)) for values in (sizes, [axis])]
    b.operator("SPLIT_V", [x, *constants], outputs, options)
    return b.build(outputs)


def random_pack(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 0, 5, 4)
    quant = {"scale": scale(rng), "zero_point": zero_point(rng)}
    inputs = [b.input(whole, **quant) for _ in range(size(rng, 4))]
    if chance(rng, 0.3):
        inputs.append(b.constant(rng.integers(-128, 128, whole).astype(np.int8), **quant))
    axis = int(rng.integers(0, len(whole) + 1))
    y = b.tensor((*whole[:axis], len(inputs), *whole[axis:]), **quant)
    options = schema.PackOptionsT()
    options.axis, options.valuesCount = axis, len(inputs)
    b.operator("PACK", inputs, [y], options)
    return b.build([y])


def random_unpack(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 6, 3)
    x = any_input(rng, b, whole)
    x_scale, x_zero = b.quantization(x)
    axis = int(rng.integers(0, len(whole)))
    left = (*whole[:axis], *whole[axis + 1 :])
    outputs = [b.tensor(left, scale=x_scale, zero_point=x_zero) for _ in range(whole[axis])]
    options = schema.UnpackOptionsT()
    options.axis, options.num = axis, whole[axis]
    b.operator("UNPACK", [x], outputs, options)
    return b.build(outputs)


def random_space_to_depth(rng: Rng) -> bytes:
    b = Builder()
    n, h, w, c = (size(rng, 3) for _ in range(4))
    block = size(rng, 3)
    options = schema.SpaceToDepthOptionsT()
    options.blockSize = block
    x = any_input(rng, b, (n, h * block, w * block, c))
    return b.build([moved(b, "SPACE_TO_DEPTH", x, [], (n, h, w, c * block**2), options)])


def random_depth_to_space(rng: Rng) -> bytes:
    b = Builder()
    n, h, w, c = (size(rng, 3) for _ in range(4))
    block = size(rng, 3)
    options = schema.DepthToSpaceOptionsT()
    options.blockSize = block
    x = any_input(rng, b, (n, h, w, c * block**2))
    return b.build([moved(b, "DEPTH_TO_SPACE", x, [], (n, h * block, w * block, c), options)])


def random_space_to_batch_nd(rng: Rng) -> bytes:
    """Without padding: TFLM leaves its value to chance (docs/truth.md)."""
    b = Builder()
    block = [size(rng, 3), size(rng, 3)]
    wanted = [size(rng, 4), size(rng, 4)]
    n, c = size(rng, 2), size(rng, 3)
    space = [count * step for count, step in zip(wanted, block, strict=True)]
    x = any_input(rng, b, (n, *space, c))
    given = (n * block[0] * block[1], *wanted, c)
    return b.build([moved(b, "SPACE_TO_BATCH_ND", x, [block, np.zeros((2, 2))], given)])


def random_batch_to_space_nd(rng: Rng) -> bytes:
    b = Builder()
    block = [size(rng, 3), size(rng, 3)]
    space = [size(rng, 4), size(rng, 4)]
    whole = [n * k for n, k in zip(space, block, strict=True)]
    crops = np.array([rng.integers(0, (n + 1) // 2, 2) for n in whole])
    n, c = size(rng, 2), size(rng, 3)
    x = any_input(rng, b, (n * block[0] * block[1], *space, c))
    left = [size_ - int(crop.sum()) for size_, crop in zip(whole, crops, strict=True)]
    return b.build([moved(b, "BATCH_TO_SPACE_ND", x, [block, crops], (n, *left, c))])


def random_mirror_pad(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 5, 4)
    reflect = chance(rng, 0.5)
    border = [[int(rng.integers(0, n + (not reflect))) for _ in range(2)] for n in whole]
    options = schema.MirrorPadOptionsT()
    mode = schema.MirrorPadMode
    options.mode = mode.REFLECT if reflect else mode.SYMMETRIC
    given = tuple(n + sum(pair) for n, pair in zip(whole, border, strict=True))
    return b.build([moved(b, "MIRROR_PAD", any_input(rng, b, whole), [border], given, options)])


def random_broadcast_to(rng: Rng) -> bytes:
    b = Builder()
    wanted = shape(rng, 1, 5, 5)
    given = tuple(1 if chance(rng, 0.3) else n for n in wanted)
    given = given[int(rng.integers(0, len(wanted))) :] if chance(rng, 0.5) else given
    return b.build([moved(b, "BROADCAST_TO", any_input(rng, b, given), [wanted], wanted)])


def random_reverse_v2(rng: Rng) -> bytes:
    b = Builder()
    whole = shape(rng, 1, 6, 4)
    first = int(rng.integers(0, len(whole)))
    axes = np.arange(first, int(rng.integers(first, len(whole))) + 1)
    signed = np.where(rng.random(len(axes)) < 0.3, axes - len(whole), axes)
    x = any_input(rng, b, whole)
    return b.build([moved(b, "REVERSE_V2", x, [rng.permutation(signed)], whole)])


def random_fill(rng: Rng) -> bytes:
    """With a computed or a constant value, and mostly something joined to it."""
    b = Builder()
    wanted = shape(rng, 1, 5, 4)
    quant = {"scale": scale(rng), "zero_point": zero_point(rng)}
    constant = chance(rng, 0.4)
    data = rng.integers(-128, 128, ()).astype(np.int8)
    value = b.constant(data, **quant) if constant else b.input((), **quant)
    y = b.tensor(wanted, **quant)
    b.operator("FILL", [b.constant(np.array(wanted, np.int32)), value], [y])
    if not constant and chance(rng, 0.1):
        return b.build([y])
    z = b.concatenation([y, b.input(wanted, **quant)], 0)
    return b.build([z, b.reshape(z, (1, *b.shape(z)))])


def random_zeros_like(rng: Rng) -> bytes:
    """Joined to what they are like."""
    b = Builder()
    x = any_input(rng, b, shape(rng, 1, 5, 4))
    x_scale, x_zero = b.quantization(x)
    y = b.tensor(b.shape(x), scale=x_scale, zero_point=x_zero)
    b.operator("ZEROS_LIKE", [x], [y])
    if chance(rng, 0.1):
        return b.build([y])
    z = b.concatenation([b.reshape(x, b.shape(x)), y, x], 0)
    return b.build([z, b.reshape(z, (1, *b.shape(z)))])


RANDOM = {
    "REVERSE_V2": random_reverse_v2,
    "FILL": random_fill,
    "ZEROS_LIKE": random_zeros_like,
    "STRIDED_SLICE": random_strided_slice,
    "SLICE": random_slice,
    "TRANSPOSE": random_transpose,
    "SPLIT": random_split,
    "SPLIT_V": random_split_v,
    "PACK": random_pack,
    "UNPACK": random_unpack,
    "SPACE_TO_DEPTH": random_space_to_depth,
    "DEPTH_TO_SPACE": random_depth_to_space,
    "SPACE_TO_BATCH_ND": random_space_to_batch_nd,
    "BATCH_TO_SPACE_ND": random_batch_to_space_nd,
    "MIRROR_PAD": random_mirror_pad,
    "BROADCAST_TO": random_broadcast_to,
}
