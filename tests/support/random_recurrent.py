"""Random models of operators with a state of their own: UNIDIRECTIONAL_SEQUENCE_LSTM and SVDF."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .random_choices import UNIFORM_STD, Rng, any_input, chance, random_weights, scale, zero_point
from .tflite_builder import OMITTED, Builder, schema

GATE_STEP = 2.0**-12
GATES = 4


def lstm(
    b: Builder,
    x: int,
    gates: list[tuple[int, int, int]],
    *,
    scale: float,
    zero_point: int = 0,
    cell_scale: float = 2.0**-12,
    cell_clip: float = 0.0,
    time_major: bool = False,
    dtype: str = "int8",
) -> tuple[int, int, int]:
    """(output, output state, cell state). gates: weights, recurrent weights and bias of the input,
    forget, cell and output gate. Scale and zero point are those of the output and its state."""
    first, second, _ = b.shape(x)
    units = b.shape(gates[0][0])[0]
    batch = second if time_major else first
    quant: dict[str, Any] = {"scale": scale, "zero_point": zero_point, "dtype": dtype}
    state = b.state((batch, units), **quant)
    cell = b.state((batch, units), scale=cell_scale, dtype="int16")
    y = b.tensor((first, second, units), **quant)
    options = schema.UnidirectionalSequenceLSTMOptionsT()
    options.fusedActivationFunction = schema.ActivationFunctionType.TANH
    options.timeMajor = time_major
    options.cellClip = cell_clip
    weights, recurrent, biases = zip(*gates, strict=True)
    peephole, projection, normalization = [OMITTED] * 3, [OMITTED] * 2, [OMITTED] * 4
    inputs = [x, *weights, *recurrent, *peephole, *biases, *projection, state, cell]
    b.operator("UNIDIRECTIONAL_SEQUENCE_LSTM", [*inputs, *normalization], [y], options)
    return y, state, cell


def svdf(
    b: Builder,
    x: int,
    weights: tuple[int, int, int],
    *,
    scale: float,
    zero_point: int = 0,
    rank: int = 1,
    state: dict[str, Any],
    activation: str = "NONE",
) -> tuple[int, int]:
    """(output, state). weights: of the features, in time, and the bias. state: its quantization and
    type, which is that of the weights in time."""
    features, times, bias = weights
    filters, memory = b.shape(times)
    batch = b.shape(x)[0]
    kept = b.state((batch, filters * memory), **state)
    y = b.tensor((batch, filters // rank), scale=scale, zero_point=zero_point)
    options = schema.SVDFOptionsT()
    options.rank = rank
    options.fusedActivationFunction = getattr(schema.ActivationFunctionType, activation)
    b.operator("SVDF", [x, features, times, bias, kept], [y], options)
    return y, kept


def _sum(x_zero: int, dtype: str, rows: NDArray[Any]) -> float:
    """How far the sums of those rows of weights typically are from 0."""
    std = UNIFORM_STD if dtype == "int8" else UNIFORM_STD * 256
    wide = rows.astype(np.int64)
    spread = np.hypot(np.sqrt((wide**2).sum(axis=1)) * std, wide.sum(axis=1) * x_zero)
    return max(float(spread.max()), 1.0)


def _gate(
    rng: Rng, b: Builder, x: tuple[int, float, int], h: tuple[int, float, int], dtype: str
) -> tuple[int, int, int]:
    """Weights such that a gate is neither always open nor always shut, mostly. x, h: elements,
    scale and zero point of the input and of the output state."""
    (depth, x_scale, x_zero), (units, h_scale, h_zero) = x, h
    made = []
    typical = 0.0
    for columns, unit, zero in ((depth, x_scale, x_zero), (units, h_scale, h_zero)):
        data = random_weights(rng, (units, columns), 0)
        typical = typical or _sum(zero, dtype, data)
        reach = float(2.0 ** rng.uniform(-2, 2.5))  # real, of a typical sum
        if chance(rng, 0.05):
            reach *= float(2.0 ** rng.uniform(-20, 2))
        real = reach / _sum(zero, dtype, data)
        if dtype == "int16":
            real = min(real, 120 * GATE_STEP)
        made.append(b.constant(data, scale=real / unit))
    values = rng.normal(0, typical, units)
    bias = values.astype(np.int32 if dtype == "int8" else np.int64)
    return made[0], made[1], b.constant(bias)


def lstm_layer(rng: Rng, b: Builder, x: int, time_major: bool, dtype: str = "int8") -> int:
    """Its output."""
    depth, units = b.shape(x)[2], int(rng.choice([1, 2, 3, 5, 8, 17]))
    y_scale = float(np.float32(2.0 ** rng.uniform(-9, -5)))
    if chance(rng, 0.05):
        y_scale = float(np.float32(2.0 ** rng.uniform(-20, 4)))
    y_zero = zero_point(rng)
    if dtype == "int16":
        y_scale, y_zero = y_scale / 256, 0
    given = (depth, *b.quantization(x))
    gates = [_gate(rng, b, given, (units, y_scale, y_zero), dtype) for _ in range(GATES)]
    power = int(rng.choice([-15, -13, -12, -11, -10, -9]))
    if chance(rng, 0.1):
        power = int(rng.choice([-28, -20, -16, -4, 0]))
    y, _, _ = lstm(
        b,
        x,
        gates,
        scale=max(y_scale, 2.0**-29),
        zero_point=y_zero,
        cell_scale=2.0**power,
        cell_clip=float(rng.choice([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.3, 10.0, 1e9, -1.0])),
        time_major=time_major,
        dtype=dtype,
    )
    return y


def random_lstm(rng: Rng, dtype: str = "int8") -> bytes:
    b = Builder()
    steps, batch = int(rng.choice([1, 1, 2, 3, 7])), int(rng.choice([1, 1, 1, 2, 3]))
    time_major = chance(rng, 0.4)
    shape = (steps, batch) if time_major else (batch, steps)
    depth = int(rng.choice([1, 2, 3, 8, 13]))
    if dtype == "int16":
        x = b.input((*shape, depth), scale=scale(rng, -17, -9), dtype=dtype)
    else:
        x = any_input(rng, b, (*shape, depth))
    y = lstm_layer(rng, b, x, time_major, dtype)
    if chance(rng, 0.2):
        y = lstm_layer(rng, b, y, time_major, dtype)
    return b.build([y])


def svdf_layer(rng: Rng, b: Builder, x: int) -> int:
    """Its output."""
    rank = int(rng.choice([1, 1, 2, 3]))
    units, memory = int(rng.choice([1, 2, 3, 7])), int(rng.choice([1, 2, 3, 8, 11]))
    dtype = "int16" if chance(rng, 0.6) else "int8"
    top = 127 if dtype == "int8" else 32767
    x_scale, x_zero = b.quantization(x)
    features = random_weights(rng, (units * rank, b.shape(x)[1]), 0)
    reach = int(rng.choice([1, 3, top, top, max(top // 100, 2)]))
    times = rng.integers(-reach, reach + 1, (units * rank, memory)).astype(dtype)
    feature_scale, time_scale = scale(rng, -11, -4), scale(rng, -18, -8)
    # The products of features fill the state; now and then they leave it.
    typical = _sum(x_zero, "int8", features) * x_scale * feature_scale
    kept = typical * float(2.0 ** rng.uniform(-1, 4)) / top
    kept_zero = 0
    if dtype == "int8" and chance(rng, 0.4):
        kept_zero = zero_point(rng)
    elif chance(rng, 0.1):
        kept_zero = int(rng.integers(-top - 1, top + 1))
    deviation = math.sqrt(rank * memory) * reach * top / 8
    bias = rng.normal(0, deviation, units).clip(-(2**31), 2**31 - 1).astype(np.int32)
    y_scale = kept * time_scale * deviation / float(2.0 ** rng.uniform(5, 9))
    y_scale = max(y_scale, kept * time_scale * 2.5)
    activation = str(rng.choice(["NONE", "NONE", "RELU"]))
    y_zero = -128 if activation == "RELU" else zero_point(rng)
    made = b.constant(features, scale=feature_scale), b.constant(times, scale=time_scale)
    product = float(np.float32(kept) * np.float32(time_scale))
    y, _ = svdf(
        b,
        x,
        (*made, b.constant(bias, scale=product)),
        scale=float(np.float32(y_scale)),
        zero_point=y_zero,
        rank=rank,
        state={"scale": float(np.float32(kept)), "zero_point": kept_zero, "dtype": dtype},
        activation=activation,
    )
    return y


def random_svdf(rng: Rng) -> bytes:
    b = Builder()
    y = any_input(rng, b, (int(rng.choice([1, 1, 2, 3])), int(rng.choice([1, 2, 3, 8, 16]))))
    y = svdf_layer(rng, b, y)
    if chance(rng, 0.3):
        y = svdf_layer(rng, b, y)
    return b.build([y])


RANDOM: Mapping[str, Callable[[Rng], bytes]] = {
    "UNIDIRECTIONAL_SEQUENCE_LSTM": random_lstm,
    "UNIDIRECTIONAL_SEQUENCE_LSTM int16": partial(random_lstm, dtype="int16"),
    "SVDF": random_svdf,
}
