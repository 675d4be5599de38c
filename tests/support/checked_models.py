"""Two small models for ``tinyedge check``: one that runs, one full of problems."""

from __future__ import annotations

from typing import Any

import numpy as np

from .edited import edited
from .tflite_builder import Builder, schema


def good_model() -> bytes:
    """PAD and RELU, which go into a convolution, a view, layers with and without weights."""
    b = Builder()
    x = b.input((1, 8, 8, 2), scale=0.05, zero_point=4, name="camera")
    padded = b.pad(x, [(0, 0), (1, 1), (1, 1), (0, 0)])
    w = b.constant(np.ones((3, 3, 3, 2), np.int8), scale=[0.1, 0.2, 0.3])
    y = b.conv_2d(padded, w, scale=0.05, zero_point=4, padding="VALID", name="conv")
    y = b.relu(y, scale=0.05, zero_point=4, name="relu")
    flat = b.reshape(b.max_pool_2d(y, window=(2, 2), stride=(2, 2)), (1, 48))
    w = b.constant(np.ones((4, 48), np.int8), scale=0.1)
    return b.build([b.softmax(b.fully_connected(flat, w, scale=0.1), name="classes")])


def bad_model() -> bytes:
    """Three operators without a kernel, a shape and a quantization that do not follow, and a
    layer that nobody needs."""
    b = Builder()
    x = b.input((1, 8, 8, 2), scale=0.05, zero_point=4, name="camera")
    w = b.constant(np.ones((3, 3, 3, 2), np.int8), scale=0.1)
    y = b.conv_2d(x, w, scale=0.05, name="conv")
    gelu = b.tensor((1, 8, 8, 3), scale=0.05, name="gelu")
    b.operator("GELU", [y], [gelu])
    tiled = b.tensor((1, 4, 8, 8, 3), scale=0.05, name="tile")
    b.operator("TILE", [gelu, b.constant(np.array([1], np.int32))], [tiled])
    summed = b.tensor((1, 9, 9, 3), scale=0.05, name="sum")
    b.operator("ADD", [y, gelu], [summed], schema.AddOptionsT())
    boxes = b.tensor((1, 3), scale=0.5, name="boxes")
    b.operator("CUSTOM", [summed], [boxes])
    b.operator("RFFT2D", [boxes], [b.tensor((1, 3), scale=0.5, name="unused")])
    squashed = b.tensor((1, 3), scale=0.5, zero_point=3, name="squash")
    b.operator("LOGISTIC", [boxes], [squashed])

    def name_it(model: Any) -> None:
        for code in model.operatorCodes:
            if code.builtinCode == schema.BuiltinOperator.CUSTOM:
                code.customCode = "TFLite_Detection_PostProcess"

    return edited(b.build([tiled, squashed]), name_it)
