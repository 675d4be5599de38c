"""SVDF."""

from __future__ import annotations

import numpy as np

from tinyedge.codegen import c
from tinyedge.codegen.call import Call, Constant
from tinyedge.codegen.site import Site
from tinyedge.graph.ops import Svdf
from tinyedge.graph.types import DType
from tinyedge.reference.operands import constant
from tinyedge.reference.svdf import svdf_parameters


def svdf(site: Site, op: Svdf) -> Call:
    """The kernel is another one where the state is int16."""
    constants: list[Constant] = []
    arrays = [site.input(i, constants) for i in range(4)]
    p = svdf_parameters(op, site.graph)
    x, features, times = (site.tensor(number) for number in op.inputs[:3])
    sums = constant(site.graph, op.inputs[1]).astype(np.int64).sum(axis=1)
    folded = (-p.input_zero_point * sums).astype(np.int32)
    bias = site.constant("feature_bias", "int32_t", folded, "zero point of the input, folded")
    params = site.params(
        "te_svdf_params",
        ("batches", c.integer(x.shape[0])),
        ("inputs", c.integer(x.shape[1])),
        ("units", c.integer(features.shape[0] // op.rank)),
        ("rank", c.integer(op.rank)),
        ("memory", c.integer(times.shape[1])),
        ("feature_bias", bias.name),
        ("feature_multiplier", c.integer(p.feature[0])),
        ("feature_shift", c.integer(p.feature[1])),
        ("state_zero_point", c.integer(p.state_zero_point)),
        ("time_multiplier", c.integer(p.time[0])),
        ("time_shift", c.integer(p.time[1])),
        ("output_zero_point", c.integer(p.output_zero_point)),
    )
    state = site.pointer(op.state, const=False)
    return Call(
        kernel="svdf" if site.tensor(op.state).dtype is DType.INT8 else "svdf_i16",
        arguments=(f"&{params.name}", *arrays, state, site.output()),
        constants=(*constants, bias),
        params=params,
    )
