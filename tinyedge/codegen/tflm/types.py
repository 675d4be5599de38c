"""What engine tflm hands on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, eq=False)
class TflmSources:
    """A model for TensorFlow Lite Micro, as source files.

    name: of the model, a C identifier. engine: "tflm".
    files: ``<name>_data.h``, ``<name>_data.cc``, ``<name>_resolver.h``.
    runtime: empty; the kernels are TFLM's.
    model_sha256: of the .tflite file. arena_bytes: what the files tell the application to use.
    """

    name: str
    files: Mapping[str, str]
    model_sha256: str
    arena_bytes: int
    engine: str = "tflm"
    runtime: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(self.files)))
