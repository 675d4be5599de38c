"""SOFTMAX, LOG_SOFTMAX and L2_NORMALIZATION of float32: TFLM's reference_ops, every operation
rounded by itself and sums in order; exp and log are those of ``functions``."""

from __future__ import annotations

import numpy as np

from tinyedge.graph.ops import L2Normalization, LogSoftmax, Softmax
from tinyedge.graph.types import Array, Graph

from .floating import LARGEST
from .functions import exp, log, one_nan

_LEAST_LENGTH = np.float32(1e-6)


def softmax_float32(op: Softmax, graph: Graph, x: Array) -> Array:
    """float32 -> float32 over the last axis."""
    with np.errstate(all="ignore"):
        exps = exp((x - _largest(x)) * np.float32(op.beta))
        return one_nan(exps / _summed(exps))


def log_softmax_float32(op: LogSoftmax, graph: Graph, x: Array) -> Array:
    """float32 -> float32 over the last axis."""
    with np.errstate(all="ignore"):
        below = x - _largest(x)
        return one_nan(below - log(_summed(exp(below))))


def l2_normalization_float32(op: L2Normalization, graph: Graph, x: Array) -> Array:
    """float32 -> float32 over the last axis."""
    with np.errstate(all="ignore"):
        root = one_nan(np.sqrt(_summed(x * x)))
        return one_nan(x / np.where(root < _LEAST_LENGTH, _LEAST_LENGTH, root))


def _largest(x: Array) -> Array:
    """Of each row, but at least the least finite number; what is not a number does not count."""
    numbers = np.where(np.isnan(x), np.float32(-LARGEST), x)
    largest: Array = np.maximum(numbers.max(axis=-1, keepdims=True), np.float32(-LARGEST))
    return largest


def _summed(x: Array) -> Array:
    """Each row, in order; no sum is -0.0, as each begins with 0."""
    return np.asarray(np.add.accumulate(x, axis=-1)[..., -1:] + np.float32(0))
