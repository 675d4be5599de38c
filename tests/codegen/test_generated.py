"""The generated text itself: stable, warning-free on every core, fit to be dropped in anywhere."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.host_c import build, case, compiler, run

from tinyedge import __version__
from tinyedge.build.compilers import WARNINGS
from tinyedge.codegen.codegen import codegen
from tinyedge.codegen.runtime import runtime_dir
from tinyedge.codegen.tflm.codegen import codegen_tflm
from tinyedge.codegen.write import write
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.plan.plan import plan
from tinyedge.reference.execute import execute

builder = pytest.importorskip(
    "support.tflite_builder",
    reason="building models needs the TFLite schema: pip install tflite-micro",
)
Builder, schema = builder.Builder, builder.schema

GOLDEN = Path(__file__).with_name("golden_small.c")

CORES = {
    "cortex-m0plus": ("thumb-freestanding-eabi", "cortex_m0plus"),
    "cortex-m4": ("thumb-freestanding-eabihf", "cortex_m4+vfp4d16sp"),
    "rv32imc": ("riscv32-freestanding-none", "generic_rv32+m+c"),
}


def small_model() -> bytes:
    """3x3 pixels, a convolution of 2 channels with SAME padding, two classes."""
    rng = np.random.default_rng(7)
    b = Builder()
    x = b.input((1, 3, 3, 1), scale=0.5, zero_point=-3)
    weights = b.constant(
        rng.integers(-9, 10, (2, 2, 2, 1)).astype(np.int8), scale=(0.25, 0.125), axis=0
    )
    bias = b.constant(np.array([100, -100], np.int32), scale=(0.125, 0.0625), axis=0)
    x = b.conv_2d(x, weights, bias, padding="SAME", activation="RELU", scale=0.25, zero_point=-128)
    x = b.reshape(x, (1, 18))
    weights = b.constant(rng.integers(-9, 10, (2, 18)).astype(np.int8), scale=0.0625)
    x = b.fully_connected(x, weights, scale=0.5, zero_point=4)
    return b.build([b.softmax(x)])


def test_a_small_model_reads_as_it_should() -> None:
    """TINYEDGE_UPDATE_GOLDEN=1 writes the file again; read the difference."""
    graph = simplify(read(small_model(), file="small.tflite"))
    graph = replace(graph, sha256="0" * 64)  # the builder's bytes may change; the C must not
    text = codegen(graph, plan(graph)).files["small.c"].replace(__version__, "VERSION")
    if os.environ.get("TINYEDGE_UPDATE_GOLDEN"):
        GOLDEN.write_text(text, encoding="utf-8")
    assert text == GOLDEN.read_text(encoding="utf-8")


def test_the_same_model_gives_the_same_text() -> None:
    first, second = (case(small_model(), "small").sources for _ in range(2))
    assert dict(first.files) == dict(second.files)
    assert (first.runtime, first.weights_bytes) == (second.runtime, second.weights_bytes)


@pytest.mark.parametrize("core", CORES)
def test_all_c_compiles_without_a_warning(core: str, tmp_path: Path) -> None:
    write(case(small_model(), "small").sources, tmp_path)
    target, cpu = CORES[core]
    argv = [sys.executable, "-m", "ziglang", "cc", "-target", target, f"-mcpu={cpu}", *WARNINGS]
    argv += ["-O2", "-ffreestanding", "-I.", f"-I{runtime_dir()}", "-c"]
    everything = sorted(runtime_dir().glob("te_*.c")) + sorted(tmp_path.glob("m0*.c"))
    failures = []
    for path in everything:
        done = subprocess.run(
            [*argv, str(path), "-o", "out.o"],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            failures.append(done.stderr)
    assert failures == []


def test_a_project_needs_nothing_but_the_written_files(tmp_path: Path) -> None:
    """C99 but for its assertions, called by its name, from a file that knows only its header."""
    made = case(small_model(), "small")
    write(made.sources, tmp_path)
    (tmp_path / "main.c").write_text(
        '#include <stdio.h>\n#include "m0.h"\n'
        "int main(void) {\n"
        "    static int8_t input[M0_INPUT_BYTES], output[M0_OUTPUT_BYTES];\n"
        "    if (fread(input, 1, sizeof input, stdin) != sizeof input) {\n"
        "        return 1;\n    }\n"
        "    m0_invoke(input, output);\n"
        "    m0_invoke(input, output);\n"
        "    fwrite(output, 1, sizeof output, stdout);\n    return 0;\n}\n"
    )
    argv = [*compiler(), "-std=c99", "main.c", "m0.c", *made.sources.runtime, "-o", "program"]
    subprocess.run(argv, cwd=tmp_path, check=True)
    x = np.arange(-60, 57, 13, dtype=np.int8).reshape(1, 3, 3, 1)
    got = subprocess.run(
        [tmp_path / "program"], input=x.tobytes(), capture_output=True, check=True
    ).stdout
    (output,) = made.graph.outputs
    assert got == execute(made.graph, [x])[output].tobytes()


def test_two_models_share_a_program_and_their_kernels(tmp_path: Path) -> None:
    """Every file of the folder is compiled, as Arduino and others do; both headers are C++ too."""
    for name in ("first", "second"):
        graph = simplify(read(small_model(), file=f"{name}.tflite"))
        write(codegen(graph, plan(graph)).for_any_project(), tmp_path)
    (tmp_path / "main.cpp").write_text(
        '#include "first.h"\n#include "second.h"\n'
        "int main() {\n"
        "    static int8_t input[FIRST_INPUT_BYTES];\n"
        "    int8_t first[FIRST_OUTPUT_BYTES], second[SECOND_OUTPUT_BYTES];\n"
        "    first_invoke(input, first);\n    second_invoke(input, second);\n"
        "    return first[0] != second[0];\n}\n"
    )
    units = sorted(path.name for path in tmp_path.glob("*.c"))
    argv = [sys.executable, "-m", "ziglang", "cc", *units, "main.cpp", "-o", "program"]
    subprocess.run(argv, cwd=tmp_path, check=True)
    subprocess.run([tmp_path / "program"], check=True)


def test_differences_would_be_found(tmp_path: Path) -> None:
    """One weight off by one: the harness of test_equal_to_reference names the tensor."""
    made = case(small_model(), "small")
    files = dict(made.sources.files)
    head, rest = files["m0.c"].split("m0_layer0_weights[8] = {\n", 1)
    row, tail = rest.split("\n", 1)
    first = int(row.split(",")[0])
    row = row.replace(f"{first:4d},", f"{first + 1:4d},", 1)
    files["m0.c"] = f"{head}m0_layer0_weights[8] = {{\n{row}\n{tail}"
    broken = replace(made, sources=replace(made.sources, files=files))
    x = np.arange(-9, 9, 2, dtype=np.int8).reshape(1, 3, 3, 1)
    differences = run(build([broken], tmp_path), [broken], [(0, [x])])
    assert differences
    assert differences[0].startswith("small: t3[0] is ")


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    sources = case(small_model(), "small").sources
    paths = write(sources, tmp_path)
    names = {path.name for path in paths}
    assert {"m0.c", "m0.h", "m0_model.c", "te_abi.h", "te_model.h", "te_memory.h"} <= names
    assert {"te_conv_2d.c", "te_fully_connected.c", "te_softmax.h"} <= names
    assert "te_add.c" not in names
    before = {path: path.stat().st_mtime_ns for path in paths}
    assert write(sources, tmp_path) == paths
    assert {path: path.stat().st_mtime_ns for path in paths} == before
    assert sorted(tmp_path.iterdir()) == list(paths)


def test_engine_tflm_has_the_model_its_operators_and_its_arena() -> None:
    model = small_model()
    made = codegen_tflm(model, read(model, file="small.tflite"), 1504)
    assert sorted(made.files) == ["small_data.cc", "small_data.h", "small_resolver.h"]
    data = made.files["small_data.cc"]
    cells = data.split("{\n", 2)[2].split("};")[0].replace("\n", "").split(",")
    assert bytes(int(cell, 16) for cell in cells if cell.strip()) == model
    assert f"kModelBytes = {len(model)};" in made.files["small_data.h"]
    assert "kArenaBytes = 1504;" in made.files["small_data.h"]
    resolver = made.files["small_resolver.h"]
    assert "kOperators = 4;" in resolver
    calls = [line.split("resolver.")[1] for line in resolver.splitlines() if "STATUS" in line]
    assert calls == [
        "AddConv2D(tflite::Register_CONV_2D_INT8()));",
        "AddFullyConnected(tflite::Register_FULLY_CONNECTED_INT8()));",
        "AddReshape());",
        "AddSoftmax(tflite::Register_SOFTMAX_INT8()));",
    ]


def test_engine_tflm_registers_add_of_int32() -> None:
    """Register_ADD_INT8 computes nothing of int32 either."""
    b = Builder()
    x, y = b.input((4,), dtype="int32"), b.tensor((4,), dtype="int32")
    b.operator("ADD", [x, x], [y], schema.AddOptionsT())
    model = b.build([y])
    made = codegen_tflm(model, read(model, file="whole.tflite"), 1504)
    assert "resolver.AddAdd());" in made.files["whole_resolver.h"]


def test_engine_tflm_registers_all_types_where_a_model_has_several() -> None:
    """Register_ADD_INT8 computes nothing of float32, nor Register_CONV_2D_INT8 of int4 weights."""
    b = Builder()
    x = b.input((1, 2, 2, 1), scale=0.5)
    weights = b.constant(np.ones((1, 1, 1, 1), np.int8), scale=0.25, dtype="int4")
    x = b.dequantize(b.conv_2d(x, weights, scale=0.25))
    y = b.tensor((1, 2, 2, 1), dtype="float32")
    b.operator("ADD", [x, x], [y], schema.AddOptionsT())
    model = b.build([y])
    made = codegen_tflm(model, read(model, file="mixed.tflite"), 1504)
    calls = [line for line in made.files["mixed_resolver.h"].splitlines() if "resolver.Add" in line]
    assert [line.split("resolver.")[1] for line in calls] == [
        "AddAdd());",
        "AddConv2D());",
        "AddDequantize());",
    ]
