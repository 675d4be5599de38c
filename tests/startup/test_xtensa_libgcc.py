"""The arithmetic that Debian's libgcc for Xtensa lacks, against this machine's own, bit for bit."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest
from support.host_c import compiler

from tinyedge.build.compilers import WARNINGS
from tinyedge.paths import firmware_dir

STARTUP = firmware_dir() / "startup"
HEADER = (STARTUP / "xtensa_libgcc.h").read_text(encoding="utf-8")
FUNCTIONS = re.findall(r"^\w+ (__\w+)\(", HEADER, re.MULTILINE)
SEED = 20261123


def built(folder: Path, source: str) -> Path:
    """The trial with the functions of ``source``, under names that this machine's libgcc lacks."""
    (folder / "xtensa_libgcc.h").write_text(HEADER)
    (folder / "xtensa_libgcc.c").write_text(source)
    program = folder / "program"
    # GCC takes a * b + c apart, as the core has to, only if told to.
    flags = ["-O2", "-ffp-contract=off", "-Wno-float-equal"]
    names = [f"-D{name}=te{name}" for name in FUNCTIONS]
    trial = Path(__file__).with_name("xtensa_libgcc_trial.c")
    argv = [*compiler(), *WARNINGS, *flags, *names, f"-I{folder}", str(trial), "xtensa_libgcc.c"]
    done = subprocess.run(
        [*argv, "-o", str(program)], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return program


def test_it_is_all_there() -> None:
    """What GCC calls for int32 and float, and for the products of int64 that kernels take."""
    integers = {"__udivsi3", "__umodsi3", "__divsi3", "__modsi3", "__muldi3"}
    floats = {f"__{name}sf3" for name in ("add", "sub", "mul", "div")}
    conversions = {"__floatsisf", "__floatunsisf", "__fixsfsi", "__fixunssfsi"}
    comparisons = {f"__{name}sf2" for name in ("eq", "ne", "lt", "le", "gt", "ge", "unord")}
    assert set(FUNCTIONS) == integers | floats | conversions | comparisons


@pytest.mark.parametrize(
    "count", [100_000, pytest.param(3_000_000, marks=pytest.mark.slow)], ids=["some", "many"]
)
def test_equal_to_this_machine(count: int, tmp_path: Path) -> None:
    program = built(tmp_path, (STARTUP / "xtensa_libgcc.c").read_text(encoding="utf-8"))
    done = subprocess.run(
        [program, str(SEED), str(count)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"seed {SEED}: {done.stdout}{done.stderr}"
    corners = (2 * 34) ** 2
    assert done.stdout == f"0 mistakes in {(count + corners) * (11 + 4 + 6)} cases\n"


WRONG = {
    "ties away from even": ("rest == half && (rounded & 1u) != 0", "rest == half"),
    "no sticky bit": ("value >> count | ((value & ((1u << count) - 1u)) != 0)", "value >> count"),
    "subnormals as zero": ("fraction = shifted_sticky(fraction, 1 - exponent);", "fraction = 0;"),
    "a carry lost": ("other << 16 | (low & 0xffffu)", "other << 16"),
    "a quotient too small": ("rest >= divisor", "rest > divisor"),
}


@pytest.mark.parametrize("case", WRONG)
def test_the_comparison_sees_mistakes(case: str, tmp_path: Path) -> None:
    right, wrong = WRONG[case]
    source = (STARTUP / "xtensa_libgcc.c").read_text(encoding="utf-8")
    assert source.count(right) == 1
    program = built(tmp_path, source.replace(right, wrong))
    done = subprocess.run(
        [program, str(SEED), "10000"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert " is " in done.stdout
