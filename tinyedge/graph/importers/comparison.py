"""EQUAL, NOT_EQUAL, GREATER, GREATER_EQUAL, LESS and LESS_EQUAL."""

from __future__ import annotations

from tinyedge.graph.importers.layer import Layer
from tinyedge.graph.ops import Equal, Greater, GreaterEqual, Less, LessEqual, NotEqual


def equal(layer: Layer) -> Equal:
    """inputs: two tensors."""
    return Equal(inputs=layer.operands(2), outputs=layer.result())


def not_equal(layer: Layer) -> NotEqual:
    """inputs: two tensors."""
    return NotEqual(inputs=layer.operands(2), outputs=layer.result())


def greater(layer: Layer) -> Greater:
    """inputs: two tensors."""
    return Greater(inputs=layer.operands(2), outputs=layer.result())


def greater_equal(layer: Layer) -> GreaterEqual:
    """inputs: two tensors."""
    return GreaterEqual(inputs=layer.operands(2), outputs=layer.result())


def less(layer: Layer) -> Less:
    """inputs: two tensors."""
    return Less(inputs=layer.operands(2), outputs=layer.result())


def less_equal(layer: Layer) -> LessEqual:
    """inputs: two tensors."""
    return LessEqual(inputs=layer.operands(2), outputs=layer.result())
