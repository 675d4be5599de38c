"""The door for TensorFlow's SavedModel folders. Imports TensorFlow; runs in the worker."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from .float_model import FloatModel, Refused, fixed_shape, one_only

MARK = "saved_model.pb"
_SIGNATURE = "serving_default"


def load(path: Path, folder: Path) -> FloatModel:
    """The model as its signature ``serving_default`` infers. ``folder`` is not needed here.

    Raises:
        Refused: no such signature, several inputs or outputs, or an input of open size.
    """
    import tensorflow as tf

    loaded = tf.saved_model.load(path)
    if _SIGNATURE not in loaded.signatures:
        there = ", ".join(sorted(loaded.signatures)) or "none"
        raise Refused(
            "model",
            f"it lacks the signature {_SIGNATURE}; there is {there}",
            "write it with model.export(folder)",
        )
    signature = loaded.signatures[_SIGNATURE]
    inputs = signature.structured_input_signature[1]
    one_only(len(inputs), "input")
    one_only(len(signature.structured_outputs), "output")
    ((name, given),) = inputs.items()
    (output,) = signature.structured_outputs
    sizes = None if given.shape.rank is None else given.shape.as_list()
    shape = fixed_shape(sizes, given.dtype.name)

    def function(x: Any) -> Any:
        return signature(**{name: x})[output]

    return FloatModel(function, shape, loaded)
