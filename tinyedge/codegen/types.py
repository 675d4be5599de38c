"""What codegen hands on: the generated files of one model, as text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from tinyedge.plan.types import Plan


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """A model as source files, for one engine.

    name: of the model, a C identifier; the files are named after it.
    engine: "aot"...
    files: file name to text: ``<name>.h``, ``<name>.c``, and for the bench ``<name>_model.c``.
    runtime: the .c files of ``firmware/runtime`` to compile beside, sorted; see
        ``runtime.closure`` for the headers they need.
    model_sha256: of the .tflite file.
    weights_bytes: the model's constants: weights, biases, multipliers, tables; parameter
        structures not counted.
    plan: the schedule and memory layout that the files implement.
    """

    name: str
    engine: str
    files: Mapping[str, str]
    runtime: tuple[str, ...]
    model_sha256: str
    weights_bytes: int
    plan: Plan

    def __post_init__(self) -> None:
        object.__setattr__(self, "files", MappingProxyType(dict(self.files)))

    def for_any_project(self) -> Sources:
        """Without what is for the bench, of which a program can have but one."""
        bench = f"{self.name}_model.c"
        return replace(self, files={name: t for name, t in self.files.items() if name != bench})
