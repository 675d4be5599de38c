"""An int8 .tflite file -> ``Graph``."""

from __future__ import annotations

from tinyedge.graph.survey import survey
from tinyedge.graph.types import Graph


def read(data: bytes, *, file: str, name: str | None = None) -> Graph:
    """The graph of a .tflite file.

    Args:
        data: the whole file.
        file: what to call it in errors; a path.
        name: of the model; made from the stem of ``file`` if left out.

    Tensors keep the numbers they have in the file; variables come after them, see ``state.py``.
    Operators whose results nobody needs are left out: converters write SHAPE, STRIDED_SLICE and
    PACK to compute the shape of a RESHAPE, which the file gives as the shape of its output anyway.

    Raises:
        ModelError: not a .tflite file, damaged, not int8, or inconsistent.
        UnsupportedOperators: some operators have no kernel here.
    """
    found = survey(data, file=file, name=name)
    error = found.error
    if error is not None:
        raise error
    return found.graph
