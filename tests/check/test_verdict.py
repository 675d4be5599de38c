"""What is found out about a model: exactly what ``read`` and ``codegen`` would say and do."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from support.checked_models import bad_model, good_model
from support.edited import edited
from support.random_models import RANDOM
from support.tflite_builder import Builder, schema

from tinyedge.check.check import check
from tinyedge.check.types import Verdict
from tinyedge.codegen.codegen import codegen
from tinyedge.codegen.types import Sources
from tinyedge.errors import ModelError, TinyEdgeError
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.plan.plan import plan

RANDOM_CASES = 2  # of each kind of random model
DAMAGED = 400


def compiled(data: bytes) -> Sources | str:
    """The sources of a model, or what is said against it."""
    try:
        graph = simplify(read(data, file="m.tflite"))
        return codegen(graph, plan(graph))
    except TinyEdgeError as error:
        return str(error)


def verdict_of(data: bytes) -> Verdict | str:
    try:
        return check(data, file="m.tflite")
    except ModelError as error:
        return str(error)


def assert_agrees(data: bytes) -> bool:
    """Whether it runs, by both accounts."""
    made, verdict = compiled(data), verdict_of(data)
    if isinstance(verdict, str):
        assert verdict == made
        return False
    if isinstance(made, str):
        assert verdict.problems and not verdict.passed and verdict.sizes is None
        return False
    assert not verdict.problems and verdict.sizes is not None
    assert verdict.sizes.weights_bytes == made.weights_bytes
    assert verdict.sizes.weights_bytes == sum(x.weights_bytes for x in verdict.layers)
    assert verdict.macs == sum(layer.macs for layer in made.plan.layers)
    assert verdict.sizes.arena_bytes == made.plan.arena_bytes
    assert verdict.sizes.state_bytes == made.plan.state_bytes
    assert verdict.sizes.fullest.bytes <= verdict.sizes.arena_bytes
    kernels = {layer.aot for layer in verdict.layers if layer.aot and layer.aot[:3] == "te_"}
    assert {f"{kernel}.c" for kernel in kernels} <= {*made.runtime, "te_copy.c"}
    return True


@pytest.mark.parametrize("kind", RANDOM)
def test_random_models_run_by_all_accounts(kind: str) -> None:
    for seed in range(RANDOM_CASES):
        assert assert_agrees(RANDOM[kind](np.random.default_rng(seed))), f"seed {seed}"


def test_damaged_models_run_exactly_if_they_are_read() -> None:
    kinds = list(RANDOM)
    told = []
    for seed in range(DAMAGED):
        data = RANDOM[kinds[seed % len(kinds)]](np.random.default_rng(seed))
        damaged = bytearray(data)
        rng = random.Random(seed)
        for _ in range(rng.randint(1, 3)):
            damaged[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        told.append(assert_agrees(bytes(damaged)))
    assert True in told and False in told


def test_every_layer_has_its_kernel_or_where_its_work_is_done() -> None:
    verdict = check(good_model(), file="m.tflite")
    assert [(x.kind, x.aot, x.tflm) for x in verdict.layers] == [
        ("PAD", "in layer 1", "AddPad"),
        ("CONV_2D", "te_conv_2d", "AddConv2D"),
        ("RELU", "in layer 1", "AddRelu"),
        ("MAX_POOL_2D", "te_max_pool_2d", "AddMaxPool2D"),
        ("RESHAPE", "view", "AddReshape"),
        ("FULLY_CONNECTED", "te_fully_connected", "AddFullyConnected"),
        ("SOFTMAX", "te_softmax", "AddSoftmax"),
    ]
    assert dict(verdict.engines) == {"aot": True, "tflm": True}


def test_variables_and_what_is_left_out_are_told_apart() -> None:
    b = Builder()
    x = b.input((1, 4), scale=0.1, name="x")
    same = b.quantize(x, scale=0.1)
    state = b.variable((1, 4), scale=0.1, initial=range(4), name="state")
    y = b.add(b.read_variable(state), same, scale=0.1)
    b.assign_variable(b.handle("state"), y)
    size = b.tensor((2,), dtype="int32")
    b.operator("RANK", [x], [size])
    verdict = check(b.build([b.tanh(y)]), file="m.tflite")
    assert [(x.kind, x.aot) for x in verdict.layers] == [
        ("CALL_ONCE", "variable"),
        ("QUANTIZE", "left out"),
        ("VAR_HANDLE", "variable"),
        ("READ_VARIABLE", "view"),
        ("ADD", "te_add"),
        ("VAR_HANDLE", "variable"),
        ("ASSIGN_VARIABLE", "te_copy"),
        ("RANK", "left out"),
        ("TANH", "te_lookup"),
    ]
    assert verdict.tflm_lacks == ("RANK",)
    assert dict(verdict.engines) == {"aot": True, "tflm": False}


def test_all_problems_at_once_and_every_other_layer_is_judged() -> None:
    verdict = check(bad_model(), file="m.tflite")
    assert [(error.layer, error.problem) for error in verdict.problems] == [
        (1, "layer 1 GELU (gelu) has no kernel here"),
        (2, "layer 2 TILE (tile) has no kernel here"),
        (4, "layer 4 CUSTOM (TFLite_Detection_PostProcess) (boxes) has no kernel here"),
        (3, "ADD (sum): the output is [1, 9, 9, 3], where [1, 8, 8, 3] follows"),
        (
            6,
            "LOGISTIC (squash): the output has scale 0.5 and zero point 3, where TFLite Micro "
            "computes with 0.00390625 and -128",
        ),
    ]
    assert [x.aot for x in verdict.layers] == [
        "te_conv_2d",
        *(None, None, None, None),
        "left out",
        None,
    ]


def test_several_types_at_once() -> None:
    b = Builder()
    x = b.input((1, 4), scale=0.1, dtype="uint8")
    y = b.tensor((1, 4), scale=0.1, dtype="uint8", name="y")
    b.operator("ADD", [x, x], [y], schema.AddOptionsT())
    z = b.tensor((1, 4), scale=0.1, dtype="uint8", name="z")
    b.operator("MUL", [y, y], [z], schema.MulOptionsT())
    verdict = check(b.build([z]), file="m.tflite")
    assert [error.problem for error in verdict.problems] == [
        "is quantized to uint8, as converters did before 2020 (layer 0 ADD)",
        "is quantized to uint8, as converters did before 2020 (layer 1 MUL)",
    ]


def test_sizes_that_are_not_known_do_not_hide_another_problem() -> None:
    b = Builder()
    x = b.input((1, 4), scale=0.1, name="x")
    y = b.tensor((1, 4), scale=0.5, name="y")
    b.operator("LOGISTIC", [x], [y])
    z = b.tensor((1, 4), scale=0.5, name="z")
    b.operator("TOPK_V2", [y], [z])

    def without_batch(model: Any) -> None:
        model.subgraphs[0].tensors[x].shape = [-1, 4]
        model.subgraphs[0].tensors[y].shape = [-1, 4]

    verdict = check(edited(b.build([z]), without_batch), file="m.tflite")
    assert [f"{error.problem}; {error.remedy}" for error in verdict.problems] == [
        "layer 1 TOPK_V2 (z) has no kernel here; use ARG_MAX for the best one, or cut the model "
        "before it, and do this step in the application",
        "tensor 0 (x) has the shape [-1, 4], not known before it runs; "
        "export it with fixed shapes and batch size 1",
        "tensor 1 (y) has the shape [-1, 4], not known before it runs; "
        "export it with fixed shapes and batch size 1",
    ]
    assert [x.inputs[0].shape for x in verdict.layers] == [(-1, 4), (-1, 4)]


def test_the_arena_is_fullest_where_its_tensors_say() -> None:
    sizes = check(good_model(), file="m.tflite").sizes
    assert sizes is not None
    full = sizes.fullest
    assert (full.layer, full.kind, full.bytes, full.scratch_bytes) == (1, "CONV_2D", 356, 36)
    assert full.tensors == (("relu", 192), ("camera", 128))
    assert sizes.arena_bytes == 356
