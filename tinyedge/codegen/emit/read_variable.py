"""READ_VARIABLE where it is no view, and ASSIGN_VARIABLE."""

from __future__ import annotations

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import AssignVariable, ReadVariable


def copy(site: Site, op: ReadVariable | AssignVariable) -> Call:
    """From or to the state."""
    constants: list[Constant] = []
    source = site.input_bytes(0, constants)
    count = c.integer(site.tensor(op.outputs[0]).size_bytes)
    return Call("copy", (count, source, site.output_bytes()), tuple(constants))
