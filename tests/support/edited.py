"""A .tflite file with something changed that ``tflite_builder`` has no word for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from support.tflite_builder import flatbuffers, schema


def edited(data: bytes, edit: Callable[[Any], None]) -> bytes:
    """``data`` after ``edit`` has had its way with the model, an object of the schema."""
    model = schema.ModelT.InitFromPackedBuf(data, 0)
    edit(model)
    packer = flatbuffers.Builder(1024)
    packer.Finish(model.Pack(packer), file_identifier=b"TFL3")
    return bytes(packer.Output())
