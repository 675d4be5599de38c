"""Models of one operator with scales, zero points, biases and windows out of all proportion."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
from support.tflite_builder import Builder

SCALES = (2.0**-62, 2.0**62)  # a little more than graph/check.py allows
LIKELY_SCALES = (2.0**-12, 2.0**6)


def extreme_model(seed: int) -> bytes:
    """A .tflite file with one operator; most of them are legal."""
    return _Maker(seed).model()


class _Maker:
    """Makes one model from a seed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._numbers = np.random.default_rng(seed)
        low, high = SCALES if self._random.random() < 0.3 else LIKELY_SCALES
        self._exponents = np.log2(low), np.log2(high)
        self._b = Builder()

    def model(self) -> bytes:
        r, b = self._random, self._b
        shape = (r.randint(1, 2), r.randint(1, 7), r.randint(1, 7), r.randint(1, 3))
        x = b.input(shape, **self._quantization())
        y = self._operator(x)
        return b.build([b.dequantize(y) if r.random() < 0.3 else y])

    def _operator(self, x: int) -> int:
        r, b, q = self._random, self._b, self._quantization()
        activation = r.choice(["NONE", "RELU", "RELU6", "RELU_N1_TO_1"])
        match r.randrange(13):
            case 0:
                weights = self._weights(r.randint(1, 3), *self._window(), b.shape(x)[3], axis=0)
                return b.conv_2d(x, *weights, activation=activation, **self._steps(), **q)
            case 1:
                weights = self._weights(1, *self._window(), b.shape(x)[3] * r.randint(1, 2), axis=3)
                return b.depthwise_conv_2d(x, *weights, activation=activation, **self._steps(), **q)
            case 2:
                return self._fully_connected(x, activation, q)
            case 3:
                other = b.input(b.shape(x), **self._quantization())
                return b.add(x, other, activation=activation, **q)
            case 4:
                other = b.input((1, 1, 1, b.shape(x)[3]), **self._quantization())
                return b.mul(x, other, activation=activation, **q)
            case 5 | 6 as kind:
                pool = b.average_pool_2d if kind == 5 else b.max_pool_2d
                steps = self._steps() | {"activation": activation}
                del steps["dilation"]
                return pool(x, window=(r.randint(1, 9), r.randint(1, 9)), **steps)
            case 7:
                return b.mean(x, r.sample(range(4), r.randint(1, 3)), **q)
            case 8:
                return b.softmax(x, beta=self._scale())
            case 9:
                return r.choice([b.logistic, b.tanh])(x)
            case 10:
                return b.relu(x, **q)
            case 11:
                return b.relu6(x)
            case _:
                return b.quantize(x, **q)

    def _fully_connected(self, x: int, activation: str, q: dict[str, Any]) -> int:
        b, r = self._b, self._random
        outputs, scale = r.randint(1, 3), self._scale()
        depth = int(np.prod(b.shape(x)[1:]))
        weights = b.constant(self._int8(outputs, depth), scale=scale)
        product = float(np.float32(scale)) * b.quantization(x)[0]
        bias = b.constant(self._bias(outputs), scale=product)
        return b.fully_connected(x, weights, bias, activation=activation, **q)

    def _weights(self, *shape: int, axis: int) -> tuple[int, int]:
        """Weights whose output channels lie along ``axis``, and their bias or -1."""
        scales = [self._scale() for _ in range(shape[axis])]
        weights = self._b.constant(self._int8(*shape), scale=scales, axis=axis)
        has_bias = self._random.random() < 0.7
        return weights, self._b.constant(self._bias(shape[axis])) if has_bias else -1

    def _window(self) -> tuple[int, int]:
        return self._random.randint(1, 4), self._random.randint(1, 4)

    def _steps(self) -> dict[str, Any]:
        r = self._random
        return {
            "stride": (r.randint(1, 3), r.randint(1, 3)),
            "dilation": (r.randint(1, 3), r.randint(1, 2)),
            "padding": r.choice(["SAME", "SAME", "VALID"]),
        }

    def _scale(self) -> float:
        return float(2.0 ** self._random.uniform(*self._exponents))

    def _quantization(self) -> dict[str, Any]:
        zero_point = self._random.choice([-128, 127, 0, self._random.randint(-128, 127)])
        return {"scale": self._scale(), "zero_point": zero_point}

    def _int8(self, *shape: int) -> Any:
        return self._numbers.integers(-128, 128, shape).astype(np.int8)

    def _bias(self, outputs: int) -> Any:
        """Any int32, more often small ones."""
        values = self._numbers.integers(-(2**31), 2**31, outputs)
        return (values >> self._random.randint(0, 31)).astype(np.int32)
