"""The door for Keras models, ``.keras`` and ``.h5``. Imports TensorFlow; runs in the worker."""

from __future__ import annotations

from pathlib import Path

from . import saved_model
from .float_model import FloatModel, fixed_shape, one_only

_HDF5 = b"\x89HDF\r\n\x1a\n"
# How a file of each suffix begins; .keras is a zip.
MAGIC = {".keras": b"PK\x03\x04", ".h5": _HDF5, ".hdf5": _HDF5}
SUFFIXES = tuple(MAGIC)


def load(path: Path, folder: Path) -> FloatModel:
    """The model as it infers; how it was trained does not matter.

    folder: for the SavedModel it is written to, through which it goes: what the converter is
        given of a Keras model directly, it reads with its variables missing.

    Raises:
        Refused: several inputs or outputs, or an input of open size.
    """
    import keras

    model = keras.models.load_model(path, compile=False)
    one_only(len(model.inputs), "input")
    one_only(len(model.outputs), "output")
    fixed_shape(list(model.inputs[0].shape), str(model.inputs[0].dtype))
    exported = folder / "exported"
    model.export(str(exported))
    return saved_model.load(exported, folder)
