"""Generated C on this machine: many models in one program, compiled with sanitizers, run layer by
layer, every tensor read back."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tinyedge.build.compilers import WARNINGS
from tinyedge.codegen.codegen import codegen
from tinyedge.codegen.runtime import runtime_dir
from tinyedge.codegen.types import Sources
from tinyedge.codegen.write import write
from tinyedge.graph.ops import TensorId
from tinyedge.graph.read import read
from tinyedge.graph.simplify.simplify import simplify
from tinyedge.graph.types import Array, Graph
from tinyedge.plan.plan import plan
from tinyedge.reference.execute import execute

# Takes on its standard input any number of runs: the number of a case as 32 bits, then its inputs.
# Gives for each run every tensor that is computed, right after its layer, then the outputs, then
# the variables. A number with the highest bit set is no run, but resets that case.
MAIN_C = """
int main(void) {
    uint32_t which = 0;
    while (fread(&which, sizeof which, 1, stdin) == 1) {
        const te_model *const model = cases[which & 0x7fffffff].model;
        if (which >> 31) {
            model->reset();
            continue;
        }
        memset(cases[which].arena, 0xa5, model->arena_bytes);
        for (uint32_t i = 0; i < model->input_count; i++) {
            const te_tensor *const input = &model->tensors[model->inputs[i]];
            if (fread(input->data, 1, input->bytes, stdin) != input->bytes) {
                return 1;
            }
        }
        for (uint32_t i = 0; i < model->layer_count; i++) {
            const te_layer *const layer = &model->layers[i];
            model->step(i);
            for (uint32_t j = 0; j < layer->output_count; j++) {
                const te_tensor *const output = &model->tensors[layer->first_output + j];
                fwrite(output->data, 1, output->bytes, stdout);
            }
        }
        for (uint32_t i = 0; i < model->output_count; i++) {
            const te_tensor *const output = &model->tensors[model->outputs[i]];
            fwrite(output->data, 1, output->bytes, stdout);
        }
        for (uint32_t i = cases[which].first_variable; i < model->tensor_count; i++) {
            fwrite(model->tensors[i].data, 1, model->tensors[i].bytes, stdout);
        }
    }
    return 0;
}
"""


Runs = Sequence[tuple[int, list[Array]]]  # the number of a case and its inputs; none: a reset


class BuildFailed(AssertionError):
    """What the compiler said."""


class ProgramFailed(AssertionError):
    """What a program said that ended with an error, a sanitizer's most likely."""


@dataclass(frozen=True, slots=True, eq=False)
class Case:
    """A model, as read and as generated. name: for messages."""

    name: str
    graph: Graph
    sources: Sources


def case(model: bytes, name: str, number: int = 0) -> Case:
    """A case of a model file; ``number`` tells it from others in one program."""
    graph = read(model, file=name, name=f"m{number}")
    simple = simplify(graph)
    return Case(name, graph, codegen(simple, plan(simple)))


def compiler() -> list[str]:
    """A C compiler of this machine with sanitizers: gcc, else zig, which has only one of them."""
    if shutil.which("gcc"):
        return ["gcc", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
    return [sys.executable, "-m", "ziglang", "cc", "-fsanitize=undefined"]


def build(
    cases: Sequence[Case],
    folder: Path,
    flags: Sequence[str] = ("-O1",),
    kernels: Path | None = None,
) -> Path:
    """One program of all cases.

    kernels: a folder that keeps compiled kernels for the next program; None: nothing is kept.
    """
    lines = ["#include <stdio.h>", "#include <string.h>"]
    needed: set[str] = set()
    for c in cases:
        write(c.sources, folder)
        needed |= set(c.sources.runtime)
        name = c.sources.name
        lines += [
            f"#define te_model_instance {name}_instance",
            f'#include "{name}_model.c"',
            "#undef te_model_instance",
            f'#include "{name}.c"',
            "#undef AT",
            "#undef STATE",
        ]
    lines.append("static const struct {")
    lines.append("    const te_model *model; void *arena; uint32_t first_variable; } cases[] = {")
    for c in cases:
        name, made = c.sources.name, c.sources.plan
        lines.append(
            f"{{&{name}_instance, &{name}_arena, {len(made.slots) - len(made.variables)}}},"
        )
    lines.append("};")
    # With <string.h> in the same unit, what te_memory.h declares must agree with it.
    (folder / "main.c").write_text("\n".join(lines) + MAIN_C)
    program = folder / "program"
    linked = sorted(needed)
    if kernels is not None:
        linked = [str(compiled_kernel(name, kernels)) for name in linked]
    compile_c([*WARNINGS, *flags, "main.c", *linked, "-o", str(program)], folder)
    return program


def compiled_kernel(name: str, folder: Path) -> Path:
    """The object file of a kernel, compiled with -O1 unless it is there already."""
    made = folder / f"{name}.o"
    folder.mkdir(parents=True, exist_ok=True)
    if not made.is_file():
        source = str(runtime_dir() / name)
        # Another process may be doing the same.
        own = made.with_name(f"{name}.{os.getpid()}.o")
        compile_c([*WARNINGS, "-O1", "-c", source, "-o", str(own)], folder)
        own.replace(made)
    return made


def compile_c(arguments: Sequence[str], folder: Path) -> None:
    """Start the compiler in a folder."""
    argv = [*compiler(), *arguments]
    done = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildFailed(done.stderr)


def run(program: Path, cases: Sequence[Case], runs: Runs) -> list[str]:
    """Every difference between the program and the reference, named; each case remembers its
    earlier runs."""
    return [text for _, text in differences(output(program, runs), cases, runs)]


def output(program: Path, runs: Runs, timeout_s: float | None = None) -> bytes:
    """What the program computes."""
    sent = b"".join(
        struct.pack("=I", which | (0 if inputs else 1 << 31))
        + b"".join(array.tobytes() for array in inputs)
        for which, inputs in runs
    )
    try:
        done = subprocess.run(
            [program], input=sent, capture_output=True, check=False, timeout=timeout_s
        )
    except subprocess.TimeoutExpired as expired:
        raise ProgramFailed(f"did not end within {timeout_s:g} s") from expired
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace")
        raise ProgramFailed(said or f"ended with status {done.returncode}")
    return done.stdout


def differences(computed: bytes, cases: Sequence[Case], runs: Runs) -> Iterator[tuple[int, str]]:
    """The number of a case, and where its program and the reference differ."""
    at = 0
    states: dict[int, dict[TensorId, Array]] = {}
    for which, inputs in runs:
        c = cases[which]
        if not inputs:
            del states[which]
            continue
        values = states[which] = execute(c.graph, inputs, states.get(which))
        made = c.sources.plan
        shown = [made.slots[slot] for layer in made.layers for slot in layer.outputs]
        in_arena = [slot.tensor for slot in shown if not slot.in_state]
        variables = [made.slots[slot].tensor for slot in made.variables]
        for number in (*in_arena, *c.graph.outputs, *variables):
            expected = values[number]
            got = np.frombuffer(computed, expected.dtype, expected.size, at)
            at += expected.nbytes
            # As bits, so that each not-a-number is itself.
            differs = np.flatnonzero(
                got.view(f"V{expected.itemsize}")
                != expected.reshape(-1).view(f"V{expected.itemsize}")
            )
            if differs.size:
                i = differs[0]
                yield (
                    which,
                    f"{c.name}: {c.graph.tensor(number).name}[{i}] is {got[i]}, not "
                    f"{expected.flat[i]}; {differs.size} of {expected.size} differ",
                )
    assert at == len(computed)
