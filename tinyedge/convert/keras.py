"""The door for Keras models, ``.keras`` and ``.h5``. Imports TensorFlow; runs in the worker."""

from __future__ import annotations

from pathlib import Path

from .float_model import FloatModel, fixed_shape, one_input

SUFFIXES = (".keras", ".h5", ".hdf5")


def load(path: Path) -> FloatModel:
    """The model as it infers; how it was trained does not matter.

    Raises:
        Refused: several inputs or outputs, or an input of open size.
    """
    import keras

    model = keras.models.load_model(path, compile=False)
    one_input([tensor.name for tensor in model.inputs])
    one_input([tensor.name for tensor in model.outputs], "output")
    given = model.inputs[0]
    shape = fixed_shape(list(given.shape), str(given.dtype))
    return FloatModel(lambda x: model(x, training=False), shape, model)
