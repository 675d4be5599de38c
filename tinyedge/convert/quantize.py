"""From a float model to full int8, with TensorFlow's converter. Runs in the worker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tinyedge.graph.types import Array

from .float_model import Activations, FloatModel, Refused


class Quantizer:
    """A float model traced for one sample, so that no size is left open in the ``.tflite`` file."""

    def __init__(self, model: FloatModel) -> None:
        import tensorflow as tf

        self._tf = tf
        self._model = model
        given = tf.TensorSpec(model.shape, tf.float32)
        self._traced = tf.function(model.function).get_concrete_function(given)

    def quantize(self, x: Array, activations: Activations = "int8") -> bytes:
        """The quantized ``.tflite`` file, its ranges those of the samples ``x``; what it takes and
        gives are activations too."""
        tf = self._tf
        sets = {
            "int8": tf.lite.OpsSet.TFLITE_BUILTINS_INT8,
            "int16": (tf.lite.OpsSet.EXPERIMENTAL_TFLITE_BUILTINS_ACTIVATIONS_INT16_WEIGHTS_INT8),
        }
        samples = self._samples(x)

        def representative() -> Iterator[list[Array]]:
            for sample in samples:
                yield [sample]

        converter = tf.lite.TFLiteConverter.from_concrete_functions(
            [self._traced], self._model.owner
        )
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = representative
        converter.target_spec.supported_ops = [sets[activations]]
        converter.inference_input_type = tf.as_dtype(activations)
        converter.inference_output_type = tf.as_dtype(activations)
        return bytes(converter.convert())

    def outputs(self, x: Array) -> Array:
        """What the float model answers, float32[samples, ...]."""
        answers: list[Any] = [
            self._traced(self._tf.constant(sample)) for sample in self._samples(x)
        ]
        return np.concatenate([np.asarray(answer, np.float32) for answer in answers])

    def _samples(self, x: Array) -> Array:
        """float32[samples, 1, ...]; the batch axis of 1 may be in ``x`` already."""
        shape = (len(x), *self._model.shape)
        if x.shape not in (shape, (len(x), *shape[2:])):
            raise Refused(
                "samples",
                f"x has the shape {list(x.shape)}, but the model takes {list(self._model.shape)}",
                f"give x as [samples{''.join(f', {size}' for size in shape[2:])}]",
            )
        return x.reshape(shape).astype(np.float32)
