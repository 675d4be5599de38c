"""Emitters, and the helpers that write C."""

from __future__ import annotations

from typing import get_args

import numpy as np
import pytest
from support.small_graphs import constant, graph_of, int8

from tinyedge.codegen import c
from tinyedge.codegen.axes import Axis, merged
from tinyedge.codegen.codegen import codegen
from tinyedge.codegen.emit import EMITTERS
from tinyedge.codegen.runtime import closure, runtime_dir
from tinyedge.codegen.tflm.operators import REGISTRATIONS
from tinyedge.errors import ModelError
from tinyedge.graph.importers import IMPORTERS
from tinyedge.graph.ops import Activation, Add, Mean, Op, Reshape
from tinyedge.graph.types import Graph
from tinyedge.plan.plan import plan


def test_every_operator_has_an_emitter() -> None:
    assert set(EMITTERS) == set(get_args(Op))
    assert [kind for kind, emit in EMITTERS.items() if emit is None] == [Reshape]


def test_every_operator_is_known_to_engine_tflm() -> None:
    assert set(REGISTRATIONS) == set(IMPORTERS)


def test_integers() -> None:
    assert c.integer(-(2**31)) == "INT32_MIN"
    assert c.integer(2**31 - 1) == "2147483647"
    with pytest.raises(ValueError, match="2147483648 does not fit int32"):
        c.integer(2**31)


@pytest.mark.parametrize(
    ("value", "literal"),
    [(0.1, "0.1f"), (16.0, "16.0f"), (1e-30, "1e-30f"), (2.0**119, "6.64614e+35f")],
)
def test_reals_read_back_as_the_same_float32(value: float, literal: str) -> None:
    assert c.real(value) == literal
    assert np.float32(literal.removesuffix("f")) == np.float32(value)


def test_rows_fit_the_line_and_hold_every_number() -> None:
    for dtype in (np.int8, np.uint8, np.int32):
        limits = np.iinfo(dtype)
        data = np.array([limits.min, limits.max, 0, 1] * 25, dtype)
        rows = c.rows(data)
        assert max(map(len, rows)) <= c.LINE_WIDTH
        text = "".join(rows).replace("INT32_MIN", str(-(2**31)))
        assert [int(cell, 0) for cell in text.rstrip(",").split(",")] == data.tolist()


def test_comments_cannot_be_ended_from_within() -> None:
    assert c.text("a*/b/*c\n\u00e9") == "a* /b/ *c??"


def test_long_calls_are_broken_and_aligned() -> None:
    lines = c.call("te_f", [f"argument{i}" for i in range(12)], indent=8)
    assert all(len(line) <= c.LINE_WIDTH for line in lines)
    assert lines[0].startswith("        te_f(argument0, argument1,")
    assert lines[1].startswith("             argument")
    assert lines[-1].endswith("argument11);")


def test_names_are_handed_out_once() -> None:
    names = c.Names("m")
    assert names.take("layer0_bias") == "m_layer0_bias"
    with pytest.raises(ValueError, match="the name m_layer0_bias is taken"):
        names.take("layer0_bias")


@pytest.mark.parametrize("name", ["string", "Math", "te_add", "board", "features"])
def test_names_that_shadow_headers_are_refused(name: str) -> None:
    with pytest.raises(ModelError) as error:
        c.Names(name)
    assert str(error.value) == (
        f"{name}: a model named {name} would collide with a header or with the te_ kernels; "
        "give the model file another name"
    )


def test_axes_are_joined_where_every_operand_moves_on_evenly() -> None:
    dense = [Axis(2, (12, 12)), Axis(1, (12, 0)), Axis(3, (4, 4)), Axis(4, (1, 1))]
    assert merged(dense) == [Axis(24, (1, 1))]
    repeated = [Axis(2, (12, 0)), Axis(3, (4, 0)), Axis(4, (1, 1))]
    assert merged(repeated) == [Axis(6, (4, 0)), Axis(4, (1, 1))]


def small(op: Op, tensors: list) -> Graph:
    return graph_of(op, tensors)


def test_a_broadcast_over_too_many_axes_is_refused() -> None:
    shapes = ((2, 1, 2, 1, 2), (1, 2, 1, 2, 1), (2, 2, 2, 2, 2))
    g = small(Add((0, 1), (2,), Activation.NONE), [int8(shape) for shape in shapes])
    with pytest.raises(ModelError) as error:
        codegen(g, plan(g))
    assert str(error.value) == (
        "small: ADD (x) broadcasts over 5 axes that cannot be joined, more than 4; "
        "reshape the tensors around it to fewer axes"
    )


def test_a_mean_over_many_axes_has_a_kernel_of_its_own() -> None:
    axes = constant([0, 2, 4])
    few = small(Mean((0, 1), (2,), (0, 2)), [int8((2, 2, 2, 2, 2)), axes, int8((2, 2, 2))])
    many = small(Mean((0, 1), (2,), (0, 2, 4)), [int8((2, 2, 2, 2, 2)), axes, int8((2, 2))])
    assert codegen(few, plan(few)).runtime == ("te_mean.c",)
    assert codegen(many, plan(many)).runtime == ("te_mean_axes.c",)


def test_every_kernel_includes_only_what_exists_and_has_its_header() -> None:
    for source in sorted(runtime_dir().glob("te_*.c")):
        header = source.name.removesuffix(".c") + ".h"
        assert source.name in closure([header])
