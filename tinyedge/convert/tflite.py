"""The door for ``.tflite`` files: what is converted already passes through, byte for byte."""

from __future__ import annotations

from pathlib import Path

from tinyedge.errors import ModelError
from tinyedge.paths import require_file

SUFFIXES = (".tflite",)


def convert(model: Path) -> bytes:
    """The bytes of the file. Whether it is int8 and sound, ``graph`` finds out.

    Raises:
        ModelError: it cannot be read.
    """
    try:
        require_file(model)
        return model.read_bytes()
    except OSError as error:
        raise ModelError(
            str(model), f"cannot be read ({error.strerror})", "give a readable .tflite file"
        ) from None
