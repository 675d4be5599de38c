"""READ_VARIABLE and ASSIGN_VARIABLE."""

from __future__ import annotations

from tinyedge.graph.checks.site import Site
from tinyedge.graph.ops import AssignVariable, ReadVariable, TensorId
from tinyedge.graph.types import DType


def read_variable(site: Site, op: ReadVariable) -> None:
    """What is read is of the variable's shape and type."""
    _of_variable(site, op.inputs[0], op.outputs[0])


def assign_variable(site: Site, op: AssignVariable) -> None:
    """What is assigned is of the variable's shape and type."""
    _of_variable(site, op.outputs[0], op.inputs[0])


def _of_variable(site: Site, variable: TensorId, value: TensorId) -> None:
    if variable not in {v.tensor for v in site.graph.variables}:
        raise site.error(f"{site.named(variable)} is no variable")
    due, given = site.tensor(variable), site.tensor(value)
    # The state is aligned to 4 bytes.
    site.dtype(variable, *(dtype for dtype in DType if dtype.size_bytes <= 4))
    site.dtype(value, due.dtype)
    if due.shape != given.shape:
        raise site.error(f"a variable of {list(due.shape)} takes no {list(given.shape)}")
